import { ChevronDown, ChevronRight, User } from "lucide-react";
import { memo } from "react";
import type { TimelineRow } from "../../../shared/contract/timeline";
import { useQuery } from "../../bridge/use-query";
import { formatClock, formatDay } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { useNow } from "../../ui/use-now";
import type { Extent } from "./event-view";
import { eventView } from "./event-views";

export interface EventRowProps {
  readonly row: TimelineRow;
  readonly cwd: string | null;
  /** "S2", where the attempt has several sessions. */
  readonly session: string | null;
  readonly extent: Extent;
  /** Its position in the list, as `onExtent` names it. */
  readonly index: number;
  readonly onExtent: (index: number, extent: Extent) => void;
  /** The day begins with this row: the date stands under the time. */
  readonly newDay: boolean;
  /** The event repeats another session's: it is not this session's work. */
  readonly repeated: boolean;
  /** Leads to what a sub-agent did. */
  readonly onSubAgent: (row: TimelineRow) => void;
}

/** One event: time, kind, what happened, its number. */
export const EventRow = memo(function EventRow(props: EventRowProps) {
  const { row, cwd, session, extent, index, onExtent, newDay, repeated, onSubAgent } = props;
  const { detail } = row.event;
  const view = eventView(detail);
  // A message is read whole where its claims are judged; everything else when asked.
  const whole = useQuery(
    "timeline.event",
    row.cut > 0 && (extent === "all" || row.claims.length > 0)
      ? { sessionId: row.sessionId, seq: row.event.seq }
      : null,
  );
  const event = whole.value?.event ?? row.event;
  const unfolds = row.claims.length === 0 && view.unfolds?.(detail) === true;
  const { Body } = view;
  const at = row.event.at;
  const now = useNow(3_600_000);
  const byPerson = detail.kind === "message" && detail.role === "person" && !detail.injected;
  return (
    <div className={`event${row.event.lane === "main" ? "" : " event-sub"}${repeated ? " event-repeated" : ""}`}>
      <span role="gridcell" className="event-time">
        {at === null ? <span title="The runner recorded no time">no time</span> : formatClock(at, true)}
        {newDay && at !== null ? <span className="event-day">{formatDay(at, now)}</span> : null}
      </span>
      <span role="gridcell" className={`event-icon ${view.tone ?? ""}`} title={view.name}>
        <Icon icon={byPerson ? User : view.icon} small />
      </span>
      <div role="gridcell" className="event-body">
        <Body
          detail={event.detail}
          row={{
            event,
            claims: row.claims,
            finalEdit: row.finalEdit,
            cut: whole.value === undefined ? row.cut : 0,
            cwd,
            extent,
            setExtent: (next) => {
              onExtent(index, next);
            },
            openSubAgent: () => {
              onSubAgent(row);
            },
          }}
        />
      </div>
      <span role="gridcell" className="event-id">
        {repeated ? <span title="Repeats another session; not counted as work of this one">repeated</span> : null}
        {row.event.lane === "main" ? null : <span title={row.event.lane}>sub-agent</span>}
        {session === null ? null : <span>{session}</span>}
        <span>{`#${String(row.event.seq)}`}</span>
        {unfolds ? (
          <button
            type="button"
            className="event-fold"
            tabIndex={-1}
            aria-expanded={extent !== "folded"}
            aria-label={`${extent === "folded" ? "Unfold" : "Fold"} event ${String(row.event.seq)}`}
            onClick={() => {
              onExtent(index, extent === "folded" ? "open" : "folded");
            }}
          >
            <Icon icon={extent === "folded" ? ChevronRight : ChevronDown} small />
          </button>
        ) : (
          <span className="event-fold" />
        )}
      </span>
    </div>
  );
});

/** A row whose page is still being read says so: no row is blank. */
export function EventPlaceholder({ index, total }: { readonly index: number; readonly total: number }) {
  return (
    <div className="event event-loading">
      <span role="gridcell" className="event-time" />
      <span role="gridcell" className="event-icon" />
      <span role="gridcell">{`Loading ${(index + 1).toLocaleString("en-US")} of ${total.toLocaleString("en-US")}`}</span>
    </div>
  );
}
