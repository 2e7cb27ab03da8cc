import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  appendLeaf,
  emptyRoot,
  leafHash,
  nodeHash,
  rootOf,
  RootAccumulator,
  type NodeStore,
} from "../../../main/audit/tree";

function memoryNodes(): NodeStore {
  const nodes = new Map<string, Uint8Array>();
  return {
    get: (level, index) => nodes.get(`${level}/${index}`),
    put: (level, index, hash) => nodes.set(`${level}/${index}`, hash),
  };
}

/** The definition of RFC 6962 section 2.1, word for word: slow, and written apart from the code under test. */
function rootByDefinition(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return createHash("sha256").digest();
  if (leaves.length === 1)
    return createHash("sha256")
      .update(Buffer.concat([Buffer.of(0), leaves[0]!]))
      .digest();
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return createHash("sha256")
    .update(
      Buffer.concat([Buffer.of(1), rootByDefinition(leaves.slice(0, split)), rootByDefinition(leaves.slice(split))]),
    )
    .digest();
}

// Leaves and roots of the reference tests of Certificate Transparency.
const leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map(
  (hex) => Buffer.from(hex, "hex"),
);
const roots = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

describe("the audit tree", () => {
  it("gives the reference roots of RFC 6962", () => {
    const store = memoryNodes();
    const accumulator = new RootAccumulator();
    leaves.forEach((leaf, at) => {
      appendLeaf(store, at, leafHash(leaf));
      accumulator.add(leafHash(leaf));
      expect(rootOf(store, at + 1).toString("hex")).toBe(roots[at]);
      expect(accumulator.root().toString("hex")).toBe(roots[at]);
    });
  });

  it("agrees with the definition at every size up to 130, also for earlier sizes", () => {
    const store = memoryNodes();
    const all: Buffer[] = [];
    for (let size = 0; size < 130; size += 1) {
      expect(rootOf(store, size).equals(rootByDefinition(all))).toBe(true);
      const leaf = Buffer.from(`entry ${size}`);
      appendLeaf(store, size, leafHash(leaf));
      all.push(leaf);
    }
    for (const size of [1, 2, 63, 64, 65, 127])
      expect(rootOf(store, size).equals(rootByDefinition(all.slice(0, size)))).toBe(true);
  });

  it("has the hash of nothing as the root of no leaves, and keeps leaves apart from nodes", () => {
    expect(emptyRoot.toString("hex")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const pair = Buffer.concat([leafHash(Buffer.from("a")), leafHash(Buffer.from("b"))]);
    expect(leafHash(pair).equals(nodeHash(pair.subarray(0, 32), pair.subarray(32)))).toBe(false);
  });

  it("says which node is missing instead of making one up", () => {
    const store = memoryNodes();
    expect(() => appendLeaf(store, 1, leafHash(Buffer.from("b")))).toThrow("node 0/0 is missing");
  });
});
