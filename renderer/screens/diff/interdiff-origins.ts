import type { AttemptProvenance } from "../../../shared/contract/provenance";
import { RowKind, type PatchRows } from "../../../shared/diff/rows";
import type { LineOrigin } from "../../../shared/model/provenance";
import type { DiffPair } from "./interdiff-pair";
import { noOrigins, rowOrigins, type RowOrigins } from "./line-origins";

/**
 * Who wrote the lines of a pair: added ones by what is known of the attempt, removed ones (where they are lines of another attempt's
 * result) by what is known of that one. A line that neither wrote is the base's own, and has no origin here.
 */
export function pairOrigins(
  rows: PatchRows,
  pair: DiffPair,
  to: AttemptProvenance | undefined,
  from: AttemptProvenance | undefined,
): RowOrigins {
  const whole = (path: string): boolean => pair.readable && pair.files.get(path)?.since !== "shown";
  const added = to === undefined ? noOrigins : rowOrigins(rows, onlyNew(to, whole));
  if (from === undefined) return added;
  const removed = removedOrigins(rows, from);
  const named = rowOrigins(rows, onlyNew(from, whole));
  return {
    of: (row) => added.of(row) ?? removed.get(row) ?? null,
    event: (ref) => added.event(ref) ?? named.event(ref),
    figures: new Map(),
    total: null,
    writtenBy: () => [],
    attemptOf: (row) => (removed.has(row) ? from.attemptId : null),
  };
}

/** Of a patch's own removed lines the numbers are those of its base, which a pair does not show. */
function onlyNew(provenance: AttemptProvenance, whole: (path: string) => boolean): AttemptProvenance {
  return {
    ...provenance,
    files: provenance.files.map((file) =>
      whole(file.path) ? file : { ...file, origins: file.origins.filter(({ side }) => side === "new") },
    ),
  };
}

/** Removed rows by the ranges of lines that the other attempt wrote: both rise, and are gone through once. */
function removedOrigins(rows: PatchRows, from: AttemptProvenance): ReadonlyMap<number, LineOrigin> {
  const found = new Map<number, LineOrigin>();
  const byPath = new Map(from.files.map((file) => [file.path, file.origins.filter(({ side }) => side === "new")]));
  for (const file of rows.files) {
    const ranges = byPath.get(file.oldPath ?? file.path);
    if (ranges === undefined) continue;
    let at = 0;
    for (let row = file.firstRow + 1; row < file.endRow; row += 1) {
      if (rows.kind[row] !== RowKind.del) continue;
      const no = rows.oldNo[row] ?? 0;
      while (at < ranges.length && (ranges[at]?.to ?? 0) < no) at += 1;
      const range = ranges[at];
      if (range !== undefined && range.from <= no) found.set(row, range);
    }
  }
  return found;
}
