import type { CaseChange } from "../../shared/contract/evidence";
import type { TestCase } from "../../shared/model/evidence";

type Outcome = TestCase["outcome"];
const worse: Readonly<Record<Outcome, number>> = { passed: 1, skipped: 2, failed: 3 };
const outcomes: readonly (Outcome | null)[] = [null, "passed", "skipped", "failed"];

/** A test with its outcome in each column. */
export interface ComparedCase {
  readonly suite: string;
  readonly name: string;
  readonly cells: readonly { readonly outcome: Outcome | null; readonly change: CaseChange }[];
}

/**
 * Holds test results of several columns against each other: a test is the same where suite and name are. Where a column has a test
 * more than once, its worst outcome counts.
 */
export class CaseComparison {
  readonly #columns: number;
  readonly #tests = new Map<string, Uint8Array>();

  constructor(columns: number) {
    this.#columns = columns;
  }

  add(column: number, test: { readonly suite: string; readonly name: string; readonly outcome: Outcome }): void {
    const key = `${test.suite}\u0000${test.name}`;
    let row = this.#tests.get(key);
    if (row === undefined) {
      row = new Uint8Array(this.#columns);
      this.#tests.set(key, row);
    }
    row[column] = Math.max(row[column] ?? 0, worse[test.outcome]);
  }

  /** Every test: what fails now before what is fixed, before what only differs, before what is the same everywhere. */
  rows(): ComparedCase[] {
    const ranked: { readonly rank: number; readonly row: ComparedCase }[] = [];
    for (const [key, codes] of this.#tests) {
      const at = key.indexOf("\u0000");
      const first = outcomes[codes[0] ?? 0] ?? null;
      const cells = Array.from(codes, (code, column) => {
        const outcome = outcomes[code] ?? null;
        return { outcome, change: column === 0 ? ("same" as const) : changeOf(first, outcome) };
      });
      const rank = Math.min(...cells.map(({ change }) => order.indexOf(change)));
      ranked.push({ rank, row: { suite: key.slice(0, at), name: key.slice(at + 1), cells } });
    }
    return ranked.sort((a, b) => a.rank - b.rank).map(({ row }) => row);
  }
}

const order: readonly CaseChange[] = ["broken", "gone", "fixed", "new", "other", "same"];

/** How a test fares in a column, held against the first. */
function changeOf(first: Outcome | null, now: Outcome | null): CaseChange {
  if (first === now) return "same";
  if (first === null) return now === "failed" ? "broken" : "new";
  if (now === null) return "gone";
  if (now === "failed") return "broken";
  return first === "failed" && now === "passed" ? "fixed" : "other";
}

/** Whether a test has different outcomes in some columns. */
export function differs(row: ComparedCase): boolean {
  return row.cells.some(({ change }) => change !== "same");
}

/** Whether a test fails in some column. */
export function fails(row: ComparedCase): boolean {
  return row.cells.some(({ outcome }) => outcome === "failed");
}
