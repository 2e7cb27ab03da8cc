import { tierLevelSchema, type TierLevel } from "../model/tier";

export const inboxGroupings = ["turn", "repository", "runner", "owner", "tier"] as const;
export type InboxGrouping = (typeof inboxGroupings)[number];

/** A row, as far as grouping looks at it. */
export interface GroupedRow {
  readonly turn: "your-turn" | "waiting" | "done";
  readonly tier: TierLevel;
  readonly repository: string;
  readonly runners: readonly string[];
  readonly owner: string | null;
}

/** Rows that share something, under its name. */
export interface RowGroup<R> {
  readonly key: string;
  /** As a heading has it: "Your turn", "payments", "No owner". */
  readonly name: string;
  readonly rows: readonly R[];
}

const turnNames: Readonly<Record<GroupedRow["turn"], string>> = {
  "your-turn": "Your turn",
  waiting: "Waiting on others",
  done: "Done",
};
const turns: readonly GroupedRow["turn"][] = ["your-turn", "waiting", "done"];

function nameOf(row: GroupedRow, by: Exclude<InboxGrouping, "turn">): string {
  switch (by) {
    case "repository":
      return row.repository;
    case "runner":
      return [...row.runners].sort().join(", ");
    case "owner":
      return row.owner ?? "No owner";
    case "tier":
      return `${row.tier.slice(0, 1).toUpperCase()}${row.tier.slice(1)} risk`;
  }
}

/**
 * Puts rows under headings, keeping their order within each. By turn: your turn, waiting, done. By tier: the highest first. By anything
 * else: where most needs the reviewer first, then by name. A group without rows is left out.
 */
export function groupRows<R extends GroupedRow>(rows: readonly R[], by: InboxGrouping): RowGroup<R>[] {
  if (by === "turn")
    return turns
      .map((turn) => ({ key: turn, name: turnNames[turn], rows: rows.filter((row) => row.turn === turn) }))
      .filter((group) => group.rows.length > 0);
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const name = nameOf(row, by);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  const made = [...groups].map(([name, of]) => ({
    key: name,
    name,
    // Within a group too what needs the reviewer stands above what waits and what is done.
    rows: turns.flatMap((turn) => of.filter((row) => row.turn === turn)),
  }));
  const needed = (group: RowGroup<R>): number => group.rows.filter((row) => row.turn === "your-turn").length;
  const rank = ({ rows: [first] }: RowGroup<R>): number =>
    first === undefined ? 0 : tierLevelSchema.options.indexOf(first.tier);
  return made.sort((a, b) => (by === "tier" ? rank(b) - rank(a) : needed(b) - needed(a)) || (a.name < b.name ? -1 : 1));
}
