import { describe, expect, it } from "vitest";
import { measure } from "../trust/speed-bundle";
import { loadNodeVerifier } from "../trust/verifiers";

describe("verifying a large bundle", () => {
  it("keeps what it needs in bounds: 10,000 entries are not held at once", async () => {
    const speed = await measure(await loadNodeVerifier(), 10_000, 1, 1);
    expect(speed.exit).toBe(10);
    // The bar is held alone on a machine (npm run trust:speed); here only what no neighbour can slow down that far.
    expect(speed.ratio).toBeLessThan(40);
    expect(speed.grown).toBeLessThan(64);
  });
});
