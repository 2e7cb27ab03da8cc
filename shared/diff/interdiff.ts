import { carryOver } from "./interdiff-carried";
import { changeOf, linesOf, unchanged, withBase, type Change } from "./interdiff-side";
import { stretchesOfOneBase, type Stretch } from "./interdiff-stretches";
import { pairFiles, resultOf, type FilePair } from "./interdiff-pairs";
import { headerOf, hunksOf } from "./interdiff-text";

/** What one file comes to. `only-from`, `only-to`: one attempt alone changed it; `differs`: both did, and not alike. */
export type InterdiffState = "same" | "only-from" | "only-to" | "differs";

/** What was compared with what. `assumed`: no patch names its base, and nothing they show contradicts one. */
export type BaseRelation = "same" | "assumed" | "moved";

export interface InterdiffFile {
  /** Names after each change; null where the file does not exist then. */
  readonly fromPath: string | null;
  readonly toPath: string | null;
  readonly state: InterdiffState;
  readonly base: BaseRelation;
  readonly binary: boolean;
  readonly added: number;
  readonly removed: number;
  /** Places where only the base moved, left out; and where it moved beside a change, shown with it. */
  readonly moved: number;
  readonly mixed: number;
  /** Why its lines are not compared, or not all; null where they are. */
  readonly unknown: string | null;
  /** `[start, end)` of its part of the text; equal where it has none. */
  readonly start: number;
  readonly end: number;
}

export interface Interdiff {
  /** A git unified diff from the one result to the other. */
  readonly text: string;
  readonly files: readonly InterdiffFile[];
}

export interface InterdiffInput {
  /** The patch that is compared against, and the one that is looked at. */
  readonly from: string;
  readonly to: string;
  /** Whether both were made on one base; null where that is not known. */
  readonly sameBase: boolean | null;
  /** Both bases of a file whole, where they are known; asked for files whose base differs, by their names in the patches. */
  readonly bases?:
    ((fromPath: string, toPath: string) => { readonly from: string; readonly to: string } | null) | undefined;
}

/**
 * Compares the results of two patches. On one base it is exact: applied to the first result it gives the second, for outside of both
 * patches' hunks neither changed anything. On different bases only what the attempts did is compared (see `carryOver`). Files whose
 * lines cannot be compared are listed and say why. Never throws.
 */
export function interdiff({ from, to, sameBase, bases }: InterdiffInput): Interdiff {
  const texts: string[] = [];
  const files: InterdiffFile[] = [];
  let at = 0;
  for (const pair of pairFiles(from, to)) {
    const { text, ...file } = compare(pair, sameBase, bases);
    texts.push(text);
    files.push({ ...file, start: at, end: at + text.length });
    at += text.length;
  }
  return { text: texts.join(""), files };
}

type Compared = Omit<InterdiffFile, "start" | "end"> & { readonly text: string };

const unnumbered = "Not known: a hunk of this file has no line numbers, or lies over another.";
const outside = "Not known: outside of both patches' context.";

function compare(pair: FilePair, sameBase: boolean | null, bases: InterdiffInput["bases"]): Compared {
  const { from, to } = pair;
  const left = resultOf(from, to);
  const right = resultOf(to, from);
  const base = relationOf(pair, sameBase);
  const binary = (from?.file.binary ?? false) || (to?.file.binary ?? false);
  const facts = {
    fromPath: left.path,
    toPath: right.path,
    state: stateOf(pair),
    base,
    binary,
    added: 0,
    removed: 0,
    moved: 0,
    mixed: 0,
    unknown: null,
  };
  const alike = left.path === right.path && (left.mode === right.mode || left.mode === null || right.mode === null);
  const equalParts = from !== null && to !== null && from.text === to.text;
  // What a patch calls its contents is its own word: it is believed only where there are no lines to compare.
  if (alike && (equalParts || (binary && pair.equalBlobs) || (left.path === null && right.path === null)))
    return { ...facts, state: "same", text: "" };
  // Where the first patch leaves a file alone, the second's part of it is the answer as it stands.
  if (from === null && to !== null)
    return { ...facts, added: to.file.added, removed: to.file.removed, text: endingInLine(to.text) };
  if (binary) {
    const differ = !pair.equalBlobs && (left.path !== null || right.path !== null);
    return { ...facts, text: headerOf(left, right, { hunks: false, binary: differ }) };
  }
  const lines = linesOfPair(pair, base, bases);
  if (typeof lines === "string")
    return { ...facts, unknown: lines, text: headerOf(left, right, { hunks: false, binary: false }) };
  const hunks = hunksOf(lines.stretches);
  const { moved, mixed } = lines;
  const told = { ...facts, base: lines.carried ? ("moved" as const) : base, moved, mixed };
  if (alike && hunks.text === "") return { ...told, state: "same", text: "" };
  return {
    ...told,
    added: hunks.added,
    removed: hunks.removed,
    text: headerOf(left, right, { hunks: hunks.text !== "", binary: false }) + hunks.text,
  };
}

