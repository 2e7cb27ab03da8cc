import path from "node:path";
import { parsePatch } from "../../shared/diff/parse-patch";
import type { Attempt, ChangedFile } from "../../shared/model/attempt";
import type { Session } from "../../shared/model/session";
import type { Task } from "../../shared/model/task";
import { runnerNames } from "../../shared/model/runner";
import { stableId } from "../ingest/stable-id";
import { sha256 } from "../platform/files";
import { derivePatch } from "../provenance/derive-patch";
import { readChildren, readSession } from "../store/sessions";
import {
  attemptKeyOf,
  attemptsOfSession,
  lettersOf,
  readTask,
  taskKeyOf,
  upsertAttempt,
  upsertTask,
} from "../store/tasks";
import type { Core } from "../views/core";
import { eventsOfAttempt, judgeAttempt } from "./judge-attempt";
import { findRunnerSession } from "./read-transcript";

/** The changed files of a patch, each with the digest that read marks and comparisons go by. */
export function changedFiles(patch: string): ChangedFile[] {
  return parsePatch(patch).files.map((file) => ({
    path: file.path,
    oldPath: file.oldPath,
    status: file.status,
    added: file.added,
    removed: file.removed,
    binary: file.binary,
    digest: sha256(patch.slice(file.start, file.end)),
  }));
}

/** A task's id from its key; longer where another task has the short one. */
export function taskIdFor(core: Core, key: string): string {
  const short = stableId("T", key);
  const holder = taskKeyOf(core.index, short);
  return holder === null || holder === key ? short : stableId("T", key, 13);
}

export function attemptIdFor(core: Core, key: string): string {
  const short = stableId("A", key);
  const holder = attemptKeyOf(core.index, short);
  return holder === null || holder === key ? short : stableId("A", key, 13);
}

/** The letter an attempt has, or the next free one of its task: A to Z, then AA. */
export function letterFor(core: Core, taskId: string, attemptId: string): string {
  const taken = lettersOf(core.index, taskId);
  const own = taken.get(attemptId);
  if (own !== undefined) return own;
  const used = new Set(taken.values());
  for (let n = 0; n < 702; n += 1) {
    const letter =
      n < 26
        ? String.fromCharCode(65 + n)
        : String.fromCharCode(64 + Math.floor(n / 26)) + String.fromCharCode(65 + (n % 26));
    if (!used.has(letter)) return letter;
  }
  return "ZZ";
}

/** Earliest start, latest end, and the sub-agents' sessions, of what made an attempt. */
export function withChildren(core: Core, sessions: readonly Session[]): Session[] {
  const all = new Map(sessions.map((session) => [session.id, session]));
  for (const session of sessions) {
    for (const child of readChildren(core.index, session.runner, session.runnerSessionId))
      all.set(child.session.id, child.session);
  }
  return [...all.values()].sort((a, b) => ((a.startedAt ?? "") < (b.startedAt ?? "") ? -1 : 1));
}

export function spanOf(sessions: readonly Session[]): { startedAt: string | null; finishedAt: string | null } {
  const instants = (pick: (session: Session) => string | null) =>
    sessions.flatMap((session) => pick(session) ?? []).sort((a, b) => Date.parse(a) - Date.parse(b));
  return {
    startedAt: instants((s) => s.startedAt).at(0) ?? null,
    finishedAt: instants((s) => s.endedAt ?? s.startedAt).at(-1) ?? null,
  };
}

/** Adds up costs that the runner stated; null when none did. */
export function costOf(sessions: readonly Session[]): number | null {
  const stated = sessions.flatMap((session) => session.usage.costUsd ?? []);
  return stated.length === 0 ? null : stated.reduce((sum, cost) => sum + cost, 0);
}

/** The session that a session is part of: its parent's parent's, itself where it has none here; null if it is not here. */
export function rootSession(core: Core, sessionId: string): string | null {
  const passed = new Set<string>();
  let session = readSession(core.index, sessionId)?.session ?? null;
  while (session !== null && !passed.has(session.id)) {
    if (session.parentRunnerSessionId === null) break;
    // A transcript can name anything as its parent, also one of its own children.
    passed.add(session.id);
    const parent = findRunnerSession(core, session.runner, session.parentRunnerSessionId);
    if (parent === null) break;
    session = parent.session;
  }
  return session?.id ?? null;
}

/**
 * Makes and judges the attempt of a root session that came without a pack: its task is the work asked for with the same
 * words in the same folder, its patch is replayed from the recorded edits. Its sub-agents' sessions are part of it. The
 * events are read once, for both. Out: the attempt's id, or null where a pack speaks for the session already.
 */
export function assembleFromSession(core: Core, sessionId: string): string | null {
  const stored = readSession(core.index, sessionId);
  if (stored === null) return null;
  const { session } = stored;
  if (attemptsOfSession(core.index, sessionId).some((row) => row.origin === "pack")) return null;

  const sessions = withChildren(core, [session]);
  const repository =
    session.cwd === null ? "unknown folder" : path.posix.basename(session.cwd.replaceAll("\\", "/")) || session.cwd;
  const asked = (session.prompt ?? "").replace(/\s+/g, " ").trim();
  const taskKey =
    asked === "" ? `session:${session.runner}:${session.runnerSessionId}` : `prompt:${repository}:${asked}`;
  const taskId = taskIdFor(core, taskKey);
  const span = spanOf(sessions);
  const known = readTask(core.index, taskId);
  const task: Task = known ?? {
    id: taskId,
    ref: null,
    title: titleOf(session, asked),
    repository,
    contract: null,
    contractDigest: null,
    requester: null,
    firstSeenAt: span.startedAt ?? core.platform.clock.now().toISOString(),
  };
  upsertTask(core.index, taskKey, task);

  const key = `session:${session.runner}:${session.runnerSessionId}`;
  const id = attemptIdFor(core, key);
  const events = eventsOfAttempt(
    core,
    sessions.map((s) => s.id),
  );
  const derived = derivePatch(events, session.cwd);
  const attempt: Attempt = {
    id,
    taskId,
    letter: letterFor(core, taskId, id),
    runner: session.runner,
    runnerName: runnerNames[session.runner],
    model: session.models.at(-1) ?? null,
    base: session.baseCommit,
    head: null,
    branch: session.branch,
    summary: session.finalMessage,
    ...span,
    costUsd: costOf(sessions),
    sessions: sessions.map((s) => s.id),
    patchSource: derived === null ? "none" : "recorded-edits",
    patchDigest: derived === null ? null : core.archive.put(Buffer.from(derived.patch, "utf8")),
    patchNote: derived?.note ?? null,
    files: derived === null ? [] : changedFiles(derived.patch),
  };
  upsertAttempt(core.index, key, "session", attempt, []);
  judgeAttempt(core, id, events);
  return id;
}

/** A title a person would give: the runner's, else the first line of the prompt. */
function titleOf(session: Session, asked: string): string {
  if (session.title !== null && session.title.trim() !== "") return session.title.trim().slice(0, 300);
  const line =
    (session.prompt ?? "")
      .split("\n")
      .find((part) => part.trim() !== "")
      ?.trim() ?? asked;
  if (line === "") return `Session ${session.runnerSessionId}`;
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
