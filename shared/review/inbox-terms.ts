import { runnerKindSchema } from "../model/runner";
import { tierLevelSchema } from "../model/tier";
import { dateWords, nearestWord } from "../search/filters";
import type { FilterTerm } from "./row-filter";

export const inboxTermNames = [
  "tier",
  "verdict",
  "repo",
  "runner",
  "owner",
  "from",
  "state",
  "escalated",
  "is",
  "since",
  "until",
  "size",
  "attempts",
] as const;
export type InboxTermName = (typeof inboxTermNames)[number];

/** A term of the inbox's filter. */
export interface InboxTerm extends FilterTerm {
  /** Whether `>`, `>=`, `<`, `<=` may stand before a value. */
  readonly compares: boolean;
}

/** Words for the verdict a row leads with, worst first. */
const verdictWords = [
  "contradicted",
  "escalated",
  "finding",
  "stale-decision",
  "stale",
  "unverifiable",
  "unbacked",
  "ready",
  "decided",
] as const;

const text = { values: null, aliases: {}, compares: false };

/** Every term, in the order in which they are taught. */
export const inboxTerms: Readonly<Record<InboxTermName, InboxTerm>> = {
  tier: {
    says: "the risk tier",
    example: "tier:>=high",
    values: tierLevelSchema.options,
    aliases: { l: "low", m: "medium", h: "high", c: "critical" },
    compares: true,
  },
  verdict: {
    says: "what the row leads with",
    example: "verdict:contradicted",
    values: verdictWords,
    aliases: { backed: "ready", unverified: "unverifiable" },
    compares: false,
  },
  repo: { ...text, says: "the repository", example: "repo:payments" },
  runner: { ...text, says: "what ran the agent", example: "runner:codex" },
  owner: { ...text, says: "who answers for it: a name, me (also by the rota, now) or none", example: "owner:none" },
  from: { ...text, says: "who asked, or from where", example: "from:slack" },
  state: {
    says: "whose turn it is",
    example: "state:open",
    values: ["open", "waiting", "done", "snoozed"],
    aliases: { mine: "open", "your-turn": "open", others: "waiting", decided: "done" },
    compares: false,
  },
  escalated: {
    ...text,
    says: "escalated, and to whom: me, a name, any; agent (it asks), policy (it asks for one)",
    example: "escalated:me",
  },
  is: {
    says: "new since you last opened it, without an owner, or with an answer overdue",
    example: "is:new",
    values: ["new", "unowned", "overdue"],
    aliases: { unread: "new", unseen: "new", missed: "overdue", late: "overdue" },
    compares: false,
  },
  since: { ...text, says: "waiting or decided since a day or time", example: "since:yesterday" },
  until: { ...text, says: "waiting or decided before a day or time", example: "until:monday" },
  size: { ...text, says: "changed lines", example: "size:>500", compares: true },
  attempts: { ...text, says: "how many attempts", example: "attempts:>1", compares: true },
};

/** What people write for a term that has another name here. */
const otherNames: Readonly<Record<string, InboxTermName>> = {
  risk: "tier",
  claim: "verdict",
  repository: "repo",
  agent: "runner",
  assignee: "owner",
  by: "from",
  requester: "from",
  asked: "from",
  status: "state",
  turn: "state",
  after: "since",
  before: "until",
  lines: "size",
  escalation: "escalated",
  raised: "escalated",
};

/** Whether the inbox's filter has a term of that name. */
export function isInboxTerm(name: string): name is InboxTermName {
  return Object.hasOwn(inboxTerms, name);
}

/** The term that is meant by a name that is none, or null. */
export function nearestTerm(name: string): InboxTermName | null {
  if (Object.hasOwn(otherNames, name)) return otherNames[name] ?? null;
  const near = nearestWord(name, inboxTermNames);
  return near !== null && isInboxTerm(near) ? near : null;
}

/** Values that a term offers before anything is known of the tasks. */
export function offeredValues(name: InboxTermName): readonly string[] {
  switch (name) {
    case "runner":
      return runnerKindSchema.options;
    case "owner":
      return ["me", "none"];
    case "escalated":
      return ["me", "any", "agent", "policy"];
    case "since":
    case "until":
      return dateWords;
    default:
      return inboxTerms[name].values ?? [];
  }
}
