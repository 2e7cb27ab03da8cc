import { FixtureTree, leafHash, sha256 } from "./fixture-log";

/**
 * The classic vectors of the transparency-dev/merkle project, made again by the recipe that it publishes: eight leaves,
 * five proofs of each kind, and each proof spoilt in the same named ways. Hashes are base64, as there.
 */

type Inclusion = {
  leafIdx: number | bigint;
  treeSize: number;
  root: string;
  leafHash: string;
  proof: string[];
  desc: string;
  wantErr: boolean;
};
type Consistency = {
  size1: number;
  size2: number;
  root1: string;
  root2: string;
  proof: string[];
  desc: string;
  wantErr: boolean;
};

const leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const tree = new FixtureTree(leaves.map((hex) => leafHash(Buffer.from(hex, "hex"))));
const some = Buffer.from("abacaba000000000000000000000000000000000000000000060061e00123456", "hex");
const empty = sha256("");
const text = (bytes: Buffer | string) => Buffer.from(bytes).toString("base64");

function flipped(proof: Buffer[], at: number, mask: number): Buffer[] {
  return proof.map((hash, index) => {
    if (index !== at) return hash;
    const copy = Buffer.from(hash);
    copy[0]! ^= mask;
    return copy;
  });
}

function inclusions(): Inclusion[] {
  const all: Inclusion[] = [];
  for (const [leaf, size] of [
    [0, 1],
    [0, 8],
    [5, 8],
    [2, 3],
    [1, 5],
  ] as const) {
    const proof = tree.proof(leaf, size);
    const [root, hash] = [tree.root(size), tree.leaves[leaf]!];
    const add = (
      desc: string,
      change: Partial<Record<"root" | "hash", Buffer | string>> & {
        at?: number | bigint;
        of?: number;
        path?: Buffer[];
      },
    ) => {
      all.push({
        leafIdx: change.at ?? leaf,
        treeSize: change.of ?? size,
        root: text(change.root ?? root),
        leafHash: text(change.hash ?? hash),
        proof: (change.path ?? proof).map(text),
        desc,
        wantErr: desc !== "happy path",
      });
    };
    const none = Buffer.alloc(0);
    add("happy path", {});
    add("leafIdx - 1", { at: leaf === 0 ? 2n ** 64n - 1n : leaf - 1 });
    add("leafIdx + 1", { at: leaf + 1 });
    add("leafIdx ^ 2", { at: leaf ^ 2 });
    add("treeSize * 2", { of: size * 2 });
    add("treeSize div 2", { of: Math.floor(size / 2) });
    add("wrong leaf", { hash: "WrongLeaf" });
    add("empty root", { root: empty });
    add("random root", { root: some });
    add("trailing garbage", { path: [...proof, none] });
    add("trailing root", { path: [...proof, root] });
    add("preceding garbage", { path: [none, ...proof] });
    add("preceding root", { path: [root, ...proof] });
    for (const at of proof.keys()) add(`modified proof[${at}] bit 3`, { path: flipped(proof, at, 8) });
    if (proof.length > 0) add("removed component", { path: proof.slice(0, -1) });
    if (proof.length > 1) add("inserted component", { path: [proof[0]!, some, ...proof.slice(1)] });
  }
  const data = leafHash(Buffer.from("data"));
  const single: [string, Buffer | string, Buffer | string][] = [
    ["matching root and leaf", data, data],
    ["leaf is empty", data, ""],
    ["root is empty", "", data],
    ["root and leaf are empty", "", ""],
  ];
  for (const [at, [desc, root, hash]] of single.entries())
    all.push({ leafIdx: 0, treeSize: 1, root: text(root), leafHash: text(hash), proof: [], desc, wantErr: at > 0 });
  for (const [leafIdx, treeSize] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [2, 1],
  ] as const)
    for (const [desc, root, hash] of [
      ["unknown hash and empty root", "", some],
      ["empty hash and root of the empty tree", empty, ""],
      ["unknown hash and root of the empty tree", empty, some],
    ] as const)
      all.push({ leafIdx, treeSize, root: text(root), leafHash: text(hash), proof: [], desc, wantErr: true });
  return all;
}

