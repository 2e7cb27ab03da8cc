import type { RowVerdict, TaskView } from "../../shared/contract/review";
import type { Task } from "../../shared/model/task";
import type { TierLevel } from "../../shared/model/tier";
import { err, ok, type Result } from "../../shared/result";
import { highestLevel } from "../../shared/review/effective-tier";
import { compareAttempts, findingsByPath } from "../../shared/review/compare-attempts";
import { counted } from "../../shared/review/counted";
import { decisionKindSchema } from "../../shared/model/decision";
import { decisionRule } from "../../shared/review/decision-catalog";
import type { Core } from "./core";
import { ownershipOf } from "./ownership";
import { readAttempts, readTask, type StoredAttempt } from "../store/tasks";
import { attemptView, blocks, gatesOf, judgementOr } from "./attempt-view";
import { currentSettings } from "./settings";
import { readMarks } from "../store/reviewer";
import { decisionsOfTask } from "./decisions";
import { effectiveOf } from "./effective";
import { heardIn } from "./heard-answers";
import { withSecond } from "./second-standing";
import { demerit, placeOf, verdictOf, type Place } from "./verdict";
import { whyHeard } from "./why-here";

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
  const decisions = withSecond(core, task, stored, decisionsOfTask(core, task, stored));
  const own = placeOf(decisions, stored, currentSettings(core).reviewerName);
  const heard = heardIn(core, own, stored);
  const place: Place = heard === null ? own : { ...own, group: "your-turn" };
  const verdict = verdictOf(place, stored, heard);
  return ok({
    task,
    ownership,
    tier: highestTier(core, task, stored),
    verdict,
    attempts: stored.map((row) => attemptView(core, task, row, ownership)),
    compare: compareAttempts(
      stored.map((row) => ({
        id: row.attempt.id,
        files: row.attempt.files,
        findings: findingsByPath(judgementOr(row).findings),
      })),
    ),
    decisions,
    next:
      heard === null
        ? nextAction(core, { task, stored, ownership, verdict, group: place.group })
        : {
            label: decisionRule("answer").verb,
            to: "decide",
            kind: "answer",
            attemptId: strongest(stored)?.attempt.id ?? null,
            why: whyHeard(heard),
          },
  });
}

/** The one thing to do next, in words, and why it is that; the door it opens is the first gate that is not met. */
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
  const none = (why: string) => ({ label: "Nothing to do", to: "task", attemptId, why }) as const;
  if (best === null) return none("No attempt of it was read.");
  if (group === "done") return none(`${verdict.label}: ${verdict.cause}.`);
  if (verdict.word === "escalated")
    return { label: "Read what the agent asks", to: "timeline", attemptId, why: "The agent waits for an answer." };
  const of = stored.length > 1 ? ` of attempt ${best.attempt.letter}` : "";
  const gates = gatesOf(core, task, best, ownership);
  const unmet = gates.find(blocks);
  const met = `${String(gates.filter((gate) => !blocks(gate)).length)} of ${counted(gates.length, "gate")} met`;
  const because = unmet === undefined ? `${met}.` : `${met}; next: ${unmet.title.toLowerCase()}.`;
  const on = { attemptId, why: because };
  if (unmet?.target?.to === "diff") return { label: `Read the diff${of}`, to: "diff", ...on };
  if (unmet?.target?.to === "timeline") return { label: `Open the timeline${of}`, to: "timeline", ...on };
  if (unmet?.target?.to === "evidence") return { label: `See the evidence${of}`, to: "evidence", ...on };
  const kind = unmet?.target?.to === "decide" ? decisionKindSchema.safeParse(unmet.target.kind).data : undefined;
  if (kind !== undefined) return { label: decisionRule(kind).verb, to: "decide", kind, ...on };
  const { files } = best.attempt;
  if (files.length === 0) return { label: `Open the timeline${of}`, to: "timeline", ...on };
  const { reviewerName } = currentSettings(core);
  const digests = files.map((file) => file.digest);
  const read = readMarks(core.record, digests, reviewerName).length;
  const why = `${String(read)} of ${counted(files.length, "file")} marked read, ${met}.`;
  return unmet === undefined && read === files.length && group === "your-turn"
    ? {
        label: `Approve${stored.length > 1 ? ` attempt ${best.attempt.letter}` : ""}`,
        to: "decide",
        kind: "approve",
        attemptId,
        why,
      }
    : { label: `Review the diff${of}`, to: "diff", attemptId, why: unmet === undefined ? why : because };
}
