import { randomUUID } from "node:crypto";
import path from "node:path";
import type { IngestReport } from "../../shared/contract/app";
import type { ConnectionKind } from "../../shared/model/connection";
import { err, ok, type Problem, type Result } from "../../shared/result";
import type { Connector } from "../connect/port";
import { resolveRoot } from "../platform/files";
import { findGitSource } from "../platform/git-source";
import { checkAddress } from "../platform/http-runner";
import {
  addConnection,
  readConnection,
  readConnections,
  removeConnection,
  setConnectionState,
  setPaused,
  type StoredConnection,
} from "../store/connections";
import { wantedPacks } from "../store/remote-packs";
import type { Core } from "../views/core";
import { chooseOfRepository, findRepository, type AskedChoice } from "./connect-github";
import { ingestPaths } from "./ingest-paths";
import { readRepository } from "./read-repository";
import { surveyConnection } from "./survey-connections";
import { syncGitHub } from "./sync-github";
import { runnerOf, syncHttpRunner } from "./sync-http-runner";

export interface Connecting {
  readonly kind: ConnectionKind;
  /** A folder, a repository, an address, or a repository's name on GitHub. */
  readonly path: string;
  readonly name?: string | undefined;
  /** Name of the environment variable that holds an HTTP runner's token. */
  readonly tokenEnv?: string | undefined;
  /** Of a repository on GitHub: with which account, and what of it. What is left out stays as it was. */
  readonly github?: AskedChoice | undefined;
}

/** Connects a runner and reads it for the first time. Connecting one twice reads it again and adds nothing. */
export async function connectRunner(
  core: Core,
  asked: Connecting,
  cancelled: () => boolean,
): Promise<Result<IngestReport>> {
  const connector = core.plugins.connectors.find((candidate) => candidate.kind === asked.kind);
  if (connector === undefined)
    return err({ code: "unknown-connector", message: `There is no connector ${asked.kind}.` });
  const repository =
    connector.place === "github" ? await findRepository(core, asked.path, asked.github?.login ?? null) : null;
  const found =
    repository ?? (connector.place === "address" ? await askWho(core, asked) : await placeOf(asked.path, connector));
  if (!found.ok) return found;
  const id = addConnection(core.record, {
    id: randomUUID(),
    kind: asked.kind,
    name: asked.name ?? null,
    usualName: found.value.name ?? connector.name,
    path: found.value.path,
    tokenEnv: asked.tokenEnv ?? null,
    addedAt: core.platform.clock.now().toISOString(),
  });
  if (repository?.ok === true) chooseOfRepository(core, id, repository.value, asked.github ?? {});
  // Whoever connects a paused runner again wants it read.
  setPaused(core.record, id, false);
  return syncConnection(core, id, cancelled);
}

interface FoundPlace {
  readonly path: string;
  /** What the runner calls itself; null for folders. */
  readonly name: string | null;
}

/** An address is connected only when a runner answers there: a wrong one is told at once. */
async function askWho(core: Core, asked: Connecting): Promise<Result<FoundPlace>> {
  const address = checkAddress(asked.path);
  if (!address.ok) return address;
  const runner = runnerOf(core, address.value, asked.tokenEnv ?? null);
  if (!runner.ok) return runner;
  const described = await runner.value.describe(new AbortController().signal);
  return described.ok ? ok({ path: address.value, name: described.value.name }) : described;
}

async function placeOf(given: string, connector: Connector): Promise<Result<FoundPlace>> {
  const root = await resolveRoot(given);
  if (!root.ok) return root;
  if (!root.value.isFolder)
    return err({
      code: "not-a-folder",
      message: `${path.basename(given)} is a file.`,
      place: given,
      remedy: "Name the folder that holds it. A single file is read without connecting it: drop it on the window.",
    });
  if (connector.place === "repository") {
    const source = await findGitSource(root.value.path);
    if (!source.ok) return source;
    if (source.value === null)
      return err({
        code: "not-a-repository",
        message: `${path.basename(given)} is in no git repository that can be read.`,
        place: given,
        remedy: "Name the folder of a repository on this machine that belongs to your account.",
      });
  }
  return ok({ path: root.value.path, name: null });
}

/** Readings that go on, so that a second request for the same connection gets the first one's report. */
const running = new WeakMap<Core, Map<string, Promise<Result<IngestReport>>>>();

/** Resolves when a connection that is being read as a whole at this moment has been read; null where none is. */
export function syncing(core: Core, id: string): Promise<unknown> | null {
  return running.get(core)?.get(id) ?? null;
}

