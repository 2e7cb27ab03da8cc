/**
 * How often numbered places (lines, branches) were run. Kept as pairs in two flat lists: a report of ten million lines must not
 * become ten million objects.
 */
export class HitList {
  #keys: number[] = [];
  #hits: number[] = [];
  #last = -1;
  #ascending = true;
  /** Length at which places told several times are put together, so that a file of one line said again and again stays small. */
  #settleAt = 1_048_576;
  readonly #merge: "sum" | "most";

  /** `merge` says what becomes of a place that is told twice: its runs are summed, or the higher number stands. */
  constructor(merge: "sum" | "most") {
    this.#merge = merge;
  }

  get size(): number {
    this.#settle();
    return this.#keys.length;
  }

  /** In: a place (a safe integer) and its hits, not negative. */
  add(key: number, hits: number): void {
    if (key <= this.#last) this.#ascending = false;
    this.#last = key;
    this.#keys.push(key);
    this.#hits.push(hits);
    if (this.#keys.length < this.#settleAt) return;
    this.#settle();
    this.#settleAt = Math.max(this.#settleAt, this.#keys.length * 2);
  }

  /** Places with at least one run. */
  covered(): number {
    this.#settle();
    let covered = 0;
    for (const hits of this.#hits) if (hits > 0) covered += 1;
    return covered;
  }

  /** Tells each place once, ascending, with its hits. */
  each(told: (key: number, hits: number) => void): void {
    this.#settle();
    for (const [at, key] of this.#keys.entries()) told(key, this.#hits[at] ?? 0);
  }

  /** [place, hits], ascending by place, each place once. */
  pairs(): [number, number][] {
    this.#settle();
    return this.#keys.map((key, index) => [key, this.#hits[index] ?? 0]);
  }

  #settle(): void {
    if (this.#ascending) return;
    const sorted = Float64Array.from(this.#keys).sort();
    const keys: number[] = [];
    for (const key of sorted) if (key !== keys.at(-1)) keys.push(key);
    const hits = new Array<number>(keys.length).fill(0);
    for (const [index, key] of this.#keys.entries()) {
      const at = placeOf(keys, key);
      const more = this.#hits[index] ?? 0;
      const so = hits[at] ?? 0;
      hits[at] = this.#merge === "most" ? Math.max(so, more) : Math.min(so + more, Number.MAX_SAFE_INTEGER);
    }
    this.#keys = keys;
    this.#hits = hits;
    this.#last = keys.at(-1) ?? -1;
    this.#ascending = true;
  }
}

function placeOf(keys: readonly number[], key: number): number {
  let low = 0;
  let high = keys.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
