import type { KeyObject } from "node:crypto";
import type { AuditSignature, Signed } from "../../shared/contract/audit";
import type { ShownBody } from "../../shared/model/audit-entry";
import { signersOf } from "../audit/decision-envelope";
import type { KeyHistory, ReviewerKey } from "../audit/key-history";
import type { AuditSource } from "./audit-source";

/** What becomes of a decision's signature by its keys alone; the log's own check holds the signatures against the bytes. */
export function signedState(body: ShownBody, keys: KeyHistory): Signed | null {
  if (body.kind !== "decision") return null;
  if (body.v === 1) return "unsigned";
  return body.envelope.signatures.some(({ keyid }) => keys.active(keyid, body.seq) !== undefined)
    ? "counts"
    : "does-not-count";
}

/** Every signature of an entry, checked now against its bytes. Empty where nothing is signed. */
export function signaturesOf(source: AuditSource, body: ShownBody): AuditSignature[] {
  if (body.kind !== "decision" || body.v === 1) return [];
  const keys = source.log.keys();
  const { envelope, seq } = body;
  return envelope.signatures.map((signature) => {
    const { keyid } = signature;
    const active = keys.active(keyid, seq);
    const known = active ?? keys.known(keyid);
    if (known === undefined)
      return {
        keyid,
        key: null,
        person: null,
        protection: null,
        counts: false,
        why: "The log does not tell of this key.",
      };
    const verified =
      signersOf({ ...envelope, signatures: [signature] }, new Map<string, KeyObject>([[keyid, known.key]])).length > 0;
    return {
      keyid,
      key: known.vkey,
      person: known.person,
      protection: known.protection,
      counts: active !== undefined && verified,
      why: whyNot(verified, active !== undefined, seq, known),
    };
  });
}

function whyNot(verified: boolean, active: boolean, seq: number, key: ReviewerKey): string | null {
  if (!verified) return "The signature is not of this key over these bytes.";
  if (active) return null;
  if (seq < key.from) return `The key was told of only with entry ${String(key.from)}.`;
  const how = key.ended?.how === "revoked" ? "was revoked" : "was replaced";
  const reason = key.ended?.reason ?? null;
  return `The key ${how} and counts no more from entry ${String(key.until ?? key.from)} on${reason === null ? "" : `: ${reason}`}.`;
}
