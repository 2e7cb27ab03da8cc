import { breathe } from "./breathe";

/** Work is interrupted after this long, so that requests are answered between. */
const sliceMs = 12;

/** When requests were last answered between steps: many short pieces of work after each other are a long one for those who wait. */
let answered = -Infinity;

/** Does work that comes in steps and lets requests be answered between. Null where it was cancelled. */
export async function inSteps<T>(steps: Generator<void, T>, cancelled: () => boolean): Promise<T | null> {
  for (;;) {
    if (performance.now() - answered >= sliceMs) {
      await breathe();
      answered = performance.now();
      if (cancelled()) return null;
    }
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
