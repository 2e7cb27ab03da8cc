import diff from "fast-diff";

/** Lines longer than this are compared as a whole: one pair of 10,000 characters can take seconds. */
export const WORD_DIFF_LIMIT = 2000;

/** Ranges of one line that the other does not have, as pairs start, end. */
export interface WordDiff {
  readonly old: readonly number[];
  readonly new: readonly number[];
}

const TOKEN = /[\p{L}\p{N}_]+|[ \t]+|[=<>!+\-*/%&|^~?]+|./gsu;
const FIRST_CODE = 0x100;
const SURROGATES = 0xd800;
/** With less in common than this the lines are not two versions of one line, and marks would be noise. */
const LEAST_IN_COMMON = 0.3;

/**
 * Compares two versions of a line word by word. Null where they are too long or have too little in common, so that
 * nothing should be marked.
 */
export function wordDiff(old: string, fresh: string): WordDiff | null {
  if (old.length > WORD_DIFF_LIMIT || fresh.length > WORD_DIFF_LIMIT || old === fresh) return null;
  const codes = new Map<string, number>();
  const oldTokens = old.match(TOKEN) ?? [];
  const newTokens = fresh.match(TOKEN) ?? [];
  // fast-diff compares UTF-16 units: each distinct word is given one of its own, clear of the surrogates it treats as pairs.
  const encode = (tokens: readonly string[]): string =>
    tokens
      .map((token) => {
        let code = codes.get(token);
        if (code === undefined) {
          code = FIRST_CODE + codes.size;
          codes.set(token, code);
        }
        return String.fromCharCode(code);
      })
      .join("");
  const oldCode = encode(oldTokens);
  const newCode = encode(newTokens);
  if (FIRST_CODE + codes.size >= SURROGATES) return null;
  const oldRanges: number[] = [];
  const newRanges: number[] = [];
  let oldToken = 0;
  let newToken = 0;
  let oldAt = 0;
  let newAt = 0;
  let common = 0;
  for (const [operation, run] of diff(oldCode, newCode)) {
    const oldFrom = oldAt;
    const newFrom = newAt;
    for (const _code of run) {
      const token = operation === diff.INSERT ? (newTokens[newToken] ?? "") : (oldTokens[oldToken] ?? "");
      if (operation !== diff.INSERT) {
        oldAt += token.length;
        oldToken += 1;
      }
      if (operation !== diff.DELETE) {
        newAt += token.length;
        newToken += 1;
      }
      if (operation === diff.EQUAL && token.trim() !== "") common += token.length;
    }
    if (operation === diff.DELETE) mark(oldRanges, oldFrom, oldAt, old);
    else if (operation === diff.INSERT) mark(newRanges, newFrom, newAt, fresh);
  }
  const shorter = Math.min(inked(old), inked(fresh));
  if (shorter > 0 && common < shorter * LEAST_IN_COMMON) return null;
  return { old: oldRanges, new: newRanges };
}

function inked(text: string): number {
  return text.replaceAll(/\s+/g, "").length;
}

/** Adds a range, joined with the one before where only white space stands between them. */
function mark(ranges: number[], start: number, end: number, text: string): void {
  const last = ranges.at(-1);
  if (last !== undefined && text.slice(last, start).trim() === "" && start - last <= 1) ranges[ranges.length - 1] = end;
  else ranges.push(start, end);
}
