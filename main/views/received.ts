import type { KeyPerson } from "../../shared/model/audit-entry";
import type { Decision } from "../../shared/model/decision";
import { readReceived } from "../audit/received-decision";
import { endsIt } from "../audit/received/verify-approval";
import { leafHash } from "../audit/tree";
import { readReceivedLinks, readSecondReviewers, type ReceivedLink, type SecondReviewer } from "../store/second";
import type { Core } from "./core";

/** A decision of another log that was taken in here, its signature and proof checked again when it was read. */
export interface Received {
  /** Place of the entry of this log that keeps it, and when that was recorded. */
  readonly seq: number;
  readonly takenAt: string;
  /** The other log, the place there, and the time by the other machine's clock. */
  readonly from: string;
  readonly at: number;
  readonly madeAt: string;
  readonly decision: Decision;
  readonly keyid: string;
  /** Whom the key speaks for, as the other log says. */
  readonly person: KeyPerson;
  /** SHA-256 of the other log's entry as a leaf. */
  readonly leafHash: string;
}

/** The log only grows: what was read of it once is kept. */
const known = new WeakMap<Core, { size: number; readonly found: Received[] }>();

/** Every decision of another log that was taken in, oldest first. */
export function receivedDecisions(core: Core): readonly Received[] {
  const size = core.ledger.size();
  let last = known.get(core);
  if (last === undefined || last.size > size) known.set(core, (last = { size: 0, found: [] }));
  if (last.size < size) {
    for (const seq of core.ledger.entriesOf("decision.received"))
      if (seq >= last.size) last.found.push(...receivedAt(core, seq));
    last.size = size;
  }
  return last.found;
}

function receivedAt(core: Core, seq: number): Received[] {
  const body = core.ledger.body(seq);
  if (body?.kind !== "decision.received") return [];
  const read = readReceived(body, body.origin);
  // What does not hold is damage, which the check of the log tells of: it counts for nothing here.
  if (!read.ok) return [];
  const { decision, keyid, recordedAt, person } = read.value;
  return [
    {
      seq,
      takenAt: body.recordedAt,
      from: body.from,
      at: body.at,
      madeAt: recordedAt,
      decision,
      keyid,
      person,
      leafHash: Buffer.from(leafHash(Buffer.from(body.entry, "base64"))).toString("hex"),
    },
  ];
}

/** The decision, taken in from the same log, that ends an approval; null where none was taken in. */
export function endOf(approval: Received, all: readonly Received[]): Received | null {
  return (
    all.find(
      (later) =>
        later.from === approval.from &&
        later.at > approval.at &&
        endsIt(later.decision, approval.decision, { seq: approval.at, hash: approval.leafHash }),
    ) ?? null
  );
}

/** An approval of another log with what is known of it here. */
export interface ReceivedApproval {
  readonly received: Received;
  readonly link: ReceivedLink | null;
  /** The trusted key it counts by: the one that signed, or one that this took the place of. Null: none is trusted now. */
  readonly trusted: SecondReviewer | null;
  readonly ended: Received | null;
}

/** The approvals that were taken in, oldest first, as they stand by trust and by what their own log says since. */
export function receivedApprovals(core: Core): ReceivedApproval[] {
  const all = receivedDecisions(core);
  if (all.length === 0) return [];
  const links = new Map(readReceivedLinks(core.record).map((link) => [link.seq, link]));
  const reviewers = new Map(readSecondReviewers(core.record).map((one) => [one.keyid, one]));
  return all.flatMap((received) => {
    if (received.decision.kind !== "approve") return [];
    const link = links.get(received.seq) ?? null;
    const trusted = reviewers.get(received.keyid) ?? reviewers.get(link?.trustedBy ?? "") ?? null;
    return [{ received, link, trusted, ended: endOf(received, all) }];
  });
}

/** Whether a decision approves exactly the content of an attempt, wherever it was recorded. */
export function sameContent(
  bound: Pick<Decision["bound"], "base" | "head" | "patch">,
  content: { readonly base: string | null; readonly head: string | null; readonly patchDigest: string | null },
): boolean {
  return (
    bound.base === content.base &&
    bound.head === content.head &&
    bound.patch === content.patchDigest &&
    (bound.head !== null || bound.patch !== null)
  );
}

/** How many approvals were taken in for a task and count by trust: what is derived of the task changes with it. */
export function receivedFor(core: Core, taskId: string): number {
  return receivedApprovals(core).filter(
    ({ link, trusted, ended }) => link?.taskId === taskId && trusted !== null && ended === null,
  ).length;
}
