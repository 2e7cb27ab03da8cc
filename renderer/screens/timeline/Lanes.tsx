import { useMemo, useRef, useState, type PointerEvent } from "react";
import type { Freshness } from "../../../shared/model/attempt";
import { formatClock } from "../../ui/format";
import { laneModel, mapColumns } from "./lane-model";
import { laneHeight, laneLeft, laneRoom, laneTop, shapeWords, type LaneMark } from "./lane-shapes";
import type { LaneRows } from "./lane-rows";
import { centred, panned } from "./lane-zoom";
import { LaneMarks } from "./LaneMarks";
import { LaneTable } from "./LaneTable";
import { Minimap, type MinimapProps } from "./Minimap";
import type { Strip } from "./strip";
import { timeScale, type TimeSpan, type Window } from "./time-scale";
import { useLaneWheel, type LaneWindow } from "./use-lane-window";
import { useWidth } from "./use-width";
import "./lanes.css";

export interface LanesProps {
  readonly strip: Strip;
  readonly rows: LaneRows;
  readonly span: TimeSpan;
  readonly freshness: Freshness | null;
  readonly zoom: LaneWindow;
  /** The width in px that it will probably have: what is drawn for it is not drawn again. */
  readonly likely: number;
  /** When the cursor's event happened, in ms. */
  readonly at: number | null;
  /** First and last event in view in the list, in ms; null while it is filtered. */
  readonly shown: { readonly from: number; readonly to: number } | null;
  /** The lane that the list is narrowed to. */
  readonly lane: number | null;
  readonly onEvent: (index: number) => void;
  readonly onLane: (lane: number) => void;
}

/** A press that moves further is a drag. */
const dragFrom = 4;

/** The attempt over time: who worked, what was edited, what was checked, who was asked. A table says the same. */
export function Lanes(props: LanesProps) {
  const { strip, rows, span, freshness, zoom, likely, at, shown, lane, onEvent, onLane } = props;
  const frame = useRef<HTMLElement>(null);
  const width = useWidth(frame, likely);
  const room = laneRoom(width);
  const { window } = zoom;
  const model = useMemo(
    () => laneModel(strip, rows, span, freshness, room, window),
    [strip, rows, span, freshness, room, window],
  );
  const whole = useMemo(() => timeScale(span, room), [span, room]);
  const [pointed, setPointed] = useState<{ readonly mark: LaneMark; readonly y: number } | null>(null);
  const drag = useRef<{ readonly x: number; readonly window: Window; moved: boolean } | null>(null);
  useLaneWheel(frame, laneLeft, room, zoom);
  const cursor = at === null ? null : model.scale.x(at);

  const placeOf = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left - laneLeft, y: event.clientY - box.top };
  };
  return (
    <section ref={frame} className="lanes" aria-label="Lanes">
      {width < 400 ? null : (
        <>
          <SessionMap
            strip={strip}
            left={laneLeft}
            width={room}
            window={window}
            scale={whole}
            cursor={at === null ? null : whole.x(at)}
            shown={shown === null ? null : { from: whole.x(shown.from), to: whole.x(shown.to) }}
            onWindow={zoom.set}
            onPlace={(share) => {
              const time = whole.at(share * room);
              zoom.set(centred(window, share));
              onEvent(nearestTime(strip, time));
            }}
          />
          <svg
            className="lanes-drawing"
            width={width}
            height={model.height - 24}
            viewBox={`0 24 ${String(width)} ${String(model.height - 24)}`}
            role="img"
            aria-label="Lanes over time. The table after them says the same."
            onPointerDown={(event) => {
              if (event.button !== 0) return;
              drag.current = { x: event.clientX, window, moved: false };
              event.currentTarget.setPointerCapture(event.pointerId);
            }}
            onPointerMove={(event) => {
              const begun = drag.current;
              const { x, y } = placeOf(event);
              if (begun !== null) {
                const by = (begun.x - event.clientX) / Math.max(1, room);
                if (Math.abs(begun.x - event.clientX) >= dragFrom) begun.moved = true;
                if (begun.moved) zoom.set(panned(begun.window, by));
                return;
              }
              const mark = model.nearest(x, y + 24);
              setPointed(mark !== null && Math.abs(mark.x - x) < 8 ? { mark, y: y + 24 } : null);
            }}
            onPointerUp={(event) => {
              const begun = drag.current;
              drag.current = null;
              if (begun === null || begun.moved) return;
              const { x, y } = placeOf(event);
              const row = rows.rows[Math.floor((y + 24 - laneTop) / laneHeight)];
              if (x < -4) {
                if (row?.lane !== null && row?.lane !== undefined) onLane(row.lane);
                return;
              }
              const mark = model.nearest(x, y + 24);
              if (mark !== null) onEvent(mark.index);
            }}
            onPointerLeave={() => {
              setPointed(null);
            }}
          >
            <g transform={`translate(${String(laneLeft)} 0)`}>
              <LaneMarks model={model} width={room} left={laneLeft} lane={lane} />
              {cursor === null || cursor < 0 || cursor > room ? null : (
                <>
                  <path className="lanes-cursor" d={`M${String(cursor)} 26V${String(model.bottom)}`} />
                  <path className="lanes-cursor-head" d={`M${String(cursor - 5)} 26h10l-5 6z`} />
                </>
              )}
            </g>
          </svg>
          {pointed === null ? null : (
            <p
              className="lanes-pointed"
              style={{
                left: Math.min(width - 200, laneLeft + pointed.mark.x + 10),
                top: Math.min(pointed.y + 4, model.height - 20),
              }}
            >
              {pointedText(strip, pointed.mark)}
            </p>
          )}
          <LaneTable strip={strip} rows={rows} />
        </>
      )}
    </section>
  );
}

/** The strip of the whole session: counted apart from the lanes, so that neither waits for the other. */
function SessionMap({ strip, ...rest }: Omit<MinimapProps, "columns"> & { readonly strip: Strip }) {
  const { scale, width } = rest;
  const columns = useMemo(() => mapColumns(strip, scale, width), [strip, scale, width]);
  return <Minimap {...rest} columns={columns} />;
}

function pointedText(strip: Strip, { shape, index, count }: LaneMark): string {
  const clock = formatClock(new Date(strip.times[index] ?? 0).toISOString(), true);
  return `${clock} ${shapeWords[shape]}${count > 1 ? `, ${String(count)} events here` : ""}`;
}

function nearestTime({ times, count }: Strip, time: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  const before = Math.max(0, low - 1);
  const after = Math.min(count - 1, low);
  return time - (times[before] ?? 0) < (times[after] ?? 0) - time ? before : after;
}
