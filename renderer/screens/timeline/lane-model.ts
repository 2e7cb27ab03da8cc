import type { Freshness } from "../../../shared/model/attempt";
import { formatDuration } from "../../ui/format";
import { laneHeight, laneTop, type Lane, type LaneModel, type LaneShape } from "./lane-shapes";
import type { LaneRow, LaneRows } from "./lane-rows";
import { positionAt, type Strip } from "./strip";
import { timeScale, wholeWindow, type TimeScale, type TimeSpan, type Window } from "./time-scale";

const minute = 60_000;
/** Pauses shorter than this do not break an agent's bar. */
const pause = minute;
const bracketRoom = 20;
/** Marks nearer to each other are one: the worse of the two is drawn. */
const tickColumn = 3;
const shapeColumn = 9;

const tools = "rswlbuox";
/** Of two marks in one place the higher is seen. */
const weight: Readonly<Record<LaneShape, number>> = {
  tick: 0,
  edit: 1,
  passed: 1,
  unknown: 2,
  failed: 3,
  person: 1,
  denied: 2,
};

interface Placing {
  readonly strip: Strip;
  readonly scale: TimeScale;
  readonly width: number;
}

/**
 * What the lanes draw of all events. In: the events, their lines, what is known of the last checks, room in px, the part in view.
 * However many events there are, the drawing holds at most a mark for each few pixels.
 */
export function laneModel(
  strip: Strip,
  { rows, rowOf }: LaneRows,
  span: TimeSpan,
  freshness: Freshness | null,
  width: number,
  window: Window = wholeWindow,
): LaneModel {
  const scale = timeScale(span, width, window);
  const from = Math.max(positionAt(strip.times, 1), positionAt(strip.times, scale.at(0) - pause));
  const to = positionAt(strip.times, scale.at(width) + pause);
  const placing = { strip, scale, width };
  const bars = barsOf(placing, rowOf, rows.length, from, to);
  const marks = marksOf(placing, rows, from, to);
  const lanes = rows.map((row, at): Lane => ({
    name: row.name,
    lane: row.lane,
    bars: bars[at] ?? [],
    marks: marks[at] ?? [],
  }));
  const bottom = laneTop + lanes.length * laneHeight;
  const bracket = bracketOf(freshness, scale, width, bottom);
  return {
    scale,
    lanes,
    idle: idleOf(bars[0] ?? [], scale, width),
    bottom,
    height: bottom + (bracket === null ? 6 : bracketRoom),
    bracket,
    nearest: (x, y) => nearestMark(lanes, x, y),
  };
}

/** When each agent was at work: events closer than a pause are one bar, and what took long lasts until its end. */
function barsOf(
  { strip, scale, width }: Placing,
  rowOf: readonly number[],
  rows: number,
  from: number,
  to: number,
): Lane["bars"][] {
  const apart = Math.max(pause, 4 / Math.max(1e-9, scale.px(1)));
  const open: { start: number; end: number }[] = [];
  const bars: { x: number; width: number }[][] = Array.from({ length: rows }, () => []);
  const close = (row: number) => {
    const one = open[row];
    if (one === undefined) return;
    const x = Math.max(-2, scale.x(one.start));
    const end = Math.min(width + 2, scale.x(one.end));
    if (end >= 0 && x <= width) bars[row]?.push({ x, width: Math.max(2, end - x) });
  };
  const { laneOf, times, long } = strip;
  const lasting = long.size > 0;
  const take = (at: number) => {
    const row = rowOf[laneOf[at] ?? 0] ?? 0;
    const start = times[at] ?? 0;
    const end = lasting ? start + (long.get(at) ?? 0) : start;
    const one = open[row];
    if (one !== undefined && start - one.end <= apart) {
      one.end = Math.max(one.end, end);
      return;
    }
    close(row);
    open[row] = { start, end };
  };
  // What began before the part in view may last into it.
  for (const at of long.keys()) if (at < from && (times[at] ?? 0) > 0) take(at);
  for (let at = from; at < to; at += 1) take(at);
  open.forEach((_, row) => {
    close(row);
  });
  return bars;
}

function idleOf(bars: Lane["bars"], scale: TimeScale, width: number): LaneModel["idle"] {
  return bars.flatMap((bar, at) => {
    const before = bars[at - 1];
    if (before === undefined) return [];
    const from = before.x + before.width;
    if (
      bar.x - from < Math.max(64, width * 0.04) ||
      scale.gaps.some((gap) => gap.x < bar.x && gap.x + gap.width > from)
    )
      return [];
    return [{ x: from, width: bar.x - from, text: `idle ${formatDuration(scale.at(bar.x) - scale.at(from))}` }];
  });
}

