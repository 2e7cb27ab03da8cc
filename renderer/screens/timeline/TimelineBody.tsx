import { SearchX } from "lucide-react";
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { Output } from "../../../shared/contract/api";
import type { AttemptView } from "../../../shared/contract/review";
import type { TimelineFilter, TimelineRow } from "../../../shared/contract/timeline";
import type { EventRef } from "../../../shared/model/evidence";
import { FreshnessLine } from "../../parts/FreshnessLine";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { call } from "../../bridge/client";
import { announce } from "../../state/announce";
import { openSheet } from "../../state/decide";
import { go, replace, type RouteOf } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatClock, formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Resizable } from "../../ui/Resizable";
import { StateMessage } from "../../ui/StateMessage";
import { EventList } from "./EventList";
import { EventPanel } from "./EventPanel";
import { EventPlaceholder, EventRow } from "./EventRow";
import type { Extent } from "./event-view";
import { eventView } from "./event-views";
import { everything, findFailed, locate, sameFilter } from "./find-event";
import { Filters } from "./Filters";
import { Lanes } from "./Lanes";
import { outlineAt, outlineItems } from "./outline";
import { linesOfEvent } from "./find-lines";
import { OutlinePane } from "./OutlinePane";
import { seamAbove, checksBefore } from "./seam";
import { patchPath } from "./shown-path";
import { useEventPages } from "./use-event-pages";
import { useHeldEvent } from "./use-held-event";
import { useTimelineKeys } from "./use-timeline-keys";
import { useWidth } from "./use-width";

export interface TimelineBodyProps {
  readonly route: RouteOf<"timeline">;
  readonly summary: Output<"timeline.summary">;
  /** The attempt with its judgement; the events do not wait for it. */
  readonly view: AttemptView | undefined;
}

/** What the list shows and where the reader is in it. */
interface Place {
  readonly filter: TimelineFilter;
  readonly cursor: number;
  readonly jump: number;
}

/** The search waits until typing rests. */
const typingRestMs = 160;
/** The panes that fit: all three, list and detail, one at a time. */
const allFrom = 1080;
const twoFrom = 700;
const outlineMost = 2_000;

