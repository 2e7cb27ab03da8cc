/** What the index takes for a letter of a word: letters, numbers and private use, as SQLite's unicode61 does. */
const wordUnit = /[\p{L}\p{N}\p{Co}]/u;
const wordRuns = /[\p{L}\p{N}\p{Co}]+/gu;
/** Scripts written without spaces: each character is a word of its own. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const unspacedAll = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const ascii = /^[\0-\x7f]*$/;
/** Accents that unicode61 leaves out of words. */
const accents = /[\u0300-\u036f]/g;

/** Begins every tag in the index. It is taken out of all texts and queries, so no text can pass for a tag. */
export const tagSign = "\ue000";
const tagSigns = /\ue000/g;

/** Lower case without accents, unit for unit: positions in the result are positions in the text. */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  let folded = "";
  for (const unit of text.split("")) {
    if (unit < "\x80") folded += unit.toLowerCase();
    else {
      const plain = unit.normalize("NFD").replace(accents, "");
      folded += plain === "" ? unit : (plain.toLowerCase()[0] ?? unit);
    }
  }
  return folded;
}

/** One word of a query. */
export interface QueryWord {
  readonly text: string;
  /**
   * The word as the index is asked for it: SQLite folds it as it folded the texts. It keeps the accents of Cyrillic and Greek
   * letters, which `text` is without.
   */
  readonly asked: string;
  /** The parts of `refundService`, to ask for: the index holds them too. Empty where it has only one. */
  readonly parts: readonly string[];
}

/** The words of a text as the index has them, in order. */
export function queryWords(text: string): QueryWord[] {
  const words: QueryWord[] = [];
  for (const [run] of spaced(text.normalize("NFC").replace(tagSigns, " ")).matchAll(wordRuns)) {
    const parts = camelParts(run).map(lowered);
    words.push({ text: fold(run), asked: lowered(run), parts: parts.length > 1 ? parts : [] });
  }
  return words;
}

/** Letter by letter, as SQLite does it: a whole word's last sigma would become another letter. */
function lowered(text: string): string {
  return ascii.test(text) ? text.toLowerCase() : Array.from(text, (letter) => letter.toLowerCase()).join("");
}

/** A text with spaces around every character of a script that has none. */
function spaced(text: string): string {
  return unspaced.test(text) ? text.replace(unspacedAll, " $& ") : text;
}

/** Whether a word may begin or end at a place of a text: between words, and between the parts of `refundService`. */
export function isWordEdge(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return true;
  const before = text[at - 1] ?? "";
  const here = text[at] ?? "";
  if (!isWordUnit(before) || !isWordUnit(here)) return true;
  if (unspaced.test(before) || unspaced.test(here)) return true;
  return isPartEdge(before, here, text[at + 1] ?? "");
}

function isWordUnit(unit: string): boolean {
  // Halves of characters beyond the first plane count as letters, so that no character is cut in two.
  return wordUnit.test(unit) || (unit >= "\ud800" && unit <= "\udfff");
}

/** What a folded unit is in a text: between words, of a word, or a word of its own. */
export function unitKind(unit: string): "gap" | "letter" | "alone" {
  if (unspaced.test(unit)) return "alone";
  return isWordUnit(unit) ? "letter" : "gap";
}

const upper = /[A-Z]/;
const lower = /[a-z]/;

/** True where a part of `refundService` begins. In: the units before, at and after the place. */
export function isPartEdge(before: string, here: string, after: string): boolean {
  if (!upper.test(here)) return false;
  return /[a-z0-9]/.test(before) || (upper.test(before) && lower.test(after));
}

/** `HTTPServerName2` in its parts. */
export function camelParts(word: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 1; at < word.length; at += 1) {
    if (!isPartEdge(word[at - 1] ?? "", word[at] ?? "", word[at + 1] ?? "")) continue;
    parts.push(word.slice(from, at));
    from = at;
  }
  parts.push(word.slice(from));
  return parts;
}

/** Where a word has an inner edge. Looked for alone, since most texts have few: whole words would be tried at every letter. */
const innerEdges = /[a-z0-9][A-Z]|[A-Z][A-Z][a-z]/g;
const plainUnit = /[A-Za-z0-9]/;
const longestMixed = 120;

/** The words of a text that have parts, each once. */
function mixedWords(text: string): Set<string> {
  const words = new Set<string>();
  let done = 0;
  for (const { index } of text.matchAll(innerEdges)) {
    if (index < done) continue;
    let [start, end] = [index, index + 2];
    while (start > 0 && index - start < longestMixed && plainUnit.test(text[start - 1] ?? "")) start -= 1;
    while (end < text.length && end - index < longestMixed && plainUnit.test(text[end] ?? "")) end += 1;
    done = end;
    words.add(text.slice(start, end));
  }
  return words;
}

/** What of a text goes into the index: the text, the parts of its mixed words, nothing that could pass for a tag. */
export function indexedText(text: string): string {
  const clean = text.includes(tagSign) ? text.replace(tagSigns, " ") : text;
  const parts = new Set<string>();
  for (const word of mixedWords(clean)) for (const part of camelParts(word)) parts.add(part);
  const whole = ascii.test(clean) ? clean : spaced(clean.normalize("NFC"));
  return parts.size === 0 ? whole : `${whole}\n${[...parts].join(" ")}`;
}
