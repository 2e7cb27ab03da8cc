/** What the order of the inbox needs to know of a row. */
interface OrderedRow {
  readonly taskId: string;
  readonly turn: "your-turn" | "waiting" | "done";
  readonly verdict: { readonly word: string };
  readonly waitingSince: string | null;
}

/** A row and what it is ordered by, read once. */
export interface PlacedRow<R extends OrderedRow = OrderedRow> {
  readonly row: R;
  readonly turn: number;
  readonly triage: number;
  /** Milliseconds; what is smaller comes first. */
  readonly time: number;
}

const turns: readonly OrderedRow["turn"][] = ["your-turn", "waiting", "done"];

/** What the inbox orders by before the time: what contradicts or blocks, decisions that no longer hold, what is unverified, what is ready. */
function triageClass(word: string): number {
  if (word === "contradicted" || word === "escalated" || word === "finding") return 0;
  if (word === "stale-decision") return 1;
  if (word === "ready") return 3;
  return word === "decided" ? 4 : 2;
}

/** Reads what a row is ordered by. What was done last comes first; everything else by how long it has waited. */
export function placeRow<R extends OrderedRow>(row: R): PlacedRow<R> {
  const since = Date.parse(row.waitingSince ?? "9999-12-31T00:00:00Z");
  return {
    row,
    turn: turns.indexOf(row.turn),
    triage: triageClass(row.verdict.word),
    time: row.turn === "done" ? -since : since,
  };
}

/** The inbox's order: whose turn, then what most needs the reviewer, then the time; no two tasks are equal. */
export function compareRows(a: PlacedRow, b: PlacedRow): number {
  return a.turn - b.turn || a.triage - b.triage || a.time - b.time || (a.row.taskId < b.row.taskId ? -1 : 1);
}

/**
 * Puts changed rows where they belong. In: rows in order; rows that are new or other than before, in any order, one per task; tasks that
 * are gone. Out: all in order, in one pass; the given array itself where nothing changes.
 */
export function mergeRows<R extends PlacedRow>(
  rows: readonly R[],
  changed: readonly R[],
  gone: readonly string[] = [],
): readonly R[] {
  if (changed.length === 0 && gone.length === 0) return rows;
  const replaced = new Set([...gone, ...changed.map(({ row }) => row.taskId)]);
  const added = [...changed].sort(compareRows);
  const merged: R[] = [];
  let next = 0;
  for (const kept of rows) {
    if (replaced.has(kept.row.taskId)) continue;
    for (let add = added[next]; add !== undefined && compareRows(add, kept) < 0; add = added[next]) {
      merged.push(add);
      next += 1;
    }
    merged.push(kept);
  }
  for (const rest of added.slice(next)) merged.push(rest);
  return merged;
}
