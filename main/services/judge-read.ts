import { attemptsWithoutJudgement, readAttempt, sessionsWithoutAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { assembleFromSession, rootSession } from "./assemble-attempt";
import type { IngestTally } from "./ingest-tally";
import { judgeAttempt } from "./judge-attempt";

/** Lets requests be answered between two steps of long work. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

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
    judgeAttempt(core, id);
    await breathe();
  }
  // A parent and its sub-agents are one attempt: it is made once, however many of them were read.
  const roots = new Set([...touched].flatMap((id) => rootSession(core, id) ?? []));
  for (const root of roots) {
    if (cancelled()) return;
    const attempt = await assembleFromSession(core, root, cancelled);
    if (attempt !== null) tally.attempts.add(attempt);
    await breathe();
  }
  // One may have become part of another, or gone to another task, by what was read after it.
  tally.tasks.clear();
  for (const id of [...tally.attempts]) {
    const stored = readAttempt(core.index, id);
    if (stored === null) tally.attempts.delete(id);
    else tally.tasks.add(stored.attempt.taskId);
  }
}
