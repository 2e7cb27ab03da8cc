/** No more characters than this are drawn unasked. */
const mostCharacters = 60_000;

export interface TextBound {
  /** Characters that are drawn. */
  readonly end: number;
  /** Lines left out, the rest of a line that was cut among them. */
  readonly linesLeft: number;
}

/**
 * Where the drawn part of a text ends, or null where it is drawn whole: after `lines` lines or 60,000 characters, whichever comes
 * first. A text that is at most half as long again is not cut: a stub would save nothing.
 */
export function boundOf(text: string, lines: number): TextBound | null {
  const all = text.split("\n");
  if (all.length <= lines * 1.5 && text.length <= mostCharacters) return null;
  const byLines = all.length <= lines ? text.length : all.slice(0, lines).join("\n").length;
  const end = Math.min(byLines, mostCharacters);
  const rest = text.slice(end);
  return { end, linesLeft: rest.split("\n").length - (rest.startsWith("\n") ? 1 : 0) };
}