function consistencies(): Consistency[] {
  const all: Consistency[] = [];
  for (const [size1, size2] of [
    [1, 1],
    [1, 8],
    [6, 8],
    [2, 5],
    [6, 7],
  ] as const) {
    const proof = tree.consistency(size1, size2);
    const [root1, root2] = [tree.root(size1), tree.root(size2)];
    const add = (
      desc: string,
      change: { from?: number; to?: number; one?: Buffer | string; two?: Buffer | string; path?: Buffer[] },
    ) => {
      all.push({
        size1: change.from ?? size1,
        size2: change.to ?? size2,
        root1: text(change.one ?? root1),
        root2: text(change.two ?? root2),
        proof: (change.path ?? proof).map(text),
        desc,
        wantErr: desc !== "happy path",
      });
    };
    add("happy path", {});
    if (proof.length === 0) continue;
    add("size1 - 1", { from: size1 - 1 });
    add("size1 + 1", { from: size1 + 1 });
    add("size1 ^ 2", { from: size1 ^ 2 });
    add("size2 * 2", { to: size2 * 2 });
    add("size2 div 2", { to: Math.floor(size2 / 2) });
    add("wrong root1", { one: "WrongRoot" });
    add("wrong root2", { two: "WrongRoot" });
    add("swapped roots", { one: root2, two: root1 });
    add("empty proof", { path: [] });
    add("trailing garbage", { path: [...proof, Buffer.alloc(0)] });
    add("trailing root1", { path: [...proof, root1] });
    add("trailing root2", { path: [...proof, root2] });
    add("preceding garbage", { path: [Buffer.alloc(0), ...proof] });
    add("preceding root1", { path: [root1, ...proof] });
    add("preceding root2", { path: [root2, ...proof] });
    add("preceding proof[0]", { path: [proof[0]!, ...proof] });
    add("truncated proof", { path: proof.slice(0, -1) });
    for (const at of proof.keys()) add(`modified proof[${at}] bit 4`, { path: flipped(proof, at, 16) });
  }
  const [one, two] = ["don't care 1", "don't care 2"];
  const more: [number, number, Buffer | string, Buffer | string, Buffer[], boolean, string][] = [
    [0, 0, one, two, [], true, "sizes are equal (zero) but roots are not"],
    [1, 1, one, two, [], true, "sizes are equal (one) but roots are not"],
    [0, 0, one, one, [], false, "sizes are equal (zero) and proof is empty"],
    [0, 1, one, two, [], true, "size1 is zero and does not equal size2"],
    [1, 1, two, two, [], false, "sizes are equal (one) and proof is empty"],
    [1, 0, one, two, [], true, "size1 is greater than size2"],
    [2, 1, one, two, [], true, "size1 is greater than size2 again"],
    [1, 2, one, two, [], true, "sizes do not match and proof is empty"],
    [0, 0, empty, two, [], true, "roots do not match and sizes are zero"],
    [1, 1, empty, two, [], true, "roots do not match and sizes are one"],
    [0, 0, empty, empty, [empty], true, "sizes match but proof is not empty and sizes are zero"],
    [0, 1, empty, empty, [empty], true, "consistency check on empty tree (size1 is zero) is useless"],
    [1, 1, empty, empty, [empty], true, "sizes match but proof is not empty and sizes are one"],
    [0, 0, one, one, [], false, "sizes are equal and proof is empty where both sizes are zero"],
  ];
  for (const [size1, size2, root1, root2, proof, wantErr, desc] of more)
    all.push({ size1, size2, root1: text(root1), root2: text(root2), proof: proof.map(text), desc, wantErr });
  return all;
}

/** The text of test/fixtures/merkle/classic.json, one vector a line. */
export function merkleVectorText(): string {
  // One index is 2^64-1, as Go wraps around: it stands in the file as the integer that it is.
  const line = (vector: object) =>
    JSON.stringify(vector, (_, value: unknown) => (typeof value === "bigint" ? `big:${value}` : value)).replace(
      /"big:(\d+)"/,
      "$1",
    );
  const list = (vectors: object[]) => `[\n${vectors.map(line).join(",\n")}\n]`;
  return `{"inclusion":${list(inclusions())},\n"consistency":${list(consistencies())}}\n`;
}
