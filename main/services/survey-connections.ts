import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Deletion } from "../../shared/model/connection";
import type { Connector, Surroundings } from "../connect/port";
import { resolveRoot } from "../platform/files";
import { findGitSource } from "../platform/git-source";
import { readConnection, readConnections, writeSurvey, type StoredConnection, type Survey } from "../store/connections";
import { countPulls, newestTaken } from "../store/github-pull-lists";
import { readRepository } from "../store/github-repositories";
import { newestPackAt, removedPacks, wantedPacks } from "../store/remote-packs";
import { readSourcesBelow, type KnownSource } from "../store/sources";
import type { Core } from "../views/core";
import { gatherSources } from "./gather-sources";
import { openStore } from "./repository-patch";

const dayMs = 24 * 60 * 60 * 1000;
/** A person who sets more than a hundred years means never. */
const mostDays = 36_500;
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
      : connector.place === "github"
        ? surveyPulls(core, connection)
        : connector.place === "folder"
          ? await surveyFolder(core, connection, connector)
          : await surveyRepository(core, connection);
  // The app may have been closed while the folder was looked at.
  return survey !== null && core.record.open && writeSurvey(core.record, id, survey);
}

/** GitHub is asked when it is read; here is counted what its list told of and was not read yet. */
function surveyPulls(core: Core, { id }: StoredConnection): Survey | null {
  const repository = readRepository(core.record, id);
  if (repository === null) return null;
  return {
    at: core.platform.clock.now().toISOString(),
    waiting: countPulls(core.record, repository).waiting,
    newestAt: newestTaken(core.record, repository.place),
    gone: 0,
    goneUnverified: 0,
    deletion: null,
    keptFolder: null,
  };
}

function surveyPacks(core: Core, { id }: StoredConnection): Survey {
  const gone = removedPacks(core.record, id).length;
  return {
    at: core.platform.clock.now().toISOString(),
    waiting: wantedPacks(core.record, id).length,
    newestAt: newestPackAt(core.record, id),
    gone,
    goneUnverified: gone,
    deletion: null,
    keptFolder: null,
  };
}

/** A repository is asked when it is read; here it is only settled where what was taken out of it lies. */
async function surveyRepository(core: Core, connection: StoredConnection): Promise<Survey | null> {
  if (connection.keptFolder !== null || connection.lastSyncAt === null) return null;
  const source = await findGitSource(connection.path);
  if (!source.ok || source.value === null) return null;
  const opened = await openStore(core, source.value, () => false);
  if (!opened.ok) return null;
  return {
    at: core.platform.clock.now().toISOString(),
    waiting: 0,
    newestAt: null,
    gone: 0,
    goneUnverified: 0,
    deletion: null,
    keptFolder: `${opened.value.store.folder}-kept`,
  };
}

/** A folder that is not there just now (a disk that is not mounted) keeps what was counted last: nothing is known to be gone. */
async function surveyFolder(core: Core, connection: StoredConnection, connector: Connector): Promise<Survey | null> {
  const root = await resolveRoot(connection.path);
  if (!root.ok || !root.value.isFolder) return null;
  const folder = root.value.path;
  const { changed, manifests } = await gatherSources(core, [folder], connector.isSource, []);
  if (!core.record.open) return null;
  const waiting = new Map([...changed, ...manifests].map((source) => [source.path, source.mtimeMs]));
  const known = sourcesOf(core, folder, connector);
  const present = new Map(waiting);
  for (const source of known)
    if (source.goneAt === null && !present.has(source.path)) present.set(source.path, source.mtimeMs);
  const gone = known.filter((source) => source.goneAt !== null);
  let newest = 0;
  for (const mtimeMs of present.values()) newest = Math.max(newest, mtimeMs);
  return {
    at: core.platform.clock.now().toISOString(),
    waiting: waiting.size,
    newestAt: newest === 0 ? null : new Date(newest).toISOString(),
    gone: gone.length,
    goneUnverified: gone.filter((source) => source.verifiedAt === null).length,
    keptFolder: null,
    deletion: deletionOf(connector.retention?.(folder, surroundingsOf(core), readSettings) ?? null, present, waiting),
  };
}

/** Sources of a connection that were read once and are not there any more. */
export function vanishedSources(core: Core, { kind, path: folder }: StoredConnection): KnownSource[] {
  const connector = core.plugins.connectors.find((candidate) => candidate.kind === kind);
  return connector?.place === "folder"
    ? sourcesOf(core, folder, connector).filter((source) => source.goneAt !== null)
    : [];
}

/** What is known below a folder, without what another connection reads there. */
function sourcesOf(core: Core, folder: string, connector: Connector): KnownSource[] {
  return readSourcesBelow(core.record, folder).filter((source) =>
    connector.isSource(path.relative(folder, source.path).split(path.sep).join("/")),
  );
}

function deletionOf(
  kept: { readonly days: number; readonly ground: string } | null,
  present: ReadonlyMap<string, number>,
  waiting: ReadonlyMap<string, number>,
): Deletion | null {
  if (kept === null || kept.days > mostDays || present.size === 0) return null;
  const due = (mtimeMs: number) => mtimeMs + kept.days * dayMs;
  let first = Infinity;
  for (const mtimeMs of present.values()) first = Math.min(first, due(mtimeMs));
  const soon = [...present].filter(([, mtimeMs]) => due(mtimeMs) < first + 7 * dayMs);
  return {
    at: new Date(first).toISOString(),
    sources: soon.length,
    unread: soon.filter(([file]) => waiting.has(file)).length,
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
