import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { merkleVectorText } from "../../trust/merkle-vectors";
import { driftedVectors, keptVectors } from "../../trust/vector-files";
import { canonicalPairs, merkleSelfTest, noteBits, randomBodies } from "../../trust/vector-proofs";
import { loadNodeVerifier, nodeVerifierFile, type NodeVerifier } from "../../trust/verifiers";

let node: NodeVerifier;
beforeAll(async () => {
  node = await loadNodeVerifier();
});

const fixtures = path.join(import.meta.dirname, "../../fixtures");

describe("the Node verifier", () => {
  it.each(keptVectors().map((vector) => [vector.name, vector] as const))("%s", (_name, vector) => {
    const said = node.verifyWith([vector.bundle, ...vector.args]);
    expect({ exit: said.exit, why: vector.why }).toEqual({ exit: vector.exit, why: vector.why });
    // A verdict without a reason would be of no use: every refusal names its worst problem first.
    if (vector.exit >= 30) expect(said.problems[0]?.code).toBe(vector.exit);
    else expect(said.problems).toEqual([]);
    if (vector.exit >= 40) expect(said.proved).toEqual([]);
  });

  it("has at least 24 attacks and every verdict among its vectors", () => {
    const vectors = keptVectors();
    expect(vectors.filter(({ name }) => name.startsWith("attack-")).length).toBeGreaterThanOrEqual(24);
    expect([...new Set(vectors.map(({ exit }) => exit))].sort((a, b) => a - b)).toEqual([0, 10, 20, 30, 40, 50]);
  });

  it("imports nothing but Node itself", () => {
    const text = readFileSync(nodeVerifierFile, "utf8");
    const imports = [...text.matchAll(/^import\b[^;]*?"([^"]+)";$/gm)].map(([, name]) => name!);
    expect(imports.length).toBeGreaterThan(5);
    expect(imports.filter((name) => !name.startsWith("node:"))).toEqual([]);
    expect(text).not.toMatch(/\bimport\(|\brequire\(/);
  });

  it("says what is proved and what is not, with the threat statement, and gives the machine the same", () => {
    const anchored = keptVectors().find(({ name }) => name === "honest-anchored")!;
    const said = node.verifyWith([anchored.bundle, ...anchored.args]);
    expect(said.verdict).toBe("ANCHORED");
    expect(said.proved.join("\n")).toContain("entries before 9 are those of the checkpoint known from outside");
    expect(said.notProved.join("\n")).toContain("that a decision was wise");
    expect(said.counts).toMatchObject({ entries: 12, open: 12, withheld: 0, decisions: 4, unsigned: 0 });
  });
});

describe("the vectors", () => {
  it("are byte for byte those that the generator makes", () => {
    expect(driftedVectors()).toEqual([]);
    expect(readFileSync(path.join(fixtures, "merkle/classic.json"), "utf8")).toBe(merkleVectorText());
  });

  it("of Merkle trees agree with the files their project publishes, where we have them", () => {
    type Vectors = Record<"inclusion" | "consistency", { desc: string }[]>;
    const read = (name: string) => JSON.parse(readFileSync(path.join(fixtures, "merkle", name), "utf8")) as Vectors;
    const [ours, theirs] = [read("classic.json"), read("published.json")];
    expect([ours.inclusion.length, ours.consistency.length]).toEqual([98, 98]);
    for (const kind of ["inclusion", "consistency"] as const)
      for (const vector of theirs[kind]) expect(ours[kind]).toContainEqual(vector);
  });
});

describe("the parts of the Node verifier", () => {
  it("judge 196 Merkle vectors as they say", () => {
    expect(merkleSelfTest("node")).toBe("196/196");
  });

  it("write and read canonical JSON as it is published", () => {
    expect(canonicalPairs(node).wrong).toEqual([]);
  });

  it("read 1,000 random bodies and refuse each once it is spoilt", () => {
    for (const { held, of, wrong } of randomBodies(node, 1000, 3))
      expect({ held, wrong }).toEqual({ held: of, wrong: [] });
  });

  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
  it.each([
    ...[
      '{"a":1,"b":[true,false,null,"é",-1,0]}',
      '{"a":"\\"\\n","b":1}',
      '{"a":":{} 1e3","b":"-0"}',
      '{"":1,"a":{}}',
      "[]",
    ],
    ...['{"1":2,"b":1}', '{"10":1,"9":2}', '{"__proto__":1,"a":2}', '{"a":9007199254740991}', "-1", nested(12)],
  ])("read %s", (text) => {
    expect(node.canonicalText(node.readCanonical(Buffer.from(text)))).toBe(text);
    expect(node.readCanonical(Buffer.concat([Buffer.of(0), Buffer.from(text)]), 1)).toEqual(
      node.readCanonical(Buffer.from(text)),
    );
  });

  it.each([
    ...[
      '{"a": 1}',
      '{"a":1}\n',
      ' {"a":1}',
      '{"a":[1,\t2]}',
      '{"b":1,"a":2}',
      '{"a":{"b":1,"a":2}}',
      '[{"b":1,"a":2}]',
    ],
    ...[
      '{"a":1,"a":1}',
      '{"a":1,"b":2,"a":3}',
      '{"a":{"b":1,"b":1}}',
      '{"a":1,"a":{"b":1}}',
      '{"__proto__":1,"__proto__":1}',
    ],
    ...['{"b":1,"1":2}', '{"9":2,"10":1}', '{"a":{"b":1,"0":2}}', '{"b":[],"00":1}'],
    ...[
      '{"a":-0}',
      '{"a":[-0]}',
      '{"a":1e3}',
      '{"a":1E3}',
      '{"a":1.0}',
      '{"a":0.5}',
      '{"a":9007199254740992}',
      '{"a":1e0}',
    ],
    ...[
      '{"a":"\\u0041"}',
      '{"a":"\\/"}',
      '{"\\u0061":1}',
      '{"a":"\\ud800"}',
      '{"a":"\\u00e9"}',
      '{"a":1',
      "",
      "\ufeff{}",
    ],
    nested(13),
  ])("refuse %s", (text) => {
    expect(() => node.readCanonical(Buffer.from(text))).toThrow();
    expect(() => node.readCanonical(Buffer.concat([Buffer.of(0), Buffer.from(text)]), 1)).toThrow();
  });

  it("open a signed note, and none of which one bit is another", () => {
    expect(noteBits(node).wrong).toEqual([]);
  });
});
