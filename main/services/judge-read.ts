import { attemptsWithoutJudgement, readAttempt, sessionsWithoutAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { assembleSessions } from "./assemble-attempt";
import { breathe } from "./breathe";
import type { IngestTally } from "./ingest-tally";
import { eventSteps, judgeAttempt } from "./judge-attempt";
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
    const stored = readAttempt(core.index, id);
    if (stored === null) continue;
    tally.tasks.add(stored.attempt.taskId);
    const events = await inSteps(eventSteps(core, stored.attempt.sessions), cancelled);
    if (events === null) return;
    judgeAttempt(core, id, events);
    await breathe();
  }
  for (const attempt of await assembleSessions(core, touched, cancelled)) tally.attempts.add(attempt);
  if (cancelled()) return;
  // One may have become part of another, or gone to another task, by what was read after it.
  tally.tasks.clear();
  for (const id of [...tally.attempts]) {
    const stored = readAttempt(core.index, id);
    if (stored === null) tally.attempts.delete(id);
    else tally.tasks.add(stored.attempt.taskId);
  }
}
