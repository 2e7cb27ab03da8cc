import { isDeepStrictEqual } from "node:util";
import type { RunnerKind } from "../../shared/model/runner";
import type { Completeness, Session } from "../../shared/model/session";
import { ok, type Result } from "../../shared/result";
import { sessionKey, stableId } from "../ingest/stable-id";
import { processRuns } from "../platform/process-runs";
import { writeRows } from "../store/events";
import { idOfRunnerSession } from "../store/runner-session";
import {
  beginSession,
  clearHidden,
  finishSession,
  hiddenSessions,
  isVisible,
  placeOfSession,
  readSession,
  type StoredSession,
} from "../store/sessions";
import type { KnownSource } from "../store/sources";
import type { Core } from "../views/core";
import {
  isSourceEnd,
  type PartOfSession,
  type ReadRequest,
  type RowBatch,
  type SourceEnd,
} from "../views/source-reader";
import { writeSoon } from "./write-soon";

export interface ReadTranscript {
  readonly digest: string;
  readonly bytes: number;
  readonly reader: RunnerKind;
  /** None for a side file that holds no session. */
  readonly sessionIds: readonly string[];
  readonly completeness: Completeness;
  readonly names: SourceEnd["names"];
  readonly parts: SourceEnd["parts"];
  /** False where the last record is cut off and may be completed. */
  readonly settled: boolean;
}

/**
 * Reads one transcript: archives its bytes, writes its events in batches, and makes its sessions visible at the end.
 * In: an absolute path. Out: what was read, or why nothing was; a failure leaves no trace in the index.
 */
export async function readTranscript(
  core: Core,
  file: string,
  cancelled: () => boolean,
): Promise<Result<ReadTranscript>> {
  const request = { files: [file], partOf: null, earlier: null, follow: false };
  const read = await readSourceInto(core, request, cancelled);
  if (!read.ok) return read;
  if ("digest" in read.value) return ok(read.value);
  // Named alone, the part is read for what it says.
  const part = await readSourceInto(core, { ...request, partOf: read.value.session }, cancelled);
  if (!part.ok) return part;
  if ("digest" in part.value) return ok(part.value);
  throw new Error("a part that is asked for as one is read");
}

/** Another process read the session anew, and what was here gave way. */
class PlaceLost extends Error {}

/** The sessions of a source that is being read: their events go in as they come, and nothing is visible until the end. */
class Writing {
  readonly #core: Core;
  readonly #files: readonly string[];
  /** Where each session of the source is written, by its key in the source. */
  readonly places: Map<string, number>;
  /** Places that nothing visible is at yet. */
  readonly #begun = new Set<number>();

  constructor(core: Core, files: readonly string[], places: ReadonlyMap<string, number>) {
    this.#core = core;
    this.#files = files;
    this.places = new Map(places);
  }

