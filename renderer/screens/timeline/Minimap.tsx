import { memo, useRef, type KeyboardEvent, type PointerEvent } from "react";
import { formatClock } from "../../ui/format";
import type { MapColumn } from "./lane-model";
import { centred, panned, resized, zoomed } from "./lane-zoom";
import { wholeWindow, type TimeScale, type Window } from "./time-scale";

export interface MinimapProps {
  readonly left: number;
  readonly width: number;
  readonly columns: readonly MapColumn[];
  readonly window: Window;
  /** Time over the whole width. */
  readonly scale: TimeScale;
  readonly cursor: number | null;
  /** What the list shows, in px. */
  readonly shown: { readonly from: number; readonly to: number } | null;
  readonly onWindow: (window: Window) => void;
  /** A press beside the window: that place is looked at. */
  readonly onPlace: (share: number) => void;
}

const top = 5.5;
const height = 14;
/** So near to an edge a press takes hold of it. */
const grip = 6;

/** The whole session in a strip, and which part of it the lanes show: dragged, resized, or moved by keyboard. */
export function Minimap({ left, width, columns, window, scale, cursor, shown, onWindow, onPlace }: MinimapProps) {
  const drag = useRef<{ readonly part: "from" | "to" | "window" | "place"; readonly offset: number } | null>(null);
  const from = window.from * width;
  const to = window.to * width;
  const whole = window.from === 0 && window.to === 1;
  const shareAt = (event: PointerEvent) =>
    (event.clientX - event.currentTarget.getBoundingClientRect().left - left) / Math.max(1, width);
  const clock = (x: number) => formatClock(new Date(scale.at(x)).toISOString());
  const onKey = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, () => Window>> = {
      ArrowLeft: () => panned(window, -0.2),
      ArrowRight: () => panned(window, 0.2),
      ArrowUp: () => zoomed(window, 0.5, (window.from + window.to) / 2),
      ArrowDown: () => zoomed(window, 2, (window.from + window.to) / 2),
      Home: () => centred(window, 0),
      End: () => centred(window, 1),
      Escape: () => wholeWindow,
    };
    const move = event.key === "Escape" && whole ? undefined : moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    onWindow(move());
  };
  return (
    <svg
      className="minimap"
      width={left + width + 16}
      height="24"
      role="slider"
      tabIndex={0}
      aria-label="Part of the session that the lanes show"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(((window.from + window.to) / 2) * 100)}
      aria-valuetext={
        whole
          ? "the whole session"
          : `${clock(from)} to ${clock(to)}, ${String(Math.max(1, Math.round((window.to - window.from) * 100)))} % of the session`
      }
      onKeyDown={onKey}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        const share = shareAt(event);
        const x = share * width;
        if (x < -grip) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const part =
          !whole && Math.abs(x - from) <= grip
            ? "from"
            : !whole && Math.abs(x - to) <= grip
              ? "to"
              : !whole && x > from && x < to
                ? "window"
                : "place";
        drag.current = { part, offset: share - (window.from + window.to) / 2 };
        if (part === "place") onPlace(Math.min(1, Math.max(0, share)));
      }}
      onPointerMove={(event) => {
        const begun = drag.current;
        if (begun === null || begun.part === "place") return;
        const share = shareAt(event);
        onWindow(begun.part === "window" ? centred(window, share - begun.offset) : resized(window, begun.part, share));
      }}
      onPointerUp={() => {
        drag.current = null;
      }}
    >
      <text className="lanes-name" x="16" y="16">
        Whole session
      </text>
      <g transform={`translate(${String(left)} 0)`}>
        <rect className="lanes-map" x="0" y={top} width={width} height={height} />
        <Columns columns={columns} />
        {shown === null ? null : (
          <rect
            className="lanes-shown"
            x={shown.from}
            y={top + height}
            width={Math.max(3, shown.to - shown.from)}
            height="2.500"
          />
        )}
        {whole ? null : (
          <>
            <rect className="lanes-outside" x="0" y={top} width={from} height={height} />
            <rect className="lanes-outside" x={to} y={top} width={Math.max(0, width - to)} height={height} />
          </>
        )}
        <rect className="lanes-view" x={from} y={top} width={Math.max(3, to - from)} height={height} />
        {cursor === null ? null : (
          <path className="lanes-cursor" d={`M${String(cursor)} ${String(top)}v${String(height)}`} />
        )}
      </g>
    </svg>
  );
}

const Columns = memo(function Columns({ columns }: { readonly columns: readonly MapColumn[] }) {
  const path = (some: readonly MapColumn[]) =>
    some
      .map((column) => {
        const high = Math.max(2, column.height * (height - 3));
        return `M${String(column.x)} ${(top + height - 1 - high).toFixed(1)}h2v${high.toFixed(1)}h-2z`;
      })
      .join("");
  return (
    <>
      <path className="lanes-tick" d={path(columns.filter((column) => !column.failed))} />
      <path className="lanes-failed-tick" d={path(columns.filter((column) => column.failed))} />
    </>
  );
});
