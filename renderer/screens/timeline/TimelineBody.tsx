import { useDeferredValue, useMemo, useRef, useState } from "react";
import type { Output } from "../../../shared/contract/api";
import type { AttemptView } from "../../../shared/contract/review";
import type { TimelineRow } from "../../../shared/contract/timeline";
import type { EventRef } from "../../../shared/model/evidence";
import { eventLink } from "../../../shared/review/place-link";
import { copyPlace } from "../../parts/copy-place";
import { FreshnessLine } from "../../parts/FreshnessLine";
import { LoadingMessage } from "../../parts/QueryMessage";
import { everything } from "../../parts/first-events";
import { useDecisionKeys } from "../../parts/use-decision-keys";
import { announce } from "../../state/announce";
import { openSheet } from "../../state/decide";
import { go, replace, type RouteOf } from "../../state/route";
import { formatCount, formatPlural } from "../../ui/format";
import { Resizable } from "../../ui/Resizable";
import { useSteps } from "../../ui/use-steps";
import type { EventPages } from "./event-pages";
import { EventPanel } from "./EventPanel";
import type { Extent } from "./event-view";
import { eventView } from "./event-views";
import { FilmView } from "./FilmView";
import { findFailed } from "./find-event";
import { linesOfEvent } from "./find-lines";
import { laneRows } from "./lane-rows";
import { laneRoom } from "./lane-shapes";
import { Lanes } from "./Lanes";
import { LanesToCome } from "./LanesToCome";
import { outlineAt, outlineItems, outlineOfRow } from "./outline";
import { OutlinePane } from "./OutlinePane";
import { sessionNames } from "./session-names";
import { patchPath } from "./shown-path";
import { eventsIn, firstTimed, noStrip, type Strip } from "./strip";
import { subAgentLane } from "./sub-agent";
import { timeScale, timeSpan } from "./time-scale";
import { Transcript } from "./Transcript";
import { useLaneWindow } from "./use-lane-window";
import { useShownRange } from "./use-shown-range";
import { useTimelineKeys } from "./use-timeline-keys";
import { useTimelinePlace } from "./use-timeline-place";

export interface TimelineBodyProps {
  readonly route: RouteOf<"timeline">;
  readonly summary: Output<"timeline.summary">;
  /** Every event as a mark; undefined while they are read: the list does not wait for long. */
  readonly strip: Strip | undefined;
  /** Their pages without a filter. */
  readonly pages: EventPages;
  /** What the list begins with is there. */
  readonly listed: boolean;
  /** The attempt with its judgement; the events do not wait for it. */
  readonly view: AttemptView | undefined;
  /** Pixels that there are from left to right. */
  readonly width: number;
}

/** The panes that fit: all three, list and detail, one at a time. */
const allFrom = 1080;
const twoFrom = 700;
const outlineMost = 2_000;
/** After the frame, each when the one before it is drawn. */
const inOrder = ["list", "lanes", "detail", "outline"] as const;

