import type { AuditEntryView } from "../../shared/contract/audit";
import type { Bound, Decision } from "../../shared/model/decision";
import { ok, type Result } from "../../shared/result";
import { formatTlogProof } from "../audit/bundle/tlog-proof";
import { inclusionProof } from "../audit/proof";
import { readReceived } from "../audit/received-decision";
import { rootOf } from "../audit/tree";
import { readAttempt, readAttempts, readTask } from "../store/tasks";
import { entryAt } from "./audit";
import { signaturesOf, signedState } from "./audit-signatures";
import type { AuditSource } from "./audit-source";
import { standings } from "./audit-standing";
import { boundTo } from "./bound";
import { isClockSuspect } from "./clock-suspect";
import type { Core } from "./core";

/** Everything of one entry: its bytes, its place in the tree with the proof, its signatures, and how it stands now. */
export function auditEntry(core: Core, bundle: string | undefined, seq: number): Result<AuditEntryView> {
  const at = entryAt(core, bundle, seq);
  if (!at.ok) return at;
  const { source, found } = at.value;
  const { entry, canonical } = found;
  const { body, decision } = entry;
  const { standing, withdrawnBy } = standings(core, source).of(seq);
  const other = body.kind === "decision.received" ? readReceived(body, body.origin) : null;
  const received = other?.ok === true ? other.value : null;
  const envelope = body.kind === "decision" && body.v === 2 ? body.envelope : (received?.envelope ?? null);
  const signatures = signaturesOf(source, body);
  const signed = signedState(body, source.log.keys());
  return ok({
    entry,
    canonical,
    statement: envelope === null ? null : Buffer.from(envelope.payload, "base64").toString("utf8"),
    received:
      received === null
        ? null
        : {
            decision: received.decision,
            keyid: received.keyid,
            recordedAt: received.recordedAt,
            size: received.size,
          },
    standing,
    withdrawnBy,
    boundNow: source.own && decision !== null ? boundNow(core, decision) : null,
    clockSuspect: isClockSuspect(source, seq),
    place: placeOf(source, seq),
    // Here the signature was looked at itself, not only its key.
    signed: signed === "counts" && !signatures.some(({ counts }) => counts) ? "does-not-count" : signed,
    signatures,
  });
}

/** What the same decision would be bound to now; null where its task or attempt is gone. */
function boundNow(core: Core, decision: Decision): Bound | null {
  const stored = decision.attemptId === null ? null : readAttempt(core.index, decision.attemptId);
  if (decision.attemptId !== null && stored === null) return null;
  const task = readTask(core.index, stored?.attempt.taskId ?? decision.taskId);
  return task === null ? null : boundTo(task, stored, readAttempts(core.index, task.id));
}

/** Where an entry stands in the tree of the newest checkpoint; null where there is none that holds it. */
export function placeOf({ log }: Pick<AuditSource, "log">, seq: number): AuditEntryView["place"] {
  const head = log.checkpoint();
  if (head === null || seq >= head.size) return null;
  const proof = inclusionProof(log.nodes, seq, head.size);
  return {
    size: head.size,
    root: rootOf(log.nodes, head.size).toString("hex"),
    proof: proof.map((hash) => Buffer.from(hash).toString("hex")),
    note: head.note,
    tlogProof: formatTlogProof({ index: seq, proof, note: head.note }),
  };
}
