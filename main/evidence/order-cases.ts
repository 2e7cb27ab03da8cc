import type { TestCase } from "../../shared/model/evidence";

/** A test case and the suite it is in, by the suite's place in the order. */
interface OrderedCase extends Omit<TestCase, "suite"> {
  readonly suite: number;
}

interface OrderedSuite {
  readonly name: string;
  readonly failed: number;
  readonly skipped: number;
  readonly passed: number;
  /** Sum of the durations that are known, null where none is. */
  readonly durationMs: number | null;
}

interface OrderedCases {
  readonly suites: readonly OrderedSuite[];
  /** Suite by suite; in each its failures first, then what was skipped, then what passed. */
  readonly cases: readonly OrderedCase[];
}

const outcomes = ["failed", "skipped", "passed"] as const;

/** Test cases in the order of a tree: suites with failures first, otherwise as the report lists them. */
export function orderCases(cases: readonly TestCase[]): OrderedCases {
  const bySuite = new Map<string, TestCase[]>();
  for (const each of cases) {
    const own = bySuite.get(each.suite);
    if (own === undefined) bySuite.set(each.suite, [each]);
    else own.push(each);
  }
  const all = [...bySuite];
  const failing = all.filter(([, own]) => own.some((each) => each.outcome === "failed"));
  const other = all.filter(([, own]) => own.every((each) => each.outcome !== "failed"));
  const suites: OrderedSuite[] = [];
  const ordered: OrderedCase[] = [];
  for (const [name, own] of [...failing, ...other]) {
    const counts = { failed: 0, skipped: 0, passed: 0 };
    let durationMs: number | null = null;
    for (const outcome of outcomes)
      for (const each of own) {
        if (each.outcome !== outcome) continue;
        counts[outcome] += 1;
        if (each.durationMs !== null) durationMs = (durationMs ?? 0) + each.durationMs;
        ordered.push({ ...each, suite: suites.length });
      }
    suites.push({ name, ...counts, durationMs });
  }
  return { suites, cases: ordered };
}
