import type { RowVerdict, TaskView } from "../../shared/contract/review";
import type { Task } from "../../shared/model/task";
import type { TierLevel } from "../../shared/model/tier";
import { err, ok, type Result } from "../../shared/result";
import { highestLevel } from "../../shared/review/effective-tier";
import { compareAttempts } from "../../shared/review/compare-attempts";
import type { Core } from "./core";
import { ownershipOf } from "./ownership";
import { readAttempts, readTask, type StoredAttempt } from "../store/tasks";
import { attemptView, blocks, gatesOf, judgementOr } from "./attempt-view";
import { decisionsOfTask } from "./decisions";
import { effectiveOf } from "./effective";
import { demerit, placeOf, verdictOf } from "./verdict";

/** A task's tier is the highest of its attempts', as decisions leave them. */
export function highestTier(core: Core, task: Task, attempts: readonly StoredAttempt[]): TierLevel {
  return highestLevel(attempts.map((row) => effectiveOf(core, task, row, judgementOr(row)).tier.level));
}

/** The attempt with the least against it; the first of equals. */
export function strongest(attempts: readonly StoredAttempt[]): StoredAttempt | null {
  return attempts.reduce<StoredAttempt | null>(
    (best, row) => (best === null || demerit(row.judgement) < demerit(best.judgement) ? row : best),
    null,
  );
}

export function taskMissing(taskId: string) {
  return err({
    code: "not-found",
    message: `There is no task ${taskId}.`,
    remedy: "Open the inbox for the tasks that are here.",
  });
}

/** Everything the task screen shows. */
export function taskView(core: Core, taskId: string): Result<TaskView> {
  const task = readTask(core.index, taskId);
  if (task === null) return taskMissing(taskId);
  const stored = readAttempts(core.index, taskId);
  const ownership = ownershipOf(core, task);
  const decisions = decisionsOfTask(core, task, stored);
  const place = placeOf(decisions, stored);
  const verdict = verdictOf(place, stored);
  return ok({
    task,
    ownership,
    tier: highestTier(core, task, stored),
    verdict,
    attempts: stored.map((row) => attemptView(core, task, row, ownership)),
    compare: compareAttempts(
      stored.map((row) => {
        const findings = new Map<string, number>();
        for (const finding of judgementOr(row).findings)
          if (finding.path !== null) findings.set(finding.path, (findings.get(finding.path) ?? 0) + 1);
        return { id: row.attempt.id, files: row.attempt.files, findings };
      }),
    ),
    decisions,
    next: nextAction(core, { task, stored, ownership, verdict, group: place.group }),
  });
}

/** The one thing to do next, in words. */
function nextAction(
  core: Core,
  {
    task,
    stored,
    ownership,
    verdict,
    group,
  }: {
    task: TaskView["task"];
    stored: readonly StoredAttempt[];
    ownership: TaskView["ownership"];
    verdict: RowVerdict;
    group: "your-turn" | "waiting" | "done";
  },
): TaskView["next"] {
  const best = strongest(stored);
  const attemptId = best?.attempt.id ?? null;
  if (best === null || group === "done") return { label: "Nothing to do", to: "task", attemptId };
  if (verdict.word === "escalated") return { label: "Read what the agent asks", to: "timeline", attemptId };
  const unmet = gatesOf(core, task, best, ownership).find(blocks);
  const of = stored.length > 1 ? ` of attempt ${best.attempt.letter}` : "";
  if (unmet?.target?.to === "diff") return { label: `Read the diff${of}`, to: "diff", attemptId };
  if (unmet?.target?.to === "timeline") return { label: `Open the timeline${of}`, to: "timeline", attemptId };
  if (unmet?.target?.to === "evidence") return { label: `See the evidence${of}`, to: "evidence", attemptId };
  return best.attempt.files.length > 0
    ? { label: `Review the diff${of}`, to: "diff", attemptId }
    : { label: `Open the timeline${of}`, to: "timeline", attemptId };
}
