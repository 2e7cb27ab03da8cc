import { createHash } from "node:crypto";
import type { AuditBody, KeyPerson } from "../../../shared/model/audit-entry";
import type { Decision } from "../../../shared/model/decision";
import { err, ok, type Result } from "../../../shared/result";
import { formatTlogProof, parseTlogProof } from "../bundle/tlog-proof";
import { decodeEntry } from "../canonical";
import { parseCheckpoint } from "../checkpoint";
import { readSealed, signersOf } from "../decision-envelope";
import { joinTexts } from "../decision-texts";
import { KeyHistory } from "../key-history";
import { isIncluded } from "../proof";
import { encodeVkey, openNote } from "../signed-note";
import { leafHash } from "../tree";
import { readApprovalFile, type ApprovalFile } from "./approval-file";

/** A decision of another log, as far as its file proves it: that this key signed it there, and that the key counted. */
export interface CarriedDecision {
  /** SHA-256 of the file, lower-case hex. */
  readonly digest: string;
  /** The other log, its first key, the decision's place in it, and the head that the file was written at. */
  readonly origin: string;
  /** The key that the log began with: a later one is joined to it by rotations, whose signatures were checked. */
  readonly firstLogKey: string;
  /** The key that signed the checkpoint. */
  readonly logKey: string;
  readonly seq: number;
  readonly size: number;
  /** Hex. */
  readonly root: string;
  readonly recordedAt: string;
  /** SHA-256 of the entry as a leaf of its tree, hex. */
  readonly leafHash: string;
  /** With what was typed, where the file brings it. */
  readonly decision: Decision;
  /** Whether something was typed that the file does not bring. */
  readonly textsWithheld: boolean;
  readonly keyid: string;
  readonly vkey: string;
  /** Whom the key speaks for, as the other log says: nothing vouches for that. */
  readonly person: KeyPerson;
  /** Keys that this one took the place of, each joined by both signatures, nearest first. */
  readonly earlier: readonly string[];
  /** The entry that ends it: it takes the decision back, or is a later verdict on the same attempt. */
  readonly ended: EndedBy | null;
  /** The entry and its proof as bytes, for the log that takes it in. */
  readonly entry: Uint8Array;
  readonly proof: string;
}

/** A later decision of the other log, with what proves it as a decision of its own. */
export interface EndedBy {
  readonly seq: number;
  readonly kind: Decision["kind"];
  readonly at: string;
  readonly vkey: string;
  readonly person: KeyPerson;
  readonly entry: Uint8Array;
  readonly proof: string;
}

interface Head {
  readonly size: number;
  readonly root: Uint8Array;
}

interface Placed {
  readonly seq: number;
  readonly entry: string;
  readonly proof: readonly string[];
}

const remedy = "Take in the file as it was written, or have it handed over anew.";

function forged(message: string): Result<never> {
  return err({ code: "approval-forged", message: `This approval does not hold: ${message}`, remedy });
}

/** An entry of the other log, which its proof places under the head. */
function placed(
  { seq, entry, proof }: Placed,
  head: Head,
  what: string,
): Result<{ readonly bytes: Buffer; readonly body: AuditBody }> {
  const bytes = Buffer.from(entry, "base64");
  const body = decodeEntry(bytes);
  if (!body.ok) return forged(`${what} cannot be read. ${body.error.message}`);
  if (body.value.seq !== seq) return forged(`${what} is of another place.`);
  const path = proof.map((hash) => Buffer.from(hash, "hex"));
  return isIncluded(leafHash(bytes), { index: seq, size: head.size, root: head.root }, path)
    ? ok({ bytes, body: body.value })
    : forged(`${what} is not under the checkpoint.`);
}

interface Known {
  readonly history: KeyHistory;
  readonly firstLogKey: string;
  /** The key that each rotation of a reviewer's key put another in the place of. */
  readonly before: ReadonlyMap<string, string>;
}