function endingInLine(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

function stateOf({ from, to }: FilePair): InterdiffState {
  if (from === null) return "only-to";
  return to === null ? "only-from" : "differs";
}

function relationOf({ equalBases, from, to }: FilePair, sameBase: boolean | null): BaseRelation {
  if (equalBases === true || sameBase === true) return "same";
  const fresh = (file: FilePair["from"]): boolean => file === null || file.file.status === "added";
  if (fresh(from) && fresh(to) && (from === null) === (to === null)) return "same";
  if (equalBases === false || sameBase === false) return "moved";
  return "assumed";
}

interface Lines {
  readonly stretches: readonly Stretch[];
  readonly moved: number;
  readonly mixed: number;
  /** The bases were found to differ. */
  readonly carried: boolean;
}

/** The lines of both results as far as they are known, or why they are not. */
function linesOfPair(pair: FilePair, base: BaseRelation, bases: InterdiffInput["bases"]): Lines | string {
  const { from, to } = pair;
  const left = from === null ? unchanged : changeOf(from.file);
  const right = to === null ? unchanged : changeOf(to.file);
  if (left === null || right === null) return unnumbered;
  if (pair.joined !== null) return joinedLines(pair.joined, left, right);
  if (needsWhole(pair, base, left, right)) return outside;
  const shared = base === "moved" && from !== null && to !== null ? null : stretchesOfOneBase(left, right);
  if (shared !== null) return { stretches: shared, moved: 0, mixed: 0, carried: false };
  if (from === null || to === null) return outside;
  const found = bases?.(from.file.path, to.file.path) ?? null;
  if (found !== null) {
    const [one, other] = [withBase(left, linesOf(found.from)), withBase(right, linesOf(found.to))];
    if (one !== null && other !== null) return { ...carryOver(one, other, true), carried: true };
  }
  if ([...left.runs, ...right.runs].some(({ lines }) => lines.length === 0))
    return "Not known: the bases differ, and a hunk of this file shows no line of its base.";
  return { ...carryOver(left, right, false), carried: true };
}

/** A result is wanted whole, and the patches do not show all of it. */
function needsWhole({ from, to }: FilePair, base: BaseRelation, left: Change, right: Change): boolean {
  const is = (file: FilePair["from"], status: string): boolean => file?.file.status === status;
  if (is(from, "copied") !== is(to, "copied")) return true;
  if (from !== null && to !== null && is(from, "added") !== is(to, "added")) return true;
  if (is(from, "deleted") === is(to, "deleted")) return false;
  // A deletion shows all lines of the base: so the other side is known whole, if it has this base.
  const deletion = is(from, "deleted") ? left : right;
  return (base === "moved" && to !== null) || deletion.runs.some((run) => run.from !== 1);
}

/** A file that came to one name by two ways: compared where both ways are known from the first line to the last. */
function joinedLines(joined: NonNullable<FilePair["joined"]>, left: Change, right: Change): Lines | string {
  const extra = joined.base === null ? unchanged : changeOf(joined.base.file);
  const [change, whole] = joined.side === "from" ? [left, right] : [right, left];
  if (extra === null || extra.runs[0]?.from !== 1 || extra.runs.length !== 1) return outside;
  const based = withBase(change, extra.runs[0].lines);
  const result = based === null ? undefined : stretchesOfOneBase(based, unchanged)?.[0]?.fromLines;
  const other = stretchesOfOneBase(whole, unchanged)?.[0]?.fromLines ?? [];
  if (result === undefined) return outside;
  const [fromLines, toLines] = joined.side === "from" ? [result, other] : [other, result];
  return { stretches: [{ fromStart: 1, toStart: 1, fromLines, toLines }], moved: 0, mixed: 0, carried: false };
}
