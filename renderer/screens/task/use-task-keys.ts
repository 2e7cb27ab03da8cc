import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { DecisionKind } from "../../../shared/model/decision";
import { decisionCatalog } from "../../../shared/review/decision-catalog";
import { showAttempt } from "../../parts/AttemptBar";
import { useKeys, type KeyBinding } from "../../state/keys";
import { go } from "../../state/route";
import { openApprovals } from "../../state/second";
import { focusKey } from "./attempt-keys";
import type { CellCursor } from "./cell-cursor";
import type { FileDoors } from "./file-doors";

export interface TaskKeys {
  readonly view: TaskView;
  readonly focus: AttemptView;
  readonly lastId: string | undefined;
  readonly cursor: CellCursor;
  readonly doors: FileDoors;
  readonly onFocus: (attemptId: string) => void;
  readonly onBaseline: (attemptId: string) => void;
  readonly decide: (kind: DecisionKind) => void;
}

/** The keys of the task screen: attempts, cells, views, decisions. */
export function useTaskKeys(keys: TaskKeys): void {
  const { view, focus, cursor, decide } = keys;
  const taskId = view.task.id;
  const attemptId = focus.attempt.id;
  const many = view.attempts.length > 1;
  useKeys("task", [
    {
      key: "Enter",
      label: "Open cell or diff",
      group: "Attempt",
      bar: true,
      run: () => {
        if (!cursor.open()) showAttempt("diff", taskId, attemptId);
      },
    },
    { key: "t", label: "Timeline", group: "Attempt", bar: true, run: () => showAttempt("timeline", taskId, attemptId) },
    { key: "v", label: "Evidence", group: "Attempt", bar: true, run: () => showAttempt("evidence", taskId, attemptId) },
    {
      key: "Shift+c",
      label: view.task.contract === null ? "New contract for this task" : "Open the task's contract",
      group: "Task",
      run: () => go({ screen: "contract", taskId }),
    },
    { key: "Shift+a", label: "Approvals", group: "Decide", run: () => openApprovals(taskId, attemptId) },
    ...(many ? attemptKeys(keys) : []),
    ...cellKeys(cursor),
    ...decisionCatalog
      // Choosing has its place at the foot.
      .filter((row) => row.kind !== "choose-attempt")
      .map((row) => ({
        key: row.key,
        label: row.verb,
        group: "Decide",
        bar: row.kind === "approve",
        run: () => decide(row.kind),
      })),
    { key: "d", label: "Decide", group: "Decide", run: () => decide("approve") },
    { key: "Escape", label: "Inbox", group: "Go", run: () => go({ screen: "inbox" }) },
  ]);
}

function attemptKeys({ view, focus, lastId, cursor, doors, onFocus, onBaseline }: TaskKeys): KeyBinding[] {
  const ids = view.attempts.map(({ attempt }) => attempt.id);
  const attemptId = focus.attempt.id;
  const step = (by: 1 | -1) => () => {
    const next = ids[ids.indexOf(attemptId) + by];
    if (next !== undefined) onFocus(next);
  };
  return [
    ...view.attempts.flatMap(({ attempt }, index) => {
      const key = focusKey(index);
      return key === null
        ? []
        : [{ key, label: `Focus attempt ${attempt.letter}`, group: "Attempt", run: () => onFocus(attempt.id) }];
    }),
    { key: "[", label: "Focus the attempt before", group: "Attempt", run: step(-1) },
    { key: "]", label: "Focus the next attempt", group: "Attempt", run: step(1) },
    {
      key: "`",
      label: "Focus the last attempt again",
      group: "Attempt",
      run: () => {
        if (lastId !== undefined && ids.includes(lastId)) onFocus(lastId);
      },
    },
    {
      key: "b",
      label: "Baseline here",
      group: "Attempt",
      bar: true,
      run: () => onBaseline(attemptId),
    },
    {
      key: "i",
      label: "Interdiff with the baseline",
      group: "Attempt",
      bar: true,
      run: () => {
        const place = cursor.place();
        const path = place?.row.startsWith("files ") === true ? place.row.slice("files ".length) : undefined;
        doors.interdiff(place?.attemptId ?? attemptId, path);
      },
    },
  ];
}

function cellKeys(cursor: CellCursor): KeyBinding[] {
  const moves: readonly (readonly [key: string, label: string, rows: number, columns: number])[] = [
    ["j", "Next row", 1, 0],
    ["k", "Row before", -1, 0],
    ["ArrowDown", "Next row", 1, 0],
    ["ArrowUp", "Row before", -1, 0],
    ["ArrowRight", "Next cell", 0, 1],
    ["ArrowLeft", "Cell before", 0, -1],
  ];
  return moves.map(([key, label, rows, columns]) => ({
    key,
    label,
    group: "Move",
    unlisted: key === "ArrowDown" || key === "ArrowUp",
    run: () => {
      cursor.move(rows, columns);
    },
  }));
}
