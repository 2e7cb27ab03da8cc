import { rowAtOffset, type PatchRows } from "../../shared/diff/rows";

/** A search stops after this many hits: nobody steps through more. */
export const MOST_HITS = 20_000;

/** The pattern for a plain text, ignoring case; lower and upper forms as Unicode folds them. */
export function findPattern(query: string): RegExp {
  return new RegExp(query.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`), "giu");
}

/** Rows whose line holds the text, ascending; headers are not searched. */
export function findRows(
  text: string,
  rows: PatchRows,
  query: string,
): { rows: Uint32Array<ArrayBuffer>; hits: number; more: boolean } {
  const found: number[] = [];
  let hits = 0;
  if (query !== "" && !query.includes("\n")) {
    for (const match of text.matchAll(findPattern(query))) {
      const row = rowAtOffset(rows, match.index);
      if (row === -1 || match.index + match[0].length > (rows.to[row] ?? 0)) continue;
      hits += 1;
      if (found.at(-1) !== row) found.push(row);
      if (hits >= MOST_HITS) break;
    }
  }
  return { rows: Uint32Array.from(found), hits, more: hits >= MOST_HITS };
}
