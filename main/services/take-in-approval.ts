import path from "node:path";
import type { Input, Output } from "../../shared/contract/api";
import type { LookedFile } from "../../shared/contract/second";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { mostApprovalBytes } from "../audit/received/approval-file";
import { looksLikeRequest, readRequestFile } from "../audit/received/request-file";
import { verifyApproval, type CarriedDecision, type EndedBy } from "../audit/received/verify-approval";
import { readWhole, sha256 } from "../platform/files";
import { insertReceivedLink, readReceivedLinks } from "../store/second";
import type { Core } from "../views/core";
import { endOf, receivedDecisions } from "../views/received";
import { differences, matchOf, whyNoMatch, type Match } from "../views/received-match";
import { named } from "./hand-out-approval";
import { keyProblem, trustedFor, trustSigner } from "./second-reviewers";

/** What a carried decision would do here: be recorded, end one that was recorded, or nothing and why. */
interface Judged {
  readonly match: Match | null;
  readonly refused: Problem | null;
  /** The entry here that keeps the same decision already. */
  readonly known: number | null;
}

function judge(core: Core, carried: CarriedDecision): Judged {
  const { decision, ended } = carried;
  const match = matchOf(core, decision.bound);
  const all = receivedDecisions(core);
  const before = all.find(({ from, at }) => from === carried.origin && at === carried.seq) ?? null;
  const known = before?.seq ?? null;
  const refuse = (problem: Problem | null): Judged => ({ match, refused: problem, known });
  const key = keyProblem(core, carried);
  if (key !== null) return refuse(key);
  if (decision.kind !== "approve")
    return refuse({
      code: "approval-other-kind",
      message: "What was handed over is no approval: nothing else is taken in.",
      remedy: "Have the approval handed over: countersign approval hand-out TASK.",
    });
  if (before !== null && before.leafHash !== carried.leafHash)
    return refuse({
      code: "approval-forked",
      message: `Entry ${String(known)} keeps another decision of the same log at the same place: that log was changed, or there are two of it.`,
      remedy: "Ask its owner. Until that is known, do not count on either: countersign approval distrust KEY.",
    });
  if (before !== null)
    return refuse(
      ended !== null && endOf(before, all) === null
        ? null
        : {
            code: "approval-known",
            message: `This approval was taken in already: entry ${String(known)}. It counts once.`,
            remedy: "There is nothing to do.",
          },
    );
  if (ended !== null)
    return refuse({
      code: "approval-withdrawn",
      message: `The other reviewer ended this approval (entry ${String(ended.seq)} of their log, ${ended.at.slice(0, 16)}Z): it approves nothing any more.`,
      remedy: "Ask them what they decided since.",
    });
  if (decision.until !== null && Date.parse(decision.until) <= core.platform.clock.now().getTime())
    return refuse({
      code: "approval-expired",
      message: `This approval held until ${decision.until.slice(0, 16)}Z.`,
      remedy: "Have it recorded again.",
    });
  if (match === null)
    return refuse({
      code: "approval-elsewhere",
      message: `No attempt here has what was approved (${named(decision.bound)}). ${whyNoMatch(core, decision)}`.trim(),
      remedy: "Read in the same attempt, or have the one that is here approved.",
    });
  return refuse(null);
}

async function readFile(given: string): Promise<Result<Uint8Array>> {
  return readWhole(path.resolve(given), mostApprovalBytes);
}

/** Reads a file of another reviewer and says what it is worth here; nothing is recorded. Codes: those of reading and checking it. */
export async function lookAtApproval(
  core: Core,
  { path: given }: Input<"approvals.look">,
): Promise<Result<LookedFile>> {
  const bytes = await readFile(given);
  if (!bytes.ok) return bytes;
  if (looksLikeRequest(bytes.value)) return lookAtRequest(core, bytes.value);
  const carried = verifyApproval(bytes.value);
  if (!carried.ok) return carried;
  const { decision, keyid, person, origin, seq, recordedAt, digest, ended, textsWithheld } = carried.value;
  const { match, refused } = judge(core, carried.value);
  return ok({
    kind: "approval",
    digest,
    refused,
    trustedAs: trustedFor(core, carried.value)?.person ?? null,
    keyid,
    claims: { name: person.name, binding: person.binding, account: person.account ?? null },
    origin,
    at: seq,
    madeAt: recordedAt,
    decision: {
      kind: decision.kind,
      taskRef: decision.taskRef,
      taskTitle: decision.taskTitle,
      repository: decision.repository,
      reason: decision.reason,
      textsWithheld,
      until: decision.until,
      content: { base: decision.bound.base, head: decision.bound.head, patch: decision.bound.patch },
    },
    ended: ended === null ? null : { kind: ended.kind, at: ended.at },
    match,
    differs: match === null ? [] : differences(core, match, decision),
  });
}

