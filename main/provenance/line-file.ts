import { alignLines } from "./align-lines";
import { findText, type Replacement } from "./find-lines";
import { readHunks } from "./line-hunks";
import type { Sides } from "./line-sides";
import type { LineTexts } from "./line-text";
import { agree, revealed, tail } from "./line-text";

/** No record wrote it: it stood there before. */
export const nobody = -1;

/** An edit that could not be placed in its file, and the lines that it holds. */
export interface LostEdit {
  readonly owner: number;
  readonly lines: ReadonlySet<number>;
}

/**
 * One file while the records that change it are replayed: every line with the owner that wrote it. Owners are numbers that the
 * caller gives out. Starts from the old side of the patch, as far as that shows it.
 */
export class LineFile {
  readonly texts: LineTexts;
  readonly sides: Sides | null;
  /** The text before; hidden lines become known where a record shows them. */
  readonly before: number[] | null;
  readonly after: number[] | null;
  /** The text now; null: there is no such file. */
  lines: number[] | null;
  /** Who wrote a line, and whose text last covered it. */
  writer: number[] = [];
  holder: number[] = [];
  /** Which line of the text before a line is, or -1. */
  origin: number[] = [];
  /** By line of the text before: who removed it, and whose replaced text last covered it. */
  readonly removedBy = new Map<number, number>();
  readonly coveredBy = new Map<number, number>();
  readonly lost: LostEdit[] = [];
  /** The last event after which the whole text, or a place in it, was known. */
  knownAt = -1;
  touched = false;

  constructor(texts: LineTexts, sides: Sides | null) {
    this.texts = texts;
    this.sides = sides;
    this.before = sides?.before ?? null;
    this.after = sides?.after ?? null;
    this.lines = this.before === null ? null : [...this.before];
    this.writer = (this.lines ?? []).map(() => nobody);
    this.holder = [...this.writer];
    this.origin = this.writer.map((_, at) => at);
  }

  /** The whole text as it is said to be now. `between` owns what differs from what was known. */
  observe(text: string, between: number): void {
    const whole = this.texts.lines(text);
    if (this.lines !== null && agree(this.lines, whole)) this.#reveal(whole);
    else if (this.lines !== null || text !== "") this.#become(whole, between, false);
  }

  /** A record of the whole new text. */
  write(text: string, owner: number): void {
    this.#become(this.texts.lines(text), owner, true);
  }

  append(text: string, owner: number): void {
    if (this.lines === null) {
      this.write(text, owner);
      return;
    }
    const end = this.lines.at(-1);
    const more = this.texts.lines(text);
    if (end === tail) {
      // Where the file ends is hidden: what is added follows it.
      this.#splice({ from: this.lines.length, count: 0, lines: more }, owner);
    } else if (end === this.texts.number("")) {
      this.#splice({ from: this.lines.length - 1, count: 1, lines: more }, owner);
    } else {
      const joined = `${this.texts.text(end ?? 0) ?? ""}${text}`;
      this.#splice({ from: this.lines.length - 1, count: 1, lines: this.texts.lines(joined) }, owner);
    }
  }

  /** Text put in place of another. False where the old text is not found. */
  replace(oldText: string, newText: string, all: boolean, owner: number): boolean {
    if (this.lines === null) return false;
    const found = findText(this.lines, this.texts, { oldText, newText, all });
    if (found.length === 0) return !all && this.#replaceHidden(oldText, newText, owner);
    for (const one of (all ? found : found.slice(0, 1)).reverse()) this.#splice(one, owner);
    return true;
  }

