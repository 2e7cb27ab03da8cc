import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";

/** Time as this machine tells it: recorded in the audit log, never called proof. */
export interface Clock {
  /** Wall clock. */
  now(): Date;
  /** Nanoseconds of a clock that never goes back while the machine is up, and goes on while it sleeps. */
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
  return { now: () => new Date(), monotonicNs: sinceBoot() ?? (() => process.hrtime.bigint()), bootId };
}

/**
 * Linux's clock since boot (proc(5), /proc/uptime: seconds with two decimals): unlike the one that processes are given, it goes on
 * while the machine sleeps, as the others' do. Null where there is none.
 */
function sinceBoot(): (() => bigint) | null {
  const read = (): bigint | null => {
    try {
      const [, whole = "", parts = ""] = /^(\d+)\.(\d{2}) /.exec(readFileSync("/proc/uptime", "utf8")) ?? [];
      return whole === "" ? null : BigInt(whole) * 1_000_000_000n + BigInt(parts) * 10_000_000n;
    } catch {
      return null;
    }
  };
  return read() === null ? null : () => read() ?? process.hrtime.bigint();
}
