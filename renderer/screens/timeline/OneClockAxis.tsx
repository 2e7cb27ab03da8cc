import { useMemo } from "react";
import { formatClock, formatDay, formatDuration } from "../../ui/format";
import type { ClockMode } from "./one-clock";
import { timeScale, type TimeSpan, type Window } from "./time-scale";

/** The hours above all lanes, and where nothing happened in any of them. */
export function OneClockAxis({
  span,
  window,
  left,
  width,
  mode,
}: {
  readonly span: TimeSpan;
  readonly window: Window;
  readonly left: number;
  readonly width: number;
  readonly mode: ClockMode;
}) {
  const scale = useMemo(() => timeScale(span, width, window), [span, width, window]);
  return (
    <svg className="clock-axis" width={left + width + 16} height="20" aria-hidden="true">
      <text className="lanes-name" x="16" y="14">
        {mode === "clock" ? "Time of day" : "Since the start"}
      </text>
      <g transform={`translate(${String(left)} 0)`}>
        {scale.ticks.map((tick) => (
          <text key={tick.at} x={tick.x + 4} y="14">
            {tick.x > width - 36
              ? null
              : tick.day && mode === "clock"
                ? formatDay(new Date(tick.at).toISOString(), tick.at)
                : mode === "clock"
                  ? formatClock(new Date(tick.at).toISOString(), tick.seconds)
                  : tick.at <= span.first
                    ? "0"
                    : `+${formatDuration(tick.at - span.first)}`}
          </text>
        ))}
        {scale.gaps.map((gap) => (
          <text key={gap.from} x={gap.x + gap.width / 2} y="14" textAnchor="middle">
            {`${formatDuration(gap.to - gap.from)} idle`}
          </text>
        ))}
      </g>
    </svg>
  );
}