  /** Unified hunks. Numbered ones fit where they say; others, and those that do not fit there, where their old lines stand. */
  patch(text: string, owner: number): boolean {
    const parsed = readHunks(text).map(({ start, lines }) => ({
      start,
      old: lines.flatMap(([sign, line]) => (sign === "+" ? [] : [this.texts.number(line)])),
      now: lines.flatMap(([sign, line]) => (sign === "-" ? [] : [this.texts.number(line)])),
    }));
    if (this.lines === null || parsed.length === 0) return false;
    const reach = Math.max(...parsed.map(({ start, old }) => (start === null ? 0 : start - 1 + old.length)));
    if (this.lines.at(-1) === tail && reach > this.lines.length - 1) this.#growTail(reach - this.lines.length + 1);
    const { lines } = this;
    let next = 0;
    const placed: Replacement[] = [];
    for (const { start, old, now } of parsed) {
      const from =
        start !== null && fits(lines, old, start - 1) ? start - 1 : old.length === 0 ? -1 : find(lines, old, next);
      if (from < 0) return false;
      placed.push({ from, count: old.length, lines: now });
      this.#show(lines, old, from);
      next = from + old.length;
    }
    for (const one of placed.reverse()) this.#splice(one, owner);
    return true;
  }

  /**
   * The same for a text that reaches into lines the patch hides: it goes where every line that is known is the text's, if that is
   * one place. A hidden line is unchanged, so nothing but what lies around it rests on it.
   */
  #replaceHidden(oldText: string, newText: string, owner: number): boolean {
    const { lines } = this;
    if (!lines?.some((line) => line < 0)) return false;
    const closed = oldText.endsWith("\n") && newText.endsWith("\n");
    const [old, now] = [oldText, newText].map((text) => this.texts.lines(closed ? text.slice(0, -1) : text));
    if (old === undefined || now === undefined) return false;
    const places: number[] = [];
    const end = lines.at(-1) === tail ? lines.length - 1 : lines.length;
    for (let from = 0; from < end && places.length < 2; from += 1) {
      if (lines.at(-1) !== tail && from + old.length > end) break;
      let known = 0;
      const here = old.every((number, index) => {
        const line = from + index < end ? (lines[from + index] ?? tail) : tail;
        if (line === number && /\w{3}/.test(this.texts.text(number) ?? "")) known += 1;
        return line === number || line < 0;
      });
      if (here && known > 0) places.push(from);
    }
    const [from] = places;
    if (from === undefined || places.length > 1) return false;
    if (from + old.length > end) this.#growTail(from + old.length - end);
    this.#show(this.lines ?? [], old, from);
    this.#splice({ from, count: old.length, lines: now }, owner);
    return true;
  }

  /** Hidden lines at a place turn out to be these. */
  #show(lines: readonly number[], old: readonly number[], from: number): void {
    const shown = new Map<number, number>();
    old.forEach((number, index) => {
      const hidden = lines[from + index] ?? 0;
      if (hidden < 0 && hidden !== tail) shown.set(hidden, number);
    });
    if (shown.size > 0) this.#substitute(shown);
  }

  /** So many more lines are known to be there before the tail, whatever they say. */
  #growTail(count: number): void {
    if (this.lines === null) return;
    const more = Array.from({ length: count }, () => this.texts.hidden());
    const at = this.lines.length - 1;
    const origin = this.origin[at] ?? -1;
    this.lines.splice(at, 0, ...more);
    this.writer.splice(at, 0, ...more.map(() => nobody));
    this.holder.splice(at, 0, ...more.map(() => nobody));
    this.origin.splice(at, 1, ...[...more, 0].map((_, index) => (origin < 0 ? -1 : origin + index)));
    for (const side of [this.before, this.after]) if (side?.at(-1) === tail) side.splice(-1, 0, ...more);
  }

  /** The file is gone. */
  remove(owner: number): void {
    this.origin.forEach((line) => {
      if (line >= 0) this.removedBy.set(line, owner);
    });
    this.lines = null;
    this.writer = [];
    this.holder = [];
    this.origin = [];
    this.touched = true;
  }

  /** Takes over the text of another file with its owners; `by` owns what was there before. */
  takeOver(from: LineFile, by: number): void {
    const texts = (from.lines ?? []).map((number) => from.texts.text(number));
    if (from.lines === null || texts.includes(null)) {
      this.lost.push({
        owner: by,
        lines: new Set(texts.flatMap((text) => (text === null ? [] : this.texts.number(text)))),
      });
      return;
    }
    const lines = texts.map((text) => this.texts.number(text ?? ""));
    this.#become(lines, by, true);
    from.writer.forEach((writer, at) => {
      if (writer === nobody) return;
      this.writer[at] = writer;
      this.holder[at] = from.holder[at] ?? writer;
    });
  }

  #become(whole: number[], owner: number, covers: boolean): void {
    if (this.lines === null) {
      this.lines = whole;
      this.writer = whole.map(() => owner);
      this.holder = [...this.writer];
      this.origin = whole.map(() => -1);
      this.touched = true;
      return;
    }
    const count = this.lines.length;
    const holder = [...this.holder];
    const matched = this.#splice({ from: 0, count, lines: whole }, owner);
    if (covers) return;
    // Seeing a text covers nothing.
    matched.forEach((was, at) => {
      if (was >= 0) this.holder[at] = holder[was] ?? nobody;
    });
  }

  /** Puts lines in place of others; those that stay keep who wrote them. Out: by new line, which it was, or -1. */
  #splice({ from, count, lines }: Replacement, owner: number): Int32Array {
    const all = this.lines ?? [];
    const old = all.slice(from, from + count);
    const matched = alignLines(old, lines);
    const kept = new Set(matched);
    for (let at = 0; at < count; at += 1) {
      const origin = this.origin[from + at] ?? -1;
      if (origin < 0) continue;
      if (kept.has(at)) this.coveredBy.set(origin, owner);
      else this.removedBy.set(origin, owner);
    }
    const writers = Array.from(matched, (was) => (was < 0 ? owner : (this.writer[from + was] ?? nobody)));
    const origins = Array.from(matched, (was) => (was < 0 ? -1 : (this.origin[from + was] ?? -1)));
    this.lines = [...all.slice(0, from), ...lines, ...all.slice(from + count)];
    this.writer = [...this.writer.slice(0, from), ...writers, ...this.writer.slice(from + count)];
    this.holder = [...this.holder.slice(0, from), ...lines.map(() => owner), ...this.holder.slice(from + count)];
    this.origin = [...this.origin.slice(0, from), ...origins, ...this.origin.slice(from + count)];
    this.touched = true;
    return matched;
  }

  #reveal(whole: readonly number[]): void {
    if (this.lines === null) return;
    const { lines, rest } = revealed(this.lines, whole);
    if (lines.size > 0) this.#substitute(lines);
    if (rest === null) return;
    // The tail is the end of every telling that still has it.
    const at = this.lines.length - 1;
    const origin = this.origin[at] ?? -1;
    this.lines.splice(at, 1, ...rest);
    this.writer.splice(at, 1, ...rest.map(() => nobody));
    this.holder.splice(at, 1, ...rest.map(() => nobody));
    this.origin.splice(at, 1, ...rest.map((_, index) => (origin < 0 ? -1 : origin + index)));
    for (const side of [this.before, this.after]) if (side?.at(-1) === tail) side.splice(-1, 1, ...rest);
  }

  #substitute(shown: ReadonlyMap<number, number>): void {
    for (const side of [this.lines, this.before, this.after])
      side?.forEach((number, at) => {
        if (number < 0) side[at] = shown.get(number) ?? number;
      });
  }
}

function fits(lines: readonly number[], old: readonly number[], from: number): boolean {
  if (from < 0 || from + old.length > lines.length) return false;
  return old.every((number, index) => {
    const here = lines[from + index] ?? tail;
    return here === number || (here < 0 && here !== tail);
  });
}

/** The first place at or after another where lines stand; hidden lines are none of them. -1 where they do not stand. */
function find(lines: readonly number[], old: readonly number[], from: number): number {
  for (let at = lines.indexOf(old[0] ?? 0, from); at >= 0; at = lines.indexOf(old[0] ?? 0, at + 1))
    if (old.every((number, index) => lines[at + index] === number)) return at;
  return -1;
}
