import type { Change } from "./interdiff-side";
import type { Stretch } from "./interdiff-stretches";
import { knownLines, seededPairs, wholePairs, type Known } from "./interdiff-ties";

/** Two changes of different bases, the one carried over to the base of the other. */
export interface Carried {
  /** Line numbers are those of the second change's result; of the first, as it would stand on the second's base. */
  readonly stretches: readonly Stretch[];
  /** Places where only the base moved: left out of what is compared. */
  readonly moved: number;
  /** Places that the base moved and a change touches as well: both kinds of difference stand there together. */
  readonly mixed: number;
}

/**
 * Compares what two changes do where their bases differ: lines of the bases that both show are put beside each other, and what only
 * the base moved is left out. A line that only one change shows counts as untouched by the other. `whole`: both bases are known
 * whole (`withBase`), and nothing is assumed. Every run has lines.
 */
export function carryOver(from: Change, to: Change, whole: boolean): Carried {
  const left = knownLines(from);
  const right = knownLines(to);
  const pairs = whole ? wholePairs(left, right) : seededPairs(left, right, from, to);
  return new Weaver(from, to, left, right).weave(pairs);
}

/** Puts lines of both bases in one order and both changes' results on it. */
class Weaver {
  readonly #from: Change;
  readonly #to: Change;
  readonly #left: readonly Known[];
  readonly #right: readonly Known[];
  readonly #stretches: Stretch[] = [];
  #fromLines: string[] = [];
  #toLines: string[] = [];
  /** The number in the second base that comes next, and where the open stretch began. */
  #next = 1;
  #start = 1;
  #fromShift = 0;
  #toShift = 0;
  #offset = 0;
  #moved = 0;
  #mixed = 0;

  constructor(from: Change, to: Change, left: readonly Known[], right: readonly Known[]) {
    this.#from = from;
    this.#to = to;
    this.#left = left;
    this.#right = right;
  }

