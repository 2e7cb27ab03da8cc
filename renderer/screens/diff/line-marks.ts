import type { LineMarks } from "../../../shared/contract/evidence";
import { RowKind, type PatchRows } from "../../../shared/diff/rows";
import { formatCount, formatPlural } from "../../ui/format";

/** What reports say of one added line. */
export interface LineCover {
  readonly hits: number;
  /** Of its branches, where they were not all taken. */
  readonly partly: { readonly taken: number; readonly branches: number } | null;
}

/** Whether and how the added lines of a patch ran, by row. In: the rows, and what reports say of the lines of its files. */
export function coverageRows(rows: PatchRows, coverage: LineMarks["coverage"]): ReadonlyMap<number, LineCover> {
  const marks = new Map<number, LineCover>();
  const byPath = new Map(coverage.map((file) => [file.path, coverByLine(file)]));
  for (const file of rows.files) {
    const own = byPath.get(file.path);
    if (own === undefined) continue;
    for (let row = file.firstRow + 1; row < file.endRow; row += 1) {
      const cover = rows.kind[row] === RowKind.add ? own.get(rows.newNo[row] ?? 0) : undefined;
      if (cover !== undefined) marks.set(row, cover);
    }
  }
  return marks;
}

function partlySaid({ coverage }: LineMarks): string {
  const count = coverage.reduce((sum, { partly }) => sum + partly.length, 0);
  return count === 0 ? "" : `, ${formatCount(count)} of them without taking every branch`;
}

function coverByLine({ marks, partly }: LineMarks["coverage"][number]): ReadonlyMap<number, LineCover> {
  const lines = new Map(marks.map(([line, hits]): [number, LineCover] => [line, { hits, partly: null }]));
  for (const [line, taken, branches] of partly) {
    const cover = lines.get(line);
    if (cover !== undefined) lines.set(line, { ...cover, partly: { taken, branches } });
  }
  return lines;
}

/** What tools say of this patch, in a sentence; null where nothing is known. */
export function marksSentence(marks: LineMarks): string | null {
  const parts: string[] = [];
  const hits = marks.coverage.flatMap((file) => file.marks.map(([, count]) => count));
  const ran = hits.filter((count) => count > 0).length;
  if (hits.length > 0)
    parts.push(
      `${formatCount(ran)} of ${formatPlural(hits.length, "added line")} that can run did run${partlySaid(marks)}.`,
    );
  const found = marks.annotations.length + marks.left;
  const fresh = marks.annotations.filter((each) => each.isNew === true).length;
  if (found > 0) {
    const compared = marks.annotations.some((each) => each.isNew !== null);
    const left = marks.left === 0 ? "" : `, ${formatCount(marks.left)} of them not drawn`;
    parts.push(
      `${formatPlural(found, "finding")} of tools in changed files${compared ? `, ${formatCount(fresh)} new` : ""}${left}.`,
    );
  }
  parts.push(...marks.notes);
  return parts.length === 0 ? null : parts.join(" ");
}
