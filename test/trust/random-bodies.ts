import type { Json, JsonObject } from "./fixture-log";

/** Values that trouble writers of canonical JSON: characters around the surrogates, keys like numbers, edges of integers. */
const characters = [
  // Each of these is one UTF-16 code unit.
  ...'az09 "\\/\b\f\n\r\t\u0000\u001f\u007f\u0080\u00e9\u0307\u2028\u2029\u20ac\ud7ff\ue000\ufb33\ufeff\uffff'.split(
    "",
  ),
  "\ud83d\ude02",
  "\ud800\udc00",
  "\udbff\udfff",
];
const integers = [0, 1, -1, 9, 10, 56, 2 ** 31, -(2 ** 32), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
const keys = [
  "",
  "0",
  "1",
  "10",
  "9",
  "a",
  "A",
  "__proto__",
  "constructor",
  "toString",
  "length",
  "\u20ac",
  "\ud83d\ude02",
  "\ufb33",
];

export type Random = () => number;

function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}

function randomText(random: Random): string {
  return Array.from({ length: Math.floor(random() * 9) }, () => pick(random, characters)).join("");
}

/** A value of at most `depth` more levels. */
export function randomValue(random: Random, depth: number): Json {
  const kind = Math.floor(random() * (depth > 0 ? 7 : 5));
  if (kind === 0) return pick(random, [null, true, false]);
  if (kind === 1) return pick(random, integers);
  if (kind === 2) return Math.floor((random() - 0.5) * 2 ** 40);
  if (kind < 5) return randomText(random);
  const size = Math.floor(random() * 5);
  if (kind === 5) return Array.from({ length: size }, () => randomValue(random, depth - 1));
  const pairs = Array.from({ length: size }, (): [string, Json] => [
    random() < 0.5 ? pick(random, keys) : randomText(random),
    randomValue(random, depth - 1),
  ]);
  return Object.fromEntries(pairs);
}

/** Additions to the body of a first-form entry, whose content no verifier looks into. */
export function randomContent(random: Random): JsonObject {
  return { content: randomValue(random, 10), [`x${randomText(random)}`]: randomValue(random, 4) };
}

/** One change after which a canonical text with an object in it is canonical no more; null where it does not fit. */
export function spoilt(random: Random, text: string): { what: string; text: string } | null {
  const way = Math.floor(random() * 9);
  const insert = (at: number, more: string) => text.slice(0, at) + more + text.slice(at);
  const number = /[:[,](-?[1-9][0-9]*)[,\]}]/.exec(text);
  switch (way) {
    case 0:
      return { what: "white space", text: insert(text.indexOf(":") + 1, " ") };
    case 1:
      return { what: "a key twice", text: text.replace('"bootId":', '"bootId":"x","bootId":') };
    case 2:
      return number === null
        ? null
        : { what: "a fraction", text: text.replace(number[0], (part) => part.replace(/(\d)([,\]}])$/, "$1.5$2")) };
    case 3:
      return number === null
        ? null
        : { what: "an exponent", text: text.replace(number[0], (part) => part.replace(/(\d)([,\]}])$/, "$1e0$2")) };
    case 4:
      return { what: "beyond 2^53-1", text: text.replace(/"seq":\d+/, (part) => `"other":9007199254740993,${part}`) };
    case 5:
      return { what: "half a surrogate pair", text: text.replace('"kind":"', '"kind":"\\udc00') };
    case 6:
      return { what: "another escape", text: text.replace('"kind":"i', '"kind":"\\u0069') };
    case 7:
      return { what: "a key out of order", text: text.replace(/\}$/, ',"a":1}') };
    default:
      return { what: "an end too many", text: `${text}}` };
  }
}
