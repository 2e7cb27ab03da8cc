import type { ReactNode } from "react";
import type { LineAnnotation } from "../../../shared/contract/evidence";
import { RowKind, type PatchRows, type RowFile } from "../../../shared/diff/rows";
import { gather } from "../../../shared/gather";
import type { Finding } from "../../../shared/model/finding";
import { conflictSentence, fileState } from "./file-states";

/** What opens under a line or a file's header. */
export type Note =
  | { readonly kind: "finding"; readonly finding: Finding }
  | { readonly kind: "annotation"; readonly annotation: LineAnnotation }
  | { readonly kind: "problem"; readonly message: string; readonly line: number }
  | { readonly kind: "state"; readonly text: string }
  | { readonly kind: "warning"; readonly text: string }
  | { readonly kind: "under"; readonly under: UnderLine };

/**
 * Anything else that opens under a row, in the order given: a comment, lines of the file that the patch leaves out. Its height is
 * measured and kept by `key`, which must be the thing's own: rows above and below may come and go.
 */
export interface UnderLine {
  readonly row: number;
  readonly key: string;
  readonly draw: () => ReactNode;
}

export interface PlacedNotes {
  readonly notes: readonly Note[];
  readonly places: readonly { readonly row: number; readonly note: number }[];
  /** Findings by file index. */
  readonly findingsOf: ReadonlyMap<number, readonly Finding[]>;
  /** Severity shown in the gutter of a row. */
  readonly flags: ReadonlyMap<number, Finding["severity"]>;
  /** Findings that name no file of this patch. */
  readonly elsewhere: readonly Finding[];
}

const WORSE: Readonly<Record<Finding["severity"], number>> = { note: 0, warning: 1, serious: 2 };

/** The worst severity of some findings, or null of none. */
export function worstOf(findings: readonly Finding[]): Finding["severity"] | null {
  let worst: Finding["severity"] | null = null;
  for (const { severity } of findings) if (worst === null || WORSE[severity] > WORSE[worst]) worst = severity;
  return worst;
}

/**
 * Finds the row each finding is about, by line number and side. A finding whose line the patch does not show, or that names
 * no line, opens under its file's header. So do the findings of tools, after those of the rules.
 */
export function placeNotes(
  text: string,
  rows: PatchRows,
  findings: readonly Finding[],
  annotations: readonly LineAnnotation[] = [],
  stateAsTold: (path: string) => string | null = () => null,
): PlacedNotes {
  const notes: Note[] = [];
  const places: { row: number; note: number }[] = [];
  const flags = new Map<number, Finding["severity"]>();
  const findingsOf = new Map<number, Finding[]>();
  const elsewhere: Finding[] = [];
  const put = (row: number, note: Note): void => {
    places.push({ row, note: notes.length });
    notes.push(note);
  };
  const byPath = new Map<string, number>();
  rows.files.forEach((file, index) => {
    byPath.set(file.path, index);
    const { sentence, conflicts } = fileState(text, rows, file);
    const state = stateAsTold(file.path) ?? sentence;
    if (state !== null) put(file.firstRow, { kind: "state", text: state });
    const [first] = conflicts;
    if (first !== undefined) put(first, { kind: "warning", text: conflictSentence(conflicts) });
  });
  rows.files.forEach((file, index) => {
    if (file.oldPath !== null && !byPath.has(file.oldPath)) byPath.set(file.oldPath, index);
  });
  for (const finding of findings) {
    const index = finding.path === null ? undefined : byPath.get(finding.path);
    const file = index === undefined ? undefined : rows.files[index];
    if (index === undefined || file === undefined) {
      elsewhere.push(finding);
      continue;
    }
    gather(findingsOf, index, finding);
    const row = finding.line === null ? -1 : rowOfLine(rows, file, finding.line, finding.side ?? "new");
    put(row === -1 ? file.firstRow : row, { kind: "finding", finding });
    if (row === -1) continue;
    const worst = flags.get(row);
    if (worst === undefined || WORSE[finding.severity] > WORSE[worst]) flags.set(row, finding.severity);
  }
  placeAnnotations(rows, byPath, annotations, put);
  placeProblems(text, rows, put);
  return { notes, places, findingsOf, flags, elsewhere };
}

/** Puts further things under rows, below the notes that are there. */
export function withUnder(placed: PlacedNotes, under: readonly UnderLine[]): PlacedNotes {
  if (under.length === 0) return placed;
  const first = placed.notes.length;
  return {
    ...placed,
    notes: [...placed.notes, ...under.map((each) => ({ kind: "under" as const, under: each }))],
    places: [...placed.places, ...under.map(({ row }, index) => ({ row, note: first + index }))],
  };
}

/** Whether notes stand under the same rows as before, whatever they say. */
export function samePlaces(before: PlacedNotes["places"], now: PlacedNotes["places"]): boolean {
  return (
    before.length === now.length &&
    now.every(({ row, note }, at) => before[at]?.row === row && before[at].note === note)
  );
}

/** Lines are found for a whole file at once: a tool may have something to say of each. */
function placeAnnotations(
  rows: PatchRows,
  byPath: ReadonlyMap<string, number>,
  annotations: readonly LineAnnotation[],
  put: (row: number, note: Note) => void,
): void {
  const rowsOfFiles = new Map<number, ReadonlyMap<number, number>>();
  for (const annotation of annotations) {
    const index = byPath.get(annotation.path);
    const file = index === undefined ? undefined : rows.files[index];
    if (index === undefined || file === undefined) continue;
    const known = rowsOfFiles.get(index) ?? newLines(rows, file);
    rowsOfFiles.set(index, known);
    const row = annotation.line === null ? undefined : known.get(annotation.line);
    put(row ?? file.firstRow, { kind: "annotation", annotation });
  }
}

/** Rows by the number of the line in the new file. */
function newLines(rows: PatchRows, file: RowFile): Map<number, number> {
  const lines = new Map<number, number>();
  for (let row = file.firstRow + 1; row < file.endRow; row += 1) {
    const line = rows.newNo[row] ?? 0;
    if (line > 0 && (rows.kind[row] ?? 0) >= RowKind.context) lines.set(line, row);
  }
  return lines;
}

/** The row that shows a line of the old or new file, or -1. */
export function rowOfLine(rows: PatchRows, file: RowFile, line: number, side: "old" | "new"): number {
  const numbers = side === "old" ? rows.oldNo : rows.newNo;
  for (let row = file.firstRow + 1; row < file.endRow; row += 1) {
    if (numbers[row] === line && (rows.kind[row] ?? 0) >= RowKind.context) return row;
  }
  return -1;
}

/** The line that a row shows: of the old file where it was removed; null on a header. */
export function placeOfRow(
  rows: PatchRows,
  row: number,
): { readonly line: number | null; readonly side: "old" | "new" } {
  const kind = rows.kind[row] ?? RowKind.file;
  if (kind < RowKind.context) return { line: null, side: "new" };
  const side = kind === RowKind.del ? "old" : "new";
  return { line: (side === "old" ? rows.oldNo[row] : rows.newNo[row]) ?? null, side };
}

function placeProblems(text: string, rows: PatchRows, put: (row: number, note: Note) => void): void {
  let line = 1;
  let offset = 0;
  for (const problem of rows.problems) {
    while (line < problem.line) {
      const feed = text.indexOf("\n", offset);
      if (feed === -1) break;
      offset = feed + 1;
      line += 1;
    }
    let low = 0;
    let high = rows.from.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((rows.from[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    put(Math.max(low, 0), { kind: "problem", message: problem.message, line: problem.line });
  }
}
