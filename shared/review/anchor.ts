import { gather } from "../gather";
import type { CommentAnchor, LineAnchor, Placement } from "../model/comment";
import { blockLikeness } from "./anchor-likeness";
import { indexOfLine, linesAfter, linesBefore, together, type SideLines } from "./anchor-lines";

/** One file of the patch a comment is to be placed in. */
export interface AnchorFile {
  readonly path: string;
  readonly oldPath: string | null;
  /** SHA-256 of the file's part of the patch; null where the record does not list the file. */
  readonly digest: string | null;
  /** Read only where the digest does not tell. */
  lines(side: "old" | "new"): SideLines;
}

/** Lines that differ are shown as the comment's only from this likeness on, lines and surroundings together. */
const likeEnough = 0.6;
/** So much more alike than the next best place. */
const clearlyMore = 0.1;
/** Of the lines alone, however alike the surroundings are. */
const linesAlone = 0.45;
/** A line that stands in more places than this says nothing about where a comment belongs. */
const saysNothing = 40;
const mostCandidates = 60;
/** Letters and digits below which lines are too common to be known by themselves. */
const tellingLetters = 8;

function orphan(why: string): Placement {
  return { state: "orphan", why };
}

/** The file a comment is about: by its name, else by the name before or after a rename. */
export function fileOfAnchor(
  anchor: { readonly path: string; readonly oldPath: string | null },
  files: readonly AnchorFile[],
): AnchorFile | null {
  const named = (path: string | null, of: (file: AnchorFile) => string | null) =>
    path === null ? undefined : files.find((file) => of(file) === path);
  return (
    named(anchor.path, (file) => file.path) ??
    named(anchor.path, (file) => file.oldPath) ??
    named(anchor.oldPath, (file) => file.oldPath) ??
    named(anchor.oldPath, (file) => file.path) ??
    null
  );
}

/**
 * Where a comment stands in a patch. Lines are never taken for the comment's own unless they are equal to those it was written
 * on; lines that differ say so and how alike they are; where nothing is alike enough the comment has no place. Pure; at most
 * linear in the file's lines, but for a bounded number of likely places.
 */
export function placeComment(anchor: CommentAnchor, files: readonly AnchorFile[]): Placement {
  if (anchor.kind === "attempt") return { state: "attempt" };
  if (anchor.kind === "event") return { state: "event", sessionId: anchor.sessionId, seq: anchor.seq };
  const file = fileOfAnchor(anchor, files);
  if (file === null) return orphan("The file is not in this patch.");
  if (anchor.kind === "file") return { state: "file", path: file.path };
  if (file.digest === anchor.file && file.path === anchor.path)
    return at(anchor, file, anchor.start, "same-file", 100, 1);
  const lines = file.lines(anchor.side);
  const equal = equalPlaces(anchor, lines);
  if (equal.length > 0) return amongEqual(anchor, file, lines, equal);
  return alike(anchor, file, lines);
}

function at(
  anchor: LineAnchor,
  file: AnchorFile,
  start: number,
  how: "same-file" | "same-lines" | "one-of" | "changed",
  confidence: number,
  places: number,
  count = anchor.snippet.length,
): Placement {
  const { side } = anchor;
  return { state: "lines", path: file.path, side, start, end: start + count - 1, how, confidence, places };
}

/** Indexes at which exactly the commented lines stand, one after the other. */
function equalPlaces({ snippet }: LineAnchor, lines: SideLines): number[] {
  const found: number[] = [];
  const [first] = snippet;
  for (let from = 0; from + snippet.length <= lines.texts.length; from += 1) {
    if (lines.texts[from] !== first || !together(lines, from, snippet.length)) continue;
    if (snippet.every((text, offset) => lines.texts[from + offset] === text)) found.push(from);
  }
  return found;
}

/** How much of the surroundings agrees, 0 to 1; null where none were kept. */
function surroundings(anchor: LineAnchor, lines: SideLines, from: number, end: number): number | null {
  const { before, after } = anchor;
  const kept = before.length + after.length;
  if (kept === 0) return null;
  const above = linesBefore(lines, from);
  const below = linesAfter(lines, end);
  let agree = 0;
  before.forEach((text, index) => {
    if (above.at(index - before.length) === text) agree += 1;
  });
  after.forEach((text, index) => {
    if (below[index] === text) agree += 1;
  });
  return agree / kept;
}

