import { useMemo, useRef, useState } from "react";
import type { TimelineRow } from "../../../shared/contract/timeline";
import { useQuery } from "../../bridge/use-query";
import { AttemptBar } from "../../parts/AttemptBar";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { useDecisionKeys } from "../../parts/use-decision-keys";
import { openSheet } from "../../state/decide";
import { go, type RouteOf } from "../../state/route";
import { formatPlural } from "../../ui/format";
import { Resizable } from "../../ui/Resizable";
import { Segmented } from "../../ui/Segmented";
import { EventPanel } from "./EventPanel";
import { mapColumns } from "./lane-model";
import { laneLeft, laneRoom } from "./lane-shapes";
import { Minimap } from "./Minimap";
import { choose, eventAt, onOneClock, type ClockMode } from "./one-clock";
import { useOneClockKeys } from "./one-clock-keys";
import { useClockSources } from "./one-clock-sources";
import { OneClockAxis } from "./OneClockAxis";
import { OneClockLanes } from "./OneClockLanes";
import { OneClockSide, type SideHandle } from "./OneClockSide";
import { sessionNames } from "./session-names";
import { eventsIn } from "./strip";
import { timeScale } from "./time-scale";
import { useLaneWindow } from "./use-lane-window";
import { useWidth } from "./use-width";
import "./lanes.css";
import "./one-clock.css";

/** From this width on the event's panel stands beside both lists. */
const panelFrom = 1180;

/** The attempts whose events are listed, left and right, and the side that the keys move in. */
type Lists = ReturnType<typeof choose>;