function lookAtRequest(core: Core, bytes: Uint8Array): Result<LookedFile> {
  const read = readRequestFile(bytes);
  if (!read.ok) return read;
  const { origin, by, at, task, needed, content, lookAt, note } = read.value;
  const match = matchOf(core, content);
  return ok({
    kind: "request",
    digest: sha256(bytes),
    origin,
    by,
    at,
    task,
    needed,
    content,
    lookAt,
    note,
    match,
    why:
      match !== null
        ? null
        : `No attempt here has what is to be approved (${named(content)}). ${whyNoMatch(core, { taskRef: task.ref, repository: task.repository, attemptId: null })}`.trim(),
  });
}

/**
 * Takes a decision of another log in: an entry of this log keeps it with its proof, and it counts for the attempt it approves as long as
 * its key is trusted and the content is the same. In: also whose key it is, where it is not trusted yet. One that was taken in and that
 * the file says was ended is ended here. Codes: those of looking, "key-unknown".
 */
export async function takeInApproval(
  core: Core,
  { path: given, trust }: Input<"approvals.takeIn">,
): Promise<Result<Output<"approvals.takeIn">>> {
  const bytes = await readFile(given);
  if (!bytes.ok) return bytes;
  if (looksLikeRequest(bytes.value))
    return err({
      code: "approval-only-request",
      message: "This file asks for an approval; it is none.",
      remedy: "Open the attempt it names, approve it, and hand the approval over: countersign approval hand-out TASK.",
    });
  const verified = verifyApproval(bytes.value);
  if (!verified.ok) return verified;
  const carried = verified.value;
  // Judged inside of the transaction: another process may have taken in the same file.
  const done = core.ledger.together((): Result<Output<"approvals.takeIn">> => {
    const { match, refused, known } = judge(core, carried);
    if (refused !== null) return err(refused);
    const before = trustedFor(core, carried);
    if (before === null && trust === null) return err(unknownKey(carried));
    const reviewer = before === null && trust !== null ? trustSigner(core, carried, trust) : ok(before);
    if (!reviewer.ok) return reviewer;
    if (reviewer.value === null) return err(unknownKey(carried));
    const ending = known !== null && carried.ended !== null ? carried.ended : null;
    const told = core.ledger.append([receivedEntry(carried, ending)]);
    if (!told.ok) return told;
    const [entry] = told.value;
    // What ends an approval stands with the task that the approval was taken in for, wherever its attempt is now.
    const place = match ?? readReceivedLinks(core.record).find(({ seq }) => seq === known);
    if (place === undefined) throw new Error("a decision was taken in for no attempt");
    if (entry === undefined) throw new Error("the ledger recorded nothing and said ok");
    insertReceivedLink(core.record, {
      seq: entry.seq,
      taskId: place.taskId,
      attemptId: place.attemptId,
      trustedBy: reviewer.value.keyid,
      reason: ending === null ? carried.decision.reason : "",
    });
    return ok({
      seq: entry.seq,
      person: reviewer.value.person,
      taskId: place.taskId,
      attemptId: place.attemptId,
      ended: ending !== null,
    });
  });
  if (done.ok) core.publish("changed", { scopes: ["inbox", "task", "audit", "settings"] });
  return done;
}

function receivedEntry(carried: CarriedDecision, ending: EndedBy | null) {
  const { entry, proof, vkey, person, seq } = ending ?? carried;
  return {
    kind: "decision.received" as const,
    entry: Buffer.from(entry).toString("base64"),
    key: vkey,
    person,
    from: carried.origin,
    at: seq,
    logKey: carried.logKey,
    proof: Buffer.from(proof, "utf8").toString("base64"),
  };
}

function unknownKey({ keyid, person }: CarriedDecision): Problem {
  return {
    code: "key-unknown",
    message: `The signature holds, and whose key ${keyid} is, is not known here. Its log calls its owner ${person.name}, which anyone can write.`,
    remedy:
      "Ask the other reviewer for the fingerprint of their key (Settings, Signing key, or countersign identity show), over a channel the file did not come by. Where it is this one: countersign approval take-in FILE --trust NAME --fingerprint FINGERPRINT.",
  };
}