/** What the file says of the other log's keys, every entry in its place. */
function keysOf(file: ApprovalFile, origin: string, head: Head): Result<Known> {
  const history = new KeyHistory();
  const before = new Map<string, string>();
  let last = -1;
  for (const row of file.keys) {
    if (row.seq <= last) return forged("its entries about keys are not in order.");
    last = row.seq;
    const entry = placed(row, head, `Entry ${String(row.seq)}, about a key,`);
    if (!entry.ok) return entry;
    const { body } = entry.value;
    if (body.origin !== origin) return forged("an entry about a key is of another log.");
    if ((row.seq === 0) !== (body.kind === "log.created")) return forged("the log's first entry is not with it.");
    if (row.seq > 0 && body.kind !== "log.key" && body.kind !== "reviewer.key")
      return forged("an entry that is given as one about a key tells of none.");
    const wrong = history.add(body);
    if (wrong !== null) return forged(wrong);
    if (body.kind === "reviewer.key" && body.action === "rotated" && body.previous !== undefined)
      before.set(body.keyid, body.previous);
  }
  const [first] = history.log;
  return file.keys[0]?.seq !== 0 || first === undefined
    ? forged("the log's first entry and key are not with it.")
    : ok({ history, firstLogKey: first.vkey, before });
}

function chainOf(keyid: string, before: ReadonlyMap<string, string>): string[] {
  const chain: string[] = [];
  for (let at = before.get(keyid); at !== undefined && !chain.includes(at); at = before.get(at)) chain.push(at);
  return chain;
}

/** The key that signed an entry's decision and counts at its place by all that the file tells. */
function signed(
  body: AuditBody,
  history: KeyHistory,
): Result<{ keyid: string; decision: Decision; texts: string | null }> {
  if (body.kind !== "decision" || body.v !== 2) return forged("its entry is no signed decision.");
  const read = readSealed(body.envelope, body);
  if (!read.ok) return forged(read.error.message);
  const keys = new Map(history.reviewers.map((one) => [one.keyid, one.key]));
  const signers = signersOf(body.envelope, keys);
  const wrong = body.envelope.signatures.find(({ keyid }) => keys.has(keyid) && !signers.includes(keyid));
  if (wrong !== undefined) return forged(`the signature of key ${wrong.keyid.slice(0, 12)} is wrong.`);
  const counts = signers.find((keyid) => history.active(keyid, body.seq) !== undefined);
  if (counts !== undefined) return ok({ keyid: counts, ...read.value });
  const ended = signers.map((keyid) => history.known(keyid)).find((one) => one !== undefined);
  return ended === undefined
    ? forged("no key that its log knows signed it.")
    : err({
        code: "approval-key-ended",
        message: `The key that signed this was ${ended.ended?.how === "revoked" ? "revoked" : "not in use"} at its place: its signature does not count.`,
        remedy: "Have the approval recorded again with a key that is in use.",
      });
}

/**
 * Checks a file from nothing but its bytes: form, every inclusion proof, the checkpoint's signature, the history of keys, and the
 * decision's signature. What it cannot show: that nothing was recorded there since, and whose key it is.
 * Codes: "approval-malformed", "approval-forged", "approval-key-ended".
 */
