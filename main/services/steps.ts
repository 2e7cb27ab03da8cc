import { breathe } from "./breathe";

/** Work is interrupted after this long, so that requests are answered between. */
const sliceMs = 12;

/** Does work that comes in steps, all at once. */
export function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Does work that comes in steps and lets requests be answered between. Null where it was cancelled. */
export async function inSteps<T>(steps: Generator<void, T>, cancelled: () => boolean): Promise<T | null> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < sliceMs) continue;
    await breathe();
    if (cancelled()) return null;
    since = performance.now();
  }
}