/** Reads what is new or changed in a connection. A paused one is not read. */
export function syncConnection(core: Core, id: string, cancelled: () => boolean): Promise<Result<IngestReport>> {
  const all = running.get(core) ?? new Map<string, Promise<Result<IngestReport>>>();
  running.set(core, all);
  const before = all.get(id);
  if (before !== undefined && readConnection(core.record, id)?.state !== "paused") return before;
  const now = sync(core, id, cancelled).finally(() => {
    if (all.get(id) === now) all.delete(id);
  });
  all.set(id, now);
  return now;
}

async function sync(core: Core, id: string, cancelled: () => boolean): Promise<Result<IngestReport>> {
  const connection = readConnection(core.record, id);
  const connector = core.plugins.connectors.find((candidate) => candidate.kind === connection?.kind);
  if (connection === null || connector === undefined) return err(notFound);
  if (connection.state === "paused")
    return err({
      code: "paused",
      message: `${connection.name} is paused.`,
      place: connection.path,
      remedy: "Resume it, then sync.",
    });
  setConnectionState(core.record, id, "syncing", null, null);
  core.publish("changed", { scopes: ["runners"] });
  let read: Result<IngestReport>;
  try {
    read = await readAll(core, connection, connector, cancelled);
  } catch (error) {
    // A bug must not leave the connection looking as if it were being read for ever.
    setConnectionState(core.record, id, "failed", null, {
      message: `Reading stopped: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: "Sync again; tell the makers if it happens twice.",
    });
    throw error;
  }
  if (cancelled()) {
    // Closed already where the whole app is ending; else the connection is as it was before.
    if (core.record.open) setConnectionState(core.record, id, "ready", null, connection.problem);
    return read;
  }
  const problem = read.ok ? whatIsMissing(core, connector, id, read.value) : read.error;
  if (problem === null) setConnectionState(core.record, id, "ready", core.platform.clock.now().toISOString(), null);
  else
    setConnectionState(core.record, id, "failed", null, { message: problem.message, remedy: problem.remedy ?? null });
  await surveyConnection(core, id);
  core.publish("changed", { scopes: ["runners", "inbox"] });
  return read;
}

async function readAll(
  core: Core,
  connection: StoredConnection,
  connector: Connector,
  cancelled: () => boolean,
): Promise<Result<IngestReport>> {
  if (connector.place === "github") return syncGitHub(core, connection, cancelled);
  if (connector.place === "address") return syncHttpRunner(core, connection, connector, cancelled);
  const root = await resolveRoot(connection.path);
  if (!root.ok) return root;
  if (connector.place === "repository") return readRepository(core, root.value.path, cancelled);
  return ok(
    await ingestPaths(core, [root.value.path], {
      job: connection.name,
      isSource: (relative) => connector.isSource(relative),
      cancelled,
    }),
  );
}

/** Packs that a runner lists and that could not be had: the connection is behind, and says why. */
function whatIsMissing(core: Core, connector: Connector, id: string, report: IngestReport): Problem | null {
  if (connector.place !== "address") return null;
  const wanted = wantedPacks(core.record, id).length;
  if (wanted === 0) return null;
  const first = report.problems[0];
  const head = wanted === 1 ? "One pack is still to be fetched." : `${String(wanted)} packs are still to be fetched.`;
  return {
    code: "packs-missing",
    message: first === undefined ? head : `${head} ${first.message}`,
    remedy: first?.remedy ?? "Sync again.",
  };
}

/** Reads what is new in every connection that is not paused, one after the other; one that fails says so and the rest go on. */
export async function syncAll(core: Core, cancelled: () => boolean): Promise<void> {
  for (const { id, state } of readConnections(core.record)) {
    if (cancelled()) return;
    if (state === "paused") await surveyConnection(core, id);
    else await syncConnection(core, id, cancelled);
  }
}

/** Stops or takes up reading a connection. Pausing ends no reading that goes on; the next one does not start. */
export function pauseRunner(core: Core, id: string, paused: boolean): Result<Record<string, never>> {
  if (!setPaused(core.record, id, paused)) return err(notFound);
  core.publish("changed", { scopes: ["runners"] });
  return ok({});
}

/** Forgets a connection. What was read from it stays, in the archive and in the inbox. */
export function disconnectRunner(core: Core, id: string): Result<Record<string, never>> {
  if (!removeConnection(core.record, id)) return err(notFound);
  core.publish("changed", { scopes: ["runners"] });
  return ok({});
}

const notFound: Problem = {
  code: "not-found",
  message: "That connection is gone.",
  remedy: "Look at the list of runners again.",
};
