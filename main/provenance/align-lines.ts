/** The most pairs of lines that are compared one by one between two anchors. */
const mostPairs = 400_000;

/**
 * Which lines of one text stand in another, in order. In: lines as numbers, equal lines equal numbers. Out: for each line of
 * `after` its place in `before`, or -1. Equal ends are taken off, lines that both hold exactly once are anchors, and what lies
 * between is compared line by line; stretches too long for that count as replaced.
 */
export function alignLines(before: readonly number[], after: readonly number[]): Int32Array {
  const match = new Int32Array(after.length).fill(-1);
  // Stretches wait in a list: a text can hold more anchors than calls can be nested.
  const open: [number, number, number, number][] = [[0, before.length, 0, after.length]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    let [fromA, toA, fromB, toB] = next;
    while (fromA < toA && fromB < toB && before[fromA] === after[fromB]) {
      match[fromB] = fromA;
      fromA += 1;
      fromB += 1;
    }
    while (fromA < toA && fromB < toB && before[toA - 1] === after[toB - 1]) {
      toA -= 1;
      toB -= 1;
      match[toB] = toA;
    }
    if (fromA === toA || fromB === toB) continue;
    const anchors = inOrder(onceInBoth(before, fromA, toA, after, fromB, toB));
    if (anchors.length === 0) {
      if ((toA - fromA) * (toB - fromB) <= mostPairs) longestCommon(before, fromA, toA, after, fromB, toB, match);
      continue;
    }
    let [a, b] = [fromA, fromB];
    for (const [atA, atB] of anchors) {
      match[atB] = atA;
      if (a < atA && b < atB) open.push([a, atA, b, atB]);
      [a, b] = [atA + 1, atB + 1];
    }
    if (a < toA && b < toB) open.push([a, toA, b, toB]);
  }
  return match;
}

/** How often each line stands in a text. */
export function countLines(lines: readonly number[], from = 0, to = lines.length): Map<number, number> {
  const counts = new Map<number, number>();
  for (let at = from; at < to; at += 1) {
    const line = lines[at] ?? 0;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return counts;
}

function onceInBoth(
  before: readonly number[],
  fromA: number,
  toA: number,
  after: readonly number[],
  fromB: number,
  toB: number,
): [number, number][] {
  const inAfter = countLines(after, fromB, toB);
  const inBefore = countLines(before, fromA, toA);
  const places = new Map<number, number>();
  for (let at = fromA; at < toA; at += 1) places.set(before[at] ?? 0, at);
  const found: [number, number][] = [];
  for (let at = fromB; at < toB; at += 1) {
    const line = after[at] ?? 0;
    const place = places.get(line);
    if (place !== undefined && inBefore.get(line) === 1 && inAfter.get(line) === 1) found.push([place, at]);
  }
  return found;
}

/** The longest list of pairs that rise on both sides; they come risen on the second. */
function inOrder(pairs: readonly [number, number][]): [number, number][] {
  const ends: number[] = [];
  const previous = new Int32Array(pairs.length).fill(-1);
  pairs.forEach(([place], index) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? 0]?.[0] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = index;
  });
  const kept: [number, number][] = [];
  for (let at = ends.at(-1) ?? -1; at !== -1; at = previous[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) kept.push(pair);
  }
  return kept.reverse();
}

function longestCommon(
  before: readonly number[],
  fromA: number,
  toA: number,
  after: readonly number[],
  fromB: number,
  toB: number,
  match: Int32Array,
): void {
  const width = toB - fromB + 1;
  const lengths = new Int32Array((toA - fromA + 1) * width);
  for (let a = toA - fromA - 1; a >= 0; a -= 1) {
    for (let b = width - 2; b >= 0; b -= 1) {
      lengths[a * width + b] =
        before[fromA + a] === after[fromB + b]
          ? (lengths[(a + 1) * width + b + 1] ?? 0) + 1
          : Math.max(lengths[(a + 1) * width + b] ?? 0, lengths[a * width + b + 1] ?? 0);
    }
  }
  let [a, b] = [0, 0];
  while (fromA + a < toA && fromB + b < toB) {
    if (before[fromA + a] === after[fromB + b]) {
      match[fromB + b] = fromA + a;
      a += 1;
      b += 1;
    } else if ((lengths[(a + 1) * width + b] ?? 0) >= (lengths[a * width + b + 1] ?? 0)) a += 1;
    else b += 1;
  }
}
