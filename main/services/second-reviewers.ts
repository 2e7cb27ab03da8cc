import type { Output } from "../../shared/contract/api";
import { err, ok, type Problem, type Result } from "../../shared/result";
import type { CarriedDecision } from "../audit/received/verify-approval";
import { samePerson } from "../policy/same-person";
import { deleteSecondReviewer, insertSecondReviewer, readSecondReviewers, type SecondReviewer } from "../store/second";
import type { Core } from "../views/core";
import { currentSettings } from "../views/settings";

/** How such a key is called in the log, beside the keys whose signatures attest evidence. */
const role = "second reviewer";

/** What a person says of a key: whose it is, and the fingerprint they compared. */
export interface TrustAsked {
  readonly person: string;
  readonly fingerprint: string;
}

/** The key that a carried decision counts by: the one that signed it, or one that this took the place of. Null: none is trusted. */
export function trustedFor(core: Core, { keyid, earlier }: CarriedDecision): SecondReviewer | null {
  const known = new Map(readSecondReviewers(core.record).map((one) => [one.keyid, one]));
  return [keyid, ...earlier].map((id) => known.get(id)).find((one) => one !== undefined) ?? null;
}

/**
 * What is wrong with a carried decision's key whatever is trusted, or null: it is one of this log's own, its log is another than the
 * one it was trusted in.
 */
export function keyProblem(core: Core, carried: CarriedDecision): Problem | null {
  const own = core.ledger.keys();
  if (carried.origin === core.ledger.origin())
    return {
      code: "approval-own",
      message: "This approval is of this log itself: it is counted here already, and makes nobody a second person.",
      remedy: "Hand it to the other reviewer; take in theirs.",
    };
  if ([carried.keyid, ...carried.earlier].some((id) => own.known(id) !== undefined))
    return {
      code: "approval-same-key",
      message: `Key ${carried.keyid.slice(0, 12)} signs in this log too: whoever holds it is one reviewer, not two.`,
      remedy: "Another person approves it, with a key of their own.",
    };
  const trusted = trustedFor(core, carried);
  if (trusted !== null && (trusted.origin !== carried.origin || trusted.logKey !== carried.firstLogKey))
    return {
      code: "approval-other-log",
      message: `${trusted.person}’s key was trusted in another log than this file is of (${carried.origin.slice(-36)}).`,
      remedy:
        "If the log was begun anew, distrust the key and take the file in again, with its fingerprint compared once more: countersign approval distrust KEY.",
    };
  return null;
}

/** Trusts the key that signed, for a named person; the log tells of it in the same transaction. Inside `ledger.together`. */
export function trustSigner(core: Core, carried: CarriedDecision, asked: TrustAsked): Result<SecondReviewer> {
  const person = asked.person.trim();
  if (asked.fingerprint.replace(/\s+/g, "").toLowerCase() !== carried.keyid)
    return err({
      code: "fingerprint-differs",
      message: "The fingerprint that was compared is not the one of the key that signed this.",
      remedy: "Compare all of it, over a channel that the file did not come by.",
    });
  if (person === "" || samePerson(person, currentSettings(core).reviewerName))
    return err({
      code: "same-person",
      message:
        person === ""
          ? "It was not said whose key it is."
          : `${person} is who reviews here: a second key makes nobody a second person.`,
      remedy: "Name the other person.",
    });
  const reviewer: SecondReviewer = {
    keyid: carried.keyid,
    vkey: carried.vkey,
    person,
    origin: carried.origin,
    logKey: carried.firstLogKey,
    trustedAt: core.platform.clock.now().toISOString(),
  };
  const told = core.ledger.append([keyEntry("trusted", reviewer)]);
  if (!told.ok) return told;
  insertSecondReviewer(core.record, reviewer);
  return ok(reviewer);
}

function keyEntry(action: "trusted" | "removed", { keyid, person, origin }: SecondReviewer) {
  return {
    kind: "key" as const,
    action,
    key: keyid,
    name: person,
    algorithm: "Ed25519",
    identity: role,
    issuer: origin,
  };
}

/** The keys that count as other reviewers'. */
export function secondReviewers(core: Core): Output<"approvals.reviewers"> {
  return {
    reviewers: readSecondReviewers(core.record).map(({ keyid, person, origin, trustedAt }) => ({
      keyid,
      person,
      origin,
      trustedAt,
    })),
  };
}

/** Trusts a reviewer's key no longer: what it approved counts no more, here and from now on. Codes: "not-found". */
export function distrustReviewer(core: Core, keyid: string): Result<Output<"approvals.distrust">> {
  const reviewer = readSecondReviewers(core.record).find((one) => one.keyid === keyid);
  if (reviewer === undefined)
    return err({
      code: "not-found",
      message: `No reviewer’s key ${keyid.slice(0, 12)} is trusted.`,
      remedy: "countersign approval reviewers names them.",
    });
  const done = core.ledger.together((): Result<{ readonly seq: number }> => {
    const told = core.ledger.append([keyEntry("removed", reviewer)]);
    if (!told.ok) return told;
    deleteSecondReviewer(core.record, keyid);
    const [entry] = told.value;
    return entry === undefined ? err({ code: "not-recorded", message: "Nothing was recorded." }) : ok(entry);
  });
  if (!done.ok) return done;
  core.publish("changed", { scopes: ["inbox", "task", "audit", "settings"] });
  return ok({ person: reviewer.person, seq: done.value.seq });
}
