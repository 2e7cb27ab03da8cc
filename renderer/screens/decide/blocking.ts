import type { DecisionSheet } from "../../../shared/contract/decide";
import type { DecisionKind } from "../../../shared/model/decision";
import { decisionRule, needsReason, type DecisionRule } from "../../../shared/review/decision-catalog";
import type { Draft } from "./drafts";
import { toInstant } from "./until";

/** Label of the button that records a kind. In: the attempt's letter where there is one. */
export function recordLabel(kind: DecisionKind, letter: string | null): string {
  switch (kind) {
    case "approve":
      return "Record approval";
    case "request-changes":
      return "Record request for changes";
    case "reject":
      return "Record rejection";
    case "escalate":
      return "Record escalation";
    case "assign-owner":
      return "Record owner";
    case "accept-owner":
      return "Record acceptance";
    case "hand-over":
      return "Record hand-over";
    case "snooze":
      return "Record snooze";
    case "choose-attempt":
      return letter === null ? "Record choice" : `Record choice of ${letter}`;
    case "regroup":
      return letter === null ? "Record move" : `Record move of ${letter}`;
    case "lower-tier":
      return "Record the tier";
    case "override-gate":
      return "Record override";
    case "withdraw":
      return "Record withdrawal";
    case "take-to-foreground":
      return "Record taking it over";
    case "acknowledge":
      return "Record acknowledgement";
    case "answer":
      return "Record answer";
  }
}

const confirmNames: Readonly<Record<"head" | "patch", string>> = { head: "head", patch: "diff digest" };

/** What the typed confirmation is the beginning of. */
export function confirmName(sheet: DecisionSheet): string {
  return confirmNames[sheet.bound.head === null ? "patch" : "head"];
}

export interface Filled {
  readonly sheet: DecisionSheet | undefined;
  readonly draft: Draft;
  /** The core cannot be reached, in words; null while it can. */
  readonly coreLost: string | null;
  /** Now, milliseconds since the epoch. */
  readonly now: number;
  /** How many comments it takes along: of a request for changes they are the reason. */
  readonly comments?: number | undefined;
}

/** Why the decision cannot be recorded as it stands, in one sentence; null when it can. The core asks the same again. */
export function blockingReason(
  kind: DecisionKind,
  { sheet, draft, coreLost, now, comments = 0 }: Filled,
): string | null {
  if (coreLost !== null) return coreLost;
  if (sheet === undefined) return "Waiting for what is decided on.";
  if (sheet.blocked !== null) return `Blocked: ${sheet.blocked}.`;
  const rule = decisionRule(kind);
  if (rule.needsTarget && draft.target === "") return "Choose the task it is moved to.";
  if (rule.needsLevel && !sheet.levels.some((level) => level === draft.level)) return "Choose the tier.";
  if (rule.needsGate && !sheet.gates.some((gate) => !gate.met && gate.id === draft.gate))
    return "Choose the gate that need not be met.";
  const missing = missingField(kind, rule, draft, now, comments);
  if (missing !== null) return missing;
  if (sheet.confirm !== null && draft.confirm.trim().toLowerCase() !== sheet.confirm)
    return `Type ${sheet.confirm} to confirm: it is the beginning of the ${confirmName(sheet)}.`;
  return null;
}

function missingField(
  kind: DecisionKind,
  rule: DecisionRule,
  draft: Draft,
  now: number,
  comments: number,
): string | null {
  if (rule.needsPerson && draft.person.trim() === "")
    return kind === "escalate" ? "Name the person or team it goes to." : "Name the person or team that answers for it.";
  if (needsReason(rule, comments) && draft.reason.trim() === "")
    return kind === "answer" ? "Write the answer." : "Give a reason.";
  const until = draft.until === "" ? null : toInstant(draft.until);
  if (draft.until !== "" && until === null) return "The time is not a date and a time.";
  if (rule.needsUntil && until === null)
    return kind === "escalate" ? "Say by when an answer is wanted." : "Say until when.";
  return until !== null && Date.parse(until) <= now ? "The time given has passed." : null;
}

/** What differs between two states of the same sheet, in words: "the diff", "the evidence", ... */
export function sheetChanges(before: DecisionSheet, after: DecisionSheet): string[] {
  const was = before.bound;
  const is = after.bound;
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return [
    was.base === is.base ? null : "the base",
    was.head === is.head ? null : "the head",
    was.patch === is.patch ? null : "the diff",
    was.contract === is.contract ? null : "the contract",
    was.evidence === is.evidence ? null : "the evidence",
    was.judgement === is.judgement ? null : "what the rules and claim checks say",
    same(was.considered, is.considered) ? null : "the other attempts",
    before.tier === after.tier && before.machineTier === after.machineTier ? null : "the tier",
    same(before.gates, after.gates) ? null : "the gates",
    same(before.notOpened, after.notOpened) ? null : "the files not opened",
  ].filter((part) => part !== null);
}

export interface FilledBatch {
  /** How many tasks are part of the act; null while that is not known. */
  readonly part: number | null;
  readonly draft: Draft;
  readonly coreLost: string | null;
  readonly now: number;
}

/** Why a decision on several tasks cannot be recorded as it stands, in one sentence; null when it can. The core asks the same again. */
export function batchBlocking(kind: DecisionKind, { part, draft, coreLost, now }: FilledBatch): string | null {
  if (coreLost !== null) return coreLost;
  if (part === null) return "Waiting for what is decided on.";
  if (part === 0) return "Every task is left out: see the reasons above.";
  const rule = decisionRule(kind);
  return missingField(kind, rule, draft, now, 0);
}
