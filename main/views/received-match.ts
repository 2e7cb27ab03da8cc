import type { Decision } from "../../shared/model/decision";
import { attemptsWithContent, tasksByReference } from "../store/second";
import { readAttempt, readAttempts, readTask, type StoredAttempt } from "../store/tasks";
import { boundTo } from "./bound";
import type { Core } from "./core";
import { sameContent } from "./received";

/** The attempt here that has some content. */
export interface Match {
  readonly taskId: string;
  readonly ref: string;
  readonly attemptId: string;
  readonly letter: string;
}

/** The attempt here that has exactly this content; the first of several. Null: none has. */
export function matchOf(
  core: Core,
  content: { readonly base: string | null; readonly head: string | null; readonly patch: string | null },
): Match | null {
  for (const id of attemptsWithContent(core.index, content.head, content.patch)) {
    const stored = readAttempt(core.index, id);
    if (stored === null || !sameContent(content, stored.attempt)) continue;
    const task = readTask(core.index, stored.attempt.taskId);
    if (task !== null)
      return { taskId: task.id, ref: task.ref ?? task.id, attemptId: id, letter: stored.attempt.letter };
  }
  return null;
}

/** What is here instead of the content that was named, in a sentence; empty where nothing like it is. */
export function whyNoMatch(
  core: Core,
  { taskRef, repository, attemptId }: Pick<Decision, "taskRef" | "repository" | "attemptId">,
): string {
  const same = attemptId === null ? null : readAttempt(core.index, attemptId);
  const tasks = taskRef === null ? [] : tasksByReference(core.index, taskRef, repository);
  const found = same === null ? tasks.flatMap((id) => readAttempts(core.index, id)) : [same];
  const shown = found.slice(0, 4).map(({ attempt }) => `attempt ${attempt.letter} is at ${at(attempt)}`);
  if (shown.length > 0) return `Of ${taskRef ?? "its task"} ${shown.join(", ")}.`;
  return taskRef === null ? "" : `There is no task ${taskRef} of ${repository} here.`;
}

function at({ head, patchDigest }: StoredAttempt["attempt"]): string {
  if (head !== null) return `head ${head.slice(0, 12)}`;
  return patchDigest === null ? "no known content" : `patch ${patchDigest.slice(0, 12)}`;
}

/** What the other reviewer had otherwise before them than is here, in sentences. */
export function differences(core: Core, { attemptId, taskId }: Match, { bound, tier }: Decision): string[] {
  const stored = readAttempt(core.index, attemptId);
  const task = readTask(core.index, taskId);
  if (stored === null || task === null) return [];
  const here = boundTo(task, stored, [stored]);
  const level = stored.judgement?.tier.level ?? null;
  return [
    ...(bound.contract === here.contract
      ? []
      : [
          bound.contract === null
            ? "They had no contract before them; there is one here."
            : here.contract === null
              ? "They had a contract before them; there is none here."
              : "They had another contract before them.",
        ]),
    ...(bound.evidence === here.evidence ? [] : ["They had other evidence before them."]),
    ...(level === null || level === tier ? [] : [`Their policy said ${tier} risk; the one here says ${level}.`]),
  ];
}
