import { RowKind, type PatchRows } from "./rows";

/** Lines that were taken out in one place and put in at another. Rows `[from, end)`; lines between them may have changed. */
export interface Move {
  readonly oldFrom: number;
  readonly oldEnd: number;
  readonly newFrom: number;
  readonly newEnd: number;
  /** Lines that are the same in both places. */
  readonly lines: number;
  /** False where the indentation changed. */
  readonly exact: boolean;
}

export interface Moves {
  readonly moves: readonly Move[];
  /** For each row its place in `moves`, -1 for none. A line that changed while it moved has none: it stays a change. */
  readonly of: Int32Array<ArrayBuffer>;
  /** False where time ran out: there may be more. */
  readonly complete: boolean;
}

/** Fewer lines than this say nothing: short ones stand in many places. */
const LEAST_LINES = 3;
/** And so many letters and digits they must hold together. */
const LEAST_LETTERS = 30;
/** A line that stands in more places than this is no sign of a move. */
const MOST_PLACES = 12;
/** So many changed lines in a row may lie inside a moved block. */
const MOST_CHANGED = 2;
const LOOK_EVERY = 256;

/**
 * Finds blocks of lines that moved within a patch, between files or within one: at least three, the same but for indentation.
 * A removed line belongs to one move at most, and so does an added one; what was re-indented where it stood is no move.
 * In: `clock` in milliseconds, and how many it may take.
 */
export function findMoves(text: string, rows: PatchRows, clock: () => number, budgetMs: number): Moves {
  const { length } = rows.kind;
  const of = new Int32Array(length).fill(-1);
  const moves: Move[] = [];
  const deadline = clock() + budgetMs;
  const lines = new Lines(text, rows);
  const placeOf = placesOf(rows);
  const removed = new Map<string, number[]>();
  for (let row = 0; row < length; row += 1) {
    if (rows.kind[row] !== RowKind.del || !lines.telling(row)) continue;
    const places = removed.get(lines.trimmed(row));
    if (places === undefined) removed.set(lines.trimmed(row), [row]);
    else places.push(row);
  }
  let complete = true;
  for (let row = 0; row < length; row += 1) {
    if (row % LOOK_EVERY === 0 && clock() > deadline) {
      complete = false;
      break;
    }
    if (rows.kind[row] !== RowKind.add || of[row] !== -1 || !lines.telling(row)) continue;
    const places = removed.get(lines.trimmed(row));
    if (places === undefined || places.length > MOST_PLACES) continue;
    let best: Found | null = null;
    for (const place of places) {
      if (of[place] !== -1 || placeOf[place] === placeOf[row]) continue;
      const found = extend(rows, lines, of, place, row);
      if (found !== null && (best === null || found.pairs.length > best.pairs.length)) best = found;
    }
    if (best === null) continue;
    for (const [old, fresh] of best.pairs) {
      of[old] = moves.length;
      of[fresh] = moves.length;
    }
    moves.push(best.move);
  }
  return { moves, of, complete };
}

interface Found {
  readonly move: Move;
  readonly pairs: readonly (readonly [number, number])[];
}

class Lines {
  readonly #text: string;
  readonly #rows: PatchRows;
  readonly #kept: (string | undefined)[];

  constructor(text: string, rows: PatchRows) {
    this.#text = text;
    this.#rows = rows;
    this.#kept = new Array<string | undefined>(rows.kind.length);
  }

  raw(row: number): string {
    return this.#text.slice(this.#rows.from[row], this.#rows.to[row]);
  }

  trimmed(row: number): string {
    return (this.#kept[row] ??= this.raw(row).trim());
  }

  /** Brackets and blank lines belong to a block, but show none: a line is told by its fifth letter or digit. */
  telling(row: number): boolean {
    const from = this.#rows.from[row] ?? 0;
    const to = this.#rows.to[row] ?? 0;
    let count = 0;
    for (let at = from; at < to && at - from < 400; at += 1) {
      if (isLetter(this.#text.charCodeAt(at)) && ++count === 5) return true;
    }
    return false;
  }
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code > 127;
}

function letters(line: string): number {
  let count = 0;
  for (let at = 0; at < line.length && count < 200; at += 1) if (isLetter(line.charCodeAt(at))) count += 1;
  return count;
}

/** For each changed row the number of its run of removed lines and the added ones right below them: its place. */
function placesOf(rows: PatchRows): Int32Array {
  const places = new Int32Array(rows.kind.length);
  let place = 0;
  for (let row = 0; row < rows.kind.length; row += 1) {
    const kind = rows.kind[row];
    const before = rows.kind[row - 1];
    const goesOn = kind === before || (kind === RowKind.add && before === RowKind.del);
    if (!goesOn) place += 1;
    places[row] = place;
  }
  return places;
}

/** The block around a pair of equal lines: upwards, then downwards, over a changed line or two where equal ones follow. */
function extend(rows: PatchRows, lines: Lines, of: Int32Array, old: number, fresh: number): Found | null {
  const free = (a: number, b: number): boolean =>
    rows.kind[a] === RowKind.del && rows.kind[b] === RowKind.add && of[a] === -1 && of[b] === -1;
  const equal = (a: number, b: number): boolean => free(a, b) && lines.trimmed(a) === lines.trimmed(b);
  // After a changed line the block goes on only where what follows is more than brackets and blank lines.
  const follows = (x: number, y: number): boolean => lines.telling(x) || (equal(x + 1, y + 1) && lines.telling(x + 1));
  let [a, b] = [old, fresh];
  while (equal(a - 1, b - 1)) {
    a -= 1;
    b -= 1;
  }
  const pairs: [number, number][] = [];
  let exact = true;
  let told = 0;
  let letterCount = 0;
  let [x, y] = [a, b];
  for (;;) {
    while (equal(x, y)) {
      pairs.push([x, y]);
      exact &&= lines.raw(x) === lines.raw(y);
      if (lines.trimmed(x) !== "") {
        told += 1;
        letterCount += letters(lines.trimmed(x));
      }
      x += 1;
      y += 1;
    }
    let skip = 1;
    while (skip <= MOST_CHANGED && free(x + skip - 1, y + skip - 1) && !equal(x + skip, y + skip)) skip += 1;
    if (skip > MOST_CHANGED || !free(x + skip - 1, y + skip - 1) || !follows(x + skip, y + skip)) break;
    x += skip;
    y += skip;
  }
  const last = pairs.at(-1);
  if (last === undefined || told < LEAST_LINES || letterCount < LEAST_LETTERS) return null;
  return {
    pairs,
    move: { oldFrom: a, oldEnd: last[0] + 1, newFrom: b, newEnd: last[1] + 1, lines: pairs.length, exact },
  };
}
