import { useEffect, useEffectEvent, useImperativeHandle, useMemo, useRef, useState, type Ref } from "react";
import type { AttemptView } from "../../../shared/contract/review";
import type { TimelineRow } from "../../../shared/contract/timeline";
import { announce } from "../../state/announce";
import { go, type RouteAt } from "../../state/route";
import type { Extent } from "./event-view";
import { eventView } from "./event-views";
import { findFailed } from "./find-event";
import { eventAt, type ClockedStrip } from "./one-clock";
import type { ClockSource } from "./one-clock-sources";
import { sessionNames } from "./session-names";
import { Transcript } from "./Transcript";
import { useTimelinePlace } from "./use-timeline-place";

/** What the keys need of a side. */
export interface SideHandle {
  readonly step: (by: 1 | -1) => void;
  readonly end: (which: "first" | "last") => void;
  readonly failed: (by: 1 | -1) => void;
  readonly fold: () => void;
  readonly search: () => void;
  readonly goTo: (index: number) => void;
  readonly focus: () => void;
}

export interface OneClockSideProps {
  readonly ref: Ref<SideHandle>;
  readonly taskId: string;
  readonly source: ClockSource;
  readonly clocked: ClockedStrip;
  readonly view: AttemptView | undefined;
  readonly at: RouteAt | undefined;
  readonly active: boolean;
  /** The moment that the other side is at: this one follows it. Null where the sides are not linked. */
  readonly follow: number | null;
  /** The moment that the other side was scrolled to: this one is brought there too, once for each time it is asked. */
  readonly scrollTo: { readonly moment: number; readonly asked: number } | null;
  /** The reader scrolled this side: the moment of its first line, on the shared clock. */
  readonly onScrolled: (moment: number) => void;
  readonly onActive: () => void;
  /** The cursor's event, and its moment on the shared clock. */
  readonly onRow: (row: TimelineRow | undefined, moment: number | null) => void;
}

/** The events of one attempt beside another's. */
export function OneClockSide(props: OneClockSideProps) {
  const { ref, taskId, source, clocked, view, at, active, follow, scrollTo, onScrolled, onActive, onRow } = props;
  const { attemptId, summary, strip } = source;
  const place = useTimelinePlace(attemptId, at, strip);
  const { row, rows, cursor, cursorRow, filter, filtered, show } = place;
  const [extents, setExtents] = useState<ReadonlyMap<number, Extent>>(new Map());
  const field = useRef<HTMLInputElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const names = useMemo(() => sessionNames(summary.sessions), [summary.sessions]);
  const moment = row === undefined || row.event.at === null ? null : Date.parse(row.event.at) + clocked.shift;

  const told = useEffectEvent(onRow);
  useEffect(() => {
    if (active) told(row, moment);
  }, [active, row, moment]);
  const followTo = useEffectEvent((to: number) => {
    if (!filtered) place.setCursorRow(rows.rowOf(eventAt(clocked.strip, to)));
  });
  useEffect(() => {
    if (!active && follow !== null) followTo(follow);
  }, [active, follow, rows]);

  const startsAs = (index: number): Extent => {
    const other = place.pages.row(index);
    return other === undefined ? "folded" : (eventView(other.event.detail).startsAs?.(other.event.detail) ?? "folded");
  };
  const extentOf = (index: number): Extent => extents.get(index) ?? startsAs(index);
  const setExtent = (index: number, extent: Extent): void => {
    setExtents((before) => new Map(before).set(index, extent));
  };
  const nextFailed = async (by: 1 | -1): Promise<void> => {
    const from = row === undefined ? null : { sessionId: row.sessionId, seq: row.event.seq };
    const found = await findFailed({ attemptId, filter, outline: summary.outline, from, by });
    if (!found.ok) announce(`Could not find the next failure: ${found.error.message}`);
    else if (found.value === null)
      announce(by === 1 ? "No failure after this event." : "No failure before this event.");
    else show(filter, found.value);
  };
  const openAlone = (): void => {
    go({
      screen: "timeline",
      taskId,
      attemptId,
      ...(row === undefined ? {} : { at: { sessionId: row.sessionId, seq: row.event.seq } }),
    });
  };
  useImperativeHandle(ref, () => ({
    step: (by) => {
      place.setCursorRow(cursorRow + by);
    },
    end: (which) => {
      place.setCursorRow(which === "first" ? 0 : rows.count - 1);
    },
    failed: (by) => void nextFailed(by),
    fold: () => {
      const line = cursorRow < rows.count ? rows.at(cursorRow) : undefined;
      if (line?.kind === "fold") place.toggleFold(line.from);
      else setExtent(cursor, extentOf(cursor) === "folded" ? "open" : "folded");
    },
    search: () => {
      field.current?.focus();
      field.current?.select();
    },
    goTo: (index) => void place.goToPosition(index),
    focus: () => {
      frame.current?.querySelector<HTMLElement>("[role=row][tabindex='0']")?.focus();
    },
  }));
  const tellScrolled = (first: number): void => {
    const line = rows.at(first);
    const index = line.kind === "event" ? line.index : line.from;
    // Of a filtered list positions say nothing of the clock; its events do.
    const told = filtered
      ? Date.parse(place.pages.row(index)?.event.at ?? "") + clocked.shift
      : clocked.strip.times[index];
    if (told !== undefined && told > 0) onScrolled(told);
  };
  const transcript = {
    top:
      scrollTo === null || filtered
        ? null
        : { row: rows.rowOf(eventAt(clocked.strip, scrollTo.moment)), asked: scrollTo.asked },
    onScrolled: tellScrolled,
    summary,
    strip,
    place,
    lastEdit: view?.judgement.freshness.lastEdit ?? null,
    names,
    field,
    extentOf,
    setExtent,
    onRange: ignore,
    onSubAgent: openAlone,
  };
  const letter = view?.attempt.letter ?? "?";
  return (
    <div
      ref={frame}
      className={active ? "clock-list clock-active" : "clock-list"}
      onPointerDown={active ? undefined : onActive}
      onKeyUp={
        active
          ? undefined
          : ({ key }) => {
              // The focus that a list takes for itself when it appears is no choice of the reader's.
              if (key === "Tab") onActive();
            }
      }
    >
      <h2 className="clock-list-head">
        <span className="clock-letter">{letter}</span>
        <span className="cut">{`Attempt ${letter}${view === undefined ? "" : `, ${view.attempt.runnerName}`}`}</span>
      </h2>
      <Transcript {...transcript} />
    </div>
  );
}

function ignore(): void {
  // What is in view of one side is not drawn on the shared clock.
}
