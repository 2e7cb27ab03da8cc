import { describe, expect, it } from "vitest";
import { createRestartPolicy } from "../../../main/electron/core-life";

describe("the restart policy", () => {
  it("waits longer each time, then gives up after five within a minute", () => {
    let now = 0;
    const next = createRestartPolicy(() => now);
    const delays = Array.from({ length: 7 }, () => {
      now += 1000;
      return next();
    });
    expect(delays).toEqual([200, 400, 800, 1600, 3200, null, null]);
  });

  it("forgets what was more than a minute ago", () => {
    let now = 0;
    const next = createRestartPolicy(() => now);
    for (let count = 0; count < 20; count += 1) {
      expect(next()).toBe(200);
      now += 60_000;
    }
  });
});
