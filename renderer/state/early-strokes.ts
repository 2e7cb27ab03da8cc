/** A stroke made before its screen has come waits this many milliseconds for it. */
const patience = 1_000;

interface Early {
  readonly stroke: string;
  readonly at: number;
}

/**
 * Strokes that meant nothing yet: Enter and t in quick order open a task and then its timeline, also where the task takes a moment to
 * come. They wait in their order, each for a second.
 */
export class EarlyStrokes {
  #waiting: readonly Early[] = [];

  /** Keeps a stroke for what comes. In: the stroke; the time now, ms. */
  hold(stroke: string, now: number): void {
    this.#waiting = [...this.#waiting, { stroke, at: now }];
  }

  /** Forgets what waits: something else was done since. */
  clear(): void {
    this.#waiting = [];
  }

  /**
   * Offers what waits to what can be done now, first stroke first. In: does a stroke and says whether it meant anything; the time now, ms.
   * What still means nothing goes on waiting.
   */
  offer(take: (stroke: string) => boolean, now: number): void {
    const waiting = this.#waiting.filter(({ at }) => now - at < patience);
    this.#waiting = [];
    for (const [index, early] of waiting.entries()) {
      if (take(early.stroke)) continue;
      // A later stroke was meant for after this one.
      this.#waiting = waiting.slice(index);
      return;
    }
  }
}
