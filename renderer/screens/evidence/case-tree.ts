import type { TestCase } from "../../../shared/model/evidence";

/** The cases of one suite, failures first. */
export interface Suite {
  readonly name: string;
  readonly failed: readonly TestCase[];
  readonly skipped: readonly TestCase[];
  readonly passed: readonly TestCase[];
  /** Sum of the durations that are known, null where none is. */
  readonly durationMs: number | null;
}

/** Cases by suite: suites with failures first, then in the order of the report. */
export function suitesOf(cases: readonly TestCase[]): Suite[] {
  const bySuite = new Map<string, TestCase[]>();
  for (const each of cases) {
    const own = bySuite.get(each.suite);
    if (own === undefined) bySuite.set(each.suite, [each]);
    else own.push(each);
  }
  const suites = [...bySuite].map(([name, own]) => {
    const known = own.flatMap((each) => (each.durationMs === null ? [] : [each.durationMs]));
    return {
      name,
      failed: own.filter((each) => each.outcome === "failed"),
      skipped: own.filter((each) => each.outcome === "skipped"),
      passed: own.filter((each) => each.outcome === "passed"),
      durationMs: known.length === 0 ? null : known.reduce((sum, ms) => sum + ms, 0),
    };
  });
  return [...suites.filter((suite) => suite.failed.length > 0), ...suites.filter((suite) => suite.failed.length === 0)];
}
