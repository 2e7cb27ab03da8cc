import type { DecisionSheet } from "../../shared/contract/decide";
import type { DecisionKind } from "../../shared/model/decision";
import { err, ok, type Result } from "../../shared/result";
import { decisionRule } from "../../shared/review/decision-catalog";
import { sha256 } from "../platform/files";
import type { Core } from "./core";
import { ownershipOf } from "./ownership";
import { currentSettings } from "./settings";
import { readMarks } from "../store/reviewer";
import { readSession } from "../store/sessions";
import { readAttempt, readAttempts, readTask } from "../store/tasks";
import { gatesOf, ingestNoteOf, judgementOr } from "./attempt-view";
import { boundTo } from "./bound";
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
  const gates = rule.gated ? gatesOf(core, task, shown, ownershipOf(core, task)) : [];
  const read = new Set(
    readMarks(
      core.record,
      shown.attempt.files.map((file) => file.digest),
    ),
  );
  const notOpened =
    rule.subject === "attempt"
      ? shown.attempt.files.filter((file) => !read.has(file.digest)).map((file) => file.path)
      : [];
  const bound = boundTo(task, subject, all);
  const tier = subject === null ? highestTier(all) : judgementOr(shown).tier.level;
  const judged = subject === null ? all : [shown];
  const sessions = judged
    .flatMap((row) => row.attempt.sessions)
    .flatMap((id) => readSession(core.index, id)?.session ?? []);
  const unmet = gates.filter((gate) => !gate.met);
  const { files } = shown.attempt;
  const sheet = {
    kind,
    taskId,
    attemptId: rule.subject === "attempt" ? attemptId : null,
    tier,
    gates,
    notOpened,
    ingestNote: ingestNoteOf(sessions),
    bound,
    patchStat: {
      files: files.length,
      added: files.reduce((sum, file) => sum + file.added, 0),
      removed: files.reduce((sum, file) => sum + file.removed, 0),
    },
    blocked:
      unmet.length === 0
        ? null
        : `${String(unmet.length)} of ${String(gates.length)} gates not met: ${unmet.map((gate) => gate.title).join("; ")}`,
    confirm:
      kind === "approve" && (tier === "high" || tier === "critical")
        ? (bound.head ?? bound.patch ?? "").slice(0, 7) || null
        : null,
  };
  return ok({ ...sheet, nonce: sha256(JSON.stringify([sheet, currentSettings(core).reviewerName])) });
}
