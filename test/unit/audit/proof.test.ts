import { describe, expect, it } from "vitest";
import { consistencyProof, inclusionProof, isConsistent, isIncluded } from "../../../main/audit/proof";
import { appendLeaf, leafHash, rootOf, type NodeStore } from "../../../main/audit/tree";

/** The eight leaves of the reference tests of Certificate Transparency, in hex. */
const referenceLeaves = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
/** Roots of the first n of them (RFC 6962 reference implementation). */
const referenceRoots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

function memory(): NodeStore {
  const nodes = new Map<string, Uint8Array>();
  return {
    get: (level, index) => nodes.get(`${String(level)}/${String(index)}`),
    put: (level, index, hash) => void nodes.set(`${String(level)}/${String(index)}`, hash),
  };
}

function treeOf(leaves: readonly Uint8Array[]): NodeStore {
  const nodes = memory();
  leaves.forEach((leaf, index) => {
    appendLeaf(nodes, index, leafHash(leaf));
  });
  return nodes;
}

const largest = 70;
const leaves = Array.from({ length: largest }, (_, n) => Buffer.from(`entry ${String(n)}`));
const tree = treeOf(leaves);
const root = (size: number) => rootOf(tree, size);
const flipped = (hash: Uint8Array): Uint8Array => Uint8Array.from(hash, (byte, at) => (at === 17 ? byte ^ 4 : byte));

describe("proofs over the tree", () => {
  it("have the reference's roots beneath them", () => {
    const reference = treeOf(referenceLeaves.map((leaf) => Buffer.from(leaf, "hex")));
    expect(referenceRoots.map((_, size) => rootOf(reference, size).toString("hex"))).toEqual(referenceRoots);
  });

  it("of inclusion hold for every leaf of every size, and for nothing else", () => {
    let refused = 0;
    for (let size = 1; size <= largest; size += 1)
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionProof(tree, index, size);
        const leaf = leafHash(leaves[index] ?? Buffer.alloc(0));
        const at = { index, size, root: root(size) };
        expect(isIncluded(leaf, at, proof)).toBe(true);
        const wrong: readonly boolean[] = [
          isIncluded(flipped(leaf), at, proof),
          isIncluded(leaf, { ...at, root: flipped(at.root) }, proof),
          isIncluded(leaf, at, [...proof, Buffer.alloc(32)]),
          isIncluded(leaf, at, [Buffer.alloc(32), ...proof]),
          isIncluded(leaf, { ...at, index: -1 }, proof),
          isIncluded(leaf, { ...at, index: size }, proof),
          isIncluded(leaf, { ...at, size: 0 }, proof),
          isIncluded(leaf, { ...at, index: index + 0.5 }, proof),
          ...(index === 0 ? [] : [isIncluded(leaf, { ...at, index: index - 1 }, proof)]),
          ...proof.map((_, level) =>
            isIncluded(
              leaf,
              at,
              proof.map((hash, n) => (n === level ? flipped(hash) : hash)),
            ),
          ),
          ...(proof.length === 0
            ? []
            : [isIncluded(leaf, at, proof.slice(1)), isIncluded(leaf, at, proof.slice(0, -1))]),
          ...proof.map((_, level) =>
            isIncluded(
              leaf,
              at,
              proof.map((hash, n) => (n === level ? hash.subarray(0, 31) : hash)),
            ),
          ),
        ];
        expect(wrong).not.toContain(true);
        refused += wrong.length;
      }
    expect(refused).toBeGreaterThan(20_000);
  });

  it("of consistency hold for every pair of sizes, and for nothing else", () => {
    let refused = 0;
    for (let second = 0; second <= largest; second += 1)
      for (let first = 0; first <= second; first += 1) {
        const proof = consistencyProof(tree, first, second);
        const from = { size: first, root: root(first) };
        const to = { size: second, root: root(second) };
        expect(isConsistent(from, to, proof)).toBe(true);
        const wrong: readonly boolean[] = [
          isConsistent({ ...from, root: flipped(from.root) }, to, proof),
          isConsistent(from, to, [...proof, Buffer.alloc(32)]),
          isConsistent(from, to, [Buffer.alloc(32), ...proof]),
          ...(first === second ? [] : [isConsistent(to, from, proof)]),
          // Of an empty tree every tree is a continuation: there its own root says nothing.
          ...(first === 0 ? [] : [isConsistent(from, { ...to, root: flipped(to.root) }, proof)]),
          ...(first === 0 || first === second
            ? []
            : [
                isConsistent({ ...from, root: to.root }, { ...to, root: from.root }, proof),
                isConsistent(from, to, proof.slice(1)),
                isConsistent(from, to, proof.slice(0, -1)),
                isConsistent({ ...from, size: first - 1 }, to, proof),
                ...proof.map((_, level) =>
                  isConsistent(
                    from,
                    to,
                    proof.map((hash, n) => (n === level ? flipped(hash) : hash)),
                  ),
                ),
              ]),
        ];
        expect(wrong).not.toContain(true);
        refused += wrong.length;
      }
    expect(refused).toBeGreaterThan(10_000);
  });

  it("are not made for leaves and trees that are not there", () => {
    expect(() => inclusionProof(tree, 5, 5)).toThrow(RangeError);
    expect(() => consistencyProof(tree, 6, 5)).toThrow(RangeError);
  });
});
