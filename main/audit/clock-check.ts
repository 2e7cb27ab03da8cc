import * as z from "zod";

const clockSchema = z.object({
  recordedAt: z.string(),
  bootId: z.string(),
  /** Nanoseconds, as a decimal string. */
  monotonicNs: z.string().regex(/^[0-9]{1,30}$/),
});

/** The clocks as an entry tells them. */
export type EntryClock = Readonly<z.infer<typeof clockSchema>>;

/** The clocks in an entry's bytes; null where there are none. Nothing else of the entry is looked at: each append asks for it. */
export function readClock(bytes: Uint8Array): EntryClock | null {
  try {
    return clockSchema.safeParse(JSON.parse(Buffer.from(bytes).toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

const backMs = 2_000;
const apartMs = 5_000;

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/**
 * What is odd about the clocks between two entries, in one sentence, or null: the wall clock went back by more than 2 s, or within
 * one boot it went on by more than 5 s otherwise than the clock that cannot be set.
 */
export function clockAnomaly(before: EntryClock, now: EntryClock): string | null {
  const wall = Date.parse(now.recordedAt) - Date.parse(before.recordedAt);
  if (wall < -backMs) return `The wall clock went back by ${seconds(-wall)} since the entry before.`;
  if (before.bootId !== now.bootId) return null;
  const machine = Number((BigInt(now.monotonicNs) - BigInt(before.monotonicNs)) / 1_000_000n);
  const apart = wall - machine;
  if (Math.abs(apart) <= apartMs) return null;
  return `Since the entry before, the wall clock went on by ${seconds(wall)} and the machine's own by ${seconds(machine)}.`;
}
