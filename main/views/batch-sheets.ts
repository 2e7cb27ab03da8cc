import type { Input } from "../../shared/contract/api";
import type { BatchSheet } from "../../shared/contract/decide";
import type { DecisionKind } from "../../shared/model/decision";
import { leftOut } from "../../shared/review/batch-rule";
import { decisionRule } from "../../shared/review/decision-catalog";
import { readAttempt, readTask } from "../store/tasks";
import type { Core } from "./core";
import { decisionSheet } from "./decision-sheet";

/** The sheets of a decision on several tasks, each with its own gates and digests, and why one is left out. Tasks that are gone are left away. */
export function batchSheets(
  core: Core,
  kind: DecisionKind,
  subjects: Input<"decision.sheets">["subjects"],
): BatchSheet[] {
  return subjects.flatMap(({ taskId, attemptId }) => {
    const task = readTask(core.index, taskId);
    const onAttempt = decisionRule(kind).subject === "attempt" ? attemptId : null;
    const sheet = decisionSheet(core, kind, taskId, onAttempt);
    if (task === null || !sheet.ok) return [];
    return {
      taskId,
      ref: task.ref,
      title: task.title,
      repository: task.repository,
      letter: onAttempt === null ? null : (readAttempt(core.index, onAttempt)?.attempt.letter ?? null),
      sheet: sheet.value,
      leftOut: leftOut(kind, sheet.value),
    };
  });
}
