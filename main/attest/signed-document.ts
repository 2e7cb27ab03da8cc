import * as z from "zod";
import { err, ok, type Result } from "../../shared/result";
import { readEnvelope, statementPayloadType, type Envelope } from "./envelope";
import { readStatement, type InTotoStatement } from "./statement";

/** One statement, in whatever it was wrapped. */
export interface SignedDocument {
  /** Null where what was signed is no in-toto statement. */
  readonly statement: InTotoStatement | null;
  /** Null for a bare statement, which nobody signed, and for a bundle that signs a file and no statement. */
  readonly envelope: Envelope | null;
  /** The Sigstore bundle as parsed JSON. */
  readonly bundle: unknown;
}

const maxDocuments = 10_000;
const bundleSchema = z.looseObject({
  mediaType: z.string().regex(/^application\/vnd\.dev\.sigstore\.bundle/),
  dsseEnvelope: z.unknown().optional(),
});
/** What a package registry answers: a bundle for each predicate. */
const listSchema = z.looseObject({ attestations: z.array(z.looseObject({ bundle: z.unknown() })).max(maxDocuments) });

/**
 * Reads a file of attestations: a statement, a DSSE envelope or a Sigstore bundle, one or one on each line (.jsonl), an array
 * of them, or a registry's list of bundles. Nothing is verified. Codes: "attestation-json" with `line:column`, "not-an-attestation".
 */
export function readSignedDocuments(text: string): Result<SignedDocument[]> {
  const values = readValues(text.replace(/^\ufeff/, ""));
  if (!values.ok) return values;
  const documents: SignedDocument[] = [];
  for (const { value, line } of values.value) {
    const list = listSchema.safeParse(value);
    const items = list.success
      ? list.data.attestations.map((one) => one.bundle)
      : Array.isArray(value)
        ? (value as readonly unknown[])
        : [value];
    for (const item of items) {
      const document = readOne(item);
      if (document === null)
        return err({
          code: "not-an-attestation",
          message: `${line === null ? "The file" : `Line ${String(line)}`} holds neither a statement, nor a signed envelope, nor a Sigstore bundle.`,
          ...(line === null ? {} : { place: `${String(line)}:1` }),
        });
      documents.push(document);
      if (documents.length > maxDocuments)
        return err({ code: "too-many", message: `More than ${String(maxDocuments)} attestations in one file.` });
    }
  }
  if (documents.length === 0) return err({ code: "not-an-attestation", message: "The file holds no attestation." });
  return ok(documents);
}

function readValues(text: string): Result<{ value: unknown; line: number | null }[]> {
  try {
    const whole: unknown = JSON.parse(text);
    return ok([{ value: whole, line: null }]);
  } catch {
    // Perhaps one on each line.
  }
  const values: { value: unknown; line: number | null }[] = [];
  let line = 0;
  for (const one of text.split("\n")) {
    line += 1;
    if (one.trim() === "") continue;
    try {
      const value: unknown = JSON.parse(one);
      values.push({ value, line });
    } catch {
      return err({
        code: "attestation-json",
        message: "It is neither one JSON value nor one on each line.",
        place: `${String(line)}:1`,
      });
    }
    if (values.length > maxDocuments)
      return err({ code: "too-many", message: `More than ${String(maxDocuments)} attestations in one file.` });
  }
  return ok(values);
}

function readOne(value: unknown): SignedDocument | null {
  const bare = readStatement(value);
  if (bare !== null) return { statement: bare, envelope: null, bundle: null };
  const bundle = bundleSchema.safeParse(value);
  if (bundle.success) {
    const envelope = readEnvelope(bundle.data.dsseEnvelope);
    if (envelope === null && bundle.data.dsseEnvelope !== undefined) return null;
    return { statement: envelope === null ? null : statementOf(envelope), envelope, bundle: value };
  }
  const envelope = readEnvelope(value);
  return envelope === null ? null : { statement: statementOf(envelope), envelope, bundle: null };
}

function statementOf(envelope: Envelope): InTotoStatement | null {
  if (envelope.payloadType !== statementPayloadType) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(envelope.payload).toString("utf8"));
    return readStatement(value);
  } catch {
    return null;
  }
}
