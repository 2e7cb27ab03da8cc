import type { AttemptView } from "../../shared/contract/review";
import type { Judgement } from "../../shared/model/attempt";
import type { Gate } from "../../shared/model/gate";
import type { Session } from "../../shared/model/session";
import type { Ownership, Task } from "../../shared/model/task";
import { blocksApproval } from "../../shared/review/second-reviewer";
import { evidenceSlots } from "../evidence/slots";
import { gatesFor } from "../policy/gates";
import type { Core } from "./core";
import { approvalsOf, deskIdentities } from "./approvals";
import { effectiveOf, shownTier } from "./effective";
import { policyOf } from "./policy";
import { currentSettings } from "./settings";
import { readMarks } from "../store/reviewer";
import { readSession } from "../store/sessions";
import type { StoredAttempt } from "../store/tasks";

/** Stands where an attempt has not been judged: everything open, nothing good. */
export function judgementOr(stored: StoredAttempt): Judgement {
  return (
    stored.judgement ?? {
      attemptId: stored.attempt.id,
      claims: [],
      findings: [],
      evidence: [],
      freshness: {
        lastEdit: null,
        lastPass: null,
        stale: false,
        sentence: "Not judged yet.",
        steps: [],
        earlier: null,
        files: [],
        unsure: null,
      },
      tier: {
        level: "high",
        points: 0,
        matched: [{ rule: "not-judged", level: "high", weight: 0, why: "The attempt was not judged yet." }],
        policy: { id: "none", version: 1, digest: "0".repeat(64), source: "default" },
      },
      escalation: null,
      rulesRun: 0,
      looked: {},
      provenance: null,
    }
  );
}

/** What a decision must say of sessions that were not read completely; null when all were. */
export function ingestNoteOf(sessions: readonly Session[]): string | null {
  const parts = sessions.flatMap(({ completeness }) => {
    const unknown = completeness.unknown.reduce((sum, type) => sum + type.count, 0);
    if (unknown === 0 && completeness.malformedCount === 0) return [];
    const names = completeness.unknown
      .slice(0, 3)
      .map((type) => type.type)
      .join(", ");
    return [
      `${String(completeness.recognised)} of ${String(completeness.records)} records read${unknown > 0 ? `; ${String(unknown)} of unknown type ${names}` : ""}${completeness.malformedCount > 0 ? `; ${String(completeness.malformedCount)} malformed` : ""}`,
    ];
  });
  return parts.length === 0 ? null : `${parts.join(". ")}.`;
}

/** The gates of the effective tier; one that a decision lets pass names it and stays unmet. */
export function gatesOf(
  core: Core,
  task: Task,
  stored: StoredAttempt,
  ownership: Ownership,
  effective = effectiveOf(core, task, stored, judgementOr(stored)),
): Gate[] {
  const judgement = judgementOr(stored);
  const gates = gatesFor({
    policy: policyOf(core, stored.attempt).policy,
    tier: { ...judgement.tier, level: effective.tier.level },
    task,
    attempt: stored.attempt,
    judgement,
    ownership,
    readFiles: readMarks(
      core.record,
      stored.attempt.files.map((file) => file.digest),
      currentSettings(core).reviewerName,
    ),
    requester: task.requester?.name ?? null,
    reviewer: currentSettings(core).reviewerName,
    desk: deskIdentities(core, stored),
    approvals: approvalsOf(core, task, stored),
  });
  return gates.map((gate) => (gate.met ? gate : { ...gate, overridden: effective.overrides.get(gate.id) ?? null }));
}

/** Whether a gate stands in the way of an approval. */
export function blocks(gate: Gate): boolean {
  return blocksApproval(gate);
}

/** Everything a screen shows of one attempt but its patch and its events. */
export function attemptView(core: Core, task: Task, stored: StoredAttempt, ownership: Ownership): AttemptView {
  const judgement = judgementOr(stored);
  const sessions = stored.attempt.sessions.flatMap((id) => readSession(core.index, id)?.session ?? []);
  const effective = effectiveOf(core, task, stored, judgement);
  return {
    attempt: stored.attempt,
    judgement,
    effective: shownTier(effective.tier),
    gates: gatesOf(core, task, stored, ownership, effective),
    sessions,
    evidenceSlots: evidenceSlots(judgement.evidence),
    readFiles: readMarks(
      core.record,
      stored.attempt.files.map((file) => file.digest),
      currentSettings(core).reviewerName,
    ),
    ingestNote: ingestNoteOf(sessions),
  };
}
