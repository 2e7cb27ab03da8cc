import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { IngestReport } from "../../shared/contract/app";
import type { PackManifest } from "../../shared/model/pack";
import { err, ok, type Problem, type Result } from "../../shared/result";
import type { Connector } from "../connect/port";
import { sourceFolder } from "../connect/source-folder";
import { manifestName, parseManifest } from "../evidence/pack";
import { fileProblem, sha256 } from "../platform/files";
import { concernsWholeRunner } from "../platform/http-problem";
import { httpRunner, type HttpRunner } from "../platform/http-runner";
import type { StoredConnection } from "../store/connections";
import { forgetCursor, markFetched, readCursor, takePage, wantedPacks, type RemotePack } from "../store/remote-packs";
import type { Core } from "../views/core";
import { ingestPaths } from "./ingest-paths";

const packsAtOnce = 200;
/** Problems that a newer list may mend. */
const stale = new Set(["runner-digest", "runner-not-found"]);
/** A pack larger than this is not fetched: the disk is the person's. */
const packLimit = 4 * 1024 * 1024 * 1024;

/** The client for an address, with the token from the environment variable of that name. */
export function runnerOf(core: Core, address: string, tokenEnv: string | null): Result<HttpRunner> {
  const token = tokenEnv === null ? null : (core.platform.env[tokenEnv]?.trim() ?? "");
  if (token === "")
    return err({
      code: "runner-token",
      message: `The environment variable ${tokenEnv ?? ""} holds no token.`,
      place: address,
      remedy: `Set ${tokenEnv ?? "it"} where Countersign is started, then start it again.`,
    });
  if (token !== null && !/^[\x21-\x7e]+$/.test(token))
    return err({
      code: "runner-token",
      message: `The environment variable ${tokenEnv ?? ""} holds something that cannot be sent as a token.`,
      place: address,
      remedy: "A token has no spaces, line breaks or letters beyond ASCII.",
    });
  return ok(httpRunner({ address, token, tokenEnv, version: core.version }));
}

/**
 * Reads what is new at an HTTP runner: the list since the cursor, then every pack that is wanted, whole and checked, into the
 * data folder; then those are read as any folder of packs. What fails stays wanted and is named; the rest is read.
 */
export async function syncHttpRunner(
  core: Core,
  connection: StoredConnection,
  connector: Connector,
  cancelled: () => boolean,
): Promise<Result<IngestReport>> {
  const opened = runnerOf(core, connection.path, connection.tokenEnv);
  if (!opened.ok) return opened;
  const runner = opened.value;
  const stop = new AbortController();
  const watch = setInterval(() => {
    if (cancelled()) stop.abort();
  }, 200);
  try {
    const listed = await readList(core, connection.id, runner, stop.signal);
    if (!listed.ok) return listed;
    const folder = sourceFolder(core.home, connection);
    const problems = await fetchWanted(core, connection, runner, folder, stop.signal, cancelled);
    const report = await ingestPaths(core, [folder], {
      job: connection.name,
      isSource: (relative) => connector.isSource(relative),
      cancelled,
    });
    return ok({ ...report, problems: [...problems.map(toReported), ...report.problems] });
  } finally {
    clearInterval(watch);
  }
}

/** Every page is taken before the cursor moves, so a pack that was listed once stays wanted until it is here. */
async function readList(core: Core, id: string, runner: HttpRunner, signal: AbortSignal): Promise<Result<void>> {
  let startedOver = false;
  for (;;) {
    const since = readCursor(core.record, id);
    const page = await runner.packs(since, packsAtOnce, signal);
    if (!page.ok) {
      if (page.error.code !== "runner-cursor" || startedOver) return page;
      startedOver = true;
      forgetCursor(core.record, id);
      continue;
    }
    const { packs, cursor, more } = page.value;
    takePage(
      core.record,
      id,
      cursor,
      packs.map(({ id: pack, ...said }) => ({ pack, ...said })),
    );
    if (!more) return ok(undefined);
    if (cursor === since)
      return err({
        code: "runner-form",
        message: "The runner says that there is more, and its cursor does not move.",
        remedy: "Look into the runner's own log.",
      });
  }
}

