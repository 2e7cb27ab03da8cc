import { SearchX } from "lucide-react";
import { useCallback, useRef, type RefObject } from "react";
import type { Output } from "../../../shared/contract/api";
import type { TimelineRow } from "../../../shared/contract/timeline";
import type { Freshness } from "../../../shared/model/attempt";
import { foldSentence } from "../../../shared/review/fold-events";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { everything } from "../../parts/first-events";
import { Button } from "../../ui/Button";
import { formatClock, formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { StateMessage } from "../../ui/StateMessage";
import { useStable } from "../../ui/use-stable";
import { EventList, type EventListProps } from "./EventList";
import { EventPlaceholder, EventRow } from "./EventRow";
import type { Extent } from "./event-view";
import { eventView } from "./event-views";
import { sameFilter } from "./find-event";
import { Filters } from "./Filters";
import { FoldRow } from "./FoldRow";
import { checksBefore, seamAbove } from "./seam";
import type { SessionNames } from "./session-names";
import type { Strip } from "./strip";
import type { TimelinePlace } from "./use-timeline-place";

export interface TranscriptProps {
  readonly summary: Output<"timeline.summary">;
  readonly strip: Strip;
  readonly place: TimelinePlace;
  readonly lastEdit: Freshness["lastEdit"];
  readonly names: SessionNames;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly extentOf: (index: number) => Extent;
  readonly setExtent: (index: number, extent: Extent) => void;
  readonly onRange: (first: number, last: number) => void;
  readonly onSubAgent: (row: TimelineRow) => void;
  readonly onFilm?: (() => void) | undefined;
  /** A line to bring to the top, and what is told when the reader scrolls: of lists that go together. */
  readonly top?: EventListProps["top"];
  readonly onScrolled?: EventListProps["onScrolled"];
}

/** The filters and the events that pass them, quiet ones folded. */
export function Transcript(props: TranscriptProps) {
  const { summary, strip, place, lastEdit, names, field, extentOf, setExtent, onRange, onSubAgent, onFilm } = props;
  const { pages, rows, total, filter, typed, filtered } = place;
  /** The lines in view: for asking once more for what could not be read. */
  const range = useRef({ first: 0, last: 0 });
  const seamed = checksBefore(summary.outline, lastEdit?.event ?? null);
  const positions = useCallback(
    (first: number, last: number) => {
      const found: number[] = [];
      for (let at = Math.max(0, first); at <= Math.min(rows.count - 1, last); at += 1) {
        const line = rows.at(at);
        found.push(line.kind === "event" ? line.index : line.from);
      }
      return found;
    },
    [rows],
  );
  const keyOf = useCallback(
    (at: number) => {
      const line = rows.at(at);
      return line.kind === "event" ? line.index : -1 - line.from;
    },
    [rows],
  );
  const inView = useCallback(
    (first: number, last: number) => {
      range.current = { first, last };
      void pages.wantEach(positions(first - 40, last + 60));
      const shown = positions(first, last);
      onRange(shown[0] ?? 0, shown.at(-1) ?? 0);
    },
    [pages, positions, onRange],
  );
  const toList = () => {
    const current = document.querySelector<HTMLElement>(".event-list [role=row][tabindex='0']");
    // Where no row is drawn yet, the list takes the focus when it appears.
    if (current === null) field.current?.blur();
    else current.focus();
  };
  // Rows that stay as they are are not drawn again: what they call is the same function at each drawing.
  const extend = useStable(setExtent);
  const toSubAgent = useStable(onSubAgent);
  const eventAt = (row: number): TimelineRow | undefined => {
    const line = row < 0 || row >= rows.count ? null : rows.at(row);
    return line?.kind === "event" ? pages.row(line.index) : undefined;
  };
  /** The event before a line: the last one of a fold counts, as far as it is read. */
  const before = (row: number): TimelineRow | undefined => {
    const line = row <= 0 ? null : rows.at(row - 1);
    if (line === null) return undefined;
    return pages.row(line.kind === "event" ? line.index : line.open ? line.from : line.to);
  };
  const seamAt = (row: number) => seamed && seamAbove(before(row), eventAt(row), lastEdit, filter);
  const newDay = (row: number) => {
    const [earlier, here] = [before(row)?.event.at, eventAt(row)?.event.at];
    if (here === null || here === undefined) return false;
    return row === 0 || (earlier !== null && earlier !== undefined && dayOf(earlier) !== dayOf(here));
  };
  const rowName = (at: number): string => {
    const line = rows.at(at);
    if (line.kind === "fold") return foldSentence(strip.classes, line.from, line.to);
    const row = pages.row(line.index);
    if (row === undefined) return `Loading ${formatCount(line.index + 1)} of ${formatCount(total)}`;
    const { event, sessionId } = row;
    return [
      ...(event.at === null ? [] : [formatClock(event.at, true)]),
      eventView(event.detail).sentence(event.detail, names.cwd(sessionId)),
      ...(row.finalEdit ? ["final edit"] : []),
      ...(names.repeats(row) ? ["repeats another session"] : []),
      ...row.claims.map((claim) => `claim ${claim.verdict}`),
      `number ${String(event.seq)}`,
    ].join(", ");
  };
  const renderRow = (at: number) => {
    const line = rows.at(at);
    if (line.kind === "fold")
      return (
        <FoldRow
          sentence={foldSentence(strip.classes, line.from, line.to)}
          open={line.open}
          onToggle={() => {
            place.toggleFold(line.from);
          }}
        />
      );
    const row = pages.row(line.index);
    if (row === undefined) return <EventPlaceholder index={line.index} total={total} />;
    return (
      <>
        {seamAt(at) ? (
          <div className="event-seam" role="gridcell">
            every check before this line was made on an older tree
          </div>
        ) : null}
        <EventRow
          row={row}
          cwd={names.cwd(row.sessionId)}
          session={names.short(row.sessionId)}
          index={line.index}
          extent={extentOf(line.index)}
          onExtent={extend}
          newDay={newDay(at)}
          repeated={names.repeats(row)}
          onSubAgent={toSubAgent}
        />
      </>
    );
  };

  let events;
  if (pages.total === null) {
    events =
      pages.problem === null ? (
        <LoadingMessage thing={formatPlural(summary.total, "event")} slow={false} />
      ) : (
        <FailedMessage thing="the events" problem={pages.problem} onRetry={() => void pages.want(0, 1)} />
      );
  } else if (total === 0) {
    events = (
      <StateMessage
        live="status"
        icon={<Icon icon={SearchX} />}
        sentence={`No event matches. ${formatPlural(summary.total, "event")} without the filter.`}
        action={
          <Button
            small
            onClick={() => {
              place.show(everything, 0);
            }}
          >
            Clear the filter
          </Button>
        }
      />
    );
  } else {
    events = (
      <>
        {pages.problem === null ? null : (
          <FailedMessage
            thing="these events"
            problem={pages.problem}
            onRetry={() => void pages.wantEach(positions(range.current.first, range.current.last))}
          />
        )}
        <EventList
          key={`${JSON.stringify(filter)} ${String(place.foldsOn)}`}
          count={rows.count}
          keyOf={keyOf}
          cursor={place.cursorRow}
          jump={place.jump}
          ready={place.row !== undefined}
          onCursor={place.setCursorRow}
          onRange={inView}
          top={props.top}
          onScrolled={props.onScrolled}
          rowName={rowName}
          renderRow={renderRow}
          footer={
            <p className="event-end meta">
              {filtered
                ? `${formatCount(total)} of ${formatPlural(summary.total, "event")} pass the filter.`
                : `${formatPlural(total, "event")}: all that was recorded.`}
            </p>
          }
        />
      </>
    );
  }
  return (
    <section className="timeline-list" aria-label="Transcript">
      <Filters
        filter={typed}
        onFilter={place.setTyped}
        summary={summary}
        strip={strip}
        passing={sameFilter(typed, filter) ? pages.total : null}
        problems={sameFilter(typed, filter) ? pages.problems : []}
        field={field}
        toList={toList}
        onFilm={onFilm}
      />
      {events}
    </section>
  );
}

function dayOf(instant: string): string {
  return new Date(instant).toDateString();
}
