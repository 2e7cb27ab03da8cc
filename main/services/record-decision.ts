import type { Input } from "../../shared/contract/api";
import type { Receipt } from "../../shared/contract/decide";
import type { Decision } from "../../shared/model/decision";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { decisionRule, needsReason } from "../../shared/review/decision-catalog";
import { isOwnerKind } from "../../shared/review/owner-kinds";
import { readAttempt, readAttempts, readTask } from "../store/tasks";
import { decisionSheet } from "../views/decision-sheet";
import type { Core } from "../views/core";
import { ownerFields } from "../views/owner-fields";
import { escalationFields } from "./escalation-fields";
import { judgeAttempt } from "./judge-attempt";
import { recordWithEffects } from "./record-effects";
import { keepTyped } from "./recover-typed";
import { moveAttempt, moveTarget } from "./regroup";
import { takenComments } from "./take-comments";
import { policyOf } from "../views/policy";
import { approvalDays } from "../policy/gates";
import { currentSettings } from "../views/settings";
import type { DecisionSheet } from "../../shared/contract/decide";

type Asked = Input<"decision.record">;

/** Why the filled-in sheet cannot be signed, or null. */
function flaw(core: Core, asked: Asked, sheet: DecisionSheet): Problem | null {
  const rule = decisionRule(asked.kind);
  if (asked.nonce !== sheet.nonce)
    return {
      code: "sheet-moved",
      message: "What you were about to record has changed since it was shown.",
      remedy: "Look at the sheet again; what you typed is kept.",
    };
  if (sheet.blocked !== null)
    return {
      code: "gates-unmet",
      message: `${sheet.blocked}.`,
      remedy: "Meet the gates, request changes, or escalate.",
    };
  if (rule.needsTarget && asked.target === undefined)
    return {
      code: "target-missing",
      message: `${rule.verb} needs a task to move to.`,
      remedy: "Name a task, or say that it is a task of its own.",
    };
  if (!rule.needsTarget && asked.target !== undefined)
    return { code: "target-refused", message: `${rule.verb} moves nothing.`, remedy: "Leave the task out." };
  const other = excused(asked, sheet);
  if (other !== null) return other;
  if (needsReason(rule, asked.comments?.length ?? 0) && asked.reason.trim() === "")
    return { code: "reason-missing", message: `${rule.verb} needs a reason.`, remedy: "Say why in a sentence." };
  if (rule.needsPerson && (asked.person ?? "").trim() === "")
    return { code: "person-missing", message: `${rule.verb} needs a person or team.`, remedy: "Name one." };
  if (rule.needsUntil && asked.until === null)
    return { code: "until-missing", message: `${rule.verb} needs a time.`, remedy: "Say until when." };
  if (asked.until !== null && Date.parse(asked.until) <= core.platform.clock.now().getTime())
    return { code: "until-past", message: "The time given has passed.", remedy: "Give a later time." };
  if (sheet.confirm !== null && asked.confirm !== sheet.confirm)
    return {
      code: "confirm-missing",
      message: `Type ${sheet.confirm} to confirm${asked.kind === "approve" ? ` a ${sheet.tier} risk approval` : `: the risk is ${sheet.tier}`}.`,
      remedy: "It is the beginning of the head, or of the patch where no head is known.",
    };
  return null;
}

/** What is wrong with the level or the gate that is named, or null. */
function excused(asked: Asked, sheet: DecisionSheet): Problem | null {
  const rule = decisionRule(asked.kind);
  if (rule.needsLevel && asked.level === undefined)
    return {
      code: "level-missing",
      message: `${rule.verb} needs a level.`,
      remedy: `Name one of ${sheet.levels.join(", ")}.`,
    };
  if (!rule.needsLevel && asked.level !== undefined)
    return { code: "level-refused", message: `${rule.verb} sets no tier.`, remedy: "Leave the level out." };
  if (asked.level !== undefined && !sheet.levels.includes(asked.level))
    return {
      code: "level-refused",
      message:
        asked.level === sheet.tier
          ? `The tier is ${sheet.tier} already.`
          : `The rules say ${sheet.machineTier}; a decision cannot set the tier above that.`,
      remedy: `Name one of ${sheet.levels.join(", ")}.`,
    };
  const open = sheet.gates.filter((gate) => !gate.met);
  const names = open.map((gate) => gate.id).join(", ");
  if (rule.needsGate && asked.gate === undefined)
    return { code: "gate-missing", message: `${rule.verb} needs a gate.`, remedy: `Name one of ${names}.` };
  if (!rule.needsGate && asked.gate !== undefined)
    return { code: "gate-refused", message: `${rule.verb} overrides no gate.`, remedy: "Leave the gate out." };
  if (asked.gate !== undefined && open.every((gate) => gate.id !== asked.gate)) {
    const met = sheet.gates.find((gate) => gate.id === asked.gate);
    return {
      code: "gate-refused",
      message:
        met === undefined ? `There is no gate ${asked.gate} for this tier.` : `The gate “${met.title}” is met already.`,
      remedy: `Name one of ${names}.`,
    };
  }
  return null;
}

