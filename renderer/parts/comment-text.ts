/** A stretch of a comment's text. Only code is told apart; everything else is drawn as it was typed. */
export type CommentPart = { readonly kind: "text" | "code" | "block"; readonly at: number; readonly text: string };

const fence = /^( {0,3})(`{3,})([^`\n]*)\n([\s\S]*?)(?:\n\1? {0,3}\2`*[ \t]*(?=\n|$)|$(?![\s\S]))/gmu;
const span = /(`+)(?!`)([\s\S]*?[^`])\1(?!`)/gu;

function spans(text: string, offset: number): CommentPart[] {
  const parts: CommentPart[] = [];
  let from = 0;
  for (const match of text.matchAll(span)) {
    const [whole, , inner = ""] = match;
    if (inner.includes("\n\n")) continue;
    if (match.index > from) parts.push({ kind: "text", at: offset + from, text: text.slice(from, match.index) });
    parts.push({ kind: "code", at: offset + match.index, text: inner.replace(/^ (.*\S.*) $/su, "$1") });
    from = match.index + whole.length;
  }
  if (from < text.length) parts.push({ kind: "text", at: offset + from, text: text.slice(from) });
  return parts;
}

/** Cuts a comment's Markdown at its code spans and fenced blocks. Nothing is left out but the marks themselves. */
export function commentParts(text: string): CommentPart[] {
  const parts: CommentPart[] = [];
  let from = 0;
  for (const match of text.matchAll(fence)) {
    if (match.index > from) parts.push(...spans(text.slice(from, match.index).replace(/\n$/u, ""), from));
    parts.push({ kind: "block", at: match.index, text: match[4] ?? "" });
    from = match.index + match[0].length;
    if (text[from] === "\n") from += 1;
  }
  if (from < text.length) parts.push(...spans(text.slice(from), from));
  return parts;
}

/** One line of the small diff that shows a suggestion. */
export interface SuggestionLine {
  readonly sign: "same" | "del" | "add";
  readonly at: number;
  readonly text: string;
}

/** What a suggestion changes: equal lines at both ends are unchanged, the rest is removed and added. */
export function suggestionLines(before: string, after: string): SuggestionLine[] {
  const old = before === "" ? [] : before.split("\n");
  const fresh = after === "" ? [] : after.split("\n");
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < fresh.length - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const lines: SuggestionLine[] = [];
  const put = (sign: SuggestionLine["sign"], texts: readonly string[]): void => {
    for (const text of texts) lines.push({ sign, at: lines.length, text });
  };
  put("same", old.slice(0, head));
  put("del", old.slice(head, old.length - tail));
  put("add", fresh.slice(head, fresh.length - tail));
  put("same", old.slice(old.length - tail));
  return lines;
}