interface Told {
  readonly row: "tools" | "checks" | "people";
  readonly shape: LaneShape;
}
// Made once: a hundred thousand events are told apart in one go.
const told = {
  passed: { row: "checks", shape: "passed" },
  failedCheck: { row: "checks", shape: "failed" },
  unknown: { row: "checks", shape: "unknown" },
  person: { row: "people", shape: "person" },
  denied: { row: "people", shape: "denied" },
  failed: { row: "tools", shape: "failed" },
  edit: { row: "tools", shape: "edit" },
  tick: { row: "tools", shape: "tick" },
} as const satisfies Readonly<Record<string, Told>>;

function shapeOf(letter: string, end: string): Told | null {
  if (letter === "c") return end === "f" ? told.failedCheck : end === "o" ? told.passed : told.unknown;
  if (letter === "p") return told.person;
  if (end === "d") return told.denied;
  if (letter === "E" || end === "f") return told.failed;
  if (letter === "e") return told.edit;
  return tools.includes(letter) ? told.tick : null;
}

function marksOf(
  { strip, scale, width }: Placing,
  rows: readonly LaneRow[],
  from: number,
  to: number,
): Lane["marks"][] {
  const marks = rows.map((): { x: number; shape: LaneShape; index: number; count: number }[] => []);
  const place = new Map(rows.map((row, at) => [row.kind, at]));
  const of = { tools: place.get("tools"), checks: place.get("checks"), people: place.get("people") };
  const { classes, ends, times } = strip;
  for (let at = from; at < to; at += 1) {
    const mark = shapeOf(classes.charAt(at), ends.charAt(at));
    if (mark === null) continue;
    const x = scale.x(times[at] ?? 0);
    if (x < -4 || x > width + 4) continue;
    const { row, shape } = mark;
    const own = marks[of[row] ?? 0];
    const last = own?.[own.length - 1];
    const column = shape === "tick" && last?.shape === "tick" ? tickColumn : shapeColumn;
    if (last === undefined || x - last.x >= column) own?.push({ x, shape, index: at, count: 1 });
    else {
      last.count += 1;
      if (weight[shape] > weight[last.shape]) {
        last.shape = shape;
        last.index = at;
        last.x = x;
      }
    }
  }
  return marks;
}

function ms(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}

function bracketOf(freshness: Freshness | null, scale: TimeScale, width: number, bottom: number): LaneModel["bracket"] {
  const pass = ms(freshness?.lastPass?.at ?? null);
  const edit = ms(freshness?.lastEdit?.at ?? null);
  if (freshness?.stale !== true || pass === null || edit === null || edit < pass) return null;
  const [from, to] = [scale.x(pass), scale.x(edit)];
  if (to < 0 || from > width) return null;
  const text = `last passing check ${formatDuration(edit - pass)} before the final edit`;
  const start = Math.max(0, from);
  const fits = start + 8 + text.length * 6 < width;
  return {
    from,
    fromY: bottom - 2 * laneHeight + 19,
    to,
    toY: bottom - 3 * laneHeight + 17,
    text,
    textX: fits ? start + 8 : Math.min(width, to) - 8,
    anchor: fits ? "start" : "end",
  };
}

function nearestMark(lanes: readonly Lane[], x: number, y: number): Lane["marks"][number] | null {
  const lane = y < laneTop ? undefined : lanes[Math.floor((y - laneTop) / laneHeight)];
  const own = lane !== undefined && lane.marks.length > 0 ? lane.marks : lanes.flatMap((each) => each.marks);
  let best: { readonly away: number; readonly mark: Lane["marks"][number] } | null = null;
  for (const mark of own) {
    const away = Math.abs(mark.x - x);
    if (best === null || away < best.away) best = { away, mark };
  }
  return best?.mark ?? null;
}

/** One column of the strip of the whole session: how much happened there, 0 to 1, and whether something failed. */
export interface MapColumn {
  readonly x: number;
  readonly height: number;
  readonly failed: boolean;
}

const mapColumn = 4;

/** The whole session in columns. In: all events, their scale over the whole, room in px. */
export function mapColumns(strip: Strip, scale: TimeScale, width: number): MapColumn[] {
  const counts = new Uint32Array(Math.ceil(width / mapColumn) + 1);
  const failed = new Uint8Array(counts.length);
  for (let at = positionAt(strip.times, 1); at < strip.count; at += 1) {
    const column = Math.min(counts.length - 1, Math.max(0, Math.floor(scale.x(strip.times[at] ?? 0) / mapColumn)));
    counts[column] = (counts[column] ?? 0) + 1;
    if (strip.ends.charAt(at) === "f") failed[column] = 1;
  }
  const most = Math.log1p(counts.reduce((high, count) => Math.max(high, count), 1));
  return Array.from(counts).flatMap((count, column) =>
    count === 0 ? [] : [{ x: column * mapColumn, height: Math.log1p(count) / most, failed: failed[column] === 1 }],
  );
}
