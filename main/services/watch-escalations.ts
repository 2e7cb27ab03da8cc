import { gapBefore } from "../escalation/watch";
import { addAway, readAwake, writeAwake } from "../store/away";
import type { Core } from "../views/core";
import { recordedDecisions } from "../views/decisions";

/** Looks at the clock for escalations, as long as the program runs. */
export interface EscalationWatch {
  refresh(): void;
  stop(): void;
}

const everyMs = 30_000;

interface Time {
  readonly raisedAt: number;
  readonly due: number;
}

/** The times of all escalations that were not taken back. */
function timesOf(core: Core): Time[] {
  const { inOrder, withdrawn } = recordedDecisions(core);
  return inOrder.flatMap(({ seq, recordedAt, decision: { kind, until } }) =>
    kind === "escalate" && until !== null && !withdrawn.has(seq)
      ? [{ raisedAt: Date.parse(recordedAt), due: Date.parse(until) }]
      : [],
  );
}

/**
 * One look at the clock: keeps that the program runs, tells of times that passed since the last look, and keeps the stretch in which
 * nobody was there to be told. What is overdue does not depend on it: that is derived on every read. In: the last look, milliseconds since
 * the epoch; null where this is the first since the start.
 */
export function lookAtClock(core: Core, last: number | null): number {
  const now = core.platform.clock.now().getTime();
  const times = timesOf(core);
  const stored = last === null ? readAwake(core.record) : null;
  const before = last ?? (stored === null ? null : Date.parse(stored));
  const gap = gapBefore(before, now, times);
  if (gap !== null)
    addAway(core.record, { from: new Date(gap.from).toISOString(), to: new Date(gap.to).toISOString() });
  if (times.some(({ due }) => due > now)) writeAwake(core.record, new Date(now).toISOString());
  else if (readAwake(core.record) !== null) writeAwake(core.record, null);
  const passed = times.some(({ due }) => due <= now && due > (before ?? now));
  if (gap !== null || passed) core.publish("changed", { scopes: ["inbox", "task"] });
  return now;
}

/** Looks at the clock every half minute, also after the machine woke up. */
export function watchEscalations(core: Core, onBug: (error: unknown) => void): EscalationWatch {
  let last: number | null = null;
  const look = (): void => {
    try {
      last = lookAtClock(core, last);
    } catch (error) {
      onBug(error);
    }
  };
  look();
  const timer = setInterval(look, everyMs);
  timer.unref();
  return {
    refresh: () => undefined,
    stop: () => {
      clearInterval(timer);
    },
  };
}
