import type { Output } from "../../shared/contract/api";
import type { ReadSource, SessionReading } from "../../shared/contract/reading";
import type { Session } from "../../shared/model/session";
import { err, ok, type Result } from "../../shared/result";
import { idOfRunnerSession } from "../store/runner-session";
import { readChildren, readSession, type StoredSession, sourcesOf } from "../store/sessions";
import { readAttempt } from "../store/tasks";
import type { Core } from "./core";

/**
 * How completely each session of an attempt was read: its sources with the state of their archived copies, and what it
 * names that is not here. `verify` compares every archived copy with its digest.
 */
export function sessionReadings(core: Core, attemptId: string, verify: boolean): Result<Output<"reading.get">> {
  const stored = readAttempt(core.index, attemptId);
  if (stored === null)
    return err({
      code: "not-found",
      message: `There is no attempt ${attemptId}.`,
      remedy: "Go back to the inbox.",
    });
  const sessions = stored.attempt.sessions.flatMap((id) => readSession(core.index, id) ?? []);
  return ok({ sessions: sessions.map((session) => readingOf(core, session, verify)) });
}

function readingOf(core: Core, stored: StoredSession, verify: boolean): SessionReading {
  const { session } = stored;
  return {
    session,
    sources: filesOf(core, stored, verify),
    missingSubAgents: missingSubAgents(core, session),
    links: session.links.map(({ kind, runnerSessionId }) => ({
      kind,
      runnerSessionId,
      sessionId: idOfRunnerSession(core.index, session.runner, runnerSessionId),
    })),
  };
}

/** Sub-agents that a session names and whose transcripts are not here, by the runner's own ids. */
export function missingSubAgents(core: Core, session: Session): string[] {
  if (session.subAgents.length === 0) return [];
  const here = new Set(
    readChildren(core.index, session.runner, session.runnerSessionId).map((child) => child.session.runnerSessionId),
  );
  return [...new Set(session.subAgents.map((one) => one.runnerSessionId))].filter((id) => !here.has(id));
}

function filesOf(core: Core, stored: StoredSession, verify: boolean): ReadSource[] {
  const digest = stored.sourceDigest;
  const archive = archiveState(core, digest, verify);
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

function archiveState(core: Core, digest: string, verify: boolean): ReadSource["archive"] {
  if (!core.archive.has(digest)) return "missing";
  if (!verify) return "kept";
  return core.archive.get(digest).ok ? "intact" : "damaged";
}
