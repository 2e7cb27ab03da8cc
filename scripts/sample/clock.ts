import { between } from "./ids.ts";

/** The scripted clock of one session: the work is really done, but when it is said to have happened is part of the story. */
export class Clock {
  #now: number;
  readonly #seed: string;
  #steps = 0;

  /** `start` is an RFC 3339 instant. */
  constructor(start: string, seed: string) {
    this.#now = Date.parse(start);
    this.#seed = seed;
  }

  /** Milliseconds since the epoch. */
  get ms(): number {
    return this.#now;
  }

  /** Seconds since the epoch. */
  get seconds(): number {
    return Math.floor(this.#now / 1000);
  }

  /** The instant as runners write it: UTC with milliseconds. */
  iso(): string {
    return new Date(this.#now).toISOString();
  }

  /** Lets between `low` and `high` milliseconds pass; how many follows from the seed. Returns them. */
  pass(low: number, high: number): number {
    this.#steps += 1;
    const ms = between(this.#seed + "@" + String(this.#steps), low, high);
    this.#now += ms;
    return ms;
  }

  /** Jumps forward to an instant. Going back is a mistake in the script. */
  jump(instant: string): void {
    const next = Date.parse(instant);
    if (!(next >= this.#now)) throw new Error(`the clock of ${this.#seed} is at ${this.iso()}, past ${instant}`);
    this.#now = next;
  }
}
