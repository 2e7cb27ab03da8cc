import { expect } from "vitest";
import * as z from "zod";
import { maxAnnotations, maxCases, type EvidenceParser } from "../../main/evidence/parser";
import { evidenceKindSchema } from "../../shared/model/contract";
import {
  annotationSchema,
  componentSchema,
  evidenceResultSchema,
  fileCoverageSchema,
  statementSchema,
  testCaseSchema,
  totalsSchema,
} from "../../shared/model/evidence";

const parsedSchema = z.strictObject({
  kind: evidenceKindSchema,
  result: evidenceResultSchema,
  counts: z.strictObject({ passed: z.int(), failed: z.int(), skipped: z.int() }).nullable(),
  totals: totalsSchema.nullable(),
  headline: z.string().min(1).max(1_000),
  producer: z.string().min(1).nullable(),
  producedAt: z.iso.datetime({ offset: true }).nullable(),
  commits: z.array(z.string().regex(/^[0-9a-f]{7,64}$/)),
  truncated: z.string().min(1).nullable(),
});
/** Lists of a hundred thousand are looked at at both ends. */
const sample = 200;

/** What every parser owes whatever it is given; throws where it does not hold. Out: whether the bytes could be read. */
export function holds(parser: EvidenceParser, bytes: Uint8Array, what = ""): boolean {
  const read = parser.parse(bytes);
  if (!read.ok) {
    expect(read.error.message, what).not.toBe("");
    expect(read.error.code, what).toMatch(/^[a-z][a-z0-9-]+$/);
    return false;
  }
  const { lists, ...card } = read.value;
  const checked = parsedSchema.safeParse(card);
  expect(checked.error?.message, `${what} ${JSON.stringify(card).slice(0, 500)}`).toBeUndefined();
  const { counts, totals, result } = card;
  expect(counts === null && totals === null, `${what}: counts nothing`).toBe(false);
  for (const item of ends(lists.cases)) expect(testCaseSchema.safeParse(item).success, what).toBe(true);
  for (const item of ends(lists.annotations)) expect(annotationSchema.safeParse(item).success, what).toBe(true);
  for (const item of ends(lists.coverage)) expect(fileCoverageSchema.safeParse(item).success, what).toBe(true);
  for (const item of ends(lists.components)) expect(componentSchema.safeParse(item).success, what).toBe(true);
  for (const item of ends(lists.statements)) expect(statementSchema.safeParse(item).success, what).toBe(true);
  expect(lists.cases.length).toBeLessThanOrEqual(maxCases);
  expect(lists.annotations.length).toBeLessThanOrEqual(maxAnnotations);
  for (const item of lists.cases) if ((item.message?.length ?? 0) > 4_500) expect(item.message?.length, what).toBe(0);
  if (counts === null) return true;
  if (counts.failed > 0) expect(result, what).toBe("failed");
  if (counts.passed + counts.failed === 0) expect(result, what).toBe("unknown");
  expect(lists.cases.length, what).toBe(Math.min(maxCases, counts.passed + counts.failed + counts.skipped));
  const failures = lists.cases.filter((item) => item.outcome === "failed").length;
  expect(failures, what).toBe(Math.min(counts.failed, maxCases));
  expect(
    lists.cases.slice(0, failures).every((item) => item.outcome === "failed"),
    what,
  ).toBe(true);
  return true;
}

function ends<T>(list: readonly T[]): readonly T[] {
  return list.length <= 2 * sample ? list : [...list.slice(0, sample), ...list.slice(-sample)];
}

/** The ids of all parsers that take a file for theirs. */
export function recognisers(parsers: readonly EvidenceParser[], path: string, bytes: Uint8Array): string[] {
  const head = bytes.subarray(0, 65_536);
  return parsers.filter((parser) => parser.recognises({ path, bytes: head })).map((parser) => parser.id);
}