export function verifyApproval(bytes: Uint8Array): Result<CarriedDecision> {
  const file = readApprovalFile(bytes);
  if (!file.ok) return file;
  const { entry, proof, ended, text } = file.value;
  const parsed = parseTlogProof(proof);
  if (!parsed.ok) return forged(parsed.error.message);
  const { index, note } = parsed.value;
  // Read to know the size that all proofs lead to; believed only once the log's key was seen to have signed it.
  const said = parseCheckpoint(note.slice(0, note.lastIndexOf("\n\n") + 1));
  if (!said.ok) return forged(said.error.message);
  const head = said.value;
  const known = keysOf(file.value, head.origin, head);
  if (!known.ok) return known;
  const { history, firstLogKey, before } = known.value;
  const logKey = history.logKeyFor(head.size);
  if (logKey === undefined) return forged("its log had no key at the checkpoint.");
  const opened = openNote(note, [logKey]);
  if (!opened.ok) return forged(opened.error.message);
  const own = placed(
    { seq: index, entry, proof: parsed.value.proof.map((hash) => Buffer.from(hash).toString("hex")) },
    head,
    "The decision's entry",
  );
  if (!own.ok) return own;
  const { body } = own.value;
  if (body.origin !== head.origin) return forged("the decision's entry is of another log.");
  const made = signed(body, history);
  if (!made.ok) return made;
  const { keyid, texts } = made.value;
  const key = history.known(keyid);
  if (key === undefined) throw new Error("a key signed that is not in the history");
  const joined = typed(made.value.decision, texts, text);
  if (!joined.ok) return joined;
  const end = endOf(ended, head, { history, note, of: own.value, approved: made.value.decision });
  if (!end.ok) return end;
  return ok({
    digest: createHash("sha256").update(bytes).digest("hex"),
    origin: head.origin,
    firstLogKey,
    logKey: encodeVkey(logKey.name, logKey.key),
    seq: index,
    size: head.size,
    root: Buffer.from(head.root).toString("hex"),
    recordedAt: body.recordedAt,
    leafHash: Buffer.from(leafHash(own.value.bytes)).toString("hex"),
    decision: joined.value,
    textsWithheld: texts !== null && text === null,
    keyid,
    vkey: key.vkey,
    person: key.person,
    earlier: chainOf(keyid, before),
    ended: end.value,
    entry: own.value.bytes,
    proof,
  });
}

function typed(decision: Decision, commitment: string | null, text: ApprovalFile["text"]): Result<Decision> {
  if (text === null) return ok(decision);
  if (commitment === null) return forged("it brings a text that the decision does not name.");
  const joined = joinTexts(decision, commitment, {
    salt: Buffer.from(text.salt, "base64"),
    bytes: Buffer.from(text.bytes, "base64"),
  });
  return joined.ok ? joined : forged(joined.error.message);
}

interface Ending {
  readonly history: KeyHistory;
  readonly note: string;
  readonly of: { readonly bytes: Buffer; readonly body: AuditBody };
  readonly approved: Decision;
}

function endOf(
  row: ApprovalFile["ended"],
  head: Head & { readonly origin: string },
  { history, note, of, approved }: Ending,
): Result<EndedBy | null> {
  if (row === null) return ok(null);
  const entry = placed(row, head, "The entry that ends it");
  if (!entry.ok) return entry;
  const { body, bytes } = entry.value;
  if (body.origin !== head.origin) return forged("the entry that ends it is of another log.");
  const made = signed(body, history);
  if (!made.ok) return made;
  const { decision, keyid } = made.value;
  const hash = Buffer.from(leafHash(of.bytes)).toString("hex");
  if (body.seq <= of.body.seq || !endsIt(decision, approved, { seq: of.body.seq, hash }))
    return forged("the entry that is given as its end is about something else.");
  const key = history.known(keyid);
  if (key === undefined) throw new Error("a key signed that is not in the history");
  const proof = formatTlogProof({ index: body.seq, proof: row.proof.map((one) => Buffer.from(one, "hex")), note });
  return ok({
    seq: body.seq,
    kind: decision.kind,
    at: body.recordedAt,
    vkey: key.vkey,
    person: key.person,
    entry: bytes,
    proof,
  });
}

/** Whether a later decision ends an approval: it takes it back, or is another verdict on the same attempt. */
export function endsIt(
  later: Decision,
  approved: Pick<Decision, "attemptId">,
  at: { readonly seq: number; readonly hash: string },
): boolean {
  if (later.kind === "withdraw") return later.withdraws?.seq === at.seq && later.withdraws.leafHash === at.hash;
  return (
    (later.kind === "reject" || later.kind === "request-changes") &&
    approved.attemptId !== null &&
    later.attemptId === approved.attemptId
  );
}
