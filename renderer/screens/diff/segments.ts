import { findHiddenCharacters, type HiddenCharacter } from "../../../shared/diff/hidden-characters";

/** A stretch of a line that is drawn in one way. */
export interface Segment {
  readonly text: string;
  /** Index into SYNTAX_CLASSES. */
  readonly syntax: number;
  /** Differs from the line it replaces. */
  readonly word: boolean;
  /** Holds what is searched for. */
  readonly hit: boolean;
  /** Drawn as a chip instead of its text. */
  readonly hidden: HiddenCharacter | null;
}

/** Cuts a line where any of its drawings begins or ends. Ranges are pairs start, end; syntax is triples start, end, class; all ascending. */
export function segmentsOf(
  text: string,
  syntax: ArrayLike<number>,
  words: Iterable<number> & ArrayLike<number>,
  hits: Iterable<number> & ArrayLike<number>,
): Segment[] {
  const hidden = findHiddenCharacters(text);
  const cuts = new Set<number>([0, text.length]);
  for (let at = 0; at < syntax.length; at += 3) cuts.add(syntax[at] ?? 0).add(syntax[at + 1] ?? 0);
  for (const point of words) cuts.add(point);
  for (const point of hits) cuts.add(point);
  for (const character of hidden) cuts.add(character.start).add(character.end);
  const points = [...cuts].filter((point) => point <= text.length).sort((a, b) => a - b);
  const segments: Segment[] = [];
  let syntaxAt = 0;
  let wordAt = 0;
  let hitAt = 0;
  let hiddenAt = 0;
  for (let index = 0; index + 1 < points.length; index += 1) {
    const start = points[index] ?? 0;
    while (syntaxAt < syntax.length && (syntax[syntaxAt + 1] ?? 0) <= start) syntaxAt += 3;
    while (wordAt < words.length && (words[wordAt + 1] ?? 0) <= start) wordAt += 2;
    while (hitAt < hits.length && (hits[hitAt + 1] ?? 0) <= start) hitAt += 2;
    while (hiddenAt < hidden.length && (hidden[hiddenAt]?.end ?? 0) <= start) hiddenAt += 1;
    const character = hidden[hiddenAt];
    segments.push({
      text: text.slice(start, points[index + 1]),
      syntax: syntaxAt < syntax.length && (syntax[syntaxAt] ?? 0) <= start ? (syntax[syntaxAt + 2] ?? 0) : 0,
      word: wordAt < words.length && (words[wordAt] ?? 0) <= start,
      hit: hitAt < hits.length && (hits[hitAt] ?? 0) <= start,
      hidden: character !== undefined && character.start <= start ? character : null,
    });
  }
  return segments;
}
