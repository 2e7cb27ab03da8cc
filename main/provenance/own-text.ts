/** Texts shorter than this are copies already: V8 cuts a longer one out of another by pointing into it. */
const leastCut = 13;

/**
 * A text that stands by itself. In: a piece of a longer one, which else stays in memory as long as the piece does: a line that
 * is kept would keep the whole file it was read from, and a session edits thousands.
 */
export function ownText(piece: string): string {
  return piece.length < leastCut || !piece.isWellFormed() ? piece : Buffer.from(piece).toString();
}
