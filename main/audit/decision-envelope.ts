import { sign, verify, type KeyObject } from "node:crypto";
import canonicalize from "canonicalize";
import * as z from "zod";
import type { EntryEnvelope } from "../../shared/model/audit-entry";
import { decisionSchema, type Decision } from "../../shared/model/decision";
import { sha256Schema } from "../../shared/model/ids";
import { err, ok, type Result } from "../../shared/result";
import { signedBytes } from "../attest/envelope";
import { publicKeyId } from "./signers";

/*
 * A decision as its reviewer signs it: an in-toto Statement (v1) about what was decided on, in a DSSE envelope. The
 * statement names the log and the place in it, so that a signature cannot be taken to another.
 */

const payloadType = "application/vnd.countersign.decision.v1+json";
const statementType = "https://in-toto.io/Statement/v1";
const predicateType = "https://countersign.invalid/decision/v1";

const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z
    .array(z.strictObject({ name: z.string(), digest: z.record(z.string(), z.string()) }))
    .min(1)
    .max(10),
  predicateType: z.literal(predicateType),
  predicate: z.strictObject({
    origin: z.string(),
    seq: z.int().nonnegative(),
    decision: decisionSchema,
    /** Commitment to what was typed, where anything was: see decision-texts. */
    texts: sha256Schema.optional(),
  }),
});

/** Where in which log an entry stands. */
export interface EntryPlace {
  readonly origin: string;
  readonly seq: number;
}

/** What was decided on, by digest: the patch and the commit where there are any, and always the evidence. */
function subjectsOf({ bound }: Decision): z.infer<typeof statementSchema>["subject"] {
  return [
    ...(bound.patch === null ? [] : [{ name: "patch", digest: { sha256: bound.patch } }]),
    ...(bound.head === null ? [] : [{ name: "head", digest: { gitCommit: bound.head } }]),
    { name: "evidence", digest: { sha256: bound.evidence } },
  ];
}

/** A decision as its envelope holds it: what was typed is a commitment, where it is kept outside. */
interface SealedDecision {
  readonly decision: Decision;
  readonly texts: string | null;
}

/** Signs a decision for one place in one log. In: the decision and its texts' commitment, the place, the reviewer's Ed25519 key. */
export function sealDecision(
  { decision, texts }: SealedDecision,
  { origin, seq }: EntryPlace,
  signer: KeyObject,
): Result<EntryEnvelope> {
  const statement = statementSchema.safeParse({
    _type: statementType,
    subject: subjectsOf(decision),
    predicateType,
    predicate: { origin, seq, decision, ...(texts === null ? {} : { texts }) },
  });
  if (!statement.success)
    return err({
      code: "entry-refused",
      message: `The decision does not have the form of the log: ${statement.error.issues[0]?.message ?? "unknown"}.`,
      remedy: "Nothing was recorded.",
    });
  const text = canonicalize(statement.data);
  if (text === undefined) throw new Error("a statement has no canonical form");
  const payload = Buffer.from(text, "utf8");
  const signature = sign(null, signedBytes({ payloadType, payload }), signer);
  return ok({
    payloadType,
    payload: payload.toString("base64"),
    signatures: [{ keyid: publicKeyId(signer), sig: signature.toString("base64") }],
  });
}

/** The canonical form of a statement; undefined where half of a surrogate pair has none. */
function canonicalOf(statement: z.infer<typeof statementSchema>): string | undefined {
  try {
    return canonicalize(statement);
  } catch {
    return undefined;
  }
}

/**
 * The decision in an envelope, without looking at its signature. In: the envelope and the place it was found at.
 * Codes: "decision-malformed", "decision-misplaced".
 */
export function readSealed(envelope: EntryEnvelope, place: EntryPlace): Result<SealedDecision> {
  let value: unknown;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(envelope.payload, "base64"));
    value = JSON.parse(text);
  } catch {
    return err({ code: "decision-malformed", message: "The signed decision is not JSON in UTF-8." });
  }
  const statement = statementSchema.safeParse(value);
  if (!statement.success)
    return err({
      code: "decision-malformed",
      message: `The signed decision has another form: ${statement.error.issues[0]?.message ?? "unknown"}.`,
    });
  if (canonicalOf(statement.data) !== text)
    return err({ code: "decision-malformed", message: "The signed decision is not in canonical form." });
  const { predicate, subject } = statement.data;
  if (predicate.origin !== place.origin || predicate.seq !== place.seq)
    return err({ code: "decision-misplaced", message: "The decision was signed for another place or log." });
  if (canonicalize(subject) !== canonicalize(subjectsOf(predicate.decision)))
    return err({
      code: "decision-malformed",
      message: "The signed decision names other subjects than it is bound to.",
    });
  const { decision, texts } = predicate;
  if (texts !== undefined && (decision.reason !== "" || decision.comments !== undefined))
    return err({
      code: "decision-malformed",
      message: "The signed decision holds what was typed beside its commitment to it.",
    });
  return ok({ decision, texts: texts ?? null });
}

/** Which keys of those given signed an envelope; a wrong signature under a key's id counts for nothing. */
export function signersOf(envelope: EntryEnvelope, keys: ReadonlyMap<string, KeyObject>): string[] {
  const payload = Buffer.from(envelope.payload, "base64");
  const bytes = signedBytes({ payloadType: envelope.payloadType, payload });
  return envelope.signatures.flatMap(({ keyid, sig }) => {
    const key = keys.get(keyid);
    return key !== undefined && verify(null, bytes, key, Buffer.from(sig, "base64")) ? [keyid] : [];
  });
}
