import { fold, isPartEdge, unitKind } from "./words";

/*
 * The words of a text as numbers, in order: what tells, without the text, that a phrase or a beginning cannot be in it.
 * A word's code is made of its first four letters. The codes never rule out a text that `findTerm` would find the term in;
 * what they let pass is checked on the text.
 */

/** Letters of a word that its code is made of. */
export const codedLetters = 4;
/** Codes that the inner edges of words like `refundService` may add to a text. */
const mostExtra = 2_048;
const mostWords = 20_000;

const asciiFolded = Uint16Array.from({ length: 128 }, (_, unit) => fold(String.fromCharCode(unit)).charCodeAt(0));
/** Folded forms and kinds of the units beyond ASCII that occurred: 0 where none did. */
const knownFolded = new Uint16Array(0x10000);
const knownKinds = new Uint8Array(0x10000);
const kinds = { gap: 1, letter: 2, alone: 3 } as const;

function learn(unit: number): void {
  const folded = unit < 128 ? (asciiFolded[unit] ?? unit) : fold(String.fromCharCode(unit)).charCodeAt(0);
  knownFolded[unit] = folded;
  knownKinds[unit] = kinds[unitKind(String.fromCharCode(unit))];
}
for (let unit = 0; unit < 128; unit += 1) learn(unit);

/** Codes as they are made, one for all: a text's are copied out of it. */
const codes = new Uint16Array(mostWords + mostExtra * 2);
const starts = new Int32Array(mostWords);
const ends = new Int32Array(mostWords);

function mixed(hash: number): number {
  let mixing = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  mixing = Math.imul(mixing ^ (mixing >>> 12), 0x297a2d39);
  return (mixing ^ (mixing >>> 15)) & 0xffff;
}

function codeAt(text: string, start: number, end: number): number {
  let hash = 7;
  for (let at = start; at < Math.min(end, start + codedLetters); at += 1)
    hash = (Math.imul(hash, 0x01000193) ^ (knownFolded[text.charCodeAt(at)] ?? 0)) | 0;
  return mixed(hash);
}

/** Finds the words of a text. Out: how many, in `starts`, `ends` and `codes`; and which have inner edges; null where there are too many. */
function readWords(text: string): { count: number; edged: number[] } | null {
  let count = 0;
  const edged: number[] = [];
  let at = 0;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (knownKinds[unit] === 0) learn(unit);
    const kind = knownKinds[unit];
    if (kind === kinds.gap) {
      at += 1;
      continue;
    }
    if (count === mostWords) return null;
    const start = at;
    let hash = 7;
    let isEdged = false;
    if (kind === kinds.alone) {
      hash = (Math.imul(hash, 0x01000193) ^ (knownFolded[unit] ?? 0)) | 0;
      at += 1;
    } else {
      for (; at < text.length; at += 1) {
        const next = text.charCodeAt(at);
        if (knownKinds[next] === 0) learn(next);
        if (knownKinds[next] !== kinds.letter) break;
        if (at < start + codedLetters) hash = (Math.imul(hash, 0x01000193) ^ (knownFolded[next] ?? 0)) | 0;
        if (next >= 65 && next <= 90 && at > start) isEdged = true;
      }
    }
    starts[count] = start;
    ends[count] = at;
    codes[count] = mixed(hash);
    if (isEdged) edged.push(count);
    count += 1;
  }
  return { count, edged };
}

function edgesOf(text: string, start: number, end: number): number[] {
  const edges: number[] = [];
  for (let at = start + 1; at < end; at += 1)
    if (isPartEdge(text[at - 1] ?? "", text[at] ?? "", at + 1 < text.length ? (text[at + 1] ?? "") : ""))
      edges.push(at);
  return edges;
}

