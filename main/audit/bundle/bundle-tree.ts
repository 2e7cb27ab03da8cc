import { RootAccumulator, type NodeStore } from "../tree";

/** The complete subtrees that make up a tree of this size, largest first, as levels. */
export function edgeLevels(size: number): number[] {
  const levels: number[] = [];
  for (let rest = size; rest > 0;) {
    const level = Math.floor(Math.log2(rest));
    levels.push(level);
    rest -= 2 ** level;
  }
  return levels;
}

/** The tree of a bundle: what its leaves and its left edge make, kept for proofs. Nodes wholly to the left of it are not there. */
export class BundleTree implements Pick<NodeStore, "get"> {
  readonly #from: number;
  readonly #to: number;
  readonly #tree: RootAccumulator;
  readonly #levels: { first: number; hashes: Buffer; filled: number }[] = [];
  readonly #edge = new Map<string, Uint8Array>();

  /** In: the stretch of the log, and the complete subtrees of what is before it, largest first (as many as `edgeLevels(from)`). */
  constructor(from: number, to: number, edge: readonly Uint8Array[]) {
    this.#from = from;
    this.#to = to;
    const peaks = edgeLevels(from).map((level, at) => ({ level, hash: edge[at] ?? Buffer.alloc(32) }));
    let start = 0;
    for (const { level, hash } of peaks) {
      this.#edge.set(`${String(level)}/${String(start / 2 ** level)}`, hash);
      start += 2 ** level;
    }
    this.#tree = new RootAccumulator(peaks, from);
  }

  add(leaf: Uint8Array): void {
    // The leaf may lie in a buffer that is used again.
    this.#tree.add(Buffer.from(leaf), (level, index, hash) => {
      const kept = (this.#levels[level] ??= this.#level(level));
      kept.hashes.set(hash, (index - kept.first) * 32);
      kept.filled = index + 1;
    });
  }

  #level(level: number): { first: number; hashes: Buffer; filled: number } {
    const width = 2 ** level;
    const first = Math.floor(this.#from / width);
    return { first, hashes: Buffer.alloc(Math.max(0, Math.floor(this.#to / width) - first) * 32), filled: first };
  }

  get(level: number, index: number): Uint8Array | undefined {
    const kept = this.#levels[level];
    if (kept !== undefined && index >= kept.first && index < kept.filled)
      return kept.hashes.subarray((index - kept.first) * 32, (index - kept.first + 1) * 32);
    return this.#edge.get(`${String(level)}/${String(index)}`);
  }

  root(): Buffer {
    return this.#tree.root();
  }
}