/** Lanes, outline, events and the event's detail. */
export function TimelineBody({ route, summary, view }: TimelineBodyProps) {
  const { taskId, attemptId, at } = route;
  const [place, setPlace] = useState<Place>({ filter: everything, cursor: 0, jump: 0 });
  const [typed, setTyped] = useState(everything);
  const [extents, setExtents] = useState<ReadonlyMap<string, Extent>>(new Map());
  const [range, setRange] = useState({ first: 0, last: 0 });
  const [inPanel, setInPanel] = useState(false);
  const pages = useEventPages(attemptId, place.filter);
  const field = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const width = useWidth(body);

  const total = pages.total ?? 0;
  const cursor = Math.min(place.cursor, Math.max(0, total - 1));
  const row = pages.row(cursor);
  useHeldEvent(attemptId, place.filter, cursor, row, (from, to) => {
    setPlace((before) => (before.cursor === from ? { ...before, cursor: to } : before));
  });
  const filtered = !sameFilter(place.filter, everything);
  const freshness = view?.judgement.freshness ?? null;
  const lastEdit = freshness?.lastEdit ?? null;

  const items = useMemo(
    () =>
      outlineItems(summary.outline, {
        prompts: summary.sessions.map((session) => session.prompt),
        summaries: [...summary.sessions.map((session) => session.finalMessage), view?.attempt.summary ?? null],
        lastEdit: lastEdit?.event ?? null,
      }),
    [summary, view?.attempt.summary, lastEdit],
  );
  const seamed = checksBefore(summary.outline, lastEdit?.event ?? null);

  const show = useCallback((filter: TimelineFilter, index: number) => {
    setTyped(filter);
    setPlace((before) => ({ filter, cursor: index, jump: before.jump + 1 }));
  }, []);
  const arrive = (ref: EventRef, found: Awaited<ReturnType<typeof locate>>) => {
    if (!found.ok) announce(`Could not find event #${String(ref.seq)}: ${found.error.message}`);
    else if (found.value === null) announce(`Event #${formatCount(ref.seq)} is not in this timeline.`);
    else {
      if (!sameFilter(found.value.filter, place.filter))
        announce(`Filters cleared to show event #${formatCount(ref.seq)}.`);
      show(found.value.filter, found.value.index);
    }
  };
  const goTo = async (ref: EventRef) => {
    arrive(ref, await locate(attemptId, place.filter, ref));
  };
  const arriveAsked = useEffectEvent(arrive);
  const { sessionId: askedSession, seq: askedSeq } = at ?? {};
  useEffect(() => {
    if (askedSession === undefined || askedSeq === undefined) return undefined;
    const ref = { sessionId: askedSession, seq: askedSeq };
    let current = true;
    void locate(attemptId, everything, ref).then((found) => {
      if (current) arriveAsked(ref, found);
    });
    return () => {
      current = false;
    };
  }, [attemptId, askedSession, askedSeq]);

  // A changed filter keeps the reader at the same event where it passes, and takes effect when typing rests.
  const refilter = useEffectEvent(async (filter: TimelineFilter, current: () => boolean) => {
    const kept = row === undefined ? null : { sessionId: row.sessionId, seq: row.event.seq };
    const found = kept === null ? null : await call("timeline.locate", { attemptId, filter, ...kept });
    const index = found?.ok === true ? (found.value.index ?? 0) : 0;
    if (current()) setPlace((before) => ({ filter, cursor: index, jump: before.jump + 1 }));
  });
  useEffect(() => {
    if (sameFilter(typed, place.filter)) return undefined;
    let current = true;
    const timer = setTimeout(
      () => {
        void refilter(typed, () => current);
      },
      typed.text === place.filter.text ? 0 : typingRestMs,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [typed, place.filter]);

  useEffect(() => {
    void pages.want(cursor - 30, cursor + 60);
  }, [pages, cursor]);
  const onRange = useCallback(
    (first: number, last: number) => {
      setRange((before) => (before.first === first && before.last === last ? before : { first, last }));
      void pages.want(first - 60, last + 60);
    },
    [pages],
  );

  const setCursor = (index: number) => {
    if (index < 0 || index >= total) return;
    setPlace((before) => (before.cursor === index ? before : { ...before, cursor: index }));
  };
  const toList = () => {
    const current = document.querySelector<HTMLElement>(".event-list [role=row][tabindex='0']");
    // Where no row is drawn yet, the list takes the focus when it appears.
    if (current === null) field.current?.blur();
    else current.focus();
  };
  const showLines = async () => {
    if (row === undefined) return;
    const { detail } = row.event;
    const ref = { sessionId: row.sessionId, seq: row.event.seq };
    const found = await linesOfEvent(attemptId, ref);
    if (found.ok && found.value !== null) {
      const { path, line } = found.value;
      // Coming back, the timeline opens at this event.
      replace({ ...route, at: ref });
      go({ screen: "diff", taskId, attemptId, at: { path, ...(line === null ? {} : { line }) } });
      return;
    }
    if (detail.kind !== "file-edit") {
      announce(`No line of the patch stems from event #${formatCount(row.event.seq)}.`);
      return;
    }
    const path = patchPath(detail.newPath ?? detail.path, view?.attempt.files ?? []);
    if (path === null) {
      announce("The patch of this attempt does not hold this file.");
      return;
    }
    // Coming back, the timeline opens at this event.
    replace({ ...route, at: { sessionId: row.sessionId, seq: row.event.seq } });
    go({ screen: "diff", taskId, attemptId, at: { path } });
  };
  const nextFailed = async (by: 1 | -1) => {
    const found = await findFailed({
      attemptId,
      filter: place.filter,
      outline: summary.outline,
      from: row === undefined ? null : { sessionId: row.sessionId, seq: row.event.seq },
      by,
    });
    if (!found.ok) announce(`Could not find the next failure: ${found.error.message}`);
    else if (found.value === null)
      announce(by === 1 ? "No failure after this event." : "No failure before this event.");
    else show(place.filter, found.value);
  };
  const startsAs = (index: number): Extent => {
    const other = pages.row(index);
    return other === undefined ? "folded" : (eventView(other.event.detail).startsAs?.(other.event.detail) ?? "folded");
  };
  const extentOf = (index: number): Extent => extents.get(rowKey(pages.row(index))) ?? startsAs(index);
  const setExtent = (index: number, extent: Extent) => {
    setExtents((before) => new Map(before).set(rowKey(pages.row(index)), extent));
  };

  const oneAtATime = width < twoFrom;
  useTimelineKeys({
    step: (by) => setCursor(cursor + by),
    end: (which) => show(place.filter, which === "first" ? 0 : Math.max(0, total - 1)),
    failed: (by) => void nextFailed(by),
    lines: () => void showLines(),
    search: () => {
      field.current?.focus();
      field.current?.select();
    },
    detail: () => {
      setInPanel(true);
      requestAnimationFrame(() => panel.current?.focus());
    },
    fold: () => {
      setExtent(cursor, extentOf(cursor) === "folded" ? "open" : "folded");
    },
    evidence: () => go({ screen: "evidence", taskId, attemptId }),
    decide: () => openSheet({ kind: "approve", taskId, attemptId }),
    leavePanel: inPanel
      ? () => {
          setInPanel(false);
          requestAnimationFrame(toList);
        }
      : null,
  });

  const sessions = new Map(summary.sessions.map((session, number) => [session.id, { session, number: number + 1 }]));
  const sessionName = (id: string) =>
    summary.sessions.length < 2 ? null : `S${String(sessions.get(id)?.number ?? "?")}`;
  const repeats = ({ sessionId, event }: TimelineRow) =>
    event.seq <= (sessions.get(sessionId)?.session.copied?.events ?? 0);
  const seamAt = (index: number) => seamed && seamAbove(pages.row(index - 1), pages.row(index), lastEdit, place.filter);
  const newDay = (index: number) => {
    const [before, here] = [pages.row(index - 1)?.event.at, pages.row(index)?.event.at];
    if (here === null || here === undefined) return false;
    return index === 0 || (before !== null && before !== undefined && dayOf(before) !== dayOf(here));
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
          <Button small onClick={() => show(everything, 0)}>
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
            onRetry={() => void pages.want(range.first, range.last + 1)}
          />
        )}
        <EventList
          count={total}
          order={JSON.stringify(place.filter)}
          cursor={cursor}
          jump={place.jump}
          ready={row !== undefined}
          onCursor={setCursor}
          onRange={onRange}
          rowName={(index) => {
            const other = pages.row(index);
            if (other === undefined) return `Loading ${formatCount(index + 1)} of ${formatCount(total)}`;
            const { event, sessionId } = other;
            const sentence = eventView(event.detail).sentence(
              event.detail,
              sessions.get(sessionId)?.session.cwd ?? null,
            );
            return [
              ...(event.at === null ? [] : [formatClock(event.at, true)]),
              sentence,
              ...(other.finalEdit ? ["final edit"] : []),
              ...(repeats(other) ? ["repeats another session"] : []),
              ...other.claims.map((claim) => `claim ${claim.verdict}`),
              `number ${String(event.seq)}`,
            ].join(", ");
          }}
          renderRow={(index) => {
            const other = pages.row(index);
            if (other === undefined) return <EventPlaceholder index={index} total={total} />;
            return (
              <>
                {seamAt(index) ? (
                  <div className="event-seam" role="gridcell">
                    every check before this line was made on an older tree
                  </div>
                ) : null}
                <EventRow
                  row={other}
                  cwd={sessions.get(other.sessionId)?.session.cwd ?? null}
                  session={sessionName(other.sessionId)}
                  extent={extentOf(index)}
                  onExtent={(extent) => setExtent(index, extent)}
                  newDay={newDay(index)}
                  repeated={repeats(other)}
                />
              </>
            );
          }}
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

  const list = (
    <section className="timeline-list" aria-label="Transcript">
      <Filters
        filter={typed}
        onFilter={setTyped}
        summary={summary}
        passing={sameFilter(typed, place.filter) ? pages.total : null}
        problems={sameFilter(typed, place.filter) ? pages.problems : []}
        field={field}
        toList={toList}
      />
      {events}
    </section>
  );
  const detail =
    row === undefined ? (
      <aside className="event-panel" aria-label="Event">
        {total === 0 ? <p className="outline-none">No event.</p> : <LoadingMessage thing="the event" slow={false} />}
      </aside>
    ) : (
      <EventPanel
        row={row}
        taskId={taskId}
        attemptId={attemptId}
        view={view}
        session={sessions.get(row.sessionId)?.session}
        sessionName={sessionName(row.sessionId)}
        ref={panel}
        onLines={() => void showLines()}
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
  const outline = (
    <OutlinePane
      items={items}
      current={filtered ? outlineOfRow(items, row) : outlineAt(items, cursor)}
      onItem={(item) => void goTo(item.event)}
      sessions={summary.sessions}
      attemptId={attemptId}
      full={summary.outline.length >= outlineMost}
    />
  );
  const all = width >= allFrom;
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
      <Lanes
        summary={summary}
        freshness={freshness}
        at={row?.event.at ?? null}
        view={filtered || total === 0 ? null : { from: range.first / total, to: Math.min(1, (range.last + 1) / total) }}
        onMark={(mark) => void goTo({ sessionId: mark.sessionId, seq: mark.seq })}
      />
      <div
        className="timeline-panes"
        ref={body}
        onFocus={(event) => {
          setInPanel(event.target.closest(".event-panel") !== null);
        }}
      >
        {width === 0 ? null : (
          <Resizable
            id="timeline"
            panes={[
              ...(all ? [{ id: "outline", content: outline, size: 232, min: 160, max: 420 }] : []),
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

function dayOf(instant: string): string {
  return new Date(instant).toDateString();
}

function outlineOfRow(
  items: readonly { readonly event: EventRef }[],
  row: { readonly sessionId: string; readonly event: { readonly seq: number } } | undefined,
): number {
  return items.findIndex(({ event }) => event.sessionId === row?.sessionId && event.seq === row.event.seq);
}
