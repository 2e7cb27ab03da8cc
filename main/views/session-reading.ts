import type { Output } from "../../shared/contract/api";
import type { ReadSource, SessionReading } from "../../shared/contract/reading";
import { err, ok, type Result } from "../../shared/result";
import { childIds, type SessionCompleteness } from "../store/session-completeness";
import { idOfRunnerSession } from "../store/runner-session";
import { readSession, type StoredSession, sourcesOf } from "../store/sessions";
import { readAttempt } from "../store/tasks";
import type { Core } from "./core";

/**
 * How completely each session of an attempt was read: its sources with the state of their archived copies, and what it
 * names that is not here. `verify` compares every archived copy with its digest.
 */
export async function sessionReadings(
  core: Core,
  attemptId: string,
  verify: boolean,
): Promise<Result<Output<"reading.get">>> {
  const stored = readAttempt(core.index, attemptId);
  if (stored === null)
    return err({
      code: "not-found",
      message: `There is no attempt ${attemptId}.`,
      remedy: "Go back to the inbox.",
    });
  const sessions = stored.attempt.sessions.flatMap((id) => readSession(core.index, id) ?? []);
  const readings: SessionReading[] = [];
  // One after the other: each may be a long source that is read to its end.
  for (const session of sessions) readings.push(await readingOf(core, session, verify));
  return ok({ sessions: readings });
}

async function readingOf(core: Core, stored: StoredSession, verify: boolean): Promise<SessionReading> {
  const { session } = stored;
  return {
    session,
    sources: await filesOf(core, stored, verify),
    missingSubAgents: missingSubAgents(core, {
      ...session,
      subAgents: session.subAgents.map((agent) => agent.runnerSessionId),
    }),
    links: session.links.map(({ kind, runnerSessionId }) => ({
      kind,
      runnerSessionId,
      sessionId: idOfRunnerSession(core.index, session.runner, runnerSessionId),
    })),
  };
}

/** Sub-agents that a session names and whose transcripts are not here, by the runner's own ids. */
export function missingSubAgents(
  core: Core,
  session: Pick<SessionCompleteness, "runner" | "runnerSessionId" | "subAgents">,
): string[] {
  if (session.subAgents.length === 0) return [];
  const here = new Set(childIds(core.index, session.runner, session.runnerSessionId));
  return [...new Set(session.subAgents)].filter((id) => !here.has(id));
}

async function filesOf(core: Core, stored: StoredSession, verify: boolean): Promise<ReadSource[]> {
  const digest = stored.sourceDigest;
  const archive = verify ? await core.archive.verify(digest) : core.archive.has(digest) ? "kept" : "missing";
  const files = sourcesOf(core.index, core.record, stored.session.id);
  if (files.length === 0) return [{ path: stored.sourcePath, digest, goneAt: null, archive }];
  return files.map(({ path, goneAt, verifiedAt }) => ({
    path,
    digest,
    goneAt,
    // The copy of a source that is gone was read to its end when that was noticed.
    archive: archive === "kept" && verifiedAt !== null ? "intact" : archive,
  }));
}
