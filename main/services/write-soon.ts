import type { Core } from "../views/core";

/** A transaction takes about this long at most before it is ended, so that requests are answered between two. */
const sliceMs = 10;

interface Job {
  readonly work: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const queues = new WeakMap<Core, Job[]>();

/**
 * Writes to the index soon, together with what others write: one transaction for several small sources. Resolves when it
 * is committed. A job that throws undoes its own writes alone.
 */
export function writeSoon(core: Core, work: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const waiting = queues.get(core);
    if (waiting !== undefined) {
      waiting.push({ work, resolve, reject });
      return;
    }
    const queue: Job[] = [{ work, resolve, reject }];
    queues.set(core, queue);
    const turn = (): void => {
      writeSlice(core, queue);
      if (queue.length > 0) setImmediate(turn);
      else queues.delete(core);
    };
    setImmediate(turn);
  });
}

function writeSlice(core: Core, queue: Job[]): void {
  const done: (() => void)[] = [];
  const taken: Job[] = [];
  try {
    core.index
      .transaction(() => {
        const start = performance.now();
        do {
          const job = queue.shift();
          if (job === undefined) break;
          taken.push(job);
          try {
            core.index.transaction(job.work)();
            done.push(job.resolve);
          } catch (error) {
            done.push(() => {
              job.reject(error);
            });
          }
        } while (performance.now() - start < sliceMs);
      })
      .immediate();
  } catch (error) {
    // Not committed: nothing of the slice is there.
    for (const job of taken) job.reject(error);
    return;
  }
  for (const settle of done) settle();
}
