import type { InboxRow } from "../../../shared/contract/inbox";

/** A task that an attempt can be moved to. */
export interface TaskOption {
  readonly id: string;
  readonly name: string;
  readonly place: string;
}

const shown = 6;

/** The tasks whose title, reference, id or repository has every word of a search, without the one the attempt is in. */
export function matchingTasks(
  rows: readonly Pick<InboxRow, "taskId" | "ref" | "title" | "repository">[],
  search: string,
  current: string | null,
): { options: TaskOption[]; more: number } {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = rows.filter((row) => {
    if (row.taskId === current) return false;
    const text = `${row.taskId} ${row.ref ?? ""} ${row.title} ${row.repository}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return {
    options: found.slice(0, shown).map((row) => ({
      id: row.taskId,
      name: row.title,
      place: `${row.ref ?? row.taskId}, ${row.repository}`,
    })),
    more: Math.max(0, found.length - shown),
  };
}