/** Lanes, outline, events and the event's detail. */
export function TimelineBody({ route, summary, strip: marks, pages, listed, view, width }: TimelineBodyProps) {
  const { taskId, attemptId, at } = route;
  const strip = marks ?? noStrip;
  const unmarked = marks === undefined;
  const place = useTimelinePlace(attemptId, at, strip, pages);
  const { row, rows, cursor, cursorRow, total, filter, filtered, show, goTo } = place;
  const [extents, setExtents] = useState<ReadonlyMap<string, Extent>>(new Map());
  const [range, onRange] = useShownRange();
  const [inPanel, setInPanel] = useState(false);
  /** The event that the film was begun from; undefined while the list is shown. */
  const [film, setFilm] = useState<EventRef | null | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLElement>(null);
  const steps = useSteps(listed, inOrder.length);
  const may = (part: (typeof inOrder)[number]) => inOrder.indexOf(part) < steps;

  const freshness = view?.judgement.freshness ?? null;
  const lastEdit = freshness?.lastEdit ?? null;
  const outlined = may("outline");
  const items = useMemo(
    () =>
      outlineItems(outlined ? summary.outline : [], {
        prompts: summary.sessions.map((session) => session.prompt),
        summaries: [...summary.sessions.map((session) => session.finalMessage), view?.attempt.summary ?? null],
        lastEdit: lastEdit?.event ?? null,
      }),
    [outlined, summary, view?.attempt.summary, lastEdit],
  );
  const names = useMemo(() => sessionNames(summary.sessions), [summary.sessions]);
  // The list comes first: lanes are drawn, and the panel follows the cursor, when that is on screen.
  const laneStrip = useDeferredValue(may("lanes") ? strip : noStrip, noStrip);
  const told = useDeferredValue(may("detail") ? row : undefined, undefined);
  const drawn = useMemo(
    () => ({
      rows: laneRows(laneStrip, summary.sessions),
      span: timeSpan(laneStrip.times.subarray(firstTimed(laneStrip.times))),
    }),
    [laneStrip, summary.sessions],
  );
  const cursorMs = row?.event.at === null || row === undefined ? null : Date.parse(row.event.at);
  const room = Math.max(1, laneRoom(width));
  // Short gaps are as wide as the drawing lets them: shares are of what is drawn.
  const whole = timeScale(drawn.span, room);
  const zoom = useLaneWindow(
    cursorMs === null ? null : whole.x(cursorMs) / room,
    eventsIn(laneStrip.times, (share) => whole.at(share * room)),
  );

  const keyAt = (index: number) => rowKey(place.pages.row(index));
  const startsAs = (index: number): Extent => {
    const other = place.pages.row(index);
    return other === undefined ? "folded" : (eventView(other.event.detail).startsAs?.(other.event.detail) ?? "folded");
  };
  const extentOf = (index: number): Extent => extents.get(keyAt(index)) ?? startsAs(index);
  const setExtent = (index: number, extent: Extent) => {
    setExtents((before) => new Map(before).set(keyAt(index), extent));
  };
  const toList = () => {
    document.querySelector<HTMLElement>(".event-list [role=row][tabindex='0']")?.focus();
  };
  const toDiff = (found: { readonly path: string; readonly line?: number | undefined }) => {
    if (row === undefined) return;
    // Coming back, the timeline opens at this event.
    replace({ ...route, at: { sessionId: row.sessionId, seq: row.event.seq } });
    go({ screen: "diff", taskId, attemptId, at: found });
  };
  const showLines = async () => {
    if (row === undefined) return;
    const { detail } = row.event;
    const found = await linesOfEvent(attemptId, { sessionId: row.sessionId, seq: row.event.seq });
    if (found.ok && found.value !== null) {
      const { path, line } = found.value;
      toDiff({ path, ...(line === null ? {} : { line }) });
      return;
    }
    if (detail.kind !== "file-edit") {
      announce(`No line of the patch stems from event #${formatCount(row.event.seq)}.`);
      return;
    }
    const path = patchPath(detail.newPath ?? detail.path, view?.attempt.files ?? []);
    if (path === null) announce("The patch of this attempt does not hold this file.");
    else toDiff({ path });
  };
  const nextFailed = async (by: 1 | -1) => {
    const from = row === undefined ? null : { sessionId: row.sessionId, seq: row.event.seq };
    const found = await findFailed({ attemptId, filter, outline: summary.outline, from, by });
    if (!found.ok) announce(`Could not find the next failure: ${found.error.message}`);
    else if (found.value === null)
      announce(by === 1 ? "No failure after this event." : "No failure before this event.");
    else show(filter, found.value);
  };
  const onSubAgent = (from: TimelineRow) => {
    const lane = subAgentLane(strip, summary.sessions, from);
    if (unmarked) announce("The lanes are still being read.");
    else if (lane === null) announce("What this sub-agent did was not recorded with this attempt.");
    else show({ ...everything, lane }, 0);
  };

  const copyLink = () => {
    if (row !== undefined) void copyPlace(eventLink({ sessionId: row.sessionId, seq: row.event.seq }));
  };
  const openFilm = () => {
    setFilm(row === undefined ? null : { sessionId: row.sessionId, seq: row.event.seq });
  };
  const closeFilm = () => {
    setFilm(undefined);
    requestAnimationFrame(toList);
  };

  const oneAtATime = width < twoFrom;
  const line = cursorRow < rows.count ? rows.at(cursorRow) : undefined;
  useDecisionKeys(taskId, attemptId);
  useTimelineKeys({
    step: (by) => {
      place.setCursorRow(cursorRow + by);
    },
    end: (which) => {
      place.setCursorRow(which === "first" ? 0 : rows.count - 1);
    },
    failed: (by) => void nextFailed(by),
    lines: () => void showLines(),
    search: () => {
      field.current?.focus();
      field.current?.select();
    },
    detail: () => {
      if (line?.kind === "fold") {
        place.toggleFold(line.from);
        return;
      }
      setInPanel(true);
      requestAnimationFrame(() => panel.current?.focus());
    },
    fold: () => {
      if (line?.kind === "fold") place.toggleFold(line.from);
      else setExtent(cursor, extentOf(cursor) === "folded" ? "open" : "folded");
    },
    foldAll: place.toggleAll,
    zoom: { cycle: zoom.cycle, by: zoom.zoom, pan: zoom.pan, fit: zoom.fit },
    copyLink,
    film: openFilm,
    evidence: () => {
      go({ screen: "evidence", taskId, attemptId });
    },
    decide: () => {
      openSheet({ kind: "approve", taskId, attemptId });
    },
    leavePanel: inPanel
      ? () => {
          setInPanel(false);
          requestAnimationFrame(toList);
        }
      : null,
  });

  const list = !may("list") ? (
    <section className="timeline-list" aria-label="Transcript">
      <LoadingMessage thing={formatPlural(summary.total, "event")} slow={false} />
    </section>
  ) : (
    <Transcript
      summary={summary}
      strip={strip}
      place={place}
      lastEdit={lastEdit}
      names={names}
      field={field}
      extentOf={extentOf}
      setExtent={setExtent}
      onRange={onRange}
      onSubAgent={onSubAgent}
      onFilm={openFilm}
    />
  );
  const detail =
    told === undefined ? (
      <aside className="event-panel" aria-label="Event">
        {total === 0 ? <p className="outline-none">No event.</p> : <LoadingMessage thing="the event" slow={false} />}
      </aside>
    ) : (
      <EventPanel
        row={told}
        taskId={taskId}
        attemptId={attemptId}
        view={view}
        session={names.session(told.sessionId)}
        sessionName={names.short(told.sessionId)}
        ref={panel}
        onLines={() => void showLines()}
        onCopy={copyLink}
        onEvent={(ref) => void goTo(ref)}
        onClose={
          oneAtATime
            ? () => {
                setInPanel(false);
              }
            : undefined
        }
      />
    );
  const outline = !outlined ? (
    <nav className="outline" aria-label="Outline">
      <h2>Outline</h2>
    </nav>
  ) : (
    <OutlinePane
      items={items}
      current={filtered ? outlineOfRow(items, row) : outlineAt(items, cursor)}
      onItem={(item) => void goTo(item.event)}
      sessions={summary.sessions}
      attemptId={attemptId}
      full={summary.outline.length >= outlineMost}
    />
  );
  const timeOf = (index: number) => strip.times[index] ?? 0;
  const laneNumber =
    filter.lane === undefined
      ? null
      : strip.lanes.findIndex((each) => each.sessionId === filter.lane?.sessionId && each.lane === filter.lane.lane);
  return (
    <>
      {freshness === null || freshness.steps.length === 0 ? null : (
        <div className="timeline-fresh">
          <FreshnessLine
            freshness={freshness}
            label={view === undefined ? "This attempt" : `Attempt ${view.attempt.letter}`}
            onEvent={(ref) => void goTo(ref)}
          />
        </div>
      )}
      {unmarked || (laneStrip === noStrip && strip !== noStrip) ? (
        <LanesToCome summary={summary} />
      ) : firstTimed(laneStrip.times) === laneStrip.count ? null : (
        <Lanes
          strip={laneStrip}
          rows={drawn.rows}
          span={drawn.span}
          freshness={freshness}
          zoom={zoom}
          likely={width}
          at={cursorMs}
          shown={filtered || total === 0 ? null : { from: timeOf(range.first), to: timeOf(range.last) }}
          lane={laneNumber}
          onEvent={(index) => void place.goToPosition(index)}
          onLane={(lane) => {
            const ref = strip.lanes[lane];
            if (ref === undefined) return;
            const { lane: _, ...rest } = filter;
            place.setTyped(
              lane === laneNumber ? rest : { ...rest, lane: { sessionId: ref.sessionId, lane: ref.lane } },
            );
          }}
        />
      )}
      <div
        className="timeline-panes"
        onFocus={(event) => {
          setInPanel(event.target.closest(".event-panel") !== null);
        }}
      >
        {film !== undefined ? (
          <FilmView
            attemptId={attemptId}
            from={film}
            onEvent={(ref) => {
              setFilm(undefined);
              void goTo(ref);
            }}
            onClose={closeFilm}
          />
        ) : width === 0 ? null : (
          <Resizable
            id="timeline"
            panes={[
              ...(width >= allFrom ? [{ id: "outline", content: outline, size: 232, min: 160, max: 420 }] : []),
              ...(oneAtATime && inPanel ? [] : [{ id: "events", content: list, min: oneAtATime ? 200 : 340 }]),
              ...(oneAtATime && !inPanel
                ? []
                : [
                    {
                      id: "event",
                      content: detail,
                      min: oneAtATime ? 200 : 240,
                      ...(oneAtATime ? {} : { size: 356, max: 720 }),
                    },
                  ]),
            ]}
          />
        )}
      </div>
    </>
  );
}

function rowKey(row: { readonly sessionId: string; readonly event: { readonly seq: number } } | undefined): string {
  return row === undefined ? "gone" : `${row.sessionId} ${String(row.event.seq)}`;
}
