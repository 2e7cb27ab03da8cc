import { memo, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { Output } from "../../../shared/contract/api";
import type { TimelineMark } from "../../../shared/contract/timeline";
import type { Freshness } from "../../../shared/model/attempt";
import { formatClock, formatDay, formatDuration } from "../../ui/format";
import { laneModel, laneTop, laneHeight, type LaneModel } from "./lane-model";

export interface LanesProps {
  readonly summary: Output<"timeline.summary">;
  readonly freshness: Freshness | null;
  /** When the cursor's event happened. */
  readonly at: string | null;
  /** Share of the list in view, 0 to 1; null while it is filtered. */
  readonly view: { readonly from: number; readonly to: number } | null;
  readonly onMark: (mark: TimelineMark) => void;
}

/** A tick's label that would be cut at the right is left out. */
const tickRoom = 36;
/** Room at left for the lanes' names, at right for the last mark. */
const left = 132;
const right = 16;

/** The attempt over time: who worked, what was edited, what was checked. The outline lists the same in words. */
export function Lanes({ summary, freshness, at, view, onMark }: LanesProps) {
  const frame = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      setWidth(element.clientWidth);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  const room = Math.max(0, width - left - right);
  const model = useMemo(() => laneModel(summary, freshness, room), [summary, freshness, room]);
  const cursor = at === null ? null : model.scale.x(Date.parse(at));
  return (
    <section ref={frame} className="lanes" aria-label="Lanes">
      {width < 400 ? null : (
        <svg
          width={width}
          height={model.height}
          role="img"
          aria-label={`Lanes${summary.startedAt === null || summary.endedAt === null ? "" : `, ${formatClock(summary.startedAt)} to ${formatClock(summary.endedAt)}`}. The outline lists the same in words.`}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            const mark = model.nearest(event.clientX - box.left - left, event.clientY - box.top);
            if (mark !== null) onMark(mark);
          }}
        >
          <g transform={`translate(${String(left)} 0)`}>
            <Marks model={model} width={room} />
            {view === null ? null : (
              <rect
                className="lanes-view"
                x={view.from * room}
                y="5.5"
                width={Math.max(3, (view.to - view.from) * room)}
                height="13"
              />
            )}
            {cursor === null ? null : (
              <>
                <path className="lanes-cursor" d={`M${String(cursor)} 22V${String(model.bottom)}`} />
                <path className="lanes-cursor-head" d={`M${String(cursor - 5)} 22h10l-5 6z`} />
              </>
            )}
          </g>
        </svg>
      )}
    </section>
  );
}

const Marks = memo(function Marks({ model, width }: { readonly model: LaneModel; readonly width: number }) {
  const { scale, lanes, bottom } = model;
  return (
    <>
      <rect className="lanes-map" x="0" y="5.5" width={width} height="13" />
      {model.map.map((share, at) => (
        <rect key={at} className="lanes-tick" x={share * (width - 2)} y="8" width="1.5" height="8" />
      ))}
      <text className="lanes-name" x={16 - left} y="16">
        All events
      </text>
      {scale.ticks.map((tick) => (
        <g key={tick.at}>
          <path className="lanes-line" d={`M${String(tick.x)} 26V${String(bottom)}`} />
          <text x={tick.x + 4} y="34">
            {tick.x > width - tickRoom
              ? null
              : tick.day
                ? formatDay(new Date(tick.at).toISOString(), tick.at)
                : formatClock(new Date(tick.at).toISOString())}
          </text>
        </g>
      ))}
      {lanes.map((lane, row) => {
        const y = laneTop + row * laneHeight;
        return (
          <g key={lane.name}>
            <text className="lanes-name" x={16 - left} y={y + 15}>
              {lane.name}
            </text>
            <path className="lanes-line" d={`M0 ${String(y + laneHeight - 0.5)}H${String(width)}`} />
            {lane.bars.map((bar, at) => (
              <rect key={at} className="lanes-bar" x={bar.x} y={y + 6} width={bar.width} height="10" rx="1.5" />
            ))}
          </g>
        );
      })}
      {scale.gaps.map((gap) => (
        <g key={gap.from}>
          <rect className="lanes-gap" x={gap.x} y={laneTop} width={gap.width} height={bottom - laneTop} />
          <path className="lanes-gap-line" d={`M${String(gap.x)} ${String(laneTop + 11)}h${String(gap.width)}`} />
          <text x={gap.x + gap.width / 2} y={laneTop + 7} textAnchor="middle">
            {formatDuration(gap.to - gap.from)}
          </text>
        </g>
      ))}
      {lanes.map((lane, row) => (
        <g key={lane.name}>
          {lane.marks.map((mark) => (
            <g
              key={mark.key}
              transform={`translate(${String(mark.x)} ${String(laneTop + row * laneHeight + laneHeight / 2)})`}
            >
              {shapes[mark.shape]}
            </g>
          ))}
        </g>
      ))}
      {model.bracket === null ? null : (
        <>
          <path
            className="lanes-bracket"
            d={`M${String(model.bracket.from)} ${String(model.bracket.fromY)}V${String(bottom + 4)}H${String(model.bracket.to)}V${String(model.bracket.toY)}`}
          />
          <text
            className="lanes-bracket-text"
            x={model.bracket.textX}
            y={bottom + 15}
            textAnchor={model.bracket.anchor}
          >
            {model.bracket.text}
          </text>
        </>
      )}
    </>
  );
});

const shapes: Readonly<Record<LaneModel["lanes"][number]["marks"][number]["shape"], ReactNode>> = {
  edit: <path className="lanes-edit" d="M0-5l5 5-5 5-5-5z" />,
  tick: <rect className="lanes-failure" x="-1" y="-5" width="2" height="10" />,
  passed: (
    <>
      <circle className="lanes-passed" r="6.5" />
      <path className="lanes-cut" d="M-3 0l2.2 2.3L3-2.1" />
    </>
  ),
  failed: (
    <>
      <path className="lanes-failure" d="M-2.7-6.5h5.4l3.8 3.8v5.4l-3.8 3.8h-5.4l-3.8-3.8v-5.4z" />
      <path className="lanes-cut" d="M-2.5-2.5l5 5m0-5-5 5" />
    </>
  ),
  unknown: <circle className="lanes-unknown" r="5.5" />,
  person: <rect className="lanes-person" x="-5" y="-5" width="10" height="10" rx="2" />,
  message: <rect className="lanes-message" x="-3.500" y="-3.500" width="7" height="7" rx="1.500" />,
};
