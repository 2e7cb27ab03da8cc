import {
  Archive,
  ArrowDown,
  ArrowUp,
  Check,
  Clock,
  FileText,
  FolderInput,
  GitBranchPlus,
  KeyRound,
  LockOpen,
  MessageSquare,
  Plus,
  TriangleAlert,
  User,
  X,
  type LucideIcon,
} from "lucide-react";
import type { AuditRow } from "../../../shared/contract/decide";
import { decisionKindSchema } from "../../../shared/model/decision";
import { decisionCatalog, decisionRule } from "../../../shared/review/decision-catalog";
import { decisionStandingWord } from "../../parts/DecisionStandingMark";
import { formatClock, formatCount, formatDay } from "../../ui/format";

/** A line of the audit list: a day or an entry. */
export type AuditLine =
  { readonly kind: "day"; readonly day: string } | { readonly kind: "entry"; readonly row: AuditRow };

/** Entries under their days, in the order they came (newest first). */
export function auditLines(rows: readonly AuditRow[], now: number): AuditLine[] {
  const lines: AuditLine[] = [];
  let last = "";
  for (const row of rows) {
    const day = formatDay(row.recordedAt, now);
    if (day !== last) lines.push({ kind: "day", day });
    last = day;
    lines.push({ kind: "entry", row });
  }
  return lines;
}

const recordNames: Readonly<Record<string, string>> = {
  "log.created": "Log created",
  ingest: "Archive",
  export: "Export",
  "key.trusted": "Key trusted",
  "key.removed": "Key removed",
  "clock.anomaly": "Clock anomaly",
};

/** The kind in words: a decision's verb, or what kind of record it is. */
export function kindName(kind: string): string {
  const decision = decisionKindSchema.safeParse(kind);
  return decision.success ? decisionRule(decision.data).verb : (recordNames[kind] ?? kind);
}

const icons: Readonly<Record<string, { readonly icon: LucideIcon; readonly tone: string }>> = {
  approve: { icon: Check, tone: "green" },
  "request-changes": { icon: MessageSquare, tone: "mid" },
  reject: { icon: X, tone: "red" },
  escalate: { icon: ArrowUp, tone: "mid" },
  "assign-owner": { icon: User, tone: "mid" },
  snooze: { icon: Clock, tone: "mid" },
  "choose-attempt": { icon: GitBranchPlus, tone: "mid" },
  regroup: { icon: FolderInput, tone: "mid" },
  "lower-tier": { icon: ArrowDown, tone: "amber" },
  "override-gate": { icon: LockOpen, tone: "amber" },
  ingest: { icon: Archive, tone: "mid" },
  export: { icon: FileText, tone: "mid" },
  "key.trusted": { icon: KeyRound, tone: "mid" },
  "key.removed": { icon: KeyRound, tone: "amber" },
  "clock.anomaly": { icon: TriangleAlert, tone: "amber" },
  "log.created": { icon: Plus, tone: "mid" },
};

/** The list names an entry's kind by its word. */
const kindOfWord = new Map<string, string>([
  ...decisionCatalog.map((rule) => [rule.verb, rule.kind] as const),
  ...Object.entries(recordNames).map(([kind, word]) => [word, kind] as const),
]);

/** The icon of a kind, given as itself or as its word, always beside its word. */
export function kindIcon(kind: string): { readonly icon: LucideIcon; readonly tone: string } {
  return icons[kindOfWord.get(kind) ?? kind] ?? { icon: FileText, tone: "mid" };
}

/** An entry's name as a sentence for readers. */
export function auditSentence(line: AuditLine): string {
  if (line.kind === "day") return line.day;
  const { row } = line;
  const standing = row.standing === null ? "" : `, ${decisionStandingWord(row.standing).toLowerCase()}`;
  return `Entry ${formatCount(row.seq)}, ${formatClock(row.recordedAt)}, ${row.person}, ${kindName(row.kind).toLowerCase()}, ${row.on}${standing}`;
}
