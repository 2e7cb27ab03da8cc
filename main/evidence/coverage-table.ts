import type { CoveredFile, PartlyTaken } from "./coverage-report";
import { HitList } from "./hit-list";

interface Row {
  readonly lines: HitList;
  /** Line -> branches; a line told twice has the most that was told of it. */
  readonly branches: Map<number, { covered: number; total: number }>;
}

/** Coverage gathered record by record, where reports tell one file in several places: classes of one file, runs of one suite. */
export class CoverageTable {
  readonly #rows = new Map<string, Row>();
  /** Records that named no line. */
  unread = 0;

  /** A file of the report, also where it lists no line of it. */
  file(path: string): void {
    this.#row(path);
  }

  /** In: a file as the report writes it, a line (1-based) and how often it ran. What is no line or number is counted as unread. */
  line(path: string, line: number | null, hits: number | null): void {
    if (!isLine(line) || hits === null || Number.isNaN(hits)) {
      this.unread += 1;
      return;
    }
    this.#row(path).lines.add(line, Math.min(Math.max(Math.ceil(hits), 0), Number.MAX_SAFE_INTEGER));
  }

  /** Branches that begin on a line. */
  branches(path: string, line: number | null, covered: number, total: number): void {
    if (!isLine(line) || !(total > 0) || !(covered >= 0) || !Number.isSafeInteger(total)) return;
    const { branches } = this.#row(path);
    const known = branches.get(line) ?? { covered: 0, total: 0 };
    known.total = Math.max(known.total, total);
    known.covered = Math.max(known.covered, Math.min(Math.floor(covered), total));
    branches.set(line, known);
  }

  /** The files in the order they were first named; `nameOf` may say a path in full. */
  *files(nameOf: (path: string) => string = (path) => path): Generator<CoveredFile> {
    for (const [path, { lines, branches }] of this.#rows) {
      const sum = { covered: 0, total: 0 };
      const partly: PartlyTaken[] = [];
      for (const [line, { covered, total }] of branches) {
        sum.covered += covered;
        sum.total += total;
        if (covered < total) partly.push([line, covered, total]);
      }
      partly.sort(([a], [b]) => a - b);
      yield { path: nameOf(path), lines, branches: branches.size === 0 ? null : sum, partly };
    }
  }

  #row(path: string): Row {
    let row = this.#rows.get(path);
    if (row === undefined) {
      row = { lines: new HitList("most"), branches: new Map() };
      this.#rows.set(path, row);
    }
    return row;
  }
}

function isLine(line: number | null): line is number {
  return line !== null && Number.isSafeInteger(line) && line >= 1;
}

/** The number an attribute holds, or null. Some locales write a comma for the point. */
export function attributeNumber(text: string | undefined): number | null {
  const plain = text?.trim().replace(",", ".") ?? "";
  return /^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(plain) ? Number(plain) : null;
}
