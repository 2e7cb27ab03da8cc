import type { PatchFile, PatchLine } from "./parse-patch";

/** Lines of a base that a patch shows: their numbers are `[from, from + lines.length)`, counted from 1. */
export interface BaseRun {
  readonly from: number;
  readonly lines: readonly string[];
}

/** What one patch does to one file's base. Lines carry their line feed; the last of a file without one has none. */
export interface Change {
  /** Ascending, apart from each other. A run without lines is a place where something was put in. */
  readonly runs: readonly BaseRun[];
  /** Lines put in before a line of the base, by its number; before one beyond the last, at the end. */
  readonly inserted: ReadonlyMap<number, readonly string[]>;
  readonly deleted: ReadonlySet<number>;
}

/** A file that a patch does not name. */
export const unchanged: Change = { runs: [], inserted: new Map(), deleted: new Set() };

/** A line as it stands in a file. */
export function lineText({ text, noNewline }: Pick<PatchLine, "text" | "noNewline">): string {
  return noNewline ? text : `${text}\n`;
}

/** A text as lines that carry their line feed. */
export function linesOf(text: string): string[] {
  return text === "" ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

/** Reads a file of a patch as a change of its base. Null where its hunks have no numbers, or lie over each other. */
export function changeOf(file: PatchFile): Change | null {
  const runs: { from: number; lines: string[] }[] = [];
  const inserted = new Map<number, string[]>();
  const deleted = new Set<number>();
  let end = 0;
  for (const hunk of file.hunks) {
    const numbered = hunk.oldStart + hunk.newStart > 0 || hunk.lines.length === 0;
    if (!numbered) return null;
    const lines: string[] = [];
    const empty = hunk.lines.every(({ kind }) => kind === "add");
    // A hunk without old lines states the line after which it stands (git-diff(1), "-U0").
    const from = empty ? hunk.oldStart + 1 : hunk.oldStart;
    if (from < end || from < 1) return null;
    for (const line of hunk.lines) {
      const at = from + lines.length;
      if (line.kind === "add") {
        const own = inserted.get(at);
        if (own === undefined) inserted.set(at, [lineText(line)]);
        else own.push(lineText(line));
        continue;
      }
      if (line.kind === "del") deleted.add(at);
      lines.push(lineText(line));
    }
    const last = runs.at(-1);
    if (last !== undefined && last.from + last.lines.length === from) for (const line of lines) last.lines.push(line);
    else runs.push({ from, lines });
    end = from + lines.length;
  }
  return { runs, inserted, deleted };
}

/** The same change with all of its base known. Null where the base is not the one the change was made on. */
export function withBase(change: Change, base: readonly string[]): Change | null {
  for (const { from, lines } of change.runs)
    if (lines.some((line, index) => base[from - 1 + index] !== line) || from - 1 + lines.length > base.length)
      return null;
  return { ...change, runs: [{ from: 1, lines: base }] };
}
