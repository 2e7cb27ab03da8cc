/** How often a core that ends by itself is started again. */
const maxRestarts = 5;
const windowMs = 60_000;
const firstDelayMs = 200;

/**
 * Decides about restarts: at most five within a minute, each after twice the wait of the one before (200 ms to 3.2 s).
 * @param now milliseconds of a clock that never goes back
 * @returns call it at each unexpected end: milliseconds to wait before the next start, or null to give up
 */
export function createRestartPolicy(now: () => number): () => number | null {
  let restarts: number[] = [];
  return () => {
    const time = now();
    restarts = restarts.filter((at) => time - at < windowMs);
    if (restarts.length >= maxRestarts) return null;
    restarts.push(time);
    return firstDelayMs * 2 ** (restarts.length - 1);
  };
}

/** What the page is told, in the person's words. */
export const coreMessages = {
  starting: "Countersign's core is starting.",
  ready: "Countersign's core is ready.",
  lost: (how: string) =>
    `Countersign's core stopped (${how}) and is being started again. What was recorded is safe; nothing is recorded until it is back.`,
  givenUp: (how: string, log: string) =>
    `Countersign's core stopped (${how}) ${maxRestarts + 1} times within a minute and is not started again. What was recorded is safe. ` +
    `Its log is ${log}. Quit Countersign and open it again.`,
};
