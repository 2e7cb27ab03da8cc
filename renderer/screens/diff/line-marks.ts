import type { LineMarks } from "../../../shared/contract/evidence";
import { RowKind, type PatchRows } from "../../../shared/diff/rows";
import { formatCount, formatPlural } from "../../ui/format";

/** How often the added lines of a patch ran, by row. In: the rows, and what reports say of the lines of its files. */
export function coverageRows(rows: PatchRows, coverage: LineMarks["coverage"]): ReadonlyMap<number, number> {
  const marks = new Map<number, number>();
  const byPath = new Map(coverage.map(({ path, marks: own }) => [path, new Map(own)]));
  for (const file of rows.files) {
    const own = byPath.get(file.path);
    if (own === undefined) continue;
    for (let row = file.firstRow + 1; row < file.endRow; row += 1) {
      const hits = rows.kind[row] === RowKind.add ? own.get(rows.newNo[row] ?? 0) : undefined;
      if (hits !== undefined) marks.set(row, hits);
    }
  }
  return marks;
}

/** What tools say of this patch, in a sentence; null where nothing is known. */
export function marksSentence(marks: LineMarks): string | null {
  const parts: string[] = [];
  const hits = marks.coverage.flatMap((file) => file.marks.map(([, count]) => count));
  const ran = hits.filter((count) => count > 0).length;
  if (hits.length > 0)
    parts.push(`${formatCount(ran)} of ${formatPlural(hits.length, "added line")} that can run did run.`);
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
