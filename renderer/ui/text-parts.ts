import { findHiddenCharacters, type HiddenCharacter } from "../../shared/diff/hidden-characters";

/** A stretch of plain text, or one hidden character. `start` is its offset in the whole. */
export type TextPart =
  | { readonly kind: "plain"; readonly start: number; readonly text: string }
  | { readonly kind: "hidden"; readonly start: number; readonly character: HiddenCharacter };

/** Cuts a text at its hidden characters. Out: all of it, in order, without empty parts. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const character of findHiddenCharacters(text)) {
    if (character.start > from) parts.push({ kind: "plain", start: from, text: text.slice(from, character.start) });
    parts.push({ kind: "hidden", start: character.start, character });
    from = character.end;
  }
  if (from < text.length) parts.push({ kind: "plain", start: from, text: text.slice(from) });
  return parts;
}
