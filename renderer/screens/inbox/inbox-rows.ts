import type { Inbox, InboxRow } from "../../../shared/contract/review";
import { tierNames } from "../../parts/TierMark";
import { formatDurationWords, formatPlural } from "../../ui/format";

type Group = Inbox["groups"][number]["group"];

/** A line of the list: a group's heading or a task. */
export type InboxLine =
  | { readonly kind: "heading"; readonly group: Group; readonly count: number }
  | { readonly kind: "task"; readonly group: Group; readonly row: InboxRow };

export const groupNames: Readonly<Record<Group, string>> = {
  "your-turn": "Your turn",
  waiting: "Waiting on others",
  done: "Done",
};

/** Headings and tasks in order; a group without rows has no heading. */
export function inboxLines(inbox: Inbox): InboxLine[] {
  return inbox.groups.flatMap((group) =>
    group.rows.length === 0
      ? []
      : [
          { kind: "heading" as const, group: group.group, count: group.rows.length },
          ...group.rows.map((row) => ({ kind: "task" as const, group: group.group, row })),
        ],
  );
}

/** The next task line from `from` in direction `step`; stays where there is none. */
export function nextTask(lines: readonly InboxLine[], from: number, step: 1 | -1): number {
  for (let at = from + step; at >= 0 && at < lines.length; at += step) if (lines[at]?.kind === "task") return at;
  return nearestTask(lines, from);
}

/** The task line at or nearest to an index, so that a cursor keeps its place when the list changes; -1 where there is none. */
export function nearestTask(lines: readonly InboxLine[], index: number): number {
  const at = Math.min(Math.max(index, 0), lines.length - 1);
  for (let distance = 0; distance < lines.length; distance += 1) {
    if (lines[at + distance]?.kind === "task") return at + distance;
    if (lines[at - distance]?.kind === "task") return at - distance;
  }
  return -1;
}

/** A row's name as a sentence: "High risk, contradicted, Make refund retries idempotent, 3 attempts, waiting 5 hours 2 minutes". */
export function rowSentence(line: InboxLine, now: number): string {
  if (line.kind === "heading") return `${groupNames[line.group]}, ${formatPlural(line.count, "task")}`;
  const { row } = line;
  const parts = [
    `${tierNames[row.tier]} risk`,
    row.verdict.label.toLowerCase(),
    row.title,
    formatPlural(row.attempts, "attempt"),
    row.owner === null ? "no owner" : null,
    row.waitingSince === null || line.group === "done"
      ? null
      : `waiting ${formatDurationWords(now - Date.parse(row.waitingSince))}`,
    row.isNew ? "new" : null,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

/** Which tasks stand where: two lists with the same order differ only inside their rows. */
export function orderOf(inbox: Inbox): string {
  return inbox.groups.map((group) => `${group.group}: ${group.rows.map((row) => row.taskId).join(" ")}`).join("\n");
}

/** How many tasks are new to the list or stand elsewhere than before. */
export function movedCount(before: Inbox, after: Inbox): number {
  const place = new Map(before.groups.flatMap((group) => group.rows.map((row) => [row.taskId, group.group] as const)));
  const rows = after.groups.flatMap((group) => group.rows.map((row) => ({ id: row.taskId, group: group.group })));
  const moved = rows.filter((row) => place.get(row.id) !== row.group).length;
  const gone = [...place.keys()].filter((id) => !rows.some((row) => row.id === id)).length;
  return moved + gone;
}
