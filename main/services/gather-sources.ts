import path from "node:path";
import type { Problem } from "../../shared/result";
import { fileProblem, resolveRoot } from "../platform/files";
import { markGone, readSource, readSourcesBelow, type KnownSource } from "../store/sources";
import type { Core } from "../views/core";

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
    const sweep = await core.reader.sweep(top);
    for (const { folder, code } of sweep.unread) problems.push(fileProblem(folder, { code }));
    const known = new Map(readSourcesBelow(core.record, top).map((source) => [source.path, source]));
    const logs = new Map(
      sweep.files.flatMap((file) => (file.path.endsWith("-wal") ? [[file.path, file] as const] : [])),
    );
    const missing = new Map(known);
    const back: string[] = [];
    const packs = packFolders(sweep.files.map((file) => file.path));

    const named = !root.value.isFolder;
    const below = top.endsWith(path.sep) ? top.length : top.length + 1;
    for (const file of sweep.files) {
      const before = known.get(file.path) ?? null;
      if (before !== null) {
        missing.delete(file.path);
        if (before.goneAt !== null) back.push(file.path);
      }
      const relative = path.sep === "/" ? file.path.slice(below) : file.path.slice(below).split(path.sep).join("/");
      const pack = named ? undefined : packOf(file.path, packs);
      const manifest =
        file.path.endsWith(manifestName) &&
        (named || (pack !== undefined && file.path === path.join(pack, "manifest.json")));
      if (!manifest && pack !== undefined) continue;
      if (!named && !isSource(relative)) continue;
      files += 1;
      // A database that is written to changes its log first.
      const log = logs.size === 0 ? undefined : logs.get(`${file.path}-wal`);
      const found: FoundSource = {
        path: file.path,
        size: file.size + (log?.size ?? 0),
        mtimeMs: Math.max(file.mtimeMs, log?.mtimeMs ?? 0),
        known: before,
        named,
      };
      if (isUnchanged(core, found)) unchanged += 1;
      else (manifest ? manifests : changed).set(file.path, found);
    }
    const unread = sweep.unread.map(({ folder }) => folder + path.sep);
    markGone(core.record, {
      gone: [...missing.values()].flatMap((source) =>
        source.goneAt === null && !unread.some((folder) => source.path.startsWith(folder)) ? [source.path] : [],
      ),
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

function isUnchanged(core: Core, { known, size, mtimeMs, named }: FoundSource): boolean {
  if (known === null || !known.indexed || known.size !== size || known.mtimeMs !== mtimeMs) return false;
  if (known.digest !== "") return true;
  // A person who names the file wants to be told again why it was not read.
  return !named && known.reader === unrecognisedBy(core.version);
}

function packFolders(files: readonly string[]): Set<string> {
  return new Set(files.flatMap((file) => (file.endsWith(manifestName) ? [path.dirname(file)] : [])));
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
