import { structuredPatch } from "diff";
import type { Act } from "./acts";
import type { Change, JudgementCase, Step } from "./case";

/** The files of a case, played step by step: what the acts see, and what the whole comes to. */
export function play(one: JudgementCase): { acts: Act[]; patch: string } {
  const world = new World(one.files);
  const acts = one.steps.flatMap((step) => actOf(world, step, one.name));
  return { acts, patch: world.patch() + (one.patch ?? "") };
}

class World {
  readonly #before = new Map<string, string | null>();
  readonly #now = new Map<string, string>();
  readonly #moved = new Map<string, string>();

  constructor(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) {
      this.#before.set(path, text);
      this.#now.set(path, text);
    }
  }

  read(path: string): string | null {
    return this.#now.get(path) ?? null;
  }

  /** A file that nobody spoke of holds the text that is replaced in it. */
  known(path: string, text: string): string {
    const now = this.#now.get(path);
    if (now !== undefined) return now;
    const all = text.endsWith("\n") ? text : `${text}\n`;
    this.#before.set(path, all);
    this.#now.set(path, all);
    return all;
  }

  write(path: string, text: string): void {
    if (!this.#before.has(path)) this.#before.set(path, null);
    this.#now.set(path, text);
  }

  apply(change: Change, name: string): void {
    const { path } = change;
    if (change.deleted === true) {
      this.known(path, change.old ?? "");
      this.#now.delete(path);
    } else if (change.to !== undefined) {
      const text = this.known(path, change.old ?? "");
      this.#now.delete(path);
      this.#now.set(change.to, change.new ?? text);
      this.#moved.set(change.to, path);
    } else if (change.text !== undefined) this.write(path, change.text);
    else if (change.old !== undefined && change.new !== undefined)
      this.write(path, replaced(this.known(path, change.old), change.old, change.new, name));
    else throw new Error(`${name}: a change of ${path} says nothing`);
  }

  patch(): string {
    // What lies elsewhere on the machine is no part of the change.
    const paths = [...new Set([...this.#before.keys(), ...this.#now.keys()])]
      .filter((one) => !/^[/~]/.test(one))
      .sort();
    const gone = new Set(this.#moved.values());
    return paths
      .map((path) => {
        const from = this.#moved.get(path);
        if (from !== undefined) return filePatch(from, path, this.#before.get(from) ?? "", this.#now.get(path) ?? "");
        if (gone.has(path) && !this.#now.has(path)) return "";
        return filePatch(path, path, this.#before.get(path) ?? null, this.#now.get(path) ?? null);
      })
      .join("");
  }
}

function filePatch(from: string, to: string, before: string | null, now: string | null): string {
  if (before === now && from === to) return "";
  const head = [`diff --git a/${from} b/${to}`];
  if (before === null) head.push("new file mode 100644");
  if (now === null) head.push("deleted file mode 100644");
  if (from !== to) head.push("similarity index 90%", `rename from ${from}`, `rename to ${to}`);
  const hunks = structuredPatch("a", "b", before ?? "", now ?? "", undefined, undefined, { context: 3 }).hunks;
  if (hunks.length > 0)
    head.push(before === null ? "--- /dev/null" : `--- a/${from}`, now === null ? "+++ /dev/null" : `+++ b/${to}`);
  const body = hunks.flatMap((hunk) => {
    const at = (start: number, count: number) =>
      `${String(count === 0 ? Math.max(0, start - 1) : start)},${String(count)}`;
    return [`@@ -${at(hunk.oldStart, hunk.oldLines)} +${at(hunk.newStart, hunk.newLines)} @@`, ...hunk.lines];
  });
  return `${[...head, ...body].join("\n")}\n`;
}

function replaced(text: string, from: string, to: string, name: string): string {
  const at = text.indexOf(from);
  if (at === -1) throw new Error(`${name}: "${from.slice(0, 60)}" does not stand in the file`);
  return text.slice(0, at) + to + text.slice(at + from.length);
}

function actOf(world: World, step: Step, name: string): Act[] {
  if ("person" in step) return [{ kind: "person", text: step.person }];
  if ("say" in step) return [{ kind: "say", text: step.say }];
  if ("read" in step) return [{ kind: "read", path: step.read, text: step.text }];
  if ("fetch" in step) return [{ kind: "fetch", url: step.fetch, text: step.text }];
  if ("edit" in step) {
    const before = world.known(step.edit, step.old);
    const failed = step.failed === true;
    const after = failed ? before : replaced(before, step.old, step.new, name);
    if (!failed) world.write(step.edit, after);
    return [{ kind: "edit", path: step.edit, oldText: step.old, newText: step.new, before, after, failed }];
  }
  if ("write" in step) {
    const before = world.read(step.write);
    const after = Array.from({ length: step.times ?? 1 }, (_, n) => step.text.replaceAll("{n}", String(n + 1))).join(
      "",
    );
    world.write(step.write, after);
    return [{ kind: "write", path: step.write, before, after }];
  }
  if ("run" in step) {
    for (const change of step.changes ?? []) world.apply(change, name);
    const exit = step.exit === undefined ? 0 : step.exit;
    return [{ kind: "run", command: step.run, exit, out: step.out ?? "", ended: step.ended ?? "ended" }];
  }
  if ("call" in step) {
    const outcome = step.unanswered === true ? "unanswered" : step.failed === true ? "failed" : "ok";
    return [{ kind: "call", tool: step.call, input: step.input, text: step.text ?? "", outcome }];
  }
  world.apply(step.hidden, name);
  return [];
}
