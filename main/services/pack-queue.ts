import type { Core } from "../views/core";
import { syncing } from "./connect-runner";

/** Packs that come within this time of each other came together: a folder of them is being copied. */
const togetherMs = 250;
/** So long they are waited for at most. */
const mostWaitMs = 2000;

/** Where a pack was found. */
interface PackPlace {
  readonly connection: string;
  readonly name: string;
}

/**
 * The packs that following found, read one after the other. Attempts get their letters in the order their packs are read in,
 * so of those that came together the first by path is read first, whichever the system told of first.
 */
export class PackQueue {
  readonly #core: Core;
  readonly #read: (manifest: string, name: string) => Promise<void>;
  readonly #onBug: (error: unknown) => void;
  readonly #waiting = new Map<string, PackPlace>();
  #working: Promise<void> | null = null;
  #cameAt = 0;
  #stopped = false;

  constructor(core: Core, read: (manifest: string, name: string) => Promise<void>, onBug: (error: unknown) => void) {
    this.#core = core;
    this.#read = read;
    this.#onBug = onBug;
  }

  /** Resolves when the pack is read, with all that wait beside it. */
  read(manifest: string, place: PackPlace): Promise<void> {
    this.#waiting.set(manifest, place);
    this.#cameAt = performance.now();
    this.#working ??= this.#work();
    return this.#working;
  }

  /** Resolves when none waits. */
  async settled(): Promise<void> {
    await this.#working;
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting.clear();
  }

  async #work(): Promise<void> {
    const begun = performance.now();
    while (performance.now() - this.#cameAt < togetherMs && performance.now() - begun < mostWaitMs && !this.#stopped)
      await new Promise((resolve) => setTimeout(resolve, togetherMs / 5));
    for (;;) {
      const [manifest] = [...this.#waiting.keys()].sort();
      const place = manifest === undefined ? undefined : this.#waiting.get(manifest);
      if (manifest === undefined || place === undefined || this.#stopped) break;
      // A connection that is being read as a whole has its packs in order; what came too late for it is read after it.
      const whole = syncing(this.#core, place.connection);
      if (whole !== null) {
        await whole.catch(() => undefined);
        continue;
      }
      this.#waiting.delete(manifest);
      try {
        await this.#read(manifest, place.name);
      } catch (error) {
        this.#onBug(error);
      }
    }
    // Whatever comes from now on begins anew: nothing is awaited between this and the end.
    this.#working = null;
  }
}
