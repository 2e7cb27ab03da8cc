import type { AuditBody, EntryEnvelope, KeyPerson } from "../../shared/model/audit-entry";
import type { Decision } from "../../shared/model/decision";
import { err, ok, type Result } from "../../shared/result";
import { parseTlogProof } from "./bundle/tlog-proof";
import { decodeEntry } from "./canonical";
import { parseCheckpoint } from "./checkpoint";
import { readSealed, signersOf } from "./decision-envelope";
import { isIncluded } from "./proof";
import { openNote, parseVkey } from "./signed-note";
import { publicKeyId } from "./signers";
import { leafHash } from "./tree";

/*
 * A decision of another log, as this one keeps it: the bytes of its entry, signed by its reviewer, and the proof that they stood
 * in that log. It is told of here and stays the other's; it never is a decision of this log.
 */

/** What is kept of it, without the header of the entry that keeps it. */
export type ReceivedContent = Pick<
  Extract<AuditBody, { kind: "decision.received" }>,
  "entry" | "key" | "person" | "from" | "at" | "logKey" | "proof"
>;

/** The other log's decision, its signature, place and proof checked. */
export interface ReceivedDecision {
  readonly decision: Decision;
  /** Lower-case hex SHA-256 of the reviewer's key. */
  readonly keyid: string;
  readonly person: KeyPerson;
  /** By the clock of the other machine. */
  readonly recordedAt: string;
  readonly envelope: EntryEnvelope;
  /** Commitment to what was typed, which stays in the other log; null where nothing was. */
  readonly texts: string | null;
  /** Number of entries of the other log under the checkpoint of the proof. */
  readonly size: number;
}

const mostProofBytes = 64 * 1024;

/**
 * Reads a decision of another log and checks all of it that can be checked here: the signature by the reviewer's key, the log and
 * place it was signed for, and the proof that leads to a checkpoint of that log's key. Whose the two keys are is not shown by this.
 * In: what is kept, the origin of the own log. Codes: "received-own", "received-invalid".
 */
export function readReceived(content: ReceivedContent, own: string): Result<ReceivedDecision> {
  const { from, at, person } = content;
  if (from === own)
    return err({
      code: "received-own",
      message: "This decision is of this log: it is not received from another one.",
      remedy: "The second person decides in a log of his own.",
    });
  const reviewer = parseVkey(content.key);
  if (!reviewer.ok) return invalid(reviewer.error.message);
  if (!reviewer.value.name.startsWith("reviewer/")) return invalid("its key is no reviewer's key.");
  const bytes = Buffer.from(content.entry, "base64");
  const read = decodeEntry(bytes);
  if (!read.ok) return invalid(read.error.message);
  const body = read.value;
  if (body.v !== 2 || body.kind !== "decision") return invalid("its entry is no signed decision.");
  if (body.origin !== from || body.seq !== at) return invalid("its entry is of another log or another place.");
  const { key } = reviewer.value;
  const keyid = publicKeyId(key);
  if (signersOf(body.envelope, new Map([[keyid, key]])).length === 0)
    return invalid("its reviewer's key did not sign it.");
  const sealed = readSealed(body.envelope, body);
  if (!sealed.ok) return invalid(sealed.error.message);
  const size = proven(content, bytes);
  if (!size.ok) return size;
  const { decision, texts } = sealed.value;
  const { recordedAt, envelope } = body;
  return ok({ decision, keyid, person, recordedAt, envelope, texts, size: size.value });
}

/** The size of the other log's tree that the proof leads to. */
function proven({ from, at, logKey, proof }: ReceivedContent, entry: Uint8Array): Result<number> {
  const key = parseVkey(logKey);
  if (!key.ok) return invalid(key.error.message);
  if (key.value.name !== from) return invalid("the log's key has another name than the log.");
  const bytes = Buffer.from(proof, "base64");
  if (bytes.length > mostProofBytes) return invalid("its proof is over the limit.");
  const read = parseTlogProof(bytes.toString("utf8"));
  if (!read.ok) return invalid(read.error.message);
  const note = openNote(read.value.note, [key.value]);
  if (!note.ok) return invalid(note.error.message);
  const head = parseCheckpoint(note.value.text);
  if (!head.ok) return invalid(head.error.message);
  const { origin, size, root } = head.value;
  if (origin !== from || read.value.index !== at) return invalid("its proof is of another log or another place.");
  return isIncluded(leafHash(entry), { index: at, size, root }, read.value.proof)
    ? ok(size)
    : invalid("its proof does not lead from the entry to the checkpoint.");
}

function invalid(why: string): Result<never> {
  return err({
    code: "received-invalid",
    message: `The decision of the other log does not hold: ${why}`,
    remedy: "Ask the person who made it for the file again.",
  });
}