function telling(snippet: readonly string[]): boolean {
  return (snippet.join("").match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= tellingLetters;
}

/** The commented lines stand unchanged, once or several times: the surroundings say which is meant. */
function amongEqual(anchor: LineAnchor, file: AnchorFile, lines: SideLines, equal: readonly number[]): Placement {
  const scored = equal
    .map((from) => ({ from, around: surroundings(anchor, lines, from, from + anchor.snippet.length) }))
    .sort(
      (a, b) => (b.around ?? 0) - (a.around ?? 0) || distance(anchor, lines, a.from) - distance(anchor, lines, b.from),
    );
  const [best, next] = scored;
  if (best === undefined) return orphan("The lines are not in this patch.");
  const start = lines.numbers[best.from] ?? anchor.start;
  const around = best.around ?? 0;
  if (next === undefined) {
    if (telling(anchor.snippet) || around >= 0.5)
      return at(anchor, file, start, "same-lines", Math.round(90 + 10 * around), 1);
    return around > 0 || best.around === null
      ? at(anchor, file, start, "one-of", Math.round(40 + 40 * around), 1)
      : orphan("The lines are too common to be known again, and what stood around them is gone.");
  }
  if (around === 0 && best.around !== null && !telling(anchor.snippet))
    return orphan(`The lines stand in ${String(equal.length)} places, and what stood around them is gone.`);
  const clear = around - (next.around ?? 0);
  return at(anchor, file, start, "one-of", Math.round(Math.min(95, 40 + 30 * around + 25 * clear)), equal.length);
}

function distance(anchor: LineAnchor, lines: SideLines, from: number): number {
  return Math.abs((lines.numbers[from] ?? 0) - anchor.start);
}

interface Candidate {
  readonly from: number;
  readonly count: number;
  readonly score: number;
}

/** The commented lines changed: the place whose lines and surroundings are most alike, if it is alike enough and alone in that. */
function alike(anchor: LineAnchor, file: AnchorFile, lines: SideLines): Placement {
  const candidates = likelyStarts(anchor, lines)
    .flatMap((from) => likelyCounts(anchor, lines, from).map((count) => score(anchor, lines, from, count)))
    .filter((one) => one !== null)
    .sort((a, b) => b.score - a.score || distance(anchor, lines, a.from) - distance(anchor, lines, b.from));
  const [best] = candidates;
  if (best === undefined || best.score < likeEnough)
    return orphan("The lines are not in this patch, nor lines like them.");
  const apart = candidates.find(({ from, count }) => from >= best.from + best.count || from + count <= best.from);
  if (apart !== undefined && best.score - apart.score < clearlyMore)
    return orphan("The lines changed, and several places are equally like them.");
  const start = lines.numbers[best.from] ?? anchor.start;
  return at(anchor, file, start, "changed", Math.min(95, Math.round(100 * best.score)), 1, best.count);
}

function score(anchor: LineAnchor, lines: SideLines, from: number, count: number): Candidate | null {
  if (from < 0 || count < 1 || !together(lines, from, count)) return null;
  const own = blockLikeness(anchor.snippet, lines.texts.slice(from, from + count));
  if (own < linesAlone) return null;
  const around = surroundings(anchor, lines, from, from + count);
  return { from, count, score: around === null ? own : 0.7 * own + 0.3 * around };
}

/** Where the lines may begin, told by single lines of them and around them that still stand somewhere. */
function likelyStarts(anchor: LineAnchor, lines: SideLines): number[] {
  const wanted = new Map<string, number[]>();
  const want = (text: string, offset: number): void => {
    const trimmed = text.trim();
    if (trimmed.length >= 3) gather(wanted, trimmed, offset);
  };
  anchor.snippet.forEach(want);
  anchor.before.forEach((text, index) => {
    want(text, index - anchor.before.length);
  });
  anchor.after.forEach((text, index) => {
    want(text, anchor.snippet.length + index);
  });
  const places = new Map<string, number[]>();
  lines.texts.forEach((text, index) => {
    const trimmed = text.trim();
    if (!wanted.has(trimmed)) return;
    const own = places.get(trimmed);
    if (own === undefined) places.set(trimmed, [index]);
    else own.push(index);
  });
  const votes = new Map<number, number>();
  for (const [text, offsets] of wanted) {
    const found = places.get(text) ?? [];
    if (found.length > saysNothing) continue;
    for (const index of found)
      for (const offset of offsets) votes.set(index - offset, (votes.get(index - offset) ?? 0) + 1);
  }
  const likely = [...votes]
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostCandidates)
    .map(([from]) => from);
  const same = indexOfLine(lines, anchor.start);
  return [...new Set(same === -1 ? likely : [...likely, same])].filter(
    (from) => from >= 0 && from < lines.texts.length,
  );
}

/** How many lines they may be now: as many as before, or up to what stood below them. */
function likelyCounts(anchor: LineAnchor, lines: SideLines, from: number): number[] {
  const { snippet, after } = anchor;
  const counts = new Set([snippet.length]);
  const below = after.find((text) => text.trim().length >= 3);
  if (below !== undefined) {
    const skip = after.indexOf(below);
    const reach = Math.min(lines.texts.length, from + 2 * snippet.length + 8);
    for (let index = from + 1; index < reach; index += 1) {
      if (lines.texts[index] !== below) continue;
      counts.add(index - skip - from);
      break;
    }
  }
  return [...counts].filter((count) => count >= 1);
}
