import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keptVectorsHold, merkleSelfTest, randomBundles } from "../trust/vector-proofs";
import { loadNodeVerifier, pythonMissing, PythonVerifier } from "../trust/verifiers";

const missing = pythonMissing();

describe.skipIf(missing !== null)(`both verifiers${missing === null ? "" : ` (skipped: ${missing})`}`, () => {
  let python: PythonVerifier;
  beforeAll(() => {
    python = new PythonVerifier();
  });
  afterAll(() => python.close());

  it("give every vector its exit code", async () => {
    for (const { wrong } of await keptVectorsHold(await loadNodeVerifier(), python)) expect(wrong).toEqual([]);
  });

  it("judge 196 Merkle vectors as they say", () => {
    expect(merkleSelfTest("python")).toBe("196/196");
  });

  it("accept a bundle of 300 random bodies, and none with a spoilt one", async () => {
    const found = await randomBundles(await loadNodeVerifier(), python, { entries: 300, spoilt: 20 });
    for (const { held, of, wrong } of found) expect({ held, wrong }).toEqual({ held: of, wrong: [] });
  });
});
