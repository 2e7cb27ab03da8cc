import type { ChangedContent } from "../../shared/contract/diff";
import { firstDifference, gapsOf } from "../../shared/diff/gaps";
import { findMoves, type Move } from "../../shared/diff/moves";
import { fileOfRow, patchRows, RowFlag, RowKind, type PatchRows } from "../../shared/diff/rows";
import { spaceChanges, type SpaceShown } from "../../shared/diff/whitespace";

/** A moved block by its places in files. */
export interface NamedMove {
  readonly from: string;
  readonly to: string;
  readonly lines: number;
  readonly exact: boolean;
}

export interface DrawnPatch {
  readonly lines: readonly string[];
  /** Lines drawn as unchanged; null where all changes are drawn. */
  readonly spaceOnly: number | null;
  readonly moves: readonly NamedMove[];
}

const movesBudgetMs = 2000;

/**
 * A patch for the terminal. With `space` other than all, a line that differs in white space only stands once, after `~`; with
 * `moved`, the first line of a moved block is preceded by where it came from or went to. Otherwise the text is the patch itself.
 */
export function drawnPatch(text: string, how: { readonly space: SpaceShown; readonly moved: boolean }): DrawnPatch {
  const own = text.endsWith("\n") ? text.slice(0, -1).split("\n") : text.split("\n");
  if (how.space === "all" && !how.moved) return { lines: text === "" ? [] : own, spaceOnly: null, moves: [] };
  const rows = patchRows(text);
  const space = how.space === "all" ? null : spaceChanges(text, rows, how.space);
  const moves = how.moved ? findMoves(text, rows, () => performance.now(), movesBudgetMs).moves : [];
  const said = new Map<number, string>();
  const named = moves.map((move) => nameOf(rows, move));
  moves.forEach((move, index) => {
    const { from, to, lines, exact } = named[index] ?? { from: "", to: "", lines: 0, exact: true };
    const size = `${String(lines)} lines${exact ? "" : ", indented differently"}`;
    said.set(move.oldFrom, `> moved to ${to}, ${size}`);
    said.set(move.newFrom, `< moved from ${from}, ${size}`);
  });
  const lines: string[] = [];
  let offset = 0;
  let row = 0;
  for (const line of own) {
    const end = offset + line.length;
    while (row < rows.kind.length && (rows.to[row] ?? 0) < offset) row += 1;
    const here = row < rows.kind.length && (rows.from[row] ?? 0) <= end && (rows.kind[row] ?? 0) >= RowKind.context;
    const note = here ? said.get(row) : undefined;
    if (note !== undefined) lines.push(note);
    const same = here ? (space?.same[row] ?? -1) : -1;
    if (same === -1) lines.push(line);
    else if (rows.kind[row] === RowKind.add) lines.push(`~${line.slice(1)}`);
    offset = end + 1;
    if (here) row += 1;
  }
  return { lines, spaceOnly: space?.lines ?? null, moves: named };
}

function nameOf(rows: PatchRows, move: Move): NamedMove {
  const place = (row: number, no: number): string =>
    `${rows.files[fileOfRow(rows.files, row)]?.path ?? ""}:${String(no)}`;
  return {
    from: place(move.oldFrom, rows.oldNo[move.oldFrom] ?? 0),
    to: place(move.newFrom, rows.newNo[move.newFrom] ?? 0),
    lines: move.lines,
    exact: move.exact,
  };
}

/**
 * A file's part of a patch with so many unchanged lines around each change, out of its content after the change. Out: also why there
 * are no more than the patch has. Hunks whose context meets stay apart: their headers count the lines that are theirs.
 */
export function widened(
  part: string,
  content: ChangedContent,
  context: number,
): { readonly text: string; readonly why: string | null } {
  const rows = patchRows(part);
  const [file] = rows.files;
  if (file === undefined || file.hunks === 0 || file.status === "added" || file.status === "deleted")
    return { text: part, why: null };
  if (content.kind === "absent") return { text: part, why: content.why };
  if (content.kind !== "text") return { text: part, why: "the file is not text." };
  const whole = content.text.split("\n");
  if (whole.at(-1) === "") whole.pop();
  const gaps = gapsOf(part, rows, file);
  if (gaps.length === 0) return { text: part, why: "the hunk headers do not count the lines between them alike." };
  const other = firstDifference(part, rows, file, whole, "new");
  if (other !== -1)
    return { text: part, why: `the file differs from the patch at line ${String(rows.newNo[other] ?? 0)}.` };
  const header = part.slice(0, rows.from[file.firstRow + 1] ?? part.length);
  const out: string[] = [];
  for (let row = file.firstRow + 1; row < file.endRow; row += 1) {
    if (rows.kind[row] !== RowKind.hunk) continue;
    let end = row + 1;
    while (end < file.endRow && rows.kind[end] !== RowKind.hunk) end += 1;
    const above = gaps.find((gap) => gap.below === row);
    const below = gaps.find((gap) => gap.above === end - 1);
    // What lies between two hunks is shared out: the upper one's half is what the lower one does not take.
    const up = Math.min(above?.lines ?? 0, context);
    const rest = below === undefined ? 0 : (below.lines ?? whole.length - below.newFrom + 1);
    const down = Math.max(0, Math.min(context, below?.below === -1 ? rest : rest - Math.min(rest, context)));
    const counts = { old: up + down, fresh: up + down };
    const lines: string[] = [];
    const push = (sign: string, line: string): void => {
      lines.push(sign + line);
    };
    const firstNew = (above?.newFrom ?? 1) + (above?.lines ?? 0) - up;
    const firstOld = (above?.oldFrom ?? 1) + (above?.lines ?? 0) - up;
    for (let line = 0; line < up; line += 1) push(" ", whole[firstNew + line - 1] ?? "");
    for (let line = row + 1; line < end; line += 1) {
      const kind = rows.kind[line];
      const sign = kind === RowKind.add ? "+" : kind === RowKind.del ? "-" : " ";
      push(sign, part.slice(rows.from[line], rows.to[line]));
      if (((rows.flags[line] ?? 0) & RowFlag.noNewline) !== 0) lines.push("\\ No newline at end of file");
      if (kind !== RowKind.add) counts.old += 1;
      if (kind !== RowKind.del) counts.fresh += 1;
    }
    for (let line = 0; line < down; line += 1) push(" ", whole[(below?.newFrom ?? 1) + line - 1] ?? "");
    const oldAt = above === undefined ? startOf(part, rows, row, "old") : firstOld;
    const newAt = above === undefined ? startOf(part, rows, row, "new") : firstNew;
    const section = /@@ [^@]*@@(.*)$/.exec(part.slice(rows.from[row], rows.to[row]))?.[1] ?? "";
    out.push(
      `@@ -${String(oldAt)},${String(counts.old)} +${String(newAt)},${String(counts.fresh)} @@${section}`,
      ...lines,
    );
  }
  return { text: `${header}${out.join("\n")}\n`, why: null };
}

function startOf(part: string, rows: PatchRows, row: number, side: "old" | "new"): number {
  const found = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(part.slice(rows.from[row], rows.to[row]));
  return Number(side === "old" ? found?.[1] : found?.[2]);
}
