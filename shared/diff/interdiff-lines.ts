/** Above so many edits in a stretch without a common anchor the stretch is given up as replaced whole: it costs their square. */
const MOST_EDITS = 600;

/**
 * Which lines of two texts are the same line: for each of `a` its place in `b`, or -1. Places ascend. Lines that stand once on each
 * side are anchors (patience diff); what is between them is compared by Myers' greedy algorithm, up to a bound.
 */
export function matchLines(a: readonly string[], b: readonly string[]): Int32Array {
  const ids = new Map<string, number>();
  const number = (line: string): number => {
    const known = ids.get(line);
    if (known !== undefined) return known;
    ids.set(line, ids.size);
    return ids.size - 1;
  };
  const left = Int32Array.from(a, number);
  const right = Int32Array.from(b, number);
  const match = new Int32Array(a.length).fill(-1);
  const open: (readonly [number, number, number, number])[] = [[0, a.length, 0, b.length]];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    let [aFrom, aTo, bFrom, bTo] = part;
    while (aFrom < aTo && bFrom < bTo && left[aFrom] === right[bFrom]) match[aFrom++] = bFrom++;
    while (aFrom < aTo && bFrom < bTo && left[aTo - 1] === right[bTo - 1]) match[--aTo] = --bTo;
    if (aFrom === aTo || bFrom === bTo) continue;
    const range = { left, right, aFrom, aTo, bFrom, bTo };
    const once = anchors(range, 1);
    const found = once.length > 0 || myers(range, match) ? once : anchors(range, 8);
    // Where neither unique lines nor the bounded search help, lines as frequent on both sides stand for each other in their order.
    for (let at = 0, from = aFrom, to = bFrom; at <= found.length && found.length > 0; at += 1) {
      const [aAt, bAt] = found[at] ?? [aTo, bTo];
      open.push([from, aAt, to, bAt]);
      if (at < found.length) match[aAt] = bAt;
      [from, to] = [aAt + 1, bAt + 1];
    }
  }
  return match;
}

interface Range {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

/** Pairs of places of lines that both sides have equally often, at most `most` times; the longest ascending choice of them. */
function anchors({ left, right, aFrom, aTo, bFrom, bTo }: Range, most: number): (readonly [number, number])[] {
  const inLeft = new Map<number, number[]>();
  const inRight = new Map<number, number[]>();
  for (let at = aFrom; at < aTo; at += 1) note(inLeft, left[at] ?? -1, at);
  for (let at = bFrom; at < bTo; at += 1) note(inRight, right[at] ?? -1, at);
  const pairs: (readonly [number, number])[] = [];
  for (const [line, places] of inLeft) {
    const others = inRight.get(line);
    if (others?.length !== places.length || places.length > most) continue;
    places.forEach((place, index) => pairs.push([place, others[index] ?? 0]));
  }
  return ascending(pairs.sort((one, other) => one[0] - other[0]));
}

function note(places: Map<number, number[]>, line: number, at: number): void {
  const known = places.get(line);
  if (known === undefined) places.set(line, [at]);
  else known.push(at);
}

/** The longest chain of pairs whose second places ascend. In: pairs by their first place. */
export function ascending(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const tails: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  pairs.forEach(([, place], index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.[1] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? -1 : (tails[low - 1] ?? -1);
    tails[low] = index;
  });
  const chain: (readonly [number, number])[] = [];
  for (let index = tails.at(-1) ?? -1; index !== -1; index = before[index] ?? -1) {
    const pair = pairs[index];
    if (pair !== undefined) chain.push(pair);
  }
  return chain.reverse();
}

/** Myers' greedy search ("An O(ND) Difference Algorithm", 1986). False where it would take more than the bound of edits. */
function myers({ left, right, aFrom, aTo, bFrom, bTo }: Range, match: Int32Array): boolean {
  const n = aTo - aFrom;
  const m = bTo - bFrom;
  const most = Math.min(n + m, MOST_EDITS);
  const furthest = new Int32Array(2 * most + 2);
  const trail: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && (furthest[most + k - 1] ?? 0) < (furthest[most + k + 1] ?? 0));
      let x = down ? (furthest[most + k + 1] ?? 0) : (furthest[most + k - 1] ?? 0) + 1;
      while (x < n && x - k < m && left[aFrom + x] === right[bFrom + x - k]) x += 1;
      furthest[most + k] = x;
      if (x < n || x - k < m) continue;
      walkBack(trail, { n, m, edits, aFrom, bFrom }, match);
      return true;
    }
    trail.push(furthest.slice(most - edits, most + edits + 1));
  }
  return false;
}

interface Walk {
  readonly n: number;
  readonly m: number;
  readonly edits: number;
  readonly aFrom: number;
  readonly bFrom: number;
}

function walkBack(trail: readonly Int32Array[], { n, m, edits, aFrom, bFrom }: Walk, match: Int32Array): void {
  let x = n;
  let y = m;
  for (let step = edits; step >= 0; step -= 1) {
    const k = x - y;
    const reach = trail[step - 1];
    const at = (diagonal: number): number =>
      Math.abs(diagonal) > step - 1 ? -1 : (reach?.[step - 1 + diagonal] ?? -1);
    const down = k === -step || (k !== step && at(k - 1) < at(k + 1));
    const fromX = step === 0 ? 0 : at(down ? k + 1 : k - 1);
    const fromY = step === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      match[aFrom + x] = bFrom + y;
    }
    [x, y] = [fromX, fromY];
  }
}