  take(batches: readonly RowBatch[]): Promise<void> {
    return writeSoon(this.#core, () => {
      this.#write(batches);
    });
  }

  #write(batches: readonly RowBatch[]): void {
    for (const batch of batches) writeRows(this.#core.index, this.#place(batch.key), batch);
  }

  #place(key: string): number {
    const known = this.places.get(key);
    if (known !== undefined) {
      if (!this.#begun.has(known) && !isVisible(this.#core.index, known)) throw new PlaceLost();
      return known;
    }
    const pk = beginSession(this.#core.index, "", this.#files[0] ?? "");
    this.places.set(key, pk);
    this.#begun.add(pk);
    return pk;
  }

  /** Writes the last rows and makes the sessions visible. Out: their ids. */
  async finish(end: SourceEnd): Promise<string[]> {
    const { index } = this.#core;
    const ids: string[] = [];
    const replaced: number[] = [];
    const visible = new Set<number>();
    await writeSoon(this.#core, () => {
      this.#write(end.rest);
      for (const { key, session, statedPatch } of end.sessions) {
        const id = sessionIdFor(this.#core, session);
        ids.push(id);
        const earlier = readSession(index, id);
        // A shorter copy of a session that is here already (a fork's copy, or a copy taken while it ran) gives way.
        if (
          earlier !== null &&
          !this.#files.includes(earlier.sourcePath) &&
          earlier.session.completeness.records > session.completeness.records
        )
          continue;
        const pk = this.#place(key);
        const title = session.title ?? earlier?.session.title ?? null;
        const before = finishSession(
          index,
          pk,
          { ...session, id, title, statedPatch: statedPatch ?? session.statedPatch },
          end.digest,
          end.parts,
        );
        if (before !== null) replaced.push(before);
        visible.add(pk);
      }
    });
    for (const pk of visible) this.#begun.delete(pk);
    for (const [key, pk] of this.places) if (this.#begun.has(pk)) this.places.delete(key);
    this.drop(replaced);
    return ids;
  }

  /** Clears away what did not become visible, and what gave way. */
  drop(also: readonly number[] = []): void {
    for (const pk of [...this.#begun, ...also]) clearLater(this.#core, pk);
    this.#begun.clear();
  }
}

/** Where the sessions of followed files are, so that a growth goes on there. */
const followed = new WeakMap<Core, Map<string, Followed>>();

interface Followed {
  readonly places: Map<string, number>;
  readonly sessions: readonly string[];
}

function keepFollowed(core: Core, file: string, one: Followed): void {
  const files = followed.get(core) ?? new Map<string, Followed>();
  followed.set(core, files);
  files.set(file, one);
}

/** Reads a source and makes its sessions visible, or says that the file is only a part of one. */
export async function readSourceInto(
  core: Core,
  request: ReadRequest,
  cancelled: () => boolean,
): Promise<Result<ReadTranscript | PartOfSession>> {
  const writing = new Writing(core, request.files, new Map());
  try {
    const read = await core.reader.read(request, (batches) => writing.take(batches), cancelled);
    if (!read.ok) return read;
    if (!isSourceEnd(read.value)) return ok(read.value);
    const sessionIds = await writing.finish(read.value);
    const [file = ""] = request.files;
    if (request.follow) keepFollowed(core, file, { places: writing.places, sessions: sessionIds });
    return ok(readOf(read.value, sessionIds));
  } finally {
    writing.drop();
  }
}

/** Reads what a followed file has grown by. Null: it is to be read anew. */
export function growTranscript(
  core: Core,
  file: string,
  how: "grown" | "quiet",
): Promise<Result<ReadTranscript | null>> {
  return oneAtATime(core, file, () => grow(core, file, how));
}

/**
 * Reads what a file has grown by since it was read last, maybe by a process that is no more. In: the source as it is
 * remembered; `follow` keeps what is known of it, so that `growTranscript` can go on. What is in the store stays and nothing
 * of it is written again: the file must begin with the archived bytes, and its reader, brought to where it stood, must say of
 * them what the store says. Null: it is to be read anew.
 */
export function resumeTranscript(
  core: Core,
  source: KnownSource,
  follow: boolean,
  cancelled: () => boolean,
): Promise<Result<ReadTranscript | null>> {
  const { path: file, digest, bytes, reader, fileDigest, partOf, indexed } = source;
  return oneAtATime(core, file, async () => {
    const plain = digest !== "" && fileDigest === null && partOf === null && indexed;
    if (!plain || bytes === null || bytes === 0 || reader === null || followed.get(core)?.has(file) === true)
      return ok(null);
    const request = { files: [file], partOf: null, earlier: null, follow: true, resume: { digest, bytes, reader } };
    const resumed = await core.reader.read(request, () => undefined, cancelled);
    if (!resumed.ok || !isSourceEnd(resumed.value)) return ok(null);
    const places = placesAsBefore(core, file, resumed.value);
    if (places === null) {
      core.reader.forget(file);
      return ok(null);
    }
    const sessions = resumed.value.sessions.map(({ session }) => sessionIdFor(core, session));
    keepFollowed(core, file, { places, sessions });
    const grown = await grow(core, file, "grown");
    if (follow || !grown.ok || grown.value === null) return grown;
    // Read once: a last record that is not complete is cut off, and the archived copy is put into one piece.
    const rest = await grow(core, file, "quiet");
    followed.get(core)?.delete(file);
    core.reader.forget(file);
    return rest.ok && rest.value !== null ? rest : grown;
  });
}

async function grow(core: Core, file: string, how: "grown" | "quiet"): Promise<Result<ReadTranscript | null>> {
  const known = followed.get(core)?.get(file);
  if (known === undefined) return ok(null);
  const forget = () => {
    followed.get(core)?.delete(file);
    core.reader.forget(file);
  };
  // Another process, or another copy of the session, may have taken the place.
  const here = known.sessions.flatMap((id) => placeOfSession(core.index, id, file) ?? []);
  if (here.length !== known.places.size || here.some((pk) => ![...known.places.values()].includes(pk))) {
    forget();
    return ok(null);
  }
  const writing = new Writing(core, [file], known.places);
  try {
    const sink = (batches: readonly RowBatch[]) => writing.take(batches);
    const grown = how === "quiet" ? ok(await core.reader.quiet(file, sink)) : await core.reader.grow(file, sink);
    if (!grown.ok || grown.value === null) {
      if (how === "grown") forget();
      return grown.ok ? ok(null) : grown;
    }
    const sessionIds = await writing.finish(grown.value);
    followed.get(core)?.set(file, { places: writing.places, sessions: sessionIds });
    return ok(readOf(grown.value, sessionIds));
  } catch (error) {
    forget();
    if (error instanceof PlaceLost) return ok(null);
    throw error;
  } finally {
    writing.drop();
  }
}

/** Where the sessions of a source are, if the store says of them what a reader says of the same bytes; else null. */
function placesAsBefore(core: Core, file: string, end: SourceEnd): Map<string, number> | null {
  const places = new Map<string, number>();
  for (const { key, session } of end.sessions) {
    const id = sessionIdFor(core, session);
    const stored = readSession(core.index, id);
    const pk = placeOfSession(core.index, id, file);
    if (pk === null || stored?.pk !== pk || stored.sourceDigest !== end.digest) return null;
    if (!isDeepStrictEqual(stored.session.completeness, session.completeness)) return null;
    places.set(key, pk);
  }
  return places.size === 0 ? null : places;
}

const busy = new WeakMap<Core, Map<string, Promise<unknown>>>();

/** What is known of a followed file is gone on from by one after the other. */
async function oneAtATime<T>(core: Core, file: string, work: () => Promise<T>): Promise<T> {
  const files = busy.get(core) ?? new Map<string, Promise<unknown>>();
  busy.set(core, files);
  const before = files.get(file) ?? Promise.resolve();
  const mine = before.then(work);
  const settled = mine.catch(() => undefined);
  files.set(file, settled);
  try {
    return await mine;
  } finally {
    if (files.get(file) === settled) files.delete(file);
  }
}

/** What was read out of the archive goes in where the source's file was. */
export async function readArchivedInto(
  core: Core,
  source: { readonly path: string; readonly digest: string; readonly reader: string },
  parts: SourceEnd["parts"],
  cancelled: () => boolean,
): Promise<Result<ReadTranscript>> {
  const writing = new Writing(core, [source.path], new Map());
  try {
    const read = await core.reader.readArchived(source, (batches) => writing.take(batches), cancelled);
    if (!read.ok) return read;
    const end = { ...read.value, parts };
    return ok(readOf(end, await writing.finish(end)));
  } finally {
    writing.drop();
  }
}

function readOf(end: SourceEnd, sessionIds: readonly string[]): ReadTranscript {
  const { digest, bytes, reader, completeness, names, parts, settled } = end;
  return { digest, bytes, reader, completeness, names, parts, settled, sessionIds };
}

/** Clears a hidden session away in steps, behind everything that waits. */
export function clearLater(core: Core, pk: number): void {
  const step = (): void => {
    if (core.index.open && clearHidden(core.index, pk)) setImmediate(step);
  };
  setImmediate(step);
}

/** Clears away what readings left that were ended: of this data folder's processes that are no more. */
export function clearUnfinished(core: Core): void {
  for (const { pk, process: reading } of hiddenSessions(core.index))
    if (reading === null || reading === process.pid || !processRuns(reading)) clearLater(core, pk);
}

/** The ids a runner's session may have: the short one, or the longer one where another session had the short one. */
function sessionIds(key: string): { short: string; long: string } {
  return { short: stableId("S", key), long: stableId("S", key, 13) };
}

/** A session by its runner's own id, or null. */
export function findRunnerSession(core: Core, runner: RunnerKind, runnerSessionId: string): StoredSession | null {
  const id = idOfRunnerSession(core.index, runner, runnerSessionId);
  return id === null ? null : readSession(core.index, id);
}

function sessionIdFor(core: Core, session: Session): string {
  const { runner, runnerSessionId, parentRunnerSessionId, kind } = session;
  // Claude Code's sub-agents have ids that are their own within their session only.
  const within = runner === "claude-code" && kind !== "main" && parentRunnerSessionId !== null;
  const { short, long } = sessionIds(within ? sessionKey(session) : `${runner}:${runnerSessionId}`);
  for (const id of [short, long]) {
    const stored = readSession(core.index, id)?.session;
    if (stored === undefined) continue;
    if (
      stored.runner === runner &&
      stored.runnerSessionId === runnerSessionId &&
      (!within || stored.parentRunnerSessionId === parentRunnerSessionId)
    )
      return id;
  }
  return readSession(core.index, short) === null ? short : long;
}
