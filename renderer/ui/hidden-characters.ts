/** A character that would not be seen, or would change how others are seen. Offsets are UTF-16 units. */
export interface HiddenCharacter {
  readonly start: number;
  readonly end: number;
  /** "U+202E" */
  readonly code: string;
  readonly name: string;
}

const names: Readonly<Record<number, string>> = {
  0x00: "null",
  0x07: "bell",
  0x08: "backspace",
  0x0d: "carriage return",
  0x1b: "escape",
  0x7f: "delete",
  0xad: "soft hyphen",
  0x34f: "combining grapheme joiner",
  0x61c: "Arabic letter mark",
  0x115f: "Hangul filler",
  0x1160: "Hangul filler",
  0x180e: "Mongolian vowel separator",
  0x200b: "zero width space",
  0x200c: "zero width non-joiner",
  0x200d: "zero width joiner",
  0x200e: "left-to-right mark",
  0x200f: "right-to-left mark",
  0x2028: "line separator",
  0x2029: "paragraph separator",
  0x202a: "left-to-right embedding",
  0x202b: "right-to-left embedding",
  0x202c: "pop directional formatting",
  0x202d: "left-to-right override",
  0x202e: "right-to-left override",
  0x2060: "word joiner",
  0x2061: "function application",
  0x2062: "invisible times",
  0x2063: "invisible separator",
  0x2064: "invisible plus",
  0x2066: "left-to-right isolate",
  0x2067: "right-to-left isolate",
  0x2068: "first strong isolate",
  0x2069: "pop directional isolate",
  0x3164: "Hangul filler",
  0xfeff: "byte order mark",
  0xffa0: "Hangul filler",
  0xfff9: "interlinear annotation anchor",
  0xfffa: "interlinear annotation separator",
  0xfffb: "interlinear annotation terminator",
};

function nameOf(code: number): string {
  const known = names[code];
  if (known !== undefined) return known;
  if (code < 0x20 || (code >= 0x80 && code <= 0x9f)) return "control character";
  if (code >= 0xd800 && code <= 0xdfff) return "lone surrogate";
  if ((code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef)) return "variation selector";
  if (code >= 0xe0000 && code <= 0xe007f) return "tag character";
  return "invisible character";
}

// Control and format characters, lone surrogates, fillers that draw nothing, variation selectors, odd line ends; not newline and tab.
const suspect =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2028\u2029\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]|\p{Cf}|\p{Cs}/gu;
const pictograph = /\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}]/u;

function before(text: string, at: number): string {
  const low = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(Math.max(0, at - 2), at) : text.slice(Math.max(0, at - 1), at);
}

/** Part of an emoji that is drawn: a joiner between two pictures, or the selector after one. */
function belongsToEmoji(text: string, start: number, end: number, code: number): boolean {
  if (code === 0xfe0f) return pictograph.test(before(text, start)) || text.codePointAt(end) === 0x20e3;
  if (code !== 0x200d) return false;
  const previous = before(text, start) === "\ufe0f" ? before(text, start - 1) : before(text, start);
  const next = text.codePointAt(end);
  return pictograph.test(previous) && next !== undefined && pictograph.test(String.fromCodePoint(next));
}

/**
 * Finds the characters of a text that cannot be seen: controls, bidirectional marks, zero-width and filler characters, tags,
 * lone surrogates. Newline and tab are layout and stay. Out: in order, not overlapping.
 */
export function hiddenCharacters(text: string): HiddenCharacter[] {
  const found: HiddenCharacter[] = [];
  for (const match of text.matchAll(suspect)) {
    const start = match.index;
    const end = start + match[0].length;
    const code = match[0].codePointAt(0) ?? 0;
    if (belongsToEmoji(text, start, end, code)) continue;
    found.push({ start, end, code: `U+${code.toString(16).toUpperCase().padStart(4, "0")}`, name: nameOf(code) });
  }
  return found;
}

/** A stretch of plain text, or one hidden character. `start` is its offset in the whole. */
export type TextPart =
  | { readonly kind: "plain"; readonly start: number; readonly text: string }
  | ({ readonly kind: "hidden" } & HiddenCharacter);

/** Cuts a text at its hidden characters. Out: all of it, in order, without empty parts. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const character of hiddenCharacters(text)) {
    if (character.start > from) parts.push({ kind: "plain", start: from, text: text.slice(from, character.start) });
    parts.push({ kind: "hidden", ...character });
    from = character.end;
  }
  if (from < text.length) parts.push({ kind: "plain", start: from, text: text.slice(from) });
  return parts;
}
