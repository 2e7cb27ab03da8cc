import { emptyRoot, nodeHash, type NodeStore } from "./tree";

/*
 * Proofs over the tree of RFC 6962 (RFC 9162 sections 2.1.3 and 2.1.4): that a leaf is in a tree, and that one tree is the
 * beginning of another. They are made from the stored nodes and checked from nothing but themselves.
 */

type Nodes = Pick<NodeStore, "get">;

/** Largest power of two that is smaller than n, for n > 1. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Hash of the leaves [from, to): a stored node where they are a complete subtree, else of its two parts. */
function rangeHash(nodes: Nodes, from: number, to: number): Uint8Array {
  const size = to - from;
  if (size === 0) return emptyRoot;
  if ((size & (size - 1)) === 0 && from % size === 0) {
    const level = Math.log2(size);
    const node = nodes.get(level, from / size);
    if (node === undefined) throw new Error(`audit tree: node ${String(level)}/${String(from / size)} is missing`);
    return node;
  }
  const middle = from + split(size);
  return nodeHash(rangeHash(nodes, from, middle), rangeHash(nodes, middle, to));
}

/**
 * The path from a leaf to the root, nearest sibling first. In: stored nodes, the leaf's index, the tree's size.
 * Throws where the leaf is not in the tree: that is a bug of the caller.
 */
export function inclusionProof(nodes: Nodes, index: number, size: number): Uint8Array[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError("the leaf is not in the tree");
  const path = (at: number, from: number, to: number): Uint8Array[] => {
    if (to - from === 1) return [];
    const middle = from + split(to - from);
    return at < middle
      ? [...path(at, from, middle), rangeHash(nodes, middle, to)]
      : [...path(at, middle, to), rangeHash(nodes, from, middle)];
  };
  return path(index, 0, size);
}

/** That the first `first` leaves of a tree of `second` are the tree of that size. Empty where the two are equal, or `first` is 0. */
export function consistencyProof(nodes: Nodes, first: number, second: number): Uint8Array[] {
  if (first < 0 || first > second) throw new RangeError("a tree cannot be the beginning of a smaller one");
  if (first === 0 || first === second) return [];
  const sub = (m: number, from: number, to: number, whole: boolean): Uint8Array[] => {
    if (m === to) return whole ? [] : [rangeHash(nodes, from, to)];
    const middle = from + split(to - from);
    return m <= middle
      ? [...sub(m, from, middle, whole), rangeHash(nodes, middle, to)]
      : [...sub(m, middle, to, false), rangeHash(nodes, from, middle)];
  };
  return sub(first, 0, second, true);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Bits of the numbers involved go up to 2^53: halving is done without bit operations, which stop at 32. */
const half = (n: number) => Math.floor(n / 2);

/** Whether a proof shows that a leaf with this hash is number `index` of the tree with this size and root (RFC 9162 2.1.3.2). */
export function isIncluded(
  leaf: Uint8Array,
  { index, size, root }: { readonly index: number; readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || proof.some((hash) => hash.length !== 32)) return false;
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else hash = nodeHash(hash, sibling);
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && equal(hash, root);
}

interface Head {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Whether a proof shows that the tree of the first head is the beginning of the tree of the second (RFC 9162 2.1.4.2). */
export function isConsistent(first: Head, second: Head, proof: readonly Uint8Array[]): boolean {
  if (!isSize(first.size) || !isSize(second.size) || first.size > second.size) return false;
  if (proof.some((hash) => hash.length !== 32)) return false;
  if (first.size === second.size) return proof.length === 0 && equal(first.root, second.root);
  // Of an empty tree nothing needs to be shown.
  if (first.size === 0) return proof.length === 0 && equal(first.root, emptyRoot);
  const power = Number.isInteger(Math.log2(first.size));
  const [start, ...rest] = power ? [first.root, ...proof] : proof;
  if (start === undefined) return false;
  let fn = first.size - 1;
  let sn = second.size - 1;
  while (fn % 2 === 1) {
    fn = half(fn);
    sn = half(sn);
  }
  let fr = start;
  let sr = start;
  for (const hash of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(hash, fr);
      sr = nodeHash(hash, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else sr = nodeHash(sr, hash);
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && equal(fr, first.root) && equal(sr, second.root);
}
