import type { Output } from "../../shared/contract/api";
import type { LogState } from "../../shared/contract/app";
import { logCheckJob } from "../../shared/contract/audit";
import { err, ok, type Result } from "../../shared/result";
import type { Core } from "../views/core";
import { keepLogState, logState } from "../views/log-state";
import { breathe } from "./breathe";
import { startJob } from "./jobs";

/** Requests are answered after this much of a check, in milliseconds. */
const sliceMs = 12;
const tellEveryMs = 200;
/** A log of at most so many entries is checked before it is opened: it is known whole from the start. */
const openingEntries = 300;

/** One check of a log goes on at a time: who asks for another gets what it comes to. */
const underWay = new WeakMap<Core, Promise<LogState | null>>();

/**
 * Begins the check of the whole log when it is opened. Out: null where it came to its end, else what goes on with it. Of a longer log a
 * glance at its end was taken, and what that found holds until more is known: the window waits for this.
 */
export function beginLogCheck(core: Core): Generator<void, LogState> | null {
  const steps = core.ledger.verifySteps();
  const short = core.ledger.size() <= openingEntries;
  // Of a longer one the first entry: from there on it is known to be under way.
  for (let entry = 0; short || entry < 1; entry += 1) {
    const step = steps.next();
    if (step.done !== true) continue;
    keepLogState(core, step.value);
    return null;
  }
  keepLogState(core, core.ledger.glance());
  return steps;
}

/**
 * Checks the whole log while requests are answered between; how far it is goes over the topic. In: the check, where it was begun
 * already; whether the app closes. Out: null where a person or the app ended it.
 */
export function checkLogInSteps(
  core: Core,
  cancelled: () => boolean,
  steps: Generator<void, LogState> = core.ledger.verifySteps(),
): Promise<LogState | null> {
  const running = underWay.get(core);
  if (running !== undefined) return running;
  const started = check(core, cancelled, steps).finally(() => {
    underWay.delete(core);
  });
  underWay.set(core, started);
  return started;
}

async function check(core: Core, cancelled: () => boolean, steps: Generator<void, LogState>): Promise<LogState | null> {
  const job = startJob(core);
  const total = core.ledger.size();
  let read = 0;
  const tell = (rest: { finished: boolean; cancelled?: true; failed?: { message: string } }): void => {
    core.publish("progress", {
      job: logCheckJob,
      step: "every entry from its bytes",
      unit: "entries",
      id: job.id,
      done: Math.min(read, total),
      total,
      ...rest,
    });
  };
  let since = performance.now();
  let told = since;
  tell({ finished: false });
  try {
    for (;;) {
      const step = steps.next();
      if (step.done === true) {
        const state = keepLogState(core, { ...step.value, checking: null });
        read = total;
        tell({ finished: true, ...(state.problem === null ? {} : { failed: { message: state.problem } }) });
        core.publish("changed", { scopes: ["audit", "settings"] });
        return state;
      }
      read += 1;
      if (performance.now() - since < sliceMs) continue;
      if (performance.now() - told > tellEveryMs) {
        tell({ finished: false });
        told = performance.now();
      }
      await breathe();
      // The store may be closed by now: nothing more is asked of it.
      if (cancelled()) return null;
      if (job.cancelled()) {
        steps.return(logState(core));
        keepLogState(core, core.ledger.verifyNew());
        tell({ finished: true, cancelled: true });
        core.publish("changed", { scopes: ["audit", "settings"] });
        return null;
      }
      since = performance.now();
    }
  } finally {
    job.end();
  }
}

/** Checks the whole log, with how long it took and where it stopped: as the audit screen shows it. Codes: "cancelled". */
export async function verifyAll(core: Core, cancelled: () => boolean): Promise<Result<Output<"audit.verify">>> {
  const started = performance.now();
  const state = await checkLogInSteps(core, cancelled);
  if (state === null)
    return err({
      code: "cancelled",
      message: "The check was ended before it had read every entry.",
      remedy: "What was known of the log before it stands.",
    });
  const broken = state.verified ? null : /^Entry (\d+)\b/.exec(state.problem ?? "");
  return ok({
    ...state,
    tookMs: Math.round(performance.now() - started),
    brokenAt: broken === null ? null : Number(broken[1]),
  });
}
