import {
  Anchor,
  Archive,
  ArrowDown,
  ArrowUp,
  Check,
  CircleQuestionMark,
  Clock,
  Eraser,
  Eye,
  EyeOff,
  FileText,
  FolderInput,
  GitBranchPlus,
  Inbox,
  KeyRound,
  LifeBuoy,
  LockOpen,
  MessageSquare,
  MessageSquareReply,
  Plus,
  Scale,
  Send,
  TriangleAlert,
  Undo2,
  User,
  X,
  type LucideIcon,
} from "lucide-react";
import type { AuditRow } from "../../../shared/contract/audit";
import { decisionKindSchema } from "../../../shared/model/decision";
import { decisionCatalog, decisionRule } from "../../../shared/review/decision-catalog";
import { decisionStandingWord } from "../../parts/DecisionStandingMark";
import { formatClock, formatCount } from "../../ui/format";
import type { AuditLine } from "./audit-lines";

const recordNames: Readonly<Record<string, string>> = {
  "log.created": "Log created",
  ingest: "Archive",
  export: "Export",
  "key.trusted": "Key trusted",
  "key.removed": "Key removed",
  "clock.anomaly": "Clock anomaly",
  key: "Key",
  "log.key": "Log’s key",
  "reviewer.key": "Reviewer’s key",
  anchor: "Anchor",
  policy: "Policy",
  recovery: "Recovery",
  "blob.erased": "Text erased",
  effect: "Effect",
  "decision.received": "Received decision",
  withheld: "Withheld",
  unknown: "Unknown kind",
  damaged: "Damaged",
};

/** The filter's words for kinds that have another name in the log. */
const filterKinds: Readonly<Record<string, string>> = {
  archive: "ingest",
  erased: "blob.erased",
  clock: "clock.anomaly",
  received: "decision.received",
  "log-created": "log.created",
};

/** The kind in words: a decision's verb, or what kind of record it is. */
export function kindName(kind: string): string {
  const decision = decisionKindSchema.safeParse(kind);
  return decision.success ? decisionRule(decision.data).verb : (recordNames[filterKinds[kind] ?? kind] ?? kind);
}

const icons: Readonly<Record<string, { readonly icon: LucideIcon; readonly tone: string }>> = {
  approve: { icon: Check, tone: "green" },
  "request-changes": { icon: MessageSquare, tone: "mid" },
  reject: { icon: X, tone: "red" },
  escalate: { icon: ArrowUp, tone: "mid" },
  "assign-owner": { icon: User, tone: "mid" },
  "accept-owner": { icon: User, tone: "green" },
  "hand-over": { icon: User, tone: "mid" },
  snooze: { icon: Clock, tone: "mid" },
  "choose-attempt": { icon: GitBranchPlus, tone: "mid" },
  regroup: { icon: FolderInput, tone: "mid" },
  "lower-tier": { icon: ArrowDown, tone: "amber" },
  "override-gate": { icon: LockOpen, tone: "amber" },
  withdraw: { icon: Undo2, tone: "amber" },
  acknowledge: { icon: Eye, tone: "mid" },
  answer: { icon: MessageSquareReply, tone: "mid" },
  ingest: { icon: Archive, tone: "mid" },
  export: { icon: FileText, tone: "mid" },
  "key.trusted": { icon: KeyRound, tone: "mid" },
  "key.removed": { icon: KeyRound, tone: "amber" },
  "clock.anomaly": { icon: TriangleAlert, tone: "amber" },
  "log.created": { icon: Plus, tone: "mid" },
  key: { icon: KeyRound, tone: "mid" },
  "log.key": { icon: KeyRound, tone: "mid" },
  "reviewer.key": { icon: KeyRound, tone: "mid" },
  anchor: { icon: Anchor, tone: "mid" },
  policy: { icon: Scale, tone: "mid" },
  recovery: { icon: LifeBuoy, tone: "amber" },
  "blob.erased": { icon: Eraser, tone: "amber" },
  effect: { icon: Send, tone: "mid" },
  "decision.received": { icon: Inbox, tone: "mid" },
  withheld: { icon: EyeOff, tone: "mid" },
  unknown: { icon: CircleQuestionMark, tone: "mid" },
  damaged: { icon: TriangleAlert, tone: "red" },
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
  if (line.kind === "unread") return `Entry ${formatCount(line.seq)}, not read yet`;
  return rowSentence(line.row);
}

function rowSentence(row: AuditRow): string {
  const standing = row.standing === null ? "" : `, ${decisionStandingWord(row.standing).toLowerCase()}`;
  const time = row.recordedAt === null ? "" : `, ${formatClock(row.recordedAt)}`;
  const person = row.person === "" ? "" : `, ${row.person}`;
  const clock = row.clockSuspect ? ", clock suspect" : "";
  const signed = row.signed === "does-not-count" ? ", its signature does not count" : "";
  return `Entry ${formatCount(row.seq)}${time}${person}, ${row.kind.toLowerCase()}, ${row.on}${standing}${signed}${clock}`;
}
