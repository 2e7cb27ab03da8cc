import { decisionKindSchema, decisionStandingSchema } from "../model/decision";
import { tierLevelSchema } from "../model/tier";
import { dateWords, nearestWord } from "../search/filters";
import type { FilterTerm } from "./row-filter";

export const auditTermNames = ["kind", "person", "standing", "repo", "task", "tier", "is", "since", "until"] as const;
export type AuditTermName = (typeof auditTermNames)[number];

/** Kinds of entries that are no decisions, by the word the filter has for them. */
export const recordKinds = [
  "archive",
  "export",
  "anchor",
  "key",
  "policy",
  "erased",
  "clock",
  "recovery",
  "effect",
  "received",
  "log-created",
  "unknown",
] as const;

const text = { values: null, aliases: {} };

/** Every term, in the order in which they are taught. */
export const auditTerms: Readonly<Record<AuditTermName, FilterTerm>> = {
  kind: {
    says: "what was recorded",
    example: "kind:approve",
    values: [...decisionKindSchema.options, "decision", ...recordKinds],
    aliases: {
      ingest: "archive",
      report: "export",
      "log.key": "key",
      "reviewer.key": "key",
      "blob.erased": "erased",
      "clock.anomaly": "clock",
      "decision.received": "received",
      "log.created": "log-created",
      changes: "request-changes",
      owner: "assign-owner",
      override: "override-gate",
    },
  },
  person: { ...text, says: "who recorded it: a name, me or app", example: "person:me" },
  standing: {
    says: "what a decision is worth now",
    example: "standing:stale",
    values: decisionStandingSchema.options,
    aliases: { force: "in-force", valid: "in-force", self: "self-approved", evidence: "evidence-changed" },
  },
  repo: { ...text, says: "the repository", example: "repo:payments" },
  task: { ...text, says: "a task by id, reference or title", example: "task:PAY-118" },
  tier: {
    says: "the risk tier it was decided at",
    example: "tier:>=high",
    values: tierLevelSchema.options,
    aliases: { l: "low", m: "medium", h: "high", c: "critical" },
  },
  is: {
    says: "a decision, signed or not, or an entry whose clock is suspect",
    example: "is:unsigned",
    values: ["decision", "signed", "unsigned", "clock-suspect", "withheld"],
    aliases: { suspect: "clock-suspect" },
  },
  since: { ...text, says: "recorded since a day or time", example: "since:monday" },
  until: { ...text, says: "recorded before the end of a day", example: "until:yesterday" },
};

/** What people write for a term that has another name here. */
const otherNames: Readonly<Record<string, AuditTermName>> = {
  by: "person",
  who: "person",
  reviewer: "person",
  type: "kind",
  verdict: "kind",
  state: "standing",
  status: "standing",
  repository: "repo",
  ref: "task",
  title: "task",
  risk: "tier",
  after: "since",
  from: "since",
  before: "until",
  to: "until",
};

/** Whether the log's filter has a term of that name. */
export function isAuditTerm(name: string): name is AuditTermName {
  return Object.hasOwn(auditTerms, name);
}

/** The term that is meant by a name that is none, or null. */
export function nearestAuditTerm(name: string): AuditTermName | null {
  if (Object.hasOwn(otherNames, name)) return otherNames[name] ?? null;
  const near = nearestWord(name, auditTermNames);
  return near !== null && isAuditTerm(near) ? near : null;
}

/** Values that a term offers before any entry is known. */
export function offeredAuditValues(name: AuditTermName): readonly string[] {
  if (name === "person") return ["me", "app"];
  return name === "since" || name === "until" ? dateWords : (auditTerms[name].values ?? []);
}