/** The timelines of several attempts on one clock: lanes below each other, the events of two of them beside each other. */
export function OneClock({
  route,
  beside,
}: {
  readonly route: RouteOf<"timeline">;
  readonly beside: readonly string[];
}) {
  const { taskId, attemptId } = route;
  const ids = [attemptId, ...beside.filter((id) => id !== attemptId)];
  const task = useQuery("task.get", { taskId }, { scopes: ["task"] });
  const { sources, problems, reload } = useClockSources(ids.join(" "));
  const viewOf = (id: string) => task.value?.attempts.find(({ attempt }) => attempt.id === id);
  const [mode, setMode] = useState<ClockMode>("clock");
  const [linked, setLinked] = useState(true);
  const [lists, setLists] = useState<Lists>({ sides: [ids[0] ?? "", ids[1] ?? ""], active: 0 });
  const [held, setHeld] = useState<{ readonly row: TimelineRow | undefined; readonly moment: number | null }>({
    row: undefined,
    moment: null,
  });
  const [scrolled, setScrolled] = useState<{ readonly by: string; readonly moment: number; readonly asked: number }>();
  const [inPanel, setInPanel] = useState(false);
  const handles = useRef<[SideHandle | null, SideHandle | null]>([null, null]);
  const panel = useRef<HTMLElement>(null);
  const frame = useRef<HTMLElement>(null);
  const width = useWidth(frame);
  const room = laneRoom(width);
  const timed = useMemo(() => sources.filter(({ summary }) => summary.total > 0), [sources]);
  const { clocked, span } = useMemo(
    () =>
      onOneClock(
        timed.map(({ strip }) => strip),
        mode,
      ),
    [timed, mode],
  );
  const whole = useMemo(() => timeScale(span, room), [span, room]);
  const counts = clocked.map(({ strip }) => eventsIn(strip.times, (share) => whole.at(share * room)));
  const zoom = useLaneWindow(held.moment === null || room === 0 ? null : whole.x(held.moment) / room, (from, to) =>
    counts.reduce((sum, count) => sum + count(from, to), 0),
  );
  const columns = useMemo(() => clocked.flatMap(({ strip }) => mapColumns(strip, whole, room)), [clocked, whole, room]);
  const active = lists.sides[lists.active];
  const current = (): SideHandle | null => handles.current[lists.active];
  const take = (id: string | undefined): void => {
    if (id !== undefined && timed.some((source) => source.attemptId === id))
      setLists((before) => choose(before.sides, before.active, id));
  };
  const closePanel = (): void => {
    setInPanel(false);
    requestAnimationFrame(() => current()?.focus());
  };
  useDecisionKeys(taskId, active);
  useOneClockKeys({
    side: current,
    other: () => {
      const next = lists.active === 0 ? 1 : 0;
      setLists({ ...lists, active: next });
      requestAnimationFrame(() => handles.current[next]?.focus());
    },
    choose: (number) => take(ids[number - 1]),
    count: ids.length,
    mode: () => setMode(mode === "clock" ? "start" : "clock"),
    link: () => setLinked(!linked),
    linked,
    zoom,
    alone: () => go({ screen: "timeline", taskId, attemptId: active }),
    detail: () => {
      setInPanel(true);
      requestAnimationFrame(() => panel.current?.focus());
    },
    decide: () => openSheet({ kind: "approve", taskId, attemptId: active }),
    leavePanel: inPanel ? closePanel : null,
  });

  const source = timed.find((each) => each.attemptId === active);
  const { row } = held;
  const detail =
    row === undefined || source === undefined ? null : (
      <EventPanel
        {...{ onCopy: ignore }}
        row={row}
        taskId={taskId}
        attemptId={active}
        view={viewOf(active)}
        session={sessionNames(source.summary.sessions).session(row.sessionId)}
        sessionName={sessionNames(source.summary.sessions).short(row.sessionId)}
        ref={panel}
        onLines={() =>
          go({ screen: "timeline", taskId, attemptId: active, at: { sessionId: row.sessionId, seq: row.event.seq } })
        }
        onEvent={(ref) => go({ screen: "timeline", taskId, attemptId: active, at: { ...ref } })}
        onClose={closePanel}
      />
    );
  const lists2 = lists.sides.map((id, at) => {
    const side = at === 0 ? 0 : 1;
    const index = timed.findIndex((each) => each.attemptId === id);
    const own = timed[index];
    const clock = clocked[index];
    if (own === undefined || clock === undefined)
      return <LoadingMessage key={id} thing={`attempt ${viewOf(id)?.attempt.letter ?? ""}`} slow={false} />;
    return (
      <OneClockSide
        key={id}
        ref={(handle) => {
          handles.current[side] = handle;
        }}
        taskId={taskId}
        source={own}
        clocked={clock}
        view={viewOf(id)}
        at={id === attemptId ? route.at : undefined}
        active={lists.active === side}
        follow={linked ? held.moment : null}
        scrollTo={linked && scrolled !== undefined && scrolled.by !== id ? scrolled : null}
        onScrolled={(moment) => setScrolled((before) => ({ by: id, moment, asked: (before?.asked ?? 0) + 1 }))}
        onActive={() => setLists((before) => ({ ...before, active: side }))}
        onRow={(next, moment) =>
          setHeld((before) => (before.row === next && before.moment === moment ? before : { row: next, moment }))
        }
      />
    );
  });
  const withPanel = inPanel && detail !== null;
  const panes = [
    ...(withPanel && width < panelFrom && lists.active === 1 ? [] : [{ id: "left", content: lists2[0], min: 280 }]),
    ...(withPanel && width < panelFrom && lists.active === 0 ? [] : [{ id: "right", content: lists2[1], min: 280 }]),
    ...(withPanel ? [{ id: "event", content: detail, size: 336, min: 260, max: 560 }] : []),
  ];
  const letters = ids.map((id) => viewOf(id)?.attempt.letter ?? "?");
  return (
    <div className="timeline-screen">
      <AttemptBar
        screen="timeline"
        taskId={taskId}
        attemptId={active}
        task={task.value}
        facts={`${letters.join(", ")} on one clock, ${formatPlural(
          sources.reduce((sum, each) => sum + each.summary.total, 0),
          "event",
        )}`}
      >
        <Segmented<ClockMode>
          small
          label="Clock"
          value={mode}
          options={[
            { value: "clock", label: "Clock", name: "By the time of day" },
            { value: "start", label: "From start", name: "Each from its own start" },
          ]}
          onChange={setMode}
        />
      </AttemptBar>
      {problems.map(({ attemptId: id, problem }) => (
        <FailedMessage
          key={id}
          thing={`the timeline of ${viewOf(id)?.attempt.letter ?? id}`}
          problem={problem}
          onRetry={reload}
        />
      ))}
      <section ref={frame} className="lanes clock-lanes" aria-label="Lanes on one clock">
        {width < 400 || timed.length === 0 ? null : (
          <>
            <Minimap
              left={laneLeft}
              width={room}
              columns={columns}
              window={zoom.window}
              scale={whole}
              cursor={held.moment === null ? null : whole.x(held.moment)}
              shown={null}
              onWindow={zoom.set}
              onPlace={(at) => {
                const index = timed.findIndex((each) => each.attemptId === active);
                const strip = clocked[index]?.strip;
                if (strip !== undefined) current()?.goTo(eventAt(strip, whole.at(at * room)));
              }}
            />
            <OneClockAxis span={span} window={zoom.window} left={laneLeft} width={room} mode={mode} />
            <div className="clock-scroll">
              {timed.map((each, index) => {
                const clock = clocked[index];
                if (clock === undefined) return null;
                const at = lists.sides.indexOf(each.attemptId);
                const own =
                  held.moment === null ? null : (clock.strip.times[eventAt(clock.strip, held.moment)] ?? null);
                return (
                  <OneClockLanes
                    key={each.attemptId}
                    source={each}
                    clocked={clock}
                    view={viewOf(each.attemptId)}
                    span={span}
                    window={zoom.window}
                    left={laneLeft}
                    width={room}
                    moment={held.moment}
                    own={own}
                    side={at === -1 ? null : at === 0 ? "left" : "right"}
                    active={each.attemptId === active}
                    number={ids.indexOf(each.attemptId) + 1}
                    onEvent={(event) => {
                      if (each.attemptId === active) current()?.goTo(event);
                      else {
                        const side = at === -1 ? lists.active : at === 0 ? 0 : 1;
                        take(each.attemptId);
                        // The list is drawn first where it was not there.
                        requestAnimationFrame(() => requestAnimationFrame(() => handles.current[side]?.goTo(event)));
                      }
                    }}
                    onChoose={() => take(each.attemptId)}
                  />
                );
              })}
            </div>
          </>
        )}
      </section>
      {sources.length > 0 && timed.length === 0 ? (
        <p className="clock-none">No events. No session of these attempts was read.</p>
      ) : (
        <div className="timeline-panes">{width === 0 ? null : <Resizable id="one-clock" panes={panes} />}</div>
      )}
    </div>
  );
}

function ignore(): void {
  // A link to an event is copied from its own timeline.
}