async function fetchWanted(
  core: Core,
  connection: StoredConnection,
  runner: HttpRunner,
  folder: string,
  signal: AbortSignal,
  cancelled: () => boolean,
): Promise<Problem[]> {
  const wanted = wantedPacks(core.record, connection.id);
  // Made outside of the folder that is read: a pack appears there whole or not at all.
  const incoming = path.join(core.home, "packs", "incoming", connection.id);
  await rm(incoming, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const problems: Problem[] = [];
  for (const [done, pack] of wanted.entries()) {
    if (cancelled()) break;
    core.publish("progress", {
      job: connection.name,
      step: `Fetching ${pack.pack}`,
      done,
      total: wanted.length,
      unit: "packs",
      finished: false,
    });
    const fetched = await fetchPack(runner, pack, incoming, folder, signal);
    if (fetched.ok) markFetched(core.record, connection.id, pack.pack, pack.digest);
    else {
      problems.push(fetched.error);
      // The list may have stated what is not so (any more): the next sync reads it from its start.
      if (stale.has(fetched.error.code)) forgetCursor(core.record, connection.id);
      if (concernsWholeRunner(fetched.error)) break;
    }
  }
  await rm(incoming, { recursive: true, force: true });
  if (wanted.length > 0)
    core.publish("progress", {
      job: connection.name,
      step: "",
      done: wanted.length,
      total: wanted.length,
      finished: true,
      unit: "packs",
      cancelled: cancelled(),
      problems: problems.length,
    });
  return problems;
}

/** Fetches one pack whole and puts it in place of an older one. Nothing of it is seen before all of it is checked. */
async function fetchPack(
  runner: HttpRunner,
  pack: RemotePack,
  incoming: string,
  folder: string,
  signal: AbortSignal,
): Promise<Result<void>> {
  const bytes = await runner.manifest(pack.pack, pack.digest, signal);
  if (!bytes.ok) return bytes;
  // The manifest's own check refuses every path that leaves the pack or means another place on some system.
  const manifest = parseManifest(Buffer.from(bytes.value).toString("utf8"), `${pack.pack}/${manifestName}`);
  if (!manifest.ok) return manifest;
  const total = manifest.value.predicate.files.reduce((sum, file) => sum + file.bytes, bytes.value.length);
  if (total > packLimit)
    return err({
      code: "runner-too-large",
      message: `${pack.pack} has ${String(total)} bytes, over the limit of ${String(packLimit)}.`,
      place: pack.pack,
      remedy: "Nothing was fetched of it.",
    });
  const made = path.join(incoming, randomUUID());
  try {
    const filled = await fill(runner, pack, manifest.value, made, signal);
    if (!filled.ok) return filled;
    await writeFile(path.join(made, manifestName), bytes.value, { flag: "wx", mode: 0o600 });
    await replace(made, path.join(folder, placeName(pack.pack)), path.join(incoming, randomUUID()));
    return ok(undefined);
  } catch (error) {
    return err(fileProblem(made, error));
  }
}

async function fill(
  runner: HttpRunner,
  pack: RemotePack,
  manifest: PackManifest,
  made: string,
  signal: AbortSignal,
): Promise<Result<void>> {
  await mkdir(made, { recursive: true, mode: 0o700 });
  for (const file of manifest.predicate.files) {
    const target = path.join(made, ...file.path.split("/"));
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    const got = await runner.download(pack.pack, file, target, signal);
    if (!got.ok) return got;
  }
  return ok(undefined);
}

/** A folder's name made from a pack's id: letters and digits alone, whatever the runner calls it. */
export function placeName(pack: string): string {
  return `pack-${sha256(pack).slice(0, 32)}`;
}

async function replace(made: string, target: string, aside: string): Promise<void> {
  try {
    await rename(target, aside);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  await rename(made, target);
  await rm(aside, { recursive: true, force: true });
  await settleFolder(path.dirname(target));
}

/** Makes a rename durable; some systems refuse it, which costs nothing but the guarantee: what is not there is fetched again. */
async function settleFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows has no fsync on folders.
  }
}

function toReported(problem: Problem): IngestReport["problems"][number] {
  return {
    path: problem.place ?? "",
    place: null,
    message: problem.message,
    remedy: problem.remedy ?? null,
  };
}
