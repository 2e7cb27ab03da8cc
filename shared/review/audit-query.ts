import { decisionKindSchema, type DecisionStanding } from "../model/decision";
import type { TierLevel } from "../model/tier";
import { dateProblem, readDate } from "../search/dates";
import { auditTerms, isAuditTerm, nearestAuditTerm, type AuditTermName } from "./audit-terms";
import {
  cut,
  knownValue,
  parseRowFilter,
  readTier,
  unknownValue,
  type FilterContext,
  type FilterLanguage,
  type RowFilter,
  type TermRead,
} from "./row-filter";

/** An entry, as far as the filter looks at it. */
export interface AuditQueryRow {
  readonly seq: number;
  readonly recordedAt: string;
  readonly person: string;
  /** In words, as the list has it. */
  readonly kind: string;
  /** A decision's kind, or what kind of record it is: "approve", "ingest", "reviewer.key". */
  readonly kindId: string;
  readonly on: string;
  readonly repository: string | null;
  readonly taskId: string | null;
  readonly taskRef: string | null;
  readonly tier: TierLevel | null;
  readonly standing: DecisionStanding | null;
  /** Null where there is nothing to sign. */
  readonly signed: boolean | null;
  readonly clockSuspect: boolean;
  readonly withheld: boolean;
}

type Read = TermRead<AuditQueryRow>;

const language: FilterLanguage<AuditTermName, AuditQueryRow> = {
  terms: auditTerms,
  isTerm: isAuditTerm,
  nearest: nearestAuditTerm,
  texts: ({ on, person, kind, repository }) => [on, person, kind, repository ?? ""],
  read: readValue,
};

/**
 * Reads the audit log's filter: `kind:approve,reject person:me -standing:in-force "refund retry"`. Every part must hold; of values
 * with commas between them any. Words are looked for in what an entry is on, who recorded it and its kind. Never throws.
 * Out: the test; and what was not understood, which is passed over.
 */
export function parseAuditQuery(query: string, context: FilterContext): RowFilter<AuditQueryRow> {
  return parseRowFilter(query, language, context);
}

function readValue(name: AuditTermName, value: string, context: FilterContext): Read {
  const wanted = value.toLowerCase();
  switch (name) {
    case "person":
      return wanted === "me"
        ? { test: (row) => row.person.toLowerCase() === context.me.toLowerCase() }
        : { test: (row) => row.person.toLowerCase().includes(wanted) };
    case "repo":
      return { test: (row) => row.repository?.toLowerCase().includes(wanted) === true };
    case "task":
      return {
        test: (row) =>
          row.taskId !== null &&
          (row.taskId.toLowerCase() === wanted ||
            row.taskRef?.toLowerCase() === wanted ||
            row.on.toLowerCase().includes(wanted)),
      };
    case "tier":
      return readTier(wanted, auditTerms.tier, ({ tier }) => tier);
    case "since":
    case "until":
      return readTime(name, value, context);
    case "kind":
    case "standing":
    case "is":
      return readWord(name, wanted);
  }
}

/** A value of a closed list. */
function readWord(name: "kind" | "standing" | "is", wanted: string): Read {
  const known = knownValue(auditTerms[name], wanted);
  if (known === null) return unknownValue(name, auditTerms[name], wanted);
  if (name === "standing") return { test: (row) => row.standing === known };
  if (name === "kind")
    return known === "decision" ? { test: isDecision } : { test: (row) => kindWord(row.kindId) === known };
  switch (known) {
    case "decision":
      return { test: isDecision };
    case "signed":
      return { test: (row) => row.signed === true };
    case "unsigned":
      return { test: (row) => row.signed === false };
    case "withheld":
      return { test: (row) => row.withheld };
    default:
      return { test: (row) => row.clockSuspect };
  }
}

function isDecision({ kindId }: AuditQueryRow): boolean {
  return decisionKindSchema.safeParse(kindId).success;
}

/** The filter's word for a kind of entry: keys of every sort are "key". */
function kindWord(kindId: string): string {
  const [first = ""] = kindId.split(".");
  return auditTerms.kind.aliases[kindId] ?? (first === "key" ? "key" : kindId);
}

function readTime(name: "since" | "until", value: string, { now, zone }: FilterContext): Read {
  const stretch = readDate(value, now, zone);
  if (stretch === null) return { problem: dateProblem(name, cut(value)) };
  const at = (row: AuditQueryRow): number => Date.parse(row.recordedAt);
  return name === "since" ? { test: (row) => at(row) >= stretch.from } : { test: (row) => at(row) < stretch.to };
}
