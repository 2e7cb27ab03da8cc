/**
 * File names in git's diff headers. Names with control characters, quotes, backslashes or (by default) bytes above
 * 0x7F are written in double quotes with C escapes: `"a/caf\303\251.txt"` (git-config, core.quotePath).
 */

const NAMED: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["b", 8],
  ["t", 9],
  ["n", 10],
  ["v", 11],
  ["f", 12],
  ["r", 13],
  ['"', 34],
  ["\\", 92],
]);

/** A name read from `text`, and the offset after it. */
export interface QuotedName {
  readonly name: string;
  readonly end: number;
}

/**
 * Reads the C-quoted name that starts with a double quote at `from`. Octal escapes are bytes of UTF-8; bytes that are not
 * valid UTF-8 become U+FFFD. Null where no closing quote follows.
 */
export function readQuoted(text: string, from: number): QuotedName | null {
  if (text[from] !== '"') return null;
  let name = "";
  let bytes: number[] = [];
  let at = from + 1;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '"') return { name: name + decodeUtf8(bytes), end: at + 1 };
    if (char !== "\\") {
      name += decodeUtf8(bytes) + char;
      bytes = [];
      at += 1;
      continue;
    }
    const octal = octalAt(text, at + 1);
    if (octal !== null) {
      bytes.push(octal);
      at += 4;
      continue;
    }
    const escaped = text.charAt(at + 1);
    const named = NAMED.get(escaped);
    if (named === undefined) {
      name += decodeUtf8(bytes) + escaped;
      bytes = [];
    } else {
      bytes.push(named);
    }
    at += 2;
  }
  return null;
}

function octalAt(text: string, at: number): number | null {
  let value = 0;
  for (let digit = 0; digit < 3; digit += 1) {
    const code = text.charCodeAt(at + digit) - 48;
    if (!(code >= 0 && code <= 7)) return null;
    value = value * 8 + code;
  }
  return value & 0xff;
}

/** UTF-8 by hand: this file runs where neither TextDecoder nor Buffer may be assumed. */
function decodeUtf8(bytes: readonly number[]): string {
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const length =
      lead < 0x80
        ? 1
        : lead >= 0xc2 && lead < 0xe0
          ? 2
          : lead >= 0xe0 && lead < 0xf0
            ? 3
            : lead >= 0xf0 && lead < 0xf5
              ? 4
              : 0;
    let value = length === 1 ? lead : lead & (0xff >> (length + 1));
    let valid = length > 0 && at + length <= bytes.length;
    for (let next = 1; valid && next < length; next += 1) {
      const byte = bytes[at + next] ?? 0;
      valid = (byte & 0xc0) === 0x80;
      value = value * 64 + (byte & 0x3f);
    }
    const tooShort = (length === 3 && value < 0x800) || (length === 4 && value < 0x10000);
    if (!valid || tooShort || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
      text += "\ufffd";
      at += 1;
    } else {
      text += String.fromCodePoint(value);
      at += length;
    }
  }
  return text;
}

/** Reads a whole header value: quoted as git does it, or plain up to the first tab (a time stamp follows it in `diff -u`). */
export function readHeaderName(value: string): string {
  if (value.startsWith('"')) {
    const quoted = readQuoted(value, 0);
    if (quoted !== null) return quoted.name;
  }
  const tab = value.indexOf("\t");
  return tab === -1 ? value : value.slice(0, tab);
}

/** Old and new name as the header writes them, prefixes included. */
export interface NamePair {
  readonly old: string;
  readonly new: string;
}

/**
 * Splits what follows `diff --git `. Unquoted names may hold spaces, so the split is only certain where both names are the
 * same but for their prefix (which git guarantees unless rename or copy lines follow). Null where it is a guess.
 */
export function splitGitNames(rest: string): NamePair | null {
  if (rest.startsWith('"')) {
    const first = readQuoted(rest, 0);
    if (first?.end === undefined || rest[first.end] !== " ") return null;
    const tail = rest.slice(first.end + 1);
    return { old: first.name, new: tail.startsWith('"') ? (readQuoted(tail, 0)?.name ?? tail) : tail };
  }
  if (rest.endsWith('"')) {
    const open = rest.indexOf(' "');
    const second = open === -1 ? null : readQuoted(rest, open + 1);
    return second === null ? null : { old: rest.slice(0, open), new: second.name };
  }
  const half = (rest.length - 1) / 2;
  if (Number.isInteger(half) && rest[half] === " ") {
    const pair = { old: rest.slice(0, half), new: rest.slice(half + 1) };
    if (pair.old === pair.new || withoutFirst(pair.old) === withoutFirst(pair.new)) return pair;
  }
  const parts = rest.split(" ");
  if (parts.length === 2) return { old: parts[0] ?? "", new: parts[1] ?? "" };
  return null;
}

/** The guess of last resort: the new name is what follows the last ` b/`, or the last word. */
export function guessGitNames(rest: string): NamePair {
  const cut = rest.lastIndexOf(" b/");
  const at = cut === -1 ? rest.lastIndexOf(" ") : cut;
  return at === -1 ? { old: rest, new: rest } : { old: rest.slice(0, at), new: rest.slice(at + 1) };
}

/** The name without its first folder. */
export function withoutFirst(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}

const PREFIXES = "abciow12";

function hasPrefix(name: string): boolean {
  return name[1] === "/" && PREFIXES.includes(name.charAt(0)) && name.length > 2;
}

/**
 * Takes git's prefixes off: `a/` and `b/`, or the mnemonic pairs of diff.mnemonicPrefix. A pair without prefixes
 * (diff.noprefix, diffs written by hand) comes back as it is. `/dev/null` stays.
 */
export function stripPrefixes(pair: NamePair): NamePair {
  if (pair.old === "/dev/null") return { old: pair.old, new: hasPrefix(pair.new) ? pair.new.slice(2) : pair.new };
  if (pair.new === "/dev/null") return { old: hasPrefix(pair.old) ? pair.old.slice(2) : pair.old, new: pair.new };
  const prefixed = hasPrefix(pair.old) && hasPrefix(pair.new) && !pair.new.startsWith(pair.old.slice(0, 2));
  return prefixed ? { old: pair.old.slice(2), new: pair.new.slice(2) } : pair;
}