  weave(pairs: readonly (readonly [number, number])[]): Carried {
    let a = 0;
    let b = 0;
    const [first] = pairs;
    if (first !== undefined) this.#offset = (this.#right[first[1]]?.no ?? 0) - (this.#left[first[0]]?.no ?? 0);
    for (const [nextA, nextB] of [...pairs, [this.#left.length, this.#right.length] as const]) {
      this.#gap(a, nextA, b, nextB);
      const x = this.#left[nextA];
      const y = this.#right[nextB];
      if (x === undefined || y === undefined) break;
      this.#goTo(y.no);
      this.#offset = y.no - x.no;
      this.#both(x, y);
      this.#ends(nextA, nextB);
      [a, b] = [nextA + 1, nextB + 1];
    }
    this.#close();
    return { stretches: this.#stretches, moved: this.#moved, mixed: this.#mixed };
  }

  /** Lines between two that both show: tails and heads of their runs, and whole runs of one side. */
  #gap(aFrom: number, aTo: number, bFrom: number, bTo: number): void {
    const a = this.#split(this.#left, aFrom, aTo);
    const b = this.#split(this.#right, bFrom, bTo);
    const joined = bFrom === bTo && bFrom > 0 && this.#right[bFrom - 1]?.run === this.#right[bFrom]?.run;
    if (joined && a.middle.length + a.head.length === 0) {
      this.#gone(a.tail);
      return;
    }
    this.#side(a.tail, b.tail);
    let [i, j] = [0, 0];
    while (i < a.middle.length || j < b.middle.length) {
      const x = a.middle[i];
      const y = b.middle[j];
      if (y === undefined || (x !== undefined && (x[0]?.no ?? 0) + this.#offset <= (y[0]?.no ?? 0))) {
        this.#goTo((x?.[0]?.no ?? 0) + this.#offset);
        this.#side(x ?? [], []);
        i += 1;
      } else {
        this.#goTo(y[0]?.no ?? 0);
        this.#side([], y);
        j += 1;
      }
    }
    const [x, y] = [a.head[0], b.head[0]];
    const nextNo = this.#right[bTo]?.no;
    if (y !== undefined) this.#goTo(y.no);
    else if (x !== undefined) this.#goTo(nextNo === undefined ? x.no + this.#offset : nextNo - a.head.length);
    this.#side(a.head, b.head);
  }

  #split(lines: readonly Known[], from: number, to: number) {
    const before = lines[from - 1]?.run ?? -1;
    const after = lines[to]?.run ?? -1;
    const tail: Known[] = [];
    const head: Known[] = [];
    const middle: Known[][] = [];
    for (const line of lines.slice(from, to)) {
      if (line.run === before) tail.push(line);
      else if (line.run === after) head.push(line);
      else if (middle.at(-1)?.[0]?.run === line.run) middle.at(-1)?.push(line);
      else middle.push([line]);
    }
    return { tail, middle, head };
  }

  /** Unmatched lines that stand at one place: what one side alone shows is taken as untouched by the other. */
  #side(xs: readonly Known[], ys: readonly Known[]): void {
    if (xs.length > 0 && ys.length > 0) {
      const edited = xs.some((x) => this.#from.deleted.has(x.no) || this.#from.inserted.has(x.no));
      if (edited) {
        this.#mixed += 1;
        for (const x of xs) this.#keep(this.#from, x, this.#fromLines);
      } else {
        this.#moved += 1;
        for (const y of ys) this.#fromLines.push(y.text);
      }
      for (const y of ys) this.#keep(this.#to, y, this.#toLines);
      this.#next += ys.length;
    } else {
      for (const x of xs) {
        this.#keep(this.#from, x, this.#fromLines);
        this.#toLines.push(x.text);
        this.#next += 1;
      }
      for (const y of ys) {
        this.#keep(this.#to, y, this.#toLines);
        this.#fromLines.push(y.text);
        this.#next += 1;
      }
    }
    this.#end(this.#from, xs.at(-1), this.#fromLines);
    this.#end(this.#to, ys.at(-1), this.#toLines);
  }

  /** Lines that the second base no longer has. */
  #gone(xs: readonly Known[]): void {
    if (xs.length === 0) return;
    const edited = xs.some((x) => this.#from.deleted.has(x.no) || this.#from.inserted.has(x.no));
    if (edited) this.#mixed += 1;
    else this.#moved += 1;
    for (const x of edited ? xs : []) this.#keep(this.#from, x, this.#fromLines);
    this.#end(this.#from, xs.at(-1), this.#fromLines);
  }

  #both(x: Known, y: Known): void {
    this.#keep(this.#from, x, this.#fromLines);
    this.#keep(this.#to, y, this.#toLines);
    this.#next += 1;
  }

  #ends(a: number, b: number): void {
    this.#end(this.#from, this.#left[a], this.#fromLines);
    this.#end(this.#to, this.#right[b], this.#toLines);
  }

  #keep(change: Change, { no, text }: Known, lines: string[]): void {
    for (const line of change.inserted.get(no) ?? []) lines.push(line);
    if (!change.deleted.has(no)) lines.push(text);
  }

  /** After the last line of a run stands what was put in behind it. */
  #end(change: Change, line: Known | undefined, out: string[]): void {
    if (line === undefined) return;
    const run = change.runs[line.run];
    if (run === undefined || line.no !== run.from + run.lines.length - 1) return;
    for (const one of change.inserted.get(line.no + 1) ?? []) out.push(one);
  }

  #goTo(no: number): void {
    if (no === this.#next) return;
    this.#close();
    this.#next = no;
    this.#start = no;
  }

  #close(): void {
    if (this.#fromLines.length + this.#toLines.length > 0) {
      this.#stretches.push({
        fromStart: this.#start + this.#fromShift,
        toStart: this.#start + this.#toShift,
        fromLines: this.#fromLines,
        toLines: this.#toLines,
      });
      const base = this.#next - this.#start;
      this.#fromShift += this.#fromLines.length - base;
      this.#toShift += this.#toLines.length - base;
      this.#fromLines = [];
      this.#toLines = [];
    }
    this.#start = this.#next;
  }
}
