import { hash as digest } from "node:crypto";

/*
 * The Merkle tree of RFC 6962 section 2.1 over stored byte strings. Node (level, index) covers leaves
 * [index * 2^level, (index + 1) * 2^level); only complete nodes are kept, the right edge is computed.
 */

/** SHA-256 of 0x00 and the leaf's bytes. */
export function leafHash(bytes: Uint8Array): Buffer {
  const leaf = Buffer.allocUnsafe(bytes.length + 1);
  leaf[0] = 0;
  leaf.set(bytes, 1);
  return digest("sha256", leaf, "buffer");
}

/** SHA-256 of 0x01 and the two children. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  const pair = Buffer.allocUnsafe(1 + left.length + right.length);
  pair[0] = 1;
  pair.set(left, 1);
  pair.set(right, 1 + left.length);
  return digest("sha256", pair, "buffer");
}

/** Root of the tree with no leaves: SHA-256 of nothing. */
export const emptyRoot: Buffer = digest("sha256", "", "buffer");

export interface NodeStore {
  get(level: number, index: number): Uint8Array | undefined;
  put(level: number, index: number, hash: Uint8Array): void;
}

/**
 * Adds leaf number `size` to a tree of that size and stores every node that becomes complete.
 * In: store, current size, the leaf's hash. Throws if a node that must exist is missing: that is damage, not input.
 */
export function appendLeaf(store: NodeStore, size: number, leaf: Uint8Array): void {
  let hash: Uint8Array = leaf;
  let index = size;
  let level = 0;
  store.put(level, index, hash);
  while (index % 2 === 1) {
    const left = store.get(level, index - 1);
    if (left === undefined) throw new Error(`audit tree: node ${String(level)}/${String(index - 1)} is missing`);
    hash = nodeHash(left, hash);
    index = (index - 1) / 2;
    level += 1;
    store.put(level, index, hash);
  }
}

/** Root of the first `size` leaves, from complete nodes alone. */
export function rootOf(store: Pick<NodeStore, "get">, size: number): Buffer {
  if (size === 0) return emptyRoot;
  // The peaks, from the smallest (rightmost) complete subtree to the largest.
  let root: Uint8Array | null = null;
  let rest = size;
  for (let level = 0; rest > 0; level += 1, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 0) continue;
    const peak = store.get(level, rest - 1);
    if (peak === undefined) throw new Error(`audit tree: node ${String(level)}/${String(rest - 1)} is missing`);
    root = root === null ? peak : nodeHash(peak, root);
  }
  return Buffer.from(root ?? emptyRoot);
}

/** Root over leaf hashes given one after the other, in O(log n) memory: what a verifier recomputes. */
export class RootAccumulator {
  readonly #peaks: { level: number; hash: Uint8Array }[];
  size: number;

  /** In: the complete subtrees of a tree to go on from, largest first, and its size; nothing for an empty one. */
  constructor(peaks: readonly { level: number; hash: Uint8Array }[] = [], size = 0) {
    this.#peaks = [...peaks];
    this.size = size;
  }

  /** Adds a leaf; `onNode` is told of every node that becomes complete by it, the leaf included. */
  add(leaf: Uint8Array, onNode?: (level: number, index: number, hash: Uint8Array) => void): void {
    let node = { level: 0, hash: leaf };
    onNode?.(0, this.size, leaf);
    for (let top = this.#peaks.at(-1); top?.level === node.level; top = this.#peaks.at(-1)) {
      this.#peaks.pop();
      node = { level: node.level + 1, hash: nodeHash(top.hash, node.hash) };
      onNode?.(node.level, Math.floor(this.size / 2 ** node.level), node.hash);
    }
    this.#peaks.push(node);
    this.size += 1;
  }

  root(): Buffer {
    let root: Uint8Array | null = null;
    for (const peak of this.#peaks.toReversed()) root = root === null ? peak.hash : nodeHash(peak.hash, root);
    return Buffer.from(root ?? emptyRoot);
  }
}
