import { ownText } from "./own-text";

/** A line that no record shows: it stands for one line of the file as it was before. */
const firstHidden = -1;
/** All that follows the last line a patch shows. */
export const tail = -0x7fffffff;

/** Numbers for the lines of one file: equal text, equal number. Numbers below zero are lines whose text is not known. */
export class LineTexts {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  #hidden = firstHidden;

  number(line: string): number {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const own = ownText(text);
    this.#numbers.set(own, this.#texts.length);
    this.#texts.push(own);
    return this.#texts.length - 1;
  }
  /** The number of a line that was seen before; undefined for one that was not. */
  known(line: string): number | undefined {
    return this.#numbers.get(line.endsWith("\r") ? line.slice(0, -1) : line);
  }
  /** A text's lines; a line feed at its end is followed by an empty line. */
  lines(text: string): number[] {
    return text.split("\n").map((line) => this.number(line));
  }
  /** Null for a line whose text is not known. */
  text(number: number): string | null {
    return number < 0 ? null : (this.#texts[number] ?? null);
  }
  hidden(): number {
    const number = this.#hidden;
    this.#hidden -= 1;
    return number;
  }
}

/**
 * Whether a text is what a sparse telling of a file can be: a hidden line stands for any line that is known, and for itself; a
 * tail for all that follows.
 */
export function agree(sparse: readonly number[], whole: readonly number[]): boolean {
  const open = sparse.at(-1) === tail;
  const shown = open ? sparse.length - 1 : sparse.length;
  // Two open ends are the same end only at the same place.
  const rest = whole.at(-1) === tail ? whole.length - 1 : whole.length;
  if (open ? (rest === whole.length ? rest < shown : rest !== shown) : rest !== whole.length || rest !== shown)
    return false;
  for (let at = 0; at < shown; at += 1) {
    const [a, b] = [sparse[at] ?? 0, whole[at] ?? 0];
    if (a !== b && (a >= 0 || b < 0)) return false;
  }
  return true;
}

/** What hidden lines and the tail turn out to be, given a text that agrees. */
export function revealed(
  sparse: readonly number[],
  whole: readonly number[],
): { readonly lines: ReadonlyMap<number, number>; readonly rest: readonly number[] | null } {
  const lines = new Map<number, number>();
  sparse.forEach((number, at) => {
    const shown = whole[at];
    if (number < 0 && number !== tail && shown !== undefined && shown >= 0) lines.set(number, shown);
  });
  const open = sparse.at(-1) === tail && whole.at(-1) !== tail;
  return { lines, rest: open ? whole.slice(sparse.length - 1) : null };
}
