import { describe, expect, it } from "vitest";
import { pollAnHour } from "../trust/polling-hour";
import { proveWriteback } from "../trust/writeback-proof";
import { tempFolder } from "../support/temp-home";

/*
 * The short forms of the proofs about GitHub; `npm run trust` runs them in full.
 */

describe("what is written to GitHub", () => {
  it(
    "stands there once, or not and is held, though the core is killed while it writes",
    { timeout: 240_000 },
    async () => {
      const found = await proveWriteback(true, 2, ["verdict"]);
      expect(found.misses).toEqual([]);
      expect(found.kills).toBeGreaterThanOrEqual(3);
      expect(found.confirmed).toBeGreaterThanOrEqual(8);
      expect(found.held).toBeGreaterThan(0);
    },
  );
});

describe("following repositories of GitHub", () => {
  it("costs next to nothing while nothing changes, and sees what does", { timeout: 120_000 }, async () => {
    const idle = await pollAnHour(tempFolder(), { repositories: 3, focused: false, changes: 0 });
    expect(idle.notModified / idle.requests).toBeGreaterThanOrEqual(0.95);
    expect(idle.counted).toBeLessThanOrEqual(30);
    expect(idle.leastAsked).toBeGreaterThanOrEqual(9);
    const busy = await pollAnHour(tempFolder(), { repositories: 3, focused: false, changes: 2 });
    expect(busy).toMatchObject({ changed: 2, seen: 2, complaints: [] });
  });
});
