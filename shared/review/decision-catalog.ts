import type { DecisionKind } from "../model/decision";

/** What a decision kind needs and does. A new kind is one variant in the model and one row here. */
export interface DecisionRule {
  readonly kind: DecisionKind;
  /** Verb as on a button. */
  readonly verb: string;
  /** Past form as in the audit list and rows: "Approved". */
  readonly past: string;
  readonly key: string;
  /** Whether one attempt is decided on, or the whole task. */
  readonly subject: "attempt" | "task";
  readonly needsReason: boolean;
  readonly needsPerson: boolean;
  readonly needsUntil: boolean;
  /** Whether it names a task to go to. */
  readonly needsTarget: boolean;
  /** Whether it names a level of risk. */
  readonly needsLevel: boolean;
  /** Whether it names a gate. */
  readonly needsGate: boolean;
  /** Whether unmet gates and an owner's absence block it. */
  readonly gated: boolean;
  /** Where the task stands afterwards while the decision is in force. `none` leaves it where it was. */
  readonly moves: "done" | "waiting" | "none";
}

export const decisionCatalog: readonly DecisionRule[] = [
  {
    kind: "approve",
    verb: "Approve",
    past: "Approved",
    key: "a",
    subject: "attempt",
    needsReason: true,
    needsPerson: false,
    needsUntil: false,
    needsTarget: false,
    needsLevel: false,
    needsGate: false,
    gated: true,
    moves: "done",
  },
  {
    kind: "request-changes",
    verb: "Request changes",
    past: "Changes requested",
    key: "r",
    subject: "attempt",
    needsReason: true,
    needsPerson: false,
    needsUntil: false,
    needsTarget: false,
    needsLevel: false,
    needsGate: false,
    gated: false,
    moves: "waiting",
  },
  {
    kind: "reject",
    verb: "Reject",
    past: "Rejected",
    key: "Shift+r",
    subject: "attempt",
    needsReason: true,
    needsPerson: false,
    needsUntil: false,
    needsTarget: false,
    needsLevel: false,
    needsGate: false,
    gated: false,
    moves: "done",
  },
  {
    kind: "escalate",
    verb: "Escalate",
    past: "Escalated",
    key: "e",
    subject: "task",
    needsReason: true,
    needsPerson: true,
    needsUntil: true,
    needsTarget: false,
    needsLevel: false,
    needsGate: false,
    gated: false,
    moves: "waiting",
  },
  {
    kind: "assign-owner",
    verb: "Assign owner",
    past: "Owner assigned",
    key: "o",
    subject: "task",
    needsReason: false,
    needsPerson: true,
    needsUntil: false,
    needsTarget: false,
    needsLevel: false,
    needsGate: false,
    gated: false,
    moves: "none",
  },
  {
    kind: "accept-owner",
    verb: "Accept as owner",
    past: "Owner accepted",
    key: "Shift+y",
    subject: "task",
    needsReason: false,
    needsPerson: false,
    needsUntil: false,
    needsTarget: false,
    needsLevel: false,
    needsGate: false,
    gated: false,
    moves: "none",
  },
  {
    kind: "hand-over",
    verb: "Hand over",
    past: "Handed over",
    key: "Shift+h",
    subject: "task",
    needsReason: false,
    needsPerson: true,
    needsUntil: false,
    needsTarget: false,
    needsLevel: false,
    needsGate: false,
    gated: false,
    moves: "none",
  },
  {
    kind: "snooze",
    verb: "Snooze",
    past: "Snoozed",
    key: "s",
    subject: "task",
    needsReason: false,
    needsPerson: false,
    needsUntil: true,
    needsTarget: false,
    needsLevel: false,
    needsGate: false,
    gated: false,
    moves: "waiting",
  },
  {
    kind: "choose-attempt",
    verb: "Choose attempt",
    past: "Chose",
    key: "c",
    subject: "attempt",
    needsReason: true,
    needsPerson: false,
    needsUntil: false,
    needsTarget: false,
    needsLevel: false,
    needsGate: false,
    gated: false,
    moves: "none",
  },
  {
    kind: "regroup",
    verb: "Move to another task",
    past: "Moved",
    key: "m",
    subject: "attempt",
    needsReason: true,
    needsPerson: false,
    needsUntil: false,
    needsTarget: true,
    needsLevel: false,
    needsGate: false,
    gated: false,
    moves: "none",
  },
  {
    kind: "lower-tier",
    verb: "Lower the tier",
    past: "Tier set",
    key: "l",
    subject: "attempt",
    needsReason: true,
    needsPerson: false,
    needsUntil: false,
    needsTarget: false,
    needsLevel: true,
    needsGate: false,
    gated: false,
    moves: "none",
  },
  {
    kind: "override-gate",
    verb: "Override a gate",
    past: "Gate overridden",
    key: "Shift+o",
    subject: "attempt",
    needsReason: true,
    needsPerson: false,
    needsUntil: false,
    needsTarget: false,
    needsLevel: false,
    needsGate: true,
    gated: false,
    moves: "none",
  },
  {
    kind: "take-to-foreground",
    verb: "Take to foreground",
    past: "Taken to the foreground",
    key: "Shift+t",
    subject: "attempt",
    needsReason: false,
    needsPerson: false,
    needsUntil: false,
    needsTarget: false,
    needsLevel: false,
    needsGate: false,
    gated: false,
    moves: "none",
  },
  {
    kind: "withdraw",
    verb: "Withdraw",
    past: "Withdrew",
    key: "u",
    subject: "task",
    needsReason: false,
    needsPerson: false,
    needsUntil: false,
    needsTarget: false,
    needsLevel: false,
    needsGate: false,
    gated: false,
    moves: "none",
  },
  {
    kind: "acknowledge",
    verb: "Acknowledge",
    past: "Acknowledged",
    key: "Shift+e",
    subject: "task",
    needsReason: false,
    needsPerson: false,
    needsUntil: false,
    needsTarget: false,
    needsLevel: false,
    needsGate: false,
    gated: false,
    moves: "none",
  },
  {
    kind: "answer",
    verb: "Answer",
    past: "Answered",
    key: "w",
    subject: "task",
    needsReason: true,
    needsPerson: false,
    needsUntil: false,
    needsTarget: false,
    needsLevel: false,
    needsGate: false,
    gated: false,
    moves: "none",
  },
];

/** The catalogue's row for a kind; every kind has one (a contract test holds it to that). */
export function decisionRule(kind: DecisionKind): DecisionRule {
  const rule = decisionCatalog.find((row) => row.kind === kind);
  if (rule === undefined) throw new Error(`decision catalogue has no row for ${kind}`);
  return rule;
}

/** Whether a decision needs words of its own. In: its rule, and how many comments it takes along: of a request for changes they are the reason. */
export function needsReason(rule: DecisionRule, comments: number): boolean {
  return rule.needsReason && !(rule.kind === "request-changes" && comments > 0);
}
