import type { Evidence, Statement } from "../../../shared/model/evidence";
import { err, ok } from "../../../shared/result";
import { readSignedDocuments, type SignedDocument } from "../../attest/signed-document";
import type { InTotoStatement } from "../../attest/statement";
import { noLists } from "../parser";
import type { EvidenceParser, ParsedEvidence } from "../parser";
import { predicateFacts, type PredicateFacts } from "../predicate-facts";

const maxStatements = 1_000;
const maxSubjects = 1_000;

/**
 * Attestations: in-toto Statement v1 and v0.1 (in-toto/attestation), bare, in DSSE envelopes (one, or one on each line) or in
 * Sigstore bundles, and the list of bundles a package registry answers. What is signed is told apart from what is said:
 * reading verifies nothing.
 */
export const inToto: EvidenceParser = {
  id: "in-toto",
  name: "in-toto attestation",
  maxBytes: 16 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const head = Buffer.from(bytes.subarray(0, 65_536)).toString("latin1");
    if (!/^(?:\xef\xbb\xbf)?\s*[{[]/.test(head)) return false;
    return (
      /"_type"\s*:\s*"https:\/\/in-toto\.io\/Statement\//.test(head) ||
      /"mediaType"\s*:\s*"application\/vnd\.dev\.sigstore\.bundle/.test(head) ||
      /"payloadType"\s*:\s*"application\/vnd\.in-toto\+json"/.test(head) ||
      // The payload may be longer than the head and stand before its type.
      /^[\s\S]{0,200}"payload"\s*:\s*"(?:eyJ|ewog|ewo)/.test(head)
    );
  },
  parse: (bytes) => {
    const read = readSignedDocuments(Buffer.from(bytes).toString("utf8"));
    if (!read.ok) return read;
    const statements = read.value.flatMap(({ statement }) => (statement === null ? [] : [statement]));
    if (statements.length === 0)
      return err({
        code: "no-statement",
        message: "What was signed is no in-toto statement: it names neither what it is about nor what it says.",
      });
    return ok(summary(read.value, statements));
  },
};

function summary(documents: readonly SignedDocument[], statements: readonly InTotoStatement[]): ParsedEvidence {
  const facts = statements.map((statement) => predicateFacts(statement));
  const signatures = documents.reduce((sum, { envelope, bundle }) => sum + signaturesOf(envelope, bundle), 0);
  const shown = statements.slice(0, maxStatements);
  const dropped = [
    statements.length > maxStatements ? `${String(statements.length - maxStatements)} statements` : "",
    ...shown.flatMap(({ subjects }) =>
      subjects.length > maxSubjects ? [`${String(subjects.length - maxSubjects)} subjects of a statement`] : [],
    ),
  ].filter((one) => one !== "");
  const [first] = facts;
  return {
    kind: "attestation",
    result: resultOf(facts),
    counts: facts.length === 1 ? (first?.counts ?? null) : null,
    totals: { of: "statements", statements: statements.length, signatures },
    headline: headlineOf(statements, facts, signatures),
    producer: facts.find(({ producer }) => producer !== null)?.producer ?? null,
    producedAt: facts.find(({ at }) => at !== null)?.at ?? null,
    commits: [
      ...new Set([
        ...statements.flatMap(({ subjects }) => subjects.flatMap(({ digests }) => commitsIn(digests))),
        ...facts.flatMap(({ commits }) => commits),
      ]),
    ],
    lists: {
      ...noLists,
      cases: facts.length === 1 ? (first?.cases ?? []) : [],
      statements: shown.map((statement, at) => listed(statement, facts[at])),
    },
    truncated: dropped.length === 0 ? null : `Not listed: ${dropped.join(", ")}.`,
  };
}

function signaturesOf(envelope: SignedDocument["envelope"], bundle: unknown): number {
  if (envelope !== null) return envelope.signatures.length;
  return bundle === null ? 0 : 1;
}

/** One that failed speaks for all; a statement that judges nothing (provenance) leaves the result open. */
function resultOf(facts: readonly PredicateFacts[]): Evidence["result"] {
  if (facts.some(({ result }) => result === "failed")) return "failed";
  return facts.every(({ result }) => result === "passed") ? "passed" : "unknown";
}

function headlineOf(
  statements: readonly InTotoStatement[],
  facts: readonly PredicateFacts[],
  signatures: number,
): string {
  const names = [...new Set(facts.map(({ name }) => name))];
  const what =
    statements.length === 1
      ? `${names[0] ?? "Statement"} of ${subjectWords(statements[0])}`
      : `${String(statements.length)} statements: ${names.slice(0, 3).join(", ")}`;
  const said = facts.length === 1 ? facts[0]?.verdict : undefined;
  const signed = signatures === 0 ? "unsigned" : signatures === 1 ? "1 signature" : `${String(signatures)} signatures`;
  return [what, ...(said === undefined || said === null ? [] : [said]), signed].join(", ").slice(0, 500);
}

function subjectWords(statement: InTotoStatement | undefined): string {
  const [first, ...more] = statement?.subjects ?? [];
  if (first === undefined) return "nothing";
  const name = first.name ?? Object.values(first.digests)[0]?.slice(0, 12) ?? "something without a digest";
  return more.length === 0 ? name.slice(0, 200) : `${name.slice(0, 200)} and ${String(more.length)} more`;
}

function listed(statement: InTotoStatement, facts: PredicateFacts | undefined): Statement {
  return {
    predicateType: statement.predicateType,
    subjects: statement.subjects.slice(0, maxSubjects).map(({ name, digests }) => ({ name, digests: { ...digests } })),
    facts: [...(facts?.facts ?? [])],
  };
}

/** Digests that name a commit: `gitCommit`, and `sha1` as git has it. */
function commitsIn(digests: Readonly<Record<string, string>>): string[] {
  return ["gitCommit", "sha1"].flatMap((algorithm) => {
    const digest = Object.hasOwn(digests, algorithm) ? digests[algorithm] : undefined;
    return digest !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(digest) ? [digest] : [];
  });
}
