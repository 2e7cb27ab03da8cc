import type { AuditRow } from "../../shared/contract/audit";
import type { AuditEntry, EntryTexts } from "../../shared/model/audit-entry";
import type { Decision } from "../../shared/model/decision";
import { counted } from "../../shared/review/counted";
import { decisionRule } from "../../shared/review/decision-catalog";
import { effectStateWords } from "../../shared/review/effect-words";
import { unknownKindWords } from "../../shared/review/unknown-kinds";
import { readReceived } from "../audit/received-decision";
import type { AuditSource, SourceEntry } from "./audit-source";
import { signedState } from "./audit-signatures";
import { isClockSuspect } from "./clock-suspect";

/** What a row says beyond its entry: how the decision stands now, and which entry takes it back. */
export interface RowStanding {
  readonly standing: AuditRow["standing"];
  readonly withdrawnBy: number | null;
}

export const noStanding: RowStanding = { standing: null, withdrawnBy: null };

/** What a decision is about, in one line. */
export function decisionSubject(decision: Decision, texts: EntryTexts | null, withdrawnBy: number | null): string {
  const letter = decision.attemptLetter === null ? "" : ` ${decision.attemptLetter}`;
  const who =
    decision.person === null
      ? ""
      : `, ${decision.kind === "assign-owner" || decision.kind === "accept-owner" ? "" : "to "}${decision.person}`;
  const target =
    decision.target === undefined
      ? ""
      : `, to ${decision.target.own ? "a task of its own" : decision.target.title} (${decision.target.taskId})`;
  const withdrawal =
    decision.withdraws === undefined
      ? withdrawnBy === null
        ? ""
        : `, withdrawn by entry ${String(withdrawnBy)}`
      : `, ${decisionRule(decision.withdraws.kind).verb.toLowerCase()} of entry ${String(decision.withdraws.seq)}`;
  const reason =
    texts !== null && texts.state !== "kept"
      ? `: text ${texts.state === "erased" ? "erased" : "withheld"}, commitment ${texts.commitment.slice(0, 12)}`
      : decision.reason === ""
        ? ""
        : `: ${decision.reason}`;
  return `${decision.taskRef ?? decision.taskId}${letter} ${decision.taskTitle}${who}${target}${withdrawal}${reason}`;
}

/** One line that says what an entry is about. */
function subjectOf({ body, decision, texts }: AuditEntry, withdrawnBy: number | null): string {
  switch (body.kind) {
    case "decision":
      return decision === null ? "A decision that cannot be read." : decisionSubject(decision, texts, withdrawnBy);
    case "ingest": {
      const missed = body.notRecognised > 0 ? `, ${counted(body.notRecognised, "record")} not recognised` : "";
      return `${body.summary}: ${counted(body.sessions, "session")}, ${counted(body.sources, "source")} archived${missed}`;
    }
    case "export":
      return `${body.format === "bundle" ? "Bundle" : `${body.format.toUpperCase()} report`} of ${counted(body.entries, "entry", "entries")}, ${body.digest.slice(0, 12)}`;
    case "key":
      return `${body.name}, ${body.algorithm} ${body.key.slice(0, 12)}${body.identity === null ? "" : `, for ${body.identity}`}`;
    case "log.created":
      return `${body.origin}, made by ${body.app}`;
    case "log.key":
      return `${body.action === "created" ? "From here on" : "In place of the key before it,"} checkpoints are signed with ${body.key}`;
    case "reviewer.key":
      return `${body.person.name}, ${body.keyid.slice(0, 12)}${body.reason === undefined ? "" : `: ${body.reason}`}`;
    case "anchor":
      return `${body.detail}, ${counted(body.size, "entry", "entries")}`;
    case "blob.erased":
      return `${body.commitment.slice(0, 12)}: ${body.reason}`;
    case "policy":
      return `${body.id}, version ${String(body.version)}, ${body.digest.slice(0, 12)}`;
    case "recovery":
    case "clock.anomaly":
      return body.message;
    case "effect":
      return `${effectStateWords[body.state]}: ${body.operation} to ${body.target}${body.decision === null ? "" : `, of entry ${String(body.decision)}`}${body.detail === "" ? "" : `: ${body.detail}`}`;
    case "decision.received":
      return receivedSubject(body);
    case "unknown":
      return unknownKindWords(body);
  }
}

/** What a decision of another log says, without what was typed with it: that stays there. */
function receivedSubject(body: Extract<AuditEntry["body"], { kind: "decision.received" }>): string {
  const place = `entry ${String(body.at)} of ${body.from}`;
  const read = readReceived(body, body.origin);
  if (!read.ok) return `${body.person.name}, ${place}: ${read.error.message}`;
  const { decision } = read.value;
  const letter = decision.attemptLetter === null ? "" : ` ${decision.attemptLetter}`;
  return `${body.person.name}: ${decisionRule(decision.kind).verb} ${decision.taskRef ?? decision.taskId}${letter} ${decision.taskTitle}, ${place}`;
}

const reviewerKeyNames = {
  created: "Reviewer's key made",
  rotated: "Reviewer's key changed",
  revoked: "Reviewer's key revoked",
  restored: "Reviewer's key restored",
} as const;

const kindNames: Readonly<Record<Exclude<AuditEntry["body"]["kind"], "decision" | "key" | "reviewer.key">, string>> = {
  "log.created": "Log created",
  ingest: "Archive",
  export: "Export",
  "clock.anomaly": "Clock anomaly",
  "log.key": "Log's key",
  anchor: "Anchor",
  "blob.erased": "Text erased",
  policy: "Policy",
  recovery: "Recovery",
  effect: "Effect",
  "decision.received": "Received decision",
  unknown: "Unknown kind",
};

function kindOf({ body, decision }: AuditEntry): string {
  if (body.kind === "decision") return decision === null ? "Decision" : decisionRule(decision.kind).verb;
  if (body.kind === "reviewer.key") return reviewerKeyNames[body.action];
  if (body.kind === "key") return body.action === "trusted" ? "Key trusted" : "Key removed";
  return kindNames[body.kind];
}

/** A row of the audit list. In: the log it is of, its place, the entry, and how it stands. */
export function rowOf(
  source: AuditSource,
  seq: number,
  found: SourceEntry,
  { standing, withdrawnBy }: RowStanding,
): AuditRow {
  if (found.withheld)
    return {
      seq,
      recordedAt: null,
      person: "",
      kind: "Withheld",
      kindId: "withheld",
      on: "The bundle gives only this entry's hash.",
      taskId: null,
      repository: null,
      standing: null,
      signed: null,
      clockSuspect: isClockSuspect(source, seq),
      leafHash: found.leafHash,
    };
  const { entry } = found;
  const { body, decision } = entry;
  return {
    seq,
    recordedAt: body.recordedAt,
    person: decision?.reviewer.name ?? (body.kind === "unknown" ? "" : "app"),
    kind: kindOf(entry),
    kindId: decision?.kind ?? body.kind,
    on: subjectOf(entry, withdrawnBy),
    taskId: decision?.taskId ?? null,
    repository: decision?.repository ?? null,
    standing,
    signed: signedState(body, source.log.keys()),
    clockSuspect: isClockSuspect(source, seq),
    leafHash: entry.leafHash,
  };
}
