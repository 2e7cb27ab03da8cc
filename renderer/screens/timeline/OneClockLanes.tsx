import { useMemo, type PointerEvent } from "react";
import type { AttemptView } from "../../../shared/contract/review";
import { formatDuration, formatPlural } from "../../ui/format";
import { laneModel } from "./lane-model";
import { laneRows } from "./lane-rows";
import { laneTop } from "./lane-shapes";
import { LaneMarks } from "./LaneMarks";
import { LaneTable } from "./LaneTable";
import { oneLine, type ClockedStrip } from "./one-clock";
import type { ClockSource } from "./one-clock-sources";
import type { TimeSpan, Window } from "./time-scale";

export interface OneClockLanesProps {
  readonly source: ClockSource;
  readonly clocked: ClockedStrip;
  readonly view: AttemptView | undefined;
  readonly span: TimeSpan;
  readonly window: Window;
  readonly left: number;
  readonly width: number;
  /** The moment of the shared clock that the reader is at, and of this attempt's own last event up to it. */
  readonly moment: number | null;
  readonly own: number | null;
  /** "left", "right": the side its events are listed on; null where they are not. */
  readonly side: "left" | "right" | null;
  readonly active: boolean;
  readonly number: number;
  readonly onEvent: (index: number) => void;
  readonly onChoose: () => void;
}

/** The title stands in so much room above an attempt's lanes. */
const titleRoom = 20;

/** One attempt's lanes on the shared clock. */
export function OneClockLanes(props: OneClockLanesProps) {
  const { source, clocked, view, span, window, left, width, moment, own, side, active, number, onEvent, onChoose } =
    props;
  const rows = useMemo(() => {
    const all = laneRows(source.strip, source.summary.sessions);
    return side === null ? oneLine(all) : all;
  }, [source, side]);
  const model = useMemo(
    () => laneModel(clocked.strip, rows, span, null, width, window),
    [clocked, rows, span, width, window],
  );
  // Only the uppermost lanes say when: the others are read down the same lines.
  const drawn = useMemo(() => ({ ...model, scale: { ...model.scale, ticks: [], gaps: [] }, idle: [] }), [model]);
  const letter = view?.attempt.letter ?? "?";
  const { summary } = source;
  const lasted =
    summary.startedAt === null || summary.endedAt === null
      ? null
      : formatDuration(Date.parse(summary.endedAt) - Date.parse(summary.startedAt));
  const facts = [
    ...(view === undefined ? [] : [view.attempt.runnerName]),
    formatPlural(summary.total, "event"),
    ...(lasted === null ? [] : [lasted]),
    ...(summary.failed === 0 ? [] : [`${String(summary.failed)} failed`]),
  ].join(", ");
  const top = laneTop - titleRoom;
  const x = (at: number | null): number | null => {
    const place = at === null ? null : model.scale.x(at);
    return place === null || place < 0 || place > width ? null : place;
  };
  const [here, mine] = [x(moment), x(own)];
  return (
    <div className={active ? "clock-attempt clock-active" : "clock-attempt"}>
      <button
        type="button"
        className="clock-name focus-inset"
        aria-pressed={side !== null}
        onClick={onChoose}
        title={`Attempt ${letter}: ${facts}`}
      >
        <span className="clock-letter">{letter}</span>
        <span className="cut">{facts}</span>
        {side === null ? null : <span className="clock-side">{`listed ${side}`}</span>}
        <kbd className="kbd">{number}</kbd>
      </button>
      <svg
        width={left + width + 16}
        height={model.bottom - top + 4}
        viewBox={`0 ${String(top)} ${String(left + width + 16)} ${String(model.bottom - top + 4)}`}
        role="img"
        aria-label={`Lanes of attempt ${letter} on the shared clock. The table after them says the same.`}
        onPointerUp={(event: PointerEvent) => {
          const box = event.currentTarget.getBoundingClientRect();
          const mark = model.nearest(event.clientX - box.left - left, event.clientY - box.top + top);
          if (mark !== null) onEvent(mark.index);
        }}
      >
        <g transform={`translate(${String(left)} 0)`}>
          {model.scale.ticks.map((tick) => (
            <path
              key={tick.at}
              className="lanes-line"
              d={`M${String(tick.x)} ${String(top)}V${String(model.bottom)}`}
            />
          ))}
          <LaneMarks model={drawn} width={width} left={left} lane={null} />
          {here === null ? null : (
            <path className="clock-moment" d={`M${String(here)} ${String(top)}V${String(model.bottom)}`} />
          )}
          {mine === null ? null : (
            <path className="lanes-cursor-head" d={`M${String(mine - 5)} ${String(laneTop - 8)}h10l-5 6z`} />
          )}
        </g>
      </svg>
      <LaneTable strip={source.strip} rows={rows} />
    </div>
  );
}
