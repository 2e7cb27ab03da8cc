import type { Decision } from "../../shared/model/decision";
import { err, ok, type Result } from "../../shared/result";
import { lettersOf, readAttempt, readHome, readTask, upsertAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { movesByAttempt } from "../views/decisions";
import { letterFor, ownTaskKey, settleTask, taskIdFor } from "./group-task";
import { judgeAttempt } from "./judge-attempt";

type Target = NonNullable<Decision["target"]>;

/**
 * The task that a move names, as the decision keeps it. In: its id, or null for a task of its own: then it is the one the
 * attempt belongs to by itself where no other attempt is in that, else one made for it.
 */
export function moveTarget(core: Core, attemptId: string, taskId: string | null): Result<Target> {
  const stored = readAttempt(core.index, attemptId);
  const home = readHome(core.index, attemptId);
  if (stored === null || home === null)
    return err({
      code: "not-found",
      message: `There is no attempt ${attemptId} that could be moved.`,
      remedy: "Sync the runner it came from, then move it.",
    });
  const now = stored.attempt.taskId;
  if (taskId === now)
    return err({ code: "same-task", message: "It is in that task already.", remedy: "Name another task." });
  if (taskId !== null) {
    const task = readTask(core.index, taskId);
    if (task === null)
      return err({
        code: "not-found",
        message: `There is no task ${taskId}.`,
        remedy: "Open the inbox for the tasks that are here.",
      });
    return ok({ taskId, title: task.title.slice(0, 2000), repository: task.repository, own: false });
  }
  const others = (id: string) => [...lettersOf(core.index, id).keys()].some((one) => one !== attemptId);
  if (!others(now) && (now === home.task.id || others(home.task.id)))
    return err({
      code: "same-task",
      message: "It is alone in its task already.",
      remedy: "Name the task it belongs to instead.",
    });
  const own = others(home.task.id) ? taskIdFor(core, ownTaskKey(stored.key)) : home.task.id;
  return ok({ taskId: own, title: home.task.title.slice(0, 2000), repository: home.task.repository, own: true });
}

/** Puts an attempt where its last decision says it is. What was recorded on it goes with it. */
export function moveAttempt(core: Core, attemptId: string): void {
  const stored = readAttempt(core.index, attemptId);
  const home = readHome(core.index, attemptId);
  if (stored === null || home === null) return;
  core.index
    .transaction(() => {
      const { taskId, ground } = settleTask(core, { id: attemptId, key: stored.key }, { ...home, own: null });
      upsertAttempt(
        core.index,
        stored.key,
        stored.origin,
        { ...stored.attempt, taskId, ground, letter: letterFor(core, taskId, attemptId) },
        stored.fileEvidence,
      );
    })
    .immediate();
  judgeAttempt(core, attemptId);
}

/** Puts every attempt where its last decision says it is, where that was not done: the app may have ended in between. */
export function settleMoves(core: Core): void {
  for (const [attemptId, { target }] of movesByAttempt(core)) {
    const stored = readAttempt(core.index, attemptId);
    if (stored !== null && stored.attempt.taskId !== target.taskId) moveAttempt(core, attemptId);
  }
}
