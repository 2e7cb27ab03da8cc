import type { SuiteOfCases } from "../../../shared/contract/evidence";

export type CaseRow =
  | { readonly type: "suite"; readonly suite: number }
  /** `place` counts the cases that pass the filter, from 0. */
  | { readonly type: "case"; readonly suite: number; readonly place: number };

/** Suites and, beneath those that are open, their cases: which row is what, without a list of all rows. */
export interface CaseRows {
  readonly count: number;
  readonly at: (index: number) => CaseRow | undefined;
  /** Row of the next failed case after (or before) a row, round at the ends; -1 where none is shown. */
  readonly nextFailed: (from: number, step: 1 | -1) => number;
}

function sizeOf(suite: SuiteOfCases): number {
  return suite.failed + suite.skipped + suite.passed;
}

/** Lays suites out as rows. In: the suites in order, and which are folded. In each the failed cases come first. */
export function caseRows(suites: readonly SuiteOfCases[], folded: ReadonlySet<number>): CaseRows {
  const starts: number[] = [];
  let count = 0;
  suites.forEach((suite, index) => {
    starts.push(count);
    count += 1 + (folded.has(index) ? 0 : sizeOf(suite));
  });
  const suiteAt = (index: number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  /** Rows of a suite's failed cases, as `[from, to)`. */
  const failedIn = (suite: number): readonly [number, number] => {
    const from = (starts[suite] ?? 0) + 1;
    return [from, from + (folded.has(suite) ? 0 : (suites[suite]?.failed ?? 0))];
  };
  return {
    count,
    at: (index) => {
      if (index < 0 || index >= count) return undefined;
      const suite = suiteAt(index);
      const within = index - (starts[suite] ?? 0);
      return within === 0
        ? { type: "suite", suite }
        : { type: "case", suite, place: (suites[suite]?.first ?? 0) + within - 1 };
    },
    nextFailed: (from, step) => {
      const here = suiteAt(from);
      for (let walked = 0; walked <= suites.length; walked += 1) {
        const suite = (((here + step * walked) % suites.length) + suites.length) % suites.length;
        const [first, end] = failedIn(suite);
        if (first === end) continue;
        if (walked > 0) return step === 1 ? first : end - 1;
        if (step === 1 && from + 1 < end) return Math.max(first, from + 1);
        if (step === -1 && from - 1 >= first) return Math.min(end - 1, from - 1);
      }
      const [first, end] = failedIn(here);
      return first === end ? -1 : step === 1 ? first : end - 1;
    },
  };
}
