import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { inclusionProof } from "../../../../main/audit/proof";
import { appendLeaf, leafHash, rootOf } from "../../../../main/audit/tree";
import { headOfNote, walkProof } from "../../../../renderer/screens/audit/inclusion-proof";

function treeOf(size: number) {
  const nodes = new Map<string, Uint8Array>();
  const store = {
    get: (level: number, index: number) => nodes.get(`${String(level)}/${String(index)}`),
    put: (level: number, index: number, hash: Uint8Array) => void nodes.set(`${String(level)}/${String(index)}`, hash),
  };
  for (let seq = 0; seq < size; seq += 1) appendLeaf(store, seq, leafHash(Buffer.from(`entry ${String(seq)}`)));
  return store;
}
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("the proof as the page walks it", () => {
  it("leads every entry of every tree up to 33 entries to its root", async () => {
    for (let size = 1; size <= 33; size += 1) {
      const store = treeOf(size);
      const root = hex(rootOf(store, size));
      for (let seq = 0; seq < size; seq += 1) {
        const proof = inclusionProof(store, seq, size).map(hex);
        const walk = await walkProof(`entry ${String(seq)}`, { seq, size, proof });
        expect(walk.root, `${String(seq)} of ${String(size)}`).toBe(root);
        expect(walk.steps).toHaveLength(proof.length);
      }
    }
  });
  it("leads elsewhere, or nowhere, where a byte, a hash, the place, the size or the length is another", async () => {
    const size = 13;
    const store = treeOf(size);
    const root = hex(rootOf(store, size));
    const proof = inclusionProof(store, 6, size).map(hex);
    const [first = "", ...rest] = proof;
    const wrong = [
      { text: "entry 6.", seq: 6, size, proof },
      { text: "entry 6", seq: 7, size, proof },
      { text: "entry 6", seq: 6, size: 25, proof },
      { text: "entry 6", seq: 6, size, proof: rest },
      { text: "entry 6", seq: 6, size, proof: [...proof, first] },
      { text: "entry 6", seq: 6, size, proof: [first.replace(/^./u, (c) => (c === "0" ? "1" : "0")), ...rest] },
      { text: "entry 6", seq: 6, size, proof: ["zz", ...rest] },
      { text: "entry 6", seq: 13, size, proof },
      { text: "entry 6", seq: -1, size, proof },
    ];
    for (const { text, ...place } of wrong) expect((await walkProof(text, place)).root).not.toBe(root);
  });
  it("hashes a sibling on its own side", async () => {
    const store = treeOf(2);
    const [sibling] = inclusionProof(store, 1, 2).map(hex);
    const walk = await walkProof("entry 1", { seq: 1, size: 2, proof: [sibling ?? ""] });
    expect(walk.steps[0]?.side).toBe("left");
    const own = createHash("sha256")
      .update(Uint8Array.of(1))
      .update(sibling ?? "", "hex")
      .update(walk.leaf, "hex");
    expect(walk.root).toBe(own.digest("hex"));
  });
});

describe("the head of a checkpoint's note", () => {
  const root = createHash("sha256").update("x").digest();
  it("is its origin, size and root", () => {
    const note = `countersign.invalid/a\n11\n${root.toString("base64")}\n\n— countersign.invalid/a AAAA\n`;
    expect(headOfNote(note)).toEqual({ origin: "countersign.invalid/a", size: 11, root: root.toString("hex") });
  });
  it.each([
    "",
    "a\n11\n",
    `a\n011\n${root.toString("base64")}\n\n`,
    `a\n-1\n${root.toString("base64")}\n\n`,
    "a\n11\n***\n\n",
    "a\n11\nAAAA\n\n",
    `a\n11\n${root.toString("base64")}\nextension\n\n`,
  ])("%j is none", (note) => {
    expect(headOfNote(note)).toBeNull();
  });
});
