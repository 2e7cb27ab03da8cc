import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Deletion } from "../../shared/model/connection";
import type { Connector, Surroundings } from "../connect/port";
import { resolveRoot, statRegular, walk, type FileStat } from "../platform/files";
import {
  knownSourcesBelow,
  readConnection,
  readConnections,
  writeSurvey,
  type KnownSource,
  type StoredConnection,
  type Survey,
} from "../store/connections";
import { newestPackAt, removedPacks, wantedPacks } from "../store/remote-packs";
import type { Core } from "../views/core";

const dayMs = 24 * 60 * 60 * 1000;
/** A settings file larger than this is not one. */
const settingsLimit = 1024 * 1024;

/** Counts what waits, what vanished and what will be deleted in every connection. Sizes and times only: no source is opened. */
export async function surveyConnections(core: Core): Promise<void> {
  let changed = false;
  for (const { id } of readConnections(core.record)) changed = (await surveyConnection(core, id)) || changed;
  if (changed) core.publish("changed", { scopes: ["runners"] });
}

/** The same for one connection. Out: whether anything is different from before. */
export async function surveyConnection(core: Core, id: string): Promise<boolean> {
  const connection = readConnection(core.record, id);
  const connector = core.plugins.connectors.find((candidate) => candidate.kind === connection?.kind);
  if (connection === null || connector === undefined) return false;
  const survey =
    connector.place === "address"
      ? surveyPacks(core, connection)
      : connector.place === "folder"
        ? await surveyFolder(core, connection, connector)
        : null;
  return survey === null ? false : writeSurvey(core.record, id, survey);
}

function surveyPacks(core: Core, { id }: StoredConnection): Survey {
  return {
    at: core.platform.clock.now().toISOString(),
    waiting: wantedPacks(core.record, id).length,
    newestAt: newestPackAt(core.record, id),
    gone: removedPacks(core.record, id).length,
    deletion: null,
  };
}

/** A folder that is not there just now (a disk that is not mounted) keeps what was counted last: nothing is known to be gone. */
async function surveyFolder(core: Core, connection: StoredConnection, connector: Connector): Promise<Survey | null> {
  const root = await resolveRoot(connection.path);
  if (!root.ok || !root.value.isFolder) return null;
  const unreadable: string[] = [];
  const present = await sourcesThere(root.value.path, connector, (folder) => unreadable.push(folder));
  const known = new Map(knownSourcesBelow(core.record, root.value.path).map((source) => [source.path, source]));
  const waiting = new Set([...present].flatMap(([file, stat]) => (isRead(known.get(file), stat) ? [] : [file])));
  const newest = newestOf(present);
  return {
    at: core.platform.clock.now().toISOString(),
    waiting: waiting.size,
    newestAt: newest === 0 ? null : new Date(newest).toISOString(),
    gone: goneSources(root.value.path, connector, known, present, unreadable).length,
    deletion: deletionOf(root.value.path, connector, surroundingsOf(core), present, waiting),
  };
}

/** Sources of a connection that were read once and are not there any more. */
export async function vanishedSources(core: Core, id: string): Promise<KnownSource[]> {
  const connection = readConnection(core.record, id);
  const connector = core.plugins.connectors.find((candidate) => candidate.kind === connection?.kind);
  if (connection === null || connector?.place !== "folder") return [];
  const root = await resolveRoot(connection.path);
  if (!root.ok || !root.value.isFolder) return [];
  const unreadable: string[] = [];
  const present = await sourcesThere(root.value.path, connector, (folder) => unreadable.push(folder));
  const known = new Map(knownSourcesBelow(core.record, root.value.path).map((source) => [source.path, source]));
  return goneSources(root.value.path, connector, known, present, unreadable);
}

/** The sources below a folder with size and time. Files inside an evidence pack are the pack's. */
async function sourcesThere(
  root: string,
  connector: Connector,
  onUnreadable: (folder: string) => void,
): Promise<Map<string, FileStat>> {
  const files: string[] = [];
  for await (const file of walk(root, onUnreadable)) files.push(file);
  const packs = new Set(
    files.filter((file) => path.basename(file) === "manifest.json").map((file) => path.dirname(file)),
  );
  const present = new Map<string, FileStat>();
  for (const file of files) {
    const relative = path.relative(root, file).split(path.sep).join("/");
    if (!connector.isSource(relative) || (path.basename(file) !== "manifest.json" && liesInside(file, packs))) continue;
    const stat = await statRegular(file);
    if (stat.ok) present.set(file, stat.value);
  }
  return present;
}

function newestOf(present: ReadonlyMap<string, FileStat>): number {
  let newest = 0;
  for (const { mtimeMs } of present.values()) newest = Math.max(newest, mtimeMs);
  return newest;
}

function liesInside(file: string, folders: ReadonlySet<string>): boolean {
  if (folders.size === 0) return false;
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder))
    if (folders.has(folder)) return true;
  return false;
}

function isRead(known: KnownSource | undefined, stat: FileStat): boolean {
  return known?.size === stat.size && known.mtimeMs === stat.mtimeMs;
}

/** What lies below a folder that could not be read is not known to be gone. */
function goneSources(
  root: string,
  connector: Connector,
  known: ReadonlyMap<string, KnownSource>,
  present: ReadonlyMap<string, FileStat>,
  unreadable: readonly string[],
): KnownSource[] {
  const closed = new Set(unreadable);
  return [...known.values()].filter(
    (source) =>
      !present.has(source.path) &&
      connector.isSource(path.relative(root, source.path).split(path.sep).join("/")) &&
      !liesInside(source.path, closed),
  );
}

function deletionOf(
  root: string,
  connector: Connector,
  surroundings: Surroundings,
  present: ReadonlyMap<string, FileStat>,
  waiting: ReadonlySet<string>,
): Deletion | null {
  const kept = connector.retention?.(root, surroundings, readSettings) ?? null;
  if (kept === null || present.size === 0) return null;
  const due = [...present].map(([file, stat]) => ({ file, at: stat.mtimeMs + kept.days * dayMs }));
  const first = due.reduce((least, { at }) => Math.min(least, at), Infinity);
  // A setting of a thousand years is how people say "never"; it also leaves what a date can hold.
  if (kept.days > 36_500 || first > 8.64e15) return null;
  const soon = due.filter(({ at }) => at < first + 7 * dayMs);
  return {
    at: new Date(first).toISOString(),
    sources: soon.length,
    unread: soon.filter(({ file }) => waiting.has(file)).length,
    ground: kept.ground,
  };
}

export function surroundingsOf(core: Core): Surroundings {
  return { home: core.platform.userHome, env: core.platform.env, system: process.platform };
}

function readSettings(file: string): string | null {
  try {
    return statSync(file).size > settingsLimit ? null : readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
