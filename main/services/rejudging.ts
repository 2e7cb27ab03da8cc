import type { Core } from "../views/core";
import { rootSession } from "./assemble-attempt";
import { attemptsOfSession } from "../store/tasks";
import { judgeRead } from "./judge-read";
import { gather } from "../../shared/gather";

/** A session that goes on growing is judged again at most this often, and a slow one more seldom. */
const leastMs = 3000;
const timesItTook = 20;

/** When the attempts of growing sessions are made and judged: at once the first time, then every few seconds, and at rest. */
export class Rejudging {
  readonly #core: Core;
  /** Sessions to be judged. */
  readonly #touched = new Set<string>();
  readonly #judged = new Map<string, { at: number; took: number }>();

  constructor(core: Core) {
    this.#core = core;
  }

  touched(sessionId: string): void {
    this.#touched.add(sessionId);
  }

  /** Judges what is due. */
  async due(cancelled: () => boolean): Promise<void> {
    const now = performance.now();
    const roots = new Map<string, string[]>();
    for (const id of this.#touched) {
      const root = rootSession(this.#core, id);
      if (root === null) this.#touched.delete(id);
      else gather(roots, root, id);
    }
    for (const [root, ids] of roots) {
      if (cancelled()) return;
      const before = this.#judged.get(root);
      if (before !== undefined && now - before.at < Math.max(leastMs, before.took * timesItTook)) continue;
      for (const id of ids) this.#touched.delete(id);
      const start = performance.now();
      const packs = attemptsOfSession(this.#core.index, root).filter((attempt) => attempt.origin === "pack");
      const work = { sessions: new Set(ids), attempts: new Set(packs.map(({ id }) => id)), tasks: new Set<string>() };
      await judgeRead(this.#core, work, cancelled);
      const end = performance.now();
      this.#judged.set(root, { at: end, took: end - start });
      if (!cancelled()) this.#core.publish("changed", { scopes: ["inbox", "task"] });
    }
  }
}
