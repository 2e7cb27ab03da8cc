import { breathe } from "./breathe";

/** Work is interrupted after this long, so that requests are answered between. */
const sliceMs = 12;

/** Carries out of long work that a person, or the app, ended it. */
export class Ended extends Error {}

/** Gives others their turn where the last was long enough ago. Throws `Ended` where the work was ended meanwhile. */
export type Pause = () => Promise<void>;

/** In: whether the work was ended; what is told of it now and then. */
export function pauses(ended: () => boolean, tell: () => void = () => undefined): Pause {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < sliceMs) return;
    tell();
    await breathe();
    if (ended()) throw new Ended();
    since = performance.now();
  };
}

/** Does work that comes in steps, with pauses between. */
export async function paused<T>(steps: Generator<void, T>, pause: Pause): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause();
  }
}
