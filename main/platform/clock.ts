import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";

/** Time as this machine tells it: recorded in the audit log, never called proof. */
export interface Clock {
  /** Wall clock. */
  now(): Date;
  /** Nanoseconds of a clock that never goes back while the machine is up. */
  monotonicNs(): bigint;
  /** Names the boot the monotonic clock belongs to. */
  readonly bootId: string;
}

/** The machine's own clocks. Outside Linux the boot has no public id, so one is made per start. */
export function systemClock(): Clock {
  let bootId: string;
  try {
    bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    bootId = randomUUID();
  }
  return { now: () => new Date(), monotonicNs: () => process.hrtime.bigint(), bootId };
}
