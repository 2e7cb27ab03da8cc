/** Why a character is shown as a chip: it reorders text, cannot be seen, or is a control code. */
export type HiddenKind = "bidi" | "invisible" | "variation" | "tag" | "control";

/** One hidden character in a text. `[start, end)` in UTF-16 units. */
export interface HiddenCharacter {
  readonly start: number;
  readonly end: number;
  readonly codePoint: number;
  readonly kind: HiddenKind;
  /** "U+202E" */
  readonly label: string;
  /** "right-to-left override", or the kind in words where the character has no name here. */
  readonly name: string;
}

/**
 * Every code point that changes how text reads without being seen itself: the twelve of Unicode's Bidi_Control, zero-width
 * characters and word joiners, soft hyphen, blank letters (Hangul fillers, Khmer inherent vowels, braille blank), line and
 * paragraph separators, interlinear annotation marks, variation selectors, tag characters, other format characters, lone surrogates, C0 and C1 controls. Tab and line
 * feed are text; a carriage return is text only before a line feed or at the end.
 */
const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|\p{Cf}|\p{Cs}|\r(?!\n|$)/gu;

/** Most lines of code: nothing to look for in them, and told ten times as fast. */
const PRINTABLE = /^[\t\n\u0020-\u007e]*$/;

const NAMES: ReadonlyMap<number, string> = new Map([
  [0x00, "null"],
  [0x07, "bell"],
  [0x08, "backspace"],
  [0x0c, "form feed"],
  [0x0d, "carriage return"],
  [0x1b, "escape"],
  [0x7f, "delete"],
  [0xad, "soft hyphen"],
  [0x34f, "combining grapheme joiner"],
  [0x61c, "Arabic letter mark"],
  [0x115f, "Hangul filler"],
  [0x1160, "Hangul filler"],
  [0x200b, "zero-width space"],
  [0x200c, "zero-width non-joiner"],
  [0x200d, "zero-width joiner"],
  [0x200e, "left-to-right mark"],
  [0x200f, "right-to-left mark"],
  [0x2028, "line separator"],
  [0x2029, "paragraph separator"],
  [0x202a, "left-to-right embedding"],
  [0x202b, "right-to-left embedding"],
  [0x202c, "pop directional formatting"],
  [0x202d, "left-to-right override"],
  [0x202e, "right-to-left override"],
  [0x2060, "word joiner"],
  [0x2066, "left-to-right isolate"],
  [0x2067, "right-to-left isolate"],
  [0x2068, "first strong isolate"],
  [0x2069, "pop directional isolate"],
  [0x2800, "braille blank"],
  [0x3164, "Hangul filler"],
  [0xfeff, "zero-width no-break space"],
  [0xffa0, "Hangul filler"],
]);

const KIND_NAMES: Readonly<Record<HiddenKind, string>> = {
  bidi: "direction control",
  invisible: "invisible character",
  variation: "variation selector",
  tag: "tag character",
  control: "control character",
};

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

function kindOf(code: number): HiddenKind {
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f) || isSurrogate(code)) return "control";
  const bidi = code === 0x61c || code === 0x200e || code === 0x200f;
  if (bidi || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) return "bidi";
  if ((code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef)) return "variation";
  return code >= 0xe0000 && code <= 0xe007f ? "tag" : "invisible";
}

const PICTOGRAPH_BEFORE = /(?:\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}])\ufe0f?$/u;
const PICTOGRAPH_AFTER = /^(?:\p{Extended_Pictographic}|\u20e3)/u;

/** A joiner between two pictures, or the selector after one, is seen as the emoji it makes. */
function isEmojiPart(text: string, at: number, codePoint: number): boolean {
  if (codePoint !== 0x200d && codePoint !== 0xfe0f) return false;
  const pictured = PICTOGRAPH_BEFORE.test(text.slice(Math.max(0, at - 3), at));
  const followed = PICTOGRAPH_AFTER.test(text.slice(at + 1, at + 3));
  return codePoint === 0x200d ? pictured && followed : pictured || (followed && text.charCodeAt(at + 1) === 0x20e3);
}

/** Finds all hidden characters of a text, in order. Linear in the text's length. */
export function findHiddenCharacters(text: string): HiddenCharacter[] {
  if (PRINTABLE.test(text)) return [];
  const found: HiddenCharacter[] = [];
  for (const match of text.matchAll(HIDDEN)) {
    const codePoint = match[0].codePointAt(0) ?? 0;
    if (isEmojiPart(text, match.index, codePoint)) continue;
    const kind = kindOf(codePoint);
    found.push({
      start: match.index,
      end: match.index + match[0].length,
      codePoint,
      kind,
      label: `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`,
      name: NAMES.get(codePoint) ?? (isSurrogate(codePoint) ? "lone surrogate" : KIND_NAMES[kind]),
    });
  }
  return found;
}

/** Counts hidden characters without describing them. */
export function countHiddenCharacters(text: string): number {
  let count = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (!isEmojiPart(text, match.index, match[0].codePointAt(0) ?? 0)) count += 1;
  }
  return count;
}
