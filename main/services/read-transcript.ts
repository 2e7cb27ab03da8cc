import path from "node:path";
import type { RunnerKind } from "../../shared/model/runner";
import type { Completeness } from "../../shared/model/session";
import { err, ok, type Result } from "../../shared/result";
import { chooseAdapter } from "../ingest/choose-adapter";
import { parseTranscript, type EventBatch } from "../ingest/parse-transcript";
import { stableId } from "../ingest/stable-id";
import { fileProblem, readChunks } from "../platform/files";
import { upsertEvents } from "../store/events";
import { beginSession, dropSession, finishSession, readSession, type StoredSession } from "../store/sessions";
import type { Core } from "../views/core";

const headBytes = 256 * 1024;
/** Events are written when there are this many, or this many bytes of source behind them: single events may be large. */
const batchSize = 2000;
const batchBytes = 2 * 1024 * 1024;

export interface ReadTranscript {
  readonly digest: string;
  readonly reader: RunnerKind;
  /** None for a side file that holds no session. */
  readonly sessionIds: readonly string[];
  readonly completeness: Completeness;
  readonly names: readonly { readonly runnerSessionId: string; readonly title: string }[];
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
  const archive = await core.archive.writer();
  /** Sessions begun and not yet visible, by their key in the source. */
  const begun = new Map<string, number>();
  let kept = false;
  try {
    const chunks = readChunks(file);
    const first: Uint8Array[] = [];
    let headSize = 0;
    let ended = false;
    while (headSize < headBytes && !ended) {
      const next = await chunks.next();
      if (next.done === true) ended = true;
      else {
        first.push(next.value);
        headSize += next.value.length;
      }
    }
    const name = path.basename(file);
    const head = { name, bytes: Buffer.concat(first).subarray(0, headBytes) };
    const adapter = chooseAdapter(core.plugins.adapters, head);
    if (!adapter.ok) return err({ ...adapter.error, place: file });

    const parse = parseTranscript(adapter.value, head);
    let pending: EventBatch[] = [];
    let pendingEvents = 0;
    let pendingBytes = 0;
    const flush = () => {
      for (const { key, events } of pending) {
        const pk = begun.get(key) ?? beginSession(core.index, adapter.value.id, file);
        begun.set(key, pk);
        upsertEvents(core.index, pk, events);
      }
      pending = [];
      pendingEvents = 0;
      pendingBytes = 0;
    };
    const take = async (chunk: Uint8Array) => {
      await archive.write(chunk);
      for (const batch of parse.push(chunk)) {
        pending.push(batch);
        pendingEvents += batch.events.length;
      }
      pendingBytes += chunk.length;
      if (pendingEvents < batchSize && pendingBytes < batchBytes) return;
      flush();
      // Lets requests be answered between batches: reading never blocks the desk.
      await new Promise<void>((resolve) => setImmediate(resolve));
    };
    for (const chunk of first) await take(chunk);
    for await (const chunk of chunks) {
      if (cancelled())
        return err({
          code: "cancelled",
          message: `Reading ${name} was cancelled.`,
          place: file,
          remedy: "Sync again to read it.",
        });
      await take(chunk);
    }
    const end = parse.end();
    pending.push(...end.batches);
    flush();
    const digest = await archive.keep();
    kept = true;

    const sessionIds: string[] = [];
    for (const { key, session, statedPatch } of end.sessions) {
      const id = sessionIdFor(core, adapter.value.id, session.runnerSessionId);
      sessionIds.push(id);
      const earlier = readSession(core.index, id);
      // A shorter copy of a session that is here already (a fork's copy, or a copy taken while it ran) gives way.
      if (
        earlier !== null &&
        earlier.sourcePath !== file &&
        earlier.session.completeness.records > session.completeness.records
      )
        continue;
      const pk = begun.get(key) ?? beginSession(core.index, adapter.value.id, file);
      begun.delete(key);
      const patch = statedPatch === null ? null : core.archive.put(Buffer.from(statedPatch, "utf8"));
      finishSession(core.index, pk, { ...session, id, statedPatch: patch }, digest);
    }
    return ok({
      digest,
      reader: adapter.value.id,
      completeness: end.completeness,
      names: end.names,
      sessionIds,
    });
  } catch (error) {
    if (typeof error === "object" && error !== null && "syscall" in error) return err(fileProblem(file, error));
    throw error;
  } finally {
    for (const pk of begun.values()) dropSession(core.index, pk);
    if (!kept) await archive.drop();
  }
}

/** The ids a runner's session may have: the short one, or the longer one where another session had the short one. */
function sessionIds(runner: RunnerKind, runnerSessionId: string): { short: string; long: string } {
  const key = `${runner}:${runnerSessionId}`;
  return { short: stableId("S", key), long: stableId("S", key, 13) };
}

/** A session by its runner's own id, or null. */
export function findRunnerSession(core: Core, runner: RunnerKind, runnerSessionId: string): StoredSession | null {
  for (const id of Object.values(sessionIds(runner, runnerSessionId))) {
    const stored = readSession(core.index, id);
    if (stored?.session.runner === runner && stored.session.runnerSessionId === runnerSessionId) return stored;
  }
  return null;
}

function sessionIdFor(core: Core, runner: RunnerKind, runnerSessionId: string): string {
  const known = findRunnerSession(core, runner, runnerSessionId);
  if (known !== null) return known.session.id;
  const { short, long } = sessionIds(runner, runnerSessionId);
  return readSession(core.index, short) === null ? short : long;
}
