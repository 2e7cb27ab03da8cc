import type { Input } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { fitSubject, removeFitAnswer, writeFitAnswer } from "../store/fit-answers";
import { readTask } from "../store/tasks";
import type { Core } from "../views/core";
import { currentSettings } from "../views/settings";
import { taskMissing } from "../views/task-view";

/** Keeps a person's answer to a question of task fit, with the reviewer's name and the time; or takes it back. */
export function answerFit(core: Core, asked: Input<"contract.answer">): Result<Record<string, never>> {
  const { taskId, contractId, question, answer, note } = asked;
  if (taskId !== null && readTask(core.index, taskId) === null) return taskMissing(taskId);
  const subject = taskId !== null ? fitSubject({ taskId }) : contractId === null ? null : fitSubject({ contractId });
  if (subject === null)
    return err({
      code: "subject-missing",
      message: "The answer names neither a task nor a contract.",
      remedy: "Give the contract an id.",
    });
  if (answer === null) removeFitAnswer(core.record, subject, question);
  else
    writeFitAnswer(core.record, subject, {
      question,
      answer,
      note: note.trim(),
      reviewer: currentSettings(core).reviewerName,
      at: core.platform.clock.now().toISOString(),
    });
  core.publish("changed", { scopes: ["task"] });
  return ok({});
}