/** Codes of a text's words, two bytes each; null where it is too much to tell anything by. */
export function wordCodes(text: string): Uint8Array | null {
  const words = readWords(text);
  if (words === null) return null;
  const { count, edged } = words;
  let size = count;
  const add = (...more: readonly number[]): boolean => {
    if (size + more.length > count + mostExtra) return false;
    for (const code of more) codes[size++] = code;
    return true;
  };
  const place = (word: number) => [starts[word] ?? 0, ends[word] ?? 0] as const;
  /** Codes that a word may have as the last of a phrase: beginnings that end at an inner edge, where they are short. */
  const beginnings = (word: number): number[] => {
    const [start, end] = place(word);
    return edgesOf(text, start, Math.min(end, start + codedLetters)).map((edge) => codeAt(text, start, edge));
  };
  for (const [nth, word] of edged.entries()) {
    const [start, end] = place(word);
    const before = word > 0 ? [codes[word - 1] ?? 0] : [];
    for (const code of beginnings(word)) if (!add(...before, code)) return null;
    const next =
      word + 1 < count ? [codes[word + 1] ?? 0, ...(edged[nth + 1] === word + 1 ? beginnings(word + 1) : [])] : [];
    for (const edge of edgesOf(text, start, end)) {
      const rest = codeAt(text, edge, end);
      if (next.length === 0 && !add(rest)) return null;
      for (const code of next) if (!add(rest, code)) return null;
      // `api` of `restApiServer` is a word of its own too.
      for (const inner of edgesOf(text, edge, Math.min(end, edge + codedLetters)))
        if (!add(codeAt(text, edge, inner))) return null;
    }
  }
  return bytesOf(codes.subarray(0, shortened(size)));
}

/** Pairs of codes that were kept of the text at hand, each in a place of its own; a later one may take its place. */
const keptPairs = new Uint32Array(8_192);
const keptIn = new Uint32Array(keptPairs.length);
let texts = 0;

/**
 * Leaves out of the first `count` codes what repeats: terms are looked for by one code or two beside each other, so each pair
 * is needed once. Out: how many are left.
 */
function shortened(count: number): number {
  texts = (texts + 1) >>> 0;
  let kept = Math.min(count, 1);
  let last = 0;
  let before = codes[0] ?? 0;
  for (let at = 1; at < count; at += 1) {
    const code = codes[at] ?? 0;
    const pair = ((before << 16) | code) >>> 0;
    const place = Math.imul(pair, 0x9e3779b1) >>> 19;
    if (keptIn[place] !== texts || keptPairs[place] !== pair) {
      keptPairs[place] = pair;
      keptIn[place] = texts;
      // Not beside the one that was kept last: both of the pair are.
      if (last !== at - 1) codes[kept++] = before;
      codes[kept++] = code;
      last = at;
    }
    before = code;
  }
  return kept;
}

/** The codes as bytes, the higher one first. */
function bytesOf(list: Uint16Array): Uint8Array {
  return new Uint8Array(Buffer.from(new Uint8Array(list.slice().buffer)).swap16());
}

/**
 * Runs of codes that a text must hold for a term to stand in it: words beside each other, each pair of them. In: the term
 * as written; whether its last word may go on. Out: none where the codes cannot tell.
 */
export function requiredCodes(term: string, prefix: boolean, most: number): Uint8Array[] {
  const words = readWords(term);
  if (words === null) return [];
  const last = words.count - 1;
  const cut = prefix && last >= 0 && (ends[last] ?? 0) - (starts[last] ?? 0) < codedLetters;
  const list = Uint16Array.from(codes.subarray(0, cut ? last : last + 1));
  if (list.length < 2) return list.length === 0 ? [] : [bytesOf(list)];
  const pairs = new Map<string, Uint8Array>();
  for (let at = 0; at + 1 < list.length; at += 1) {
    const pair = list.subarray(at, at + 2);
    pairs.set(pair.join(), bytesOf(pair));
  }
  // From the end: what people write last is mostly what tells most.
  return [...pairs.values()].reverse().slice(0, most);
}
