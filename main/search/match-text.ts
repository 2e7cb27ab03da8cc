import type { QueryTerm } from "./parse-query";
import { fold, isWordEdge } from "./words";

/** A place in a text, `[start, end)` in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text made ready to be looked through for several terms. */
export interface FoldedText {
  readonly text: string;
  readonly folded: string;
}

export function foldedText(text: string): FoldedText {
  return { text, folded: fold(text) };
}

const punctuation = /[\\^$.*+?()[\]{}|/-]/g;

/** Compiled once for each term. */
const patterns = new WeakMap<QueryTerm, RegExp>();

function patternOf(term: QueryTerm): RegExp {
  const known = patterns.get(term);
  if (known !== undefined) return known;
  // Literals and runs of white space only: no text can make it slow.
  const source = fold(term.text.normalize("NFC").replace(/\ue000/g, " "))
    .trim()
    .split(/\s+/u)
    .map((piece) => piece.replace(punctuation, (found) => `\\${found}`))
    .join("\\s+");
  const pattern = new RegExp(source, "g");
  patterns.set(term, pattern);
  return pattern;
}

/**
 * Where a term stands in a text: as written, white space of any length, without regard to case and accents, at whole words
 * (or beginnings). Out: at most `most` places in order.
 */
export function findTerm(term: QueryTerm, { text, folded }: FoldedText, most: number): Span[] {
  const pattern = patternOf(term);
  const found: Span[] = [];
  pattern.lastIndex = 0;
  for (;;) {
    const match = pattern.exec(folded);
    if (match === null || match[0] === "" || found.length === most) return found;
    const [start, end] = [match.index, match.index + match[0].length];
    if (isWordEdge(text, start) && (term.prefix || isWordEdge(text, end))) found.push({ start, end });
    else pattern.lastIndex = start + 1;
  }
}

/** True where the index alone cannot say that a term is there: several words beside each other, or signs between or around them. */
export function needsCheck(term: QueryTerm): boolean {
  const [word] = term.words;
  return (
    term.words.length > 1 ||
    word === undefined ||
    word.parts.length > 1 ||
    fold(term.text.normalize("NFC")).trim() !== word.text
  );
}

/** True where all terms that must be checked stand in the text, and none that must not. */
export function passes(terms: readonly QueryTerm[], text: FoldedText): boolean {
  return terms.every((term) => findTerm(term, text, 1).length > 0 !== term.negated);
}
