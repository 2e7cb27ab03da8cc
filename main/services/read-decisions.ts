import { isOfStore } from "../store/store-fault";
import { decisionSteps } from "../views/decisions";
import type { Core } from "../views/core";
import { breathe } from "./breathe";

/** Others are answered after this much of it, in milliseconds. */
const sliceMs = 12;
/** As much is read before the log is opened: few decisions are known from the start. */
const openingMs = 40;

/**
 * Begins to read the decisions of the log when it is opened. In: whether the app closes. Out: null where all are read, else what ends
 * when they are; then others are answered meanwhile.
 */
export function beginDecisions(core: Core, closed: () => boolean): Promise<void> | null {
  const steps = decisionSteps(core);
  try {
    return takeFor(steps, openingMs) ? null : readOn(steps, closed);
  } catch (error) {
    // A record that cannot be read: whoever asks is told.
    if (isOfStore(error)) return null;
    throw error;
  }
}

/** Takes steps for a while. Out: whether they came to their end. */
function takeFor(steps: Generator<void, void>, ms: number): boolean {
  const until = performance.now() + ms;
  do if (steps.next().done === true) return true;
  while (performance.now() < until);
  return false;
}

async function readOn(steps: Generator<void, void>, closed: () => boolean): Promise<void> {
  do {
    await breathe();
    // The store may be closed by now: nothing more is asked of it.
    if (closed()) return;
  } while (!takeFor(steps, sliceMs));
}
