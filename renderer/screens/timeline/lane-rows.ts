import type { Session } from "../../../shared/model/session";
import { formatCount } from "../../ui/format";
import type { Strip } from "./strip";

/** One line of the lanes: an agent, or a kind of thing. */
export interface LaneRow {
  readonly name: string;
  readonly kind: "agent" | "tools" | "checks" | "people";
  /** The lane whose events the list shows when the name is chosen; null where the row is no single lane. */
  readonly lane: number | null;
}

/** Sub-agents that have a line of their own; the rest share one. */
const mostOwn = 4;
const nameLength = 16;

export interface LaneRows {
  readonly rows: readonly LaneRow[];
  /** By lane number: the row its agent is drawn in. */
  readonly rowOf: readonly number[];
}

function short(name: string): string {
  return name.length > nameLength ? `${name.slice(0, nameLength - 1)}…` : name;
}

/** Which lines are drawn: the main agent, each sub-agent, tools, checks, people. */
export function laneRows(strip: Strip, sessions: readonly Session[]): LaneRows {
  const kinds = new Map(sessions.map((session) => [session.id, session.kind]));
  const isSub = (lane: Strip["lanes"][number]) => lane.lane !== "main" || kinds.get(lane.sessionId) === "sub-agent";
  const subs = strip.lanes.flatMap((lane, number) => (isSub(lane) ? [number] : []));
  const mains = strip.lanes.flatMap((lane, number) => (isSub(lane) ? [] : [number]));
  const own = subs.length > mostOwn + 1 ? subs.slice(0, mostOwn) : subs;
  const rest = subs.length - own.length;
  const rows: LaneRow[] = [
    { name: "Main agent", kind: "agent", lane: mains.length === 1 ? (mains[0] ?? null) : null },
    ...own.map((number, at): LaneRow => ({
      name: `Sub-agent: ${short(strip.lanes[number]?.name ?? String(at + 1))}`,
      kind: "agent",
      lane: number,
    })),
    ...(rest === 0 ? [] : [{ name: `${formatCount(rest)} more sub-agents`, kind: "agent" as const, lane: null }]),
    { name: "Tools", kind: "tools", lane: null },
    { name: "Checks", kind: "checks", lane: null },
    { name: "People", kind: "people", lane: null },
  ];
  const rowOf = strip.lanes.map((lane, number) => {
    if (!isSub(lane)) return 0;
    const at = own.indexOf(number);
    return at < 0 ? own.length + 1 : at + 1;
  });
  return { rows, rowOf };
}

/** A row of the table that says the same as the lanes. */
export interface LaneCount {
  readonly name: string;
  readonly events: number;
  readonly edits: number;
  readonly passed: number;
  readonly failed: number;
  readonly from: number | null;
  readonly to: number | null;
}

/** Each agent's events counted: what the lanes draw, in numbers. */
export function countLanes(strip: Strip, { rows, rowOf }: LaneRows): LaneCount[] {
  const counts = rows
    .filter((row) => row.kind === "agent")
    .map(({ name }) => ({ name, events: 0, edits: 0, passed: 0, failed: 0, from: 0, to: 0 }));
  for (let at = 0; at < strip.count; at += 1) {
    const one = counts[rowOf[strip.laneOf[at] ?? 0] ?? 0];
    if (one === undefined) continue;
    const letter = strip.classes.charAt(at);
    const end = strip.ends.charAt(at);
    one.events += 1;
    if (letter === "e") one.edits += 1;
    if (letter === "c" && end === "o") one.passed += 1;
    if (end === "f" || letter === "E") one.failed += 1;
    const time = strip.times[at] ?? 0;
    if (time === 0) continue;
    if (one.from === 0) one.from = time;
    one.to = time;
  }
  return counts.map((one) => ({ ...one, from: one.from === 0 ? null : one.from, to: one.to === 0 ? null : one.to }));
}
