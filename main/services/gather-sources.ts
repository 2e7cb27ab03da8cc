import path from "node:path";
import type { Problem } from "../../shared/result";
import { fileProblem, resolveRoot } from "../platform/files";
import { markGone, readSource, readStatesBelow, stateOf, type KnownSource, type SourceState } from "../store/sources";
import type { Core } from "../views/core";
import { breathe } from "./breathe";

/** A file that is there and holds, or may hold, a source. */
export interface FoundSource {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** As it was read last; null where it never was. */
  readonly known: KnownSource | null;
  /** A person named the file itself, not a folder above it. */
  readonly named: boolean;
}

export interface Gathered {
  /** Transcripts that are new or have changed. */
  readonly changed: FoundSource[];
  /** Manifests of packs that are new or have changed. */
  readonly manifests: FoundSource[];
  readonly files: number;
  readonly unchanged: number;
}

/** So many are compared before others are served. */
const filesAtOnce = 2000;

/** What nothing recognised is not opened again until it changes, or Countersign does. */
export function unrecognisedBy(version: string): string {
  return `none@${version}`;
}

/**
 * The sources below the given paths that differ from what was read. No file is opened: the folders are walked once, and
 * what is known of them comes in one query. Files that are no longer there are marked, those that are again unmarked.
 */
export async function gatherSources(
  core: Core,
  paths: readonly string[],
  isSource: (relative: string) => boolean,
  problems: Problem[],
): Promise<Gathered> {
  const changed = new Map<string, FoundSource>();
  const manifests = new Map<string, FoundSource>();
  let files = 0;
  let unchanged = 0;
  const at = core.platform.clock.now().toISOString();

  for (const given of paths) {
    const root = await resolveRoot(given);
    if (!root.ok) {
      const known = readSource(core.record, path.resolve(given));
      if (known?.goneAt === null) markGone(core.record, { gone: [known.path], back: [], at });
      problems.push(root.error);
      continue;
    }
    const top = root.value.path;
    const sweeping = core.reader.sweep(top);
    // Asked while the folders are walked in the other thread.
    const known = await knownBelow(core, top);
    const { paths: found, sizes, mtimes, unread } = await sweeping;
    for (const { folder, code } of unread) problems.push(fileProblem(folder, { code }));
    const names = found.split("\0");
    // What follows the last end is no path.
    names.pop();
    const logs = new Map<string, number>();
    const packs = new Set<string>();
    names.forEach((name, n) => {
      if (name.endsWith("-wal")) logs.set(name, n);
      else if (name.endsWith(manifestName)) packs.add(path.dirname(name));
    });
    const back: string[] = [];
    const named = !root.value.isFolder;
    const below = top.endsWith(path.sep) ? top.length : top.length + 1;
    for (let n = 0; n < names.length; n += 1) {
      if (n % filesAtOnce === filesAtOnce - 1) await breathe();
      const file = names[n] ?? "";
      const before = known.get(file) ?? null;
      if (before !== null) {
        // What is left of the known at the end is missing.
        known.delete(file);
        if (before.gone) back.push(file);
      }
      const relative = path.sep === "/" ? file.slice(below) : file.slice(below).split(path.sep).join("/");
      const pack = named || packs.size === 0 ? undefined : packOf(file, packs);
      const manifest =
        file.endsWith(manifestName) && (named || (pack !== undefined && file === path.join(pack, "manifest.json")));
      if (!manifest && pack !== undefined) continue;
      if (!named && !isSource(relative)) continue;
      files += 1;
      // A database that is written to changes its log first.
      const log = logs.size === 0 ? undefined : logs.get(`${file}-wal`);
      const size = (sizes[n] ?? 0) + (log === undefined ? 0 : (sizes[log] ?? 0));
      const mtimeMs = Math.max(mtimes[n] ?? 0, log === undefined ? 0 : (mtimes[log] ?? 0));
      const stat = { size, mtimeMs, named };
      if (before !== null && isUnchanged(core, before, stat)) {
        unchanged += 1;
        continue;
      }
      // Another reading may have come by since.
      const now = readSource(core.record, file);
      if (now !== null && isUnchanged(core, stateOf(now), stat)) unchanged += 1;
      else (manifest ? manifests : changed).set(file, { path: file, known: now, ...stat });
    }
    const missing = [...known].flatMap(([file, state]) => (state.gone ? [] : [file]));
    const closed = unread.map(({ folder }) => folder + path.sep);
    markGone(core.record, {
      gone: missing.filter((file) => !closed.some((folder) => file.startsWith(folder))),
      back,
      at,
    });
  }
  const byPath = (a: FoundSource, b: FoundSource) => (a.path < b.path ? -1 : 1);
  return {
    changed: [...changed.values()].sort(byPath),
    manifests: [...manifests.values()].sort(byPath),
    files,
    unchanged,
  };
}

async function knownBelow(core: Core, top: string): Promise<Map<string, SourceState>> {
  const known = new Map<string, SourceState>();
  for (const states of readStatesBelow(core.record, top)) {
    for (const [file, state] of states) known.set(file, state);
    await breathe();
  }
  return known;
}

function isUnchanged(
  core: Core,
  known: SourceState,
  { size, mtimeMs, named }: Pick<FoundSource, "size" | "mtimeMs" | "named">,
): boolean {
  if (!known.indexed || known.size !== size || known.mtimeMs !== mtimeMs) return false;
  if (known.archived) return true;
  // A person who names the file wants to be told again why it was not read.
  return !named && known.reader === unrecognisedBy(core.version);
}

const manifestName = `${path.sep}manifest.json`;

/** The folder of the pack that a file lies in: the outermost one around it. Files inside a pack belong to the pack. */
function packOf(file: string, packs: ReadonlySet<string>): string | undefined {
  if (packs.size === 0) return undefined;
  let found: string | undefined;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (packs.has(folder)) found = folder;
    if (folder === path.dirname(folder)) return found;
  }
}
