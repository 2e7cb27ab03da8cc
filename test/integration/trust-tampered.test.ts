import { describe, expect, it } from "vitest";
import { tamper } from "../trust/tamper-runs";
import { loadNodeVerifier, pythonMissing, PythonVerifier } from "../trust/verifiers";

const missing = pythonMissing();

describe("a bundle of 50 entries", () => {
  it(`is refused however it is tampered with${missing === null ? ", by both verifiers alike" : ` (Node verifier only: ${missing})`}`, async () => {
    const python = missing === null ? new PythonVerifier() : null;
    try {
      const found = await tamper(await loadNodeVerifier(), python, {
        step: 499,
        unmendedStep: 3999,
        tarStep: 3999,
        structureStep: 5,
      });
      expect(found.accepted).toEqual([]);
      expect(found.apart).toEqual([]);
      expect(found.bundles).toBeGreaterThan(200);
      // Words of the report were changed (A8), and each of these was refused as invalid.
      expect(found.byGroup.get("report value")).toBeGreaterThan(40);
    } finally {
      python?.close();
    }
  }, 180_000);
});