/** What a decision carries of what it excuses: the level with the rules that had matched, or the gate as it stood. */
function excusing(core: Core, asked: Asked, sheet: DecisionSheet): Pick<Decision, "level" | "matched" | "gate"> {
  if (asked.level !== undefined && sheet.attemptId !== null) {
    const matched = readAttempt(core.index, sheet.attemptId)?.judgement?.tier.matched ?? [];
    return { level: asked.level, matched: matched.map(({ rule, level }) => ({ rule, level })) };
  }
  const gate = sheet.gates.find(({ id }) => id === asked.gate);
  return gate === undefined ? {} : { gate: { id: gate.id, title: gate.title, why: gate.why } };
}

/** Until when it holds: as it was asked for, and for an approval no longer than the policy lets one of this tier hold. */
function untilOf(core: Core, { kind, until }: Asked, { tier, attemptId }: DecisionSheet): string | null {
  const stored = kind === "approve" && attemptId !== null ? readAttempt(core.index, attemptId) : null;
  const days = stored === null ? null : approvalDays(policyOf(core, stored.attempt).policy, tier);
  if (days === null) return until;
  const most = core.platform.clock.now().getTime() + days * 24 * 60 * 60_000;
  return until !== null && Date.parse(until) <= most ? until : new Date(most).toISOString();
}

/**
 * Records a decision: the core works out again what is being decided on, compares it with what the reviewer saw, and
 * writes the decision and its audit entry in one transaction. Ok means it is on the disk.
 */
export function recordDecision(core: Core, asked: Asked): Result<Receipt> {
  // With comments in one transaction: none of them can change between being read and being recorded. With effects too.
  const sends = (asked.effects ?? []).length > 0;
  const record = () => recordOne(core, asked);
  const whole = () => (sends ? recordWithEffects(core, asked, record) : record());
  const receipt = keepTyped(
    core,
    asked,
    sends || asked.comments !== undefined ? core.ledger.together(whole) : record(),
  );
  if (receipt.ok) core.publish("changed", { scopes: ["inbox", "task", "audit", "comments", "outbox"] });
  return receipt;
}

/** The same for one task of several, told to nobody. In: what the entries of the act share; absent where it is a single one. */
export function recordOne(core: Core, asked: Asked, batch?: Decision["batch"]): Result<Receipt> {
  if (asked.kind === "withdraw")
    return err({
      code: "withdraw-by-entry",
      message: "A withdrawal names the entry it takes back.",
      remedy: "countersign decide TASK withdraw",
    });
  if (asked.kind === "take-to-foreground")
    return err({
      code: "foreground-by-checkout",
      message: "Taking an attempt over is recorded with the checkout that is made of it.",
      remedy: "countersign foreground TASK",
    });
  const sheet = decisionSheet(core, asked.kind, asked.taskId, asked.attemptId);
  if (!sheet.ok) return sheet;
  const task = readTask(core.index, asked.taskId);
  if (task === null) return err({ code: "not-found", message: `There is no task ${asked.taskId}.` });
  const owner = ownerFields(core, asked, task);
  if (!owner.ok) return owner;
  const wrong = flaw(core, asked, sheet.value);
  if (wrong !== null) return err(wrong);
  const { attemptId } = sheet.value;
  const target = asked.target === undefined || attemptId === null ? null : moveTarget(core, attemptId, asked.target);
  if (target?.ok === false) return target;
  const about = escalationFields(core, asked);
  if (!about.ok) return about;
  const comments = takenComments(core, asked);
  if (!comments.ok) return comments;
  const decision: Decision = {
    kind: asked.kind,
    taskId: task.id,
    taskRef: task.ref,
    taskTitle: task.title,
    repository: task.repository,
    attemptId,
    attemptLetter: attemptId === null ? null : (readAttempt(core.index, attemptId)?.attempt.letter ?? null),
    reason: asked.reason.trim(),
    person: asked.person?.trim() || null,
    until: untilOf(core, asked, sheet.value),
    tier: sheet.value.tier,
    ...(sheet.value.machineTier === sheet.value.tier ? {} : { machineTier: sheet.value.machineTier }),
    gates: sheet.value.gates.map(({ id, title, met, overridden }) => ({
      id,
      title: title.slice(0, 300),
      met,
      ...(overridden === null ? {} : { overridden: overridden.seq }),
    })),
    notOpened: sheet.value.notOpened.slice(0, 2000),
    ingestNote: sheet.value.ingestNote,
    ...(target === null ? {} : { target: target.value }),
    ...owner.value,
    ...excusing(core, asked, sheet.value),
    ...about.value,
    ...(sheet.value.policy === null ? {} : { policy: sheet.value.policy }),
    ...(sheet.value.read === null ? {} : { read: sheet.value.read }),
    ...(batch === undefined ? {} : { batch }),
    ...comments.value,
    bound: sheet.value.bound,
    reviewer: { name: currentSettings(core).reviewerName, binding: "self-asserted" },
  };
  const appended = core.ledger.append([{ kind: "decision", decision }]);
  if (!appended.ok) return appended;
  const entry = appended.value[0];
  if (entry === undefined) throw new Error("the ledger recorded nothing and said ok");
  if (asked.kind === "regroup" && attemptId !== null) moveAttempt(core, attemptId);
  // An owner changes what the rules say; every other kind leaves the judgement alone.
  if (isOwnerKind(asked.kind)) for (const row of readAttempts(core.index, task.id)) judgeAttempt(core, row.attempt.id);
  return ok(entry);
}
