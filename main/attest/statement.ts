import * as z from "zod";

/** What an in-toto statement says before its predicate is understood. */
export interface InTotoStatement {
  readonly predicateType: string;
  readonly subjects: readonly { readonly name: string | null; readonly digests: Readonly<Record<string, string>> }[];
  readonly predicate: Readonly<Record<string, unknown>>;
}

const maxSubjects = 10_000;

/** Statement v1 and v0.1 (in-toto/attestation, spec/v1/statement.md and spec/v0.1.0): they differ in their names alone. */
const statementSchema = z.looseObject({
  _type: z.enum(["https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1"]),
  predicateType: z.string().max(2000),
  subject: z
    .array(
      z.looseObject({
        name: z.string().max(10_000).optional(),
        digest: z.record(z.string().max(100), z.string().max(1000)).optional(),
      }),
    )
    .max(maxSubjects),
  predicate: z.record(z.string(), z.unknown()).optional(),
});

/** Reads a statement out of parsed JSON. Out: null where it is none. Digests are lower-case hex, as the specification has them. */
export function readStatement(value: unknown): InTotoStatement | null {
  const read = statementSchema.safeParse(value);
  if (!read.success) return null;
  return {
    predicateType: read.data.predicateType,
    subjects: read.data.subject.map((one) => ({
      name: one.name ?? null,
      digests: Object.fromEntries(
        Object.entries(one.digest ?? {}).map(([algorithm, digest]) => [algorithm, digest.toLowerCase()]),
      ),
    })),
    predicate: read.data.predicate ?? {},
  };
}
