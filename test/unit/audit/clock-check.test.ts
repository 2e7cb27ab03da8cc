import { describe, expect, it } from "vitest";
import { clockAnomaly } from "../../../main/audit/clock-check";

const at = (wallMs: number, machineMs: number, bootId = "one") => ({
  recordedAt: new Date(Date.UTC(2026, 10, 21, 7) + wallMs).toISOString(),
  bootId,
  monotonicNs: String(BigInt(1_000_000) + BigInt(machineMs) * 1_000_000n),
});
const start = at(0, 0);

describe("the clocks between two entries", () => {
  it.each([
    ["go on together", at(60_000, 60_000)],
    ["go on together through a night's sleep", at(8 * 3_600_000, 8 * 3_600_000)],
    ["differ by 5 s, as when the time was set by a little", at(65_000, 60_000)],
    ["go back by 2 s", at(-2_000, 0)],
    ["say nothing of each other across a boot", at(86_400_000, 0, "two")],
  ])("are not odd where they %s", (_what, now) => {
    expect(clockAnomaly(start, now)).toBeNull();
  });

  it.each([
    ["the wall clock goes back by more than 2 s", at(-2_001, 10), "went back by 2.0 s"],
    ["it goes back across a boot", at(-3_600_000, 0, "two"), "went back by 3600.0 s"],
    ["it jumps ahead by more than 5 s", at(65_001, 60_000), "went on by 65.0 s and the machine's own by 60.0 s"],
    ["it stands still while the machine's own goes on", at(0, 6_000), "the machine's own by 6.0 s"],
  ])("are odd where %s", (_what, now, says) => {
    expect(clockAnomaly(start, now)).toContain(says);
  });
});
