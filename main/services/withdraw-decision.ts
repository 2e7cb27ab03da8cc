import type { Input, Output } from "../../shared/contract/api";
import type { Decision } from "../../shared/model/decision";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { isOwnerKind } from "../../shared/review/owner-kinds";
import { readAttempts } from "../store/tasks";
import type { Core } from "../views/core";
import { currentSettings } from "../views/settings";
import { recordedDecision, withdrawProblem } from "../views/withdrawable";
import { cancelEffectsOf } from "./effect-acts";
import { judgeAttempt } from "./judge-attempt";
import { keepTyped } from "./recover-typed";

type Receipts = Output<"decision.withdraw">["receipts"];

/**
 * Takes recorded decisions back: nothing is removed, each gets an entry of its own that names it, and its standing becomes superseded.
 * In: places in the log, all or none of which are withdrawn, and why (may be empty).
 * Err: one of them is not the reviewer's own, its grace is over, or something was decided on its task since.
 */
export function withdrawDecisions(
  core: Core,
  { entries, reason }: Input<"decision.withdraw">,
): Result<Output<"decision.withdraw">> {
  const places = [...new Set(entries)].sort((a, b) => a - b);
  // The check and the entries are one transaction: another process decides before or after it, not in between.
  const done = keepTyped(
    core,
    { kind: "withdraw", reason },
    core.ledger.together((): Result<Receipts> => withdraw(core, places, reason)),
  );
  if (!done.ok) return done;
  const rows = places.flatMap((seq) => recordedDecision(core, seq) ?? []);
  for (const taskId of new Set(
    rows.filter(({ decision }) => isOwnerKind(decision.kind)).map(({ decision }) => decision.taskId),
  ))
    for (const row of readAttempts(core.index, taskId)) judgeAttempt(core, row.attempt.id);
  core.publish("changed", { scopes: ["inbox", "task", "audit", "outbox"] });
  return ok({ receipts: done.value });
}

function withdraw(core: Core, places: readonly number[], reason: string): Result<Receipts> {
  const problem: Problem | null = withdrawProblem(core, places);
  if (problem !== null) return err(problem);
  const withdrawn = core.ledger.append(
    places
      .flatMap((seq) => recordedDecision(core, seq) ?? [])
      .map((row) => ({
        kind: "decision" as const,
        decision: withdrawalOf(row, reason.trim(), currentSettings(core).reviewerName),
      })),
  );
  if (!withdrawn.ok) return withdrawn;
  // What was not sent yet is not sent any more.
  const cancelled = cancelEffectsOf(core, places);
  return cancelled.ok ? withdrawn : cancelled;
}

/** Bound to what the withdrawn decision was bound to: it says nothing of anything else. */
function withdrawalOf(row: NonNullable<ReturnType<typeof recordedDecision>>, reason: string, name: string): Decision {
  const { decision, seq, leafHash } = row;
  return {
    kind: "withdraw",
    taskId: decision.taskId,
    taskRef: decision.taskRef,
    taskTitle: decision.taskTitle,
    repository: decision.repository,
    attemptId: decision.attemptId,
    attemptLetter: decision.attemptLetter,
    reason,
    person: null,
    until: null,
    tier: decision.tier,
    gates: [],
    notOpened: [],
    ingestNote: null,
    withdraws: { seq, kind: decision.kind, leafHash },
    bound: decision.bound,
    reviewer: { name, binding: "self-asserted" },
  };
}
