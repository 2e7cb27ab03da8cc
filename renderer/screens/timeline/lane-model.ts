import type { Output } from "../../../shared/contract/api";
import type { TimelineMark } from "../../../shared/contract/timeline";
import type { Freshness } from "../../../shared/model/attempt";
import { formatCount, formatDuration } from "../../ui/format";
import { landmarkKind } from "./outline";
import { timeScale, type TimeScale } from "./time-scale";

export const laneTop = 40;
export const laneHeight = 22;
/** The strip of all events ends here. */
const stripEnd = 22;
const bracketRoom = 20;
/** At most so many ticks are drawn in the strip of all events. */
const mostTicks = 600;

export interface Lane {
  readonly name: string;
  readonly bars: readonly { readonly x: number; readonly width: number }[];
  readonly marks: readonly {
    readonly key: string;
    readonly x: number;
    readonly shape: "edit" | "tick" | "passed" | "failed" | "unknown" | "person" | "message";
    readonly mark: TimelineMark;
  }[];
}

export interface LaneModel {
  readonly scale: TimeScale;
  readonly lanes: readonly Lane[];
  /** Where the last lane ends, and the whole drawing, in px. */
  readonly bottom: number;
  readonly height: number;
  /** Landmarks as shares of all events, for the strip. */
  readonly map: readonly number[];
  /** Joins the last passing check to the final edit made after it. */
  readonly bracket: {
    readonly from: number;
    readonly fromY: number;
    readonly to: number;
    readonly toY: number;
    readonly text: string;
    readonly textX: number;
    readonly anchor: "start" | "end";
  } | null;
  /** The mark drawn nearest to a point, within reach of a click; null where none is. */
  readonly nearest: (x: number, y: number) => TimelineMark | null;
}

function ms(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}

/** What the lanes draw. In: the timeline's summary, what is known of its last checks, room in px. */
export function laneModel(summary: Output<"timeline.summary">, freshness: Freshness | null, width: number): LaneModel {
  const known = {
    prompts: summary.sessions.map((session) => session.prompt),
    summaries: summary.sessions.map((session) => session.finalMessage),
    lastEdit: freshness?.lastEdit?.event ?? null,
  };
  const bounds = summary.sessions.flatMap((session) => [ms(session.startedAt), ms(session.endedAt)]);
  const moments = [
    ms(summary.startedAt),
    ms(summary.endedAt),
    ...bounds,
    ...summary.outline.map((mark) => ms(mark.at)),
  ];
  const scale = timeScale(
    moments.filter((at) => at !== null),
    width,
  );
  const bar = (from: number | null, to: number | null) => {
    if (from === null || to === null) return [];
    const x = scale.x(from);
    return [{ x, width: Math.max(2, scale.x(to) - x) }];
  };

  const main = summary.sessions.filter((session) => session.kind !== "sub-agent");
  const subs = summary.sessions.filter((session) => session.kind === "sub-agent");
  const inner = new Map<string, TimelineMark[]>();
  for (const mark of summary.outline.filter((each) => each.lane !== "main")) {
    const key = `${mark.sessionId} ${mark.lane}`;
    const marks = inner.get(key);
    if (marks === undefined) inner.set(key, [mark]);
    else marks.push(mark);
  }
  const subIds = new Set(subs.map((session) => session.id));
  const innerBars = [...inner.values()]
    .filter((marks) => !subIds.has(marks[0]?.sessionId ?? ""))
    .map((marks) => marks.map((mark) => ms(mark.at)).filter((at) => at !== null));
  const subBars = [
    ...subs.flatMap((session) => bar(ms(session.startedAt), ms(session.endedAt))),
    ...innerBars.flatMap((times) => bar(times[0] ?? null, times.at(-1) ?? null)),
  ];

  const edits: Lane["marks"][number][] = [];
  const checks: Lane["marks"][number][] = [];
  const people: Lane["marks"][number][] = [];
  for (const mark of summary.outline) {
    const at = ms(mark.at);
    if (at === null) continue;
    const kind = landmarkKind(mark, known);
    const base = { key: `${mark.sessionId} ${String(mark.seq)}`, x: scale.x(at), mark };
    if (mark.kind === "check")
      checks.push({ ...base, shape: kind === "failed" ? "failed" : kind === "passed" ? "passed" : "unknown" });
    else if (mark.kind === "message") people.push({ ...base, shape: kind === "instruction" ? "person" : "message" });
    else if (mark.kind === "file-edit" && kind !== "failed") edits.push({ ...base, shape: "edit" });
    else if (kind === "failed") edits.push({ ...base, shape: "tick" });
  }
  const lanes: Lane[] = [
    {
      name: "Main agent",
      bars: main.flatMap((session) => bar(ms(session.startedAt), ms(session.endedAt))),
      marks: [],
    },
    ...(subBars.length === 0
      ? []
      : [
          {
            name: subBars.length === 1 ? "Sub-agent" : `Sub-agents, ${formatCount(subBars.length)}`,
            bars: subBars,
            marks: [],
          },
        ]),
    { name: "Edits, failures", bars: [], marks: edits },
    { name: "Checks", bars: [], marks: checks },
    { name: "Messages", bars: [], marks: people },
  ];
  const bottom = laneTop + lanes.length * laneHeight;
  const bracket = bracketOf(freshness, scale, width, bottom);
  const every = Math.max(1, Math.ceil(summary.outline.length / mostTicks));
  return {
    scale,
    lanes,
    bottom,
    height: bottom + (bracket === null ? 6 : bracketRoom),
    map: summary.outline.filter((_, at) => at % every === 0).map((mark) => mark.index / Math.max(1, summary.total)),
    bracket,
    nearest: (x, y) => (y < stripEnd ? markAtShare(summary, x / Math.max(1, width)) : nearestMark(lanes, x, y)),
  };
}

function bracketOf(freshness: Freshness | null, scale: TimeScale, width: number, bottom: number): LaneModel["bracket"] {
  const pass = ms(freshness?.lastPass?.at ?? null);
  const edit = ms(freshness?.lastEdit?.at ?? null);
  if (freshness?.stale !== true || pass === null || edit === null || edit < pass) return null;
  const [from, to] = [scale.x(pass), scale.x(edit)];
  const text = `last passing check ${formatDuration(edit - pass)} before the final edit`;
  const fits = from + 8 + text.length * 6 < width;
  return {
    from,
    fromY: bottom - 2 * laneHeight + 19,
    to,
    toY: bottom - 3 * laneHeight + 17,
    text,
    textX: fits ? from + 8 : to - 8,
    anchor: fits ? "start" : "end",
  };
}

function markAtShare(summary: Output<"timeline.summary">, share: number): TimelineMark | null {
  const wanted = share * summary.total;
  return summary.outline.reduce<TimelineMark | null>(
    (best, mark) => (best === null || Math.abs(mark.index - wanted) < Math.abs(best.index - wanted) ? mark : best),
    null,
  );
}

function nearestMark(lanes: readonly Lane[], x: number, y: number): TimelineMark | null {
  const inLanes = y >= laneTop;
  const lane = lanes[Math.floor((y - laneTop) / laneHeight)];
  const own = inLanes && lane !== undefined && lane.marks.length > 0 ? lane.marks : lanes.flatMap((each) => each.marks);
  let best: { readonly away: number; readonly mark: TimelineMark } | null = null;
  for (const { x: at, mark } of own) {
    const away = Math.abs(at - x);
    if (best === null || away < best.away) best = { away, mark };
  }
  return best?.mark ?? null;
}
