import path from "node:path";
import type { Event } from "../../shared/model/event";
import type { RunnerKind } from "../../shared/model/runner";
import type { Completeness } from "../../shared/model/session";
import { err, ok, type Result } from "../../shared/result";
import { chooseAdapter } from "../ingest/choose-adapter";
import { parseTranscript } from "../ingest/parse-transcript";
import { stableId } from "../ingest/stable-id";
import { fileProblem, readChunks } from "../platform/files";
import { upsertEvents } from "../store/events";
import { beginSession, dropSession, finishSession, findRunnerSession, readSession } from "../store/sessions";
import type { Core } from "../views/core";

const headBytes = 256 * 1024;
const batchSize = 2000;

export interface ReadTranscript {
  readonly digest: string;
  readonly reader: RunnerKind;
  /** Null for a side file that holds no session. */
  readonly sessionId: string | null;
  readonly completeness: Completeness;
  readonly names: readonly { readonly runnerSessionId: string; readonly title: string }[];
}

/**
 * Reads one transcript: archives its bytes, writes its events in batches, and makes the session visible at the end.
 * In: an absolute path. Out: what was read, or why nothing was; a failure leaves no trace in the index.
 */
export async function readTranscript(
  core: Core,
  file: string,
  cancelled: () => boolean,
): Promise<Result<ReadTranscript>> {
  const archive = await core.archive.writer();
  let sessionPk: number | null = null;
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
    const adapter = chooseAdapter(core.plugins.adapters, { name, bytes: Buffer.concat(first).subarray(0, headBytes) });
    if (!adapter.ok) return err({ ...adapter.error, place: file });

    const parse = parseTranscript(adapter.value, name);
    const pk = beginSession(core.index, adapter.value.id, file);
    sessionPk = pk;
    let pending: Event[] = [];
    const take = async (chunk: Uint8Array) => {
      await archive.write(chunk);
      pending.push(...parse.push(chunk));
      if (pending.length >= batchSize) {
        upsertEvents(core.index, pk, pending);
        pending = [];
        // Lets requests be answered between batches: reading never blocks the desk.
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
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
    upsertEvents(core.index, pk, [...pending, ...end.events]);
    const digest = await archive.keep();
    kept = true;

    const base = { digest, reader: adapter.value.id, completeness: end.completeness, names: end.names };
    if (end.session === null) {
      dropSession(core.index, pk);
      sessionPk = null;
      return ok({ ...base, sessionId: null });
    }
    const id = sessionIdFor(core, adapter.value.id, end.session.runnerSessionId);
    const earlier = readSession(core.index, id);
    if (
      earlier !== null &&
      earlier.sourcePath !== file &&
      earlier.session.completeness.records > end.session.completeness.records
    ) {
      // A shorter copy of a session that is here already (a fork's copy, or a copy taken while it ran).
      dropSession(core.index, pk);
      sessionPk = null;
      return ok({ ...base, sessionId: id });
    }
    finishSession(core.index, pk, { ...end.session, id }, digest);
    sessionPk = null;
    return ok({ ...base, sessionId: id });
  } catch (error) {
    if (typeof error === "object" && error !== null && "syscall" in error) return err(fileProblem(file, error));
    throw error;
  } finally {
    if (sessionPk !== null) dropSession(core.index, sessionPk);
    if (!kept) await archive.drop();
  }
}

/** The id of a runner's session; a longer one where two sessions would share the short form. */
function sessionIdFor(core: Core, runner: RunnerKind, runnerSessionId: string): string {
  const known = findRunnerSession(core.index, runner, runnerSessionId);
  if (known !== null) return known.session.id;
  const key = `${runner}:${runnerSessionId}`;
  const short = stableId("S", key);
  return readSession(core.index, short) === null ? short : stableId("S", key, 13);
}
