import { nearestTask, type InboxLine } from "./inbox-rows";

/** The task that the cursor is on, and where it stood when that was last seen. */
export interface Anchor {
  readonly taskId: string;
  readonly group: InboxLine["group"];
  readonly index: number;
  /** The drawer is, or was a moment ago, open on this task: where it goes now, the reviewer sent it. */
  readonly deciding: boolean;
}

/**
 * Where the cursor stands in a list: on its task, wherever that went. Only where the task left the list, or left its group by
 * the reviewer's own decision, it stays at its place, so that the next task comes under it. -1 in a list without a task.
 */
export function cursorIn(lines: readonly InboxLine[], anchor: Anchor | null): number {
  if (anchor === null) return nearestTask(lines, 0);
  const at = lines.findIndex((line) => line.kind === "task" && line.row.taskId === anchor.taskId);
  if (at !== -1 && (lines[at]?.group === anchor.group || !anchor.deciding)) return at;
  // Where others are left in the group, the next one to decide is one of them.
  const rest = lines.flatMap((line, index) => (line.kind === "task" && line.group === anchor.group ? index : []));
  const last = rest.at(-1);
  if (last === undefined) return nearestTask(lines, anchor.index);
  return rest.find((index) => index >= anchor.index) ?? last;
}

/** The anchor of a cursor on a line. The same one where nothing changed. */
export function anchorAt(lines: readonly InboxLine[], index: number, before: Anchor | null): Anchor | null {
  const line = lines[index];
  if (line?.kind !== "task") return null;
  const { taskId } = line.row;
  if (before?.taskId === taskId && before.group === line.group && before.index === index) return before;
  return { taskId, group: line.group, index, deciding: before?.taskId === taskId && before.deciding };
}
