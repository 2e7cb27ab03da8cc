import { memo } from "react";
import { formatClock, formatDay, formatDuration } from "../../ui/format";
import { laneHeight, laneTop, shapeCuts, shapePaths, type LaneModel, type LaneShape } from "./lane-shapes";

/** A tick's label that would be cut at the right is left out. */
const tickRoom = 36;
const shapes = Object.keys(shapePaths) as LaneShape[];

/** The lanes' drawing: one path for each kind of mark in a lane, however many there are. */
export const LaneMarks = memo(function LaneMarks({
  model,
  width,
  left,
  lane: chosen,
}: {
  readonly model: LaneModel;
  readonly width: number;
  readonly left: number;
  readonly lane: number | null;
}) {
  const { scale, lanes, bottom } = model;
  return (
    <>
      {scale.ticks.map((tick) => (
        <g key={tick.at}>
          <path className="lanes-line" d={`M${String(tick.x)} 26V${String(bottom)}`} />
          <text x={tick.x + 4} y="34">
            {tick.x > width - tickRoom
              ? null
              : tick.day
                ? formatDay(new Date(tick.at).toISOString(), tick.at)
                : formatClock(new Date(tick.at).toISOString(), tick.seconds)}
          </text>
        </g>
      ))}
      {lanes.map((lane, row) => {
        const y = laneTop + row * laneHeight;
        const names = [
          "lanes-name",
          ...(lane.lane === null ? [] : ["lanes-choice"]),
          ...(lane.lane !== null && lane.lane === chosen ? ["lanes-chosen"] : []),
        ];
        return (
          <g key={lane.name}>
            <text className={names.join(" ")} x={16 - left} y={y + 15}>
              {lane.name}
              {lane.lane === null ? null : <title>Show only its events</title>}
            </text>
            <path className="lanes-line" d={`M0 ${String(y + laneHeight - 0.5)}H${String(width)}`} />
            {lane.bars.length === 0 ? null : (
              <path
                className="lanes-bar"
                d={lane.bars
                  .map(
                    (bar) =>
                      `M${bar.x.toFixed(1)} ${String(y + 6)}h${bar.width.toFixed(1)}v10h-${bar.width.toFixed(1)}z`,
                  )
                  .join("")}
              />
            )}
            {row === 0 || lane.bars[0] === undefined ? null : (
              <path className="lanes-elbow" d={`M${(lane.bars[0].x - 5).toFixed(1)} ${String(y - 5)}v16h5`} />
            )}
          </g>
        );
      })}
      {model.idle.map((idle) => (
        <g key={idle.x}>
          <path
            className="lanes-gap-line"
            d={`M${String(idle.x + 3)} ${String(laneTop + 11)}h${String(idle.width - 6)}`}
          />
          <text x={idle.x + idle.width / 2} y={laneTop + 7} textAnchor="middle">
            {idle.text}
          </text>
        </g>
      ))}
      {scale.gaps.map((gap) => (
        <g key={gap.from}>
          <rect className="lanes-gap" x={gap.x} y={laneTop} width={gap.width} height={bottom - laneTop} />
          <path className="lanes-gap-line" d={`M${String(gap.x)} ${String(laneTop + 11)}h${String(gap.width)}`} />
          <text x={gap.x + gap.width / 2} y={laneTop + 7} textAnchor="middle">
            {formatDuration(gap.to - gap.from)}
          </text>
        </g>
      ))}
      {lanes.flatMap((lane, row) =>
        shapes.flatMap((shape) => {
          const marks = lane.marks.filter((mark) => mark.shape === shape);
          if (marks.length === 0) return [];
          const y = laneTop + row * laneHeight + laneHeight / 2;
          const cut = shapeCuts[shape];
          return [
            <path
              key={`${lane.name} ${shape}`}
              className={`lanes-${shape}`}
              d={marks.map((mark) => shapePaths[shape](mark.x, y)).join("")}
            />,
            ...(cut === undefined
              ? []
              : [
                  <path
                    key={`${lane.name} ${shape} cut`}
                    className="lanes-cut"
                    d={marks.map((mark) => cut(mark.x, y)).join("")}
                  />,
                ]),
          ];
        }),
      )}
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
