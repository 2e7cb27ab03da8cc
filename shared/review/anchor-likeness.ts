/** Lines compared by their letters cost time: of more than this many only equality counts. */
const comparedByLetters = 40;
const lettersCompared = 300;
const unlike = 0.5;
const mostJoined = 6;

function pairs(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (let at = 0; at + 1 < text.length; at += 1) {
    const pair = text.slice(at, at + 2);
    found.set(pair, (found.get(pair) ?? 0) + 1);
  }
  return found;
}

/** How alike two lines are, 0 to 1: the pairs of letters they share. What is less than half alike is not alike. */
export function lineLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const left = a.trim().slice(0, lettersCompared);
  const right = b.trim().slice(0, lettersCompared);
  if (left === right) return left === "" || a.trim() === b.trim() ? 0.95 : unlike;
  if (left.length < 2 || right.length < 2) return 0;
  const known = pairs(left);
  let shared = 0;
  for (const [pair, count] of pairs(right)) shared += Math.min(count, known.get(pair) ?? 0);
  const likeness = (2 * shared) / (left.length + right.length - 2);
  return likeness < unlike ? 0 : likeness * 0.9;
}

/** Two short runs as one text each: lines that were cut in two or joined are alike, though no line of them is. */
function joinedLikeness(a: readonly string[], b: readonly string[]): number {
  if (a.length > mostJoined || b.length > mostJoined || a.length === b.length) return 0;
  const joined = (lines: readonly string[]) => lines.map((line) => line.trim()).join(" ");
  return lineLikeness(joined(a), joined(b)) * 0.95;
}

/** How alike two runs of lines are, 0 to 1: the best pairing that keeps their order, over the longer of the two. */
export function blockLikeness(a: readonly string[], b: readonly string[]): number {
  return Math.max(pairedLikeness(a, b), joinedLikeness(a, b));
}

function pairedLikeness(a: readonly string[], b: readonly string[]): number {
  const byLetters = Math.max(a.length, b.length) <= comparedByLetters;
  const like = (one: string, other: string): number =>
    byLetters ? lineLikeness(one, other) : one.trim() === other.trim() ? 1 : 0;
  let above = new Float64Array(b.length + 1);
  for (const line of a) {
    const row = new Float64Array(b.length + 1);
    b.forEach((other, at) => {
      row[at + 1] = Math.max(row[at] ?? 0, above[at + 1] ?? 0, (above[at] ?? 0) + like(line, other));
    });
    above = row;
  }
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 1 : (above[b.length] ?? 0) / longer;
}
