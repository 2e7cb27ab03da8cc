import type { DecisionSheet } from "../../shared/contract/decide";
import type { DecisionKind } from "../../shared/model/decision";
import { err, ok, type Result } from "../../shared/result";
import type { Gate } from "../../shared/model/gate";
import { viewedBlocks } from "../../shared/model/viewed-home";
import type { TierLevel } from "../../shared/model/tier";
import { decisionRule, type DecisionRule } from "../../shared/review/decision-catalog";
import { atLeastLevel, tierOrder } from "../../shared/review/effective-tier";
import { sha256 } from "../platform/files";
import type { Core } from "./core";
import { ownerBlocked } from "./owner-fields";
import { ownershipOf } from "./ownership";
import { currentSettings } from "./settings";
import { readMarks } from "../store/reviewer";
import { readSession } from "../store/sessions";
import { readAttempt, readAttempts, readTask } from "../store/tasks";
import { blocks, gatesOf, ingestNoteOf, judgementOr } from "./attempt-view";
import { boundTo } from "./bound";
import { effectiveOf } from "./effective";
import { readTotals } from "./read-record";
import { highestTier, strongest, taskMissing } from "./task-view";
import { attemptMissing } from "./timeline";

/**
 * What the reviewer would sign now: gates, digests, what was not opened, and why it is blocked if it is.
 * The nonce names this state; a decision recorded against another state is refused.
 */
export function decisionSheet(
  core: Core,
  kind: DecisionKind,
  taskId: string,
  attemptId: string | null,
): Result<DecisionSheet> {
  const task = readTask(core.index, taskId);
  if (task === null) return taskMissing(taskId);
  const rule = decisionRule(kind);
  const all = readAttempts(core.index, taskId);
  const named = attemptId === null ? null : readAttempt(core.index, attemptId);
  if (attemptId !== null && named?.attempt.taskId !== taskId) return attemptMissing(attemptId);
  if (rule.subject === "attempt" && named === null) {
    return err({
      code: "attempt-needed",
      message: `${rule.verb} needs an attempt: ${all.map((row) => row.attempt.letter).join(", ")}.`,
      remedy: "Name one.",
    });
  }
  const shown = named ?? strongest(all);
  if (shown === null) return taskMissing(taskId);
  const subject = rule.subject === "attempt" ? named : null;
  const judged = judgementOr(shown);
  const effective = subject === null ? null : effectiveOf(core, task, subject, judged);
  const showsGates = rule.gated || rule.needsGate || rule.needsLevel;
  const gates = !showsGates || effective === null ? [] : gatesOf(core, task, shown, ownershipOf(core, task), effective);
  const read = new Set(
    readMarks(
      core.record,
      shown.attempt.files.map((file) => file.digest),
      currentSettings(core).reviewerName,
    ),
  );
  const notOpened =
    rule.subject === "attempt"
      ? shown.attempt.files.filter((file) => !read.has(file.digest)).map((file) => file.path)
      : [];
  const bound = boundTo(task, subject, all);
  const tier = effective?.tier.level ?? highestTier(core, task, all);
  const machineTier = effective?.tier.machine ?? tier;
  const levels = rule.needsLevel ? tierOrder.filter((level) => level !== tier && atLeastLevel(machineTier, level)) : [];
  const sessions = (subject === null ? all : [shown])
    .flatMap((row) => row.attempt.sessions)
    .flatMap((id) => readSession(core.index, id)?.session ?? []);
  const { files } = shown.attempt;
  const sheet = {
    kind,
    taskId,
    attemptId: rule.subject === "attempt" ? attemptId : null,
    tier,
    machineTier,
    levels,
    gates,
    policy: effective === null ? null : judged.tier.policy,
    notOpened,
    ingestNote: ingestNoteOf(sessions),
    bound,
    patchStat: {
      files: files.length,
      added: files.reduce((sum, file) => sum + file.added, 0),
      removed: files.reduce((sum, file) => sum + file.removed, 0),
    },
    blocked: core.viewed !== null ? viewedBlocks : (ownerBlocked(core, kind, task) ?? blockedBy(rule, gates, levels)),
    confirm:
      showsGates && (tier === "high" || tier === "critical")
        ? (bound.head ?? bound.patch ?? "").slice(0, 7) || null
        : null,
  };
  // Reading goes on while the sheet is open: what was read meanwhile changes nothing of what is decided on.
  const nonce = sha256(JSON.stringify([sheet, currentSettings(core).reviewerName]));
  return ok({ ...sheet, read: subject === null ? null : readTotals(core, subject), nonce });
}

/** Why a kind cannot be recorded, whatever is filled in; null when it can. */
function blockedBy(rule: DecisionRule, gates: readonly Gate[], levels: readonly TierLevel[]): string | null {
  if (rule.needsLevel) return levels.length === 0 ? "The tier is low already" : null;
  if (rule.needsGate) return gates.every((gate) => gate.met) ? "Every gate is met: there is none to override" : null;
  const unmet = gates.filter(blocks);
  return !rule.gated || unmet.length === 0
    ? null
    : `${String(unmet.length)} of ${String(gates.length)} gates not met: ${unmet.map((gate) => gate.title).join("; ")}`;
}
