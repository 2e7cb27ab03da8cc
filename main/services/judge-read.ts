import { attemptsWithoutJudgement, sessionsWithoutAttempt, taskOfAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { assembleSessions } from "./assemble-attempt";
import { breathe } from "./breathe";
import type { IngestTally } from "./ingest-tally";
import { judgeSteps } from "./judge-attempt";
import { inSteps } from "./steps";

/**
 * Makes and judges the attempts of what was read, one after the other. What an earlier reading left half done, because it
 * was killed or cancelled, is taken up here: its sources count as read.
 */
export async function judgeRead(
  core: Core,
  tally: Pick<IngestTally, "sessions" | "attempts" | "tasks">,
  cancelled: () => boolean,
): Promise<void> {
  const touched = new Set([...tally.sessions, ...sessionsWithoutAttempt(core.index)]);
  for (const id of attemptsWithoutJudgement(core.index)) tally.attempts.add(id);
  // A pack may have taken over sessions whose own attempts are gone by now.
  for (const id of [...tally.attempts]) {
    if (cancelled()) return;
    const taskId = taskOfAttempt(core.index, id);
    if (taskId === null) continue;
    tally.tasks.add(taskId);
    await inSteps(judgeSteps(core, id), cancelled);
    await breathe();
  }
  for (const attempt of await assembleSessions(core, touched, cancelled)) tally.attempts.add(attempt);
  if (cancelled()) return;
  // One may have become part of another, or gone to another task, by what was read after it.
  tally.tasks.clear();
  for (const id of [...tally.attempts]) {
    const taskId = taskOfAttempt(core.index, id);
    if (taskId === null) tally.attempts.delete(id);
    else tally.tasks.add(taskId);
  }
}
