import type { InboxRow } from "../../../shared/contract/inbox";
import { groupRows, type InboxGrouping } from "../../../shared/review/inbox-groups";
import type { ShownInbox } from "../../bridge/inbox-feed";
import { tierNames } from "../../parts/TierMark";
import { formatDurationWords, formatPlural } from "../../ui/format";

/** A line of the list: a group's heading or a task. */
export type InboxLine =
  | {
      readonly kind: "heading";
      readonly group: string;
      readonly name: string;
      readonly count: number;
      /** How many of them need the reviewer. */
      readonly needed: number;
    }
  | {
      readonly kind: "task";
      /** Where it stands: its heading, and whose turn it is. A task leaves its place when either changes. */
      readonly group: string;
      /** The group of its heading. */
      readonly under: string;
      readonly row: InboxRow;
    };

/** All rows of an inbox, in triage order of each turn. */
export function rowsOf(inbox: ShownInbox): InboxRow[] {
  return inbox.groups.flatMap((group) => group.rows);
}

/**
 * The rows of a list as it stands open: without a filter, what was done before the reviewer last looked is left out.
 * In: all rows; whether the filter says nothing; when they last looked.
 */
export function openRows(rows: readonly InboxRow[], unfiltered: boolean, since: string | null): readonly InboxRow[] {
  if (!unfiltered || since === null) return rows;
  const from = Date.parse(since);
  return rows.filter((row) => row.turn !== "done" || row.waitingSince === null || Date.parse(row.waitingSince) >= from);
}

/** Headings and tasks in order; a group without rows has no heading. */
export function inboxLines(rows: readonly InboxRow[], grouping: InboxGrouping = "turn"): InboxLine[] {
  return groupRows(rows, grouping).flatMap((group) => [
    {
      kind: "heading" as const,
      group: group.key,
      name: group.name,
      count: group.rows.length,
      needed: group.rows.filter((row) => row.turn === "your-turn").length,
    },
    ...group.rows.map((row) => ({
      kind: "task" as const,
      group: grouping === "turn" ? group.key : `${group.key}, ${row.turn}`,
      under: group.key,
      row,
    })),
  ]);
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
export function rowSentence(line: InboxLine, now: number, picked = false): string {
  if (line.kind === "heading") return `${line.name}, ${formatPlural(line.count, "task")}`;
  const { row } = line;
  const parts = [
    `${tierNames[row.tier]} risk`,
    row.verdict.label.toLowerCase(),
    row.title,
    formatPlural(row.attempts, "attempt"),
    row.owner === null ? "no owner" : null,
    row.waitingOn === null || row.verdict.label.includes(row.waitingOn) ? null : `waiting on ${row.waitingOn}`,
    row.waitingSince === null || row.turn === "done"
      ? null
      : `waiting ${formatDurationWords(now - Date.parse(row.waitingSince))}`,
    row.isNew ? "new" : null,
    picked ? "selected" : null,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

/** Which tasks stand where: two lists with the same order differ only inside their rows. */
export function orderOf(inbox: ShownInbox): string {
  return inbox.groups.map((group) => `${group.group}: ${group.rows.map((row) => row.taskId).join(" ")}`).join("\n");
}

/** How many tasks are new to the list or stand elsewhere than before. */
export function movedCount(before: ShownInbox, after: ShownInbox): number {
  const place = new Map(rowsOf(before).map((row) => [row.taskId, row.turn] as const));
  const rows = rowsOf(after);
  const here = new Set(rows.map((row) => row.taskId));
  const moved = rows.filter((row) => place.get(row.taskId) !== row.turn).length;
  const gone = [...place.keys()].filter((id) => !here.has(id)).length;
  return moved + gone;
}
