import { parsePatch } from "../../shared/diff/parse-patch";
import type { Attempt, ChangedFile } from "../../shared/model/attempt";
import type { SessionEvent } from "../../shared/model/event";
import { runnerNames } from "../../shared/model/runner";
import type { Session } from "../../shared/model/session";
import { atOnce } from "../../shared/steps";
import type { DerivedPatch } from "../provenance/derive-patch";
import { sha256 } from "../platform/files";
import { readCommits, readPlace, writePlace } from "../store/session-links";
import { readSession } from "../store/sessions";
import { attemptsOfSession, dropAttempt, readAttempt, readHome, upsertAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { factSteps, type AttemptFacts } from "./attempt-facts";
import { breathe } from "./breathe";
import { choosePatch } from "./choose-patch";
import {
  askedIn,
  attemptIdFor,
  displacedBy,
  letterFor,
  placeOf,
  rememberHome,
  repositoryOf,
  settleTask,
  taskIdFor,
  type Home,
} from "./group-task";
import { enginesAreWarm, judgeAttempt, judgeSteps, outputsOf } from "./judge-attempt";
import { attemptSessions, firstOf, followersOf, linkSessions } from "./link-sessions";
import { lookIntoRepository, noLook, type RepositoryLook } from "./repository-patch";
import { statementsOf } from "./statements";
import { inSteps } from "./steps";

/**
 * The changed files of a patch, each with the digest that read marks and comparisons go by. In: the patch; what it was taken from. Only
 * where that is a repository did our own git draw it, and the contents it names are the files'.
 */
export function changedFiles(patch: string, source: Attempt["patchSource"] = "none"): ChangedFile[] {
  return parsePatch(patch).files.map((file) => {
    const part = patch.slice(file.start, file.end);
    const content = source === "repository" ? contentAfter(part, file.newMode) : null;
    return {
      path: file.path,
      oldPath: file.oldPath,
      status: file.status,
      added: file.added,
      removed: file.removed,
      binary: file.binary,
      digest: sha256(part),
      ...(content === null ? {} : { content }),
    };
  });
}

/** Mode and content that git names on the `index` line of a file's part (git-diff(1)); null of a file that is gone, or where it names none. */
function contentAfter(part: string, mode: string | null): string | null {
  const name = /^index [0-9a-f]+\.\.([0-9a-f]{40}|[0-9a-f]{64})(?: [0-7]{6})?$/m.exec(part.slice(0, 8192))?.[1];
  return mode === null || name === undefined || /^0+$/.test(name) ? null : `${mode} ${name}`;
}

/** Earliest start and latest end of what made an attempt. */
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

/** The session that a session's attempt is named after: null if it is not here. */
export function rootSession(core: Core, sessionId: string): string | null {
  return firstOf(core, sessionId);
}

/** Attempts that are looked up in their repositories before they are made together. */
const mostTogether = 16;
/** With so many events in memory no further attempt is prepared. */
const eventsTogether = 4000;
/** A transaction ends after this time, so that requests are answered between. */
const sliceMs = 8;
/**
 * An attempt with more events than this is judged outside of the transaction that makes it, in steps; so is the very first. Judging
 * a short one takes about as long as a step.
 */
const judgedAtOnce = 24;
/** A session is made anew at most so often in one go: transcripts can name each other in circles. */
const mostRounds = 5;

/**
 * Makes and judges the attempts of sessions that came without a pack, and again those of sessions whose place depends on
 * them: forks, copies, sessions of the same prompt. The sub-agents' sessions and those that resume one are part of its
 * attempt, which is made once, however many of them are given. A patch is read from the repository that was worked in where
 * that is at hand, else it is the runner's own, else it is replayed from the recorded edits. Out: the ids of the attempts of
 * the given sessions; none where a pack speaks for one already.
 */
export async function assembleSessions(
  core: Core,
  sessionIds: Iterable<string>,
  cancelled: () => boolean = () => false,
): Promise<string[]> {
  const asked = new Set<string>();
  const made = new Map<string, string>();
  const rounds = new Map<string, number>();
  const pending = new Set<string>();
  const wait = (id: string): string | null => {
    const first = firstOf(core, id);
    if (first !== null && (rounds.get(first) ?? 0) < mostRounds) pending.add(first);
    return first;
  };
  const ids = [...sessionIds];
  const touched = await linkSessions(core, ids, cancelled);
  for (const id of ids) {
    const first = wait(id);
    if (first !== null) asked.add(first);
  }
  touched.forEach(wait);
  while (pending.size > 0) {
    const looks: Prepared[] = [];
    let events = 0;
    for (const first of [...pending].slice(0, mostTogether)) {
      if (events > eventsTogether) break;
      pending.delete(first);
      const prepared = await prepare(core, first, cancelled);
      // The app may have been closed meanwhile: what is not made now is made at the next reading.
      if (prepared === null) return [...made.values()];
      events += prepared.facts?.events.length ?? 0;
      looks.push(prepared);
    }
    const large: Unjudged[] = [];
    while (looks.length > 0) {
      const until = performance.now() + sliceMs;
      core.index
        .transaction(() => {
          for (let next = looks.shift(); next !== undefined; next = looks.shift()) {
            const { attemptId, again, unjudged } = assemble(core, next);
            if (unjudged !== null) large.push(unjudged);
            rounds.set(next.first, (rounds.get(next.first) ?? 0) + 1);
            if (attemptId !== null && asked.has(next.first)) made.set(next.first, attemptId);
            again.forEach(wait);
            if (performance.now() > until) break;
          }
        })
        .immediate();
      await breathe();
      if (cancelled()) return [...made.values()];
    }
    // Should this be cut off, the next reading finds them without a judgement.
    for (let next = large.shift(); next !== undefined; next = large.shift())
      await inSteps(judgeSteps(core, next.attemptId, next.events), cancelled);
    if (cancelled()) return [...made.values()];
  }
  return [...made.values()];
}

/** `assembleSessions` for the session that an attempt is named after. Out: the attempt's id, or null where a pack speaks for it. */
export async function assembleFromSession(
  core: Core,
  sessionId: string,
  cancelled: () => boolean = () => false,
): Promise<string | null> {
  const session = readSession(core.index, sessionId)?.session;
  if (session === undefined) return null;
  const all = attemptSessions(core, session).map((one) => one.id);
  const [made] = await assembleSessions(core, [sessionId, ...all], cancelled);
  return made ?? null;
}

/** Makes the attempts anew whose task is the one of these sessions: a pack has spoken for them. */
export async function reassembleFollowers(
  core: Core,
  sessionIds: readonly string[],
  cancelled: () => boolean,
): Promise<void> {
  for (const id of sessionIds) {
    const session = readSession(core.index, id)?.session;
    if (session === undefined) continue;
    for (const follower of followersOf(core, session))
      if (!sessionIds.includes(follower) && !cancelled()) await assembleFromSession(core, follower, cancelled);
  }
}

/** What the repository that a session worked in has of its change. */
async function lookFor(core: Core, first: string, cancelled: () => boolean): Promise<RepositoryLook> {
  const session = readSession(core.index, first)?.session;
  if (session === undefined || attemptsOfSession(core.index, first).some((row) => row.origin === "pack")) return noLook;
  const mains = attemptSessions(core, session).filter((one) => one.kind === "main");
  const named = mains.flatMap((one) => readCommits(core.index, one.id) ?? []).at(-1);
  if (named !== undefined) {
    const { repository, base, head, namedBy, note } = named;
    const asked = { cwd: repository, base, head, branches: [], startedAt: null, endedAt: null, namedBy };
    const look = await lookIntoRepository(core, asked, cancelled);
    if (look.found !== null) {
      const said = note === "" ? look.found.note : `${look.found.note} ${note}`;
      // Where the paths of its edits count from is a folder on the machine it ran on.
      return { ...look, found: { ...look.found, note: said, folder: null } };
    }
  }
  if (session.cwd === null) return noLook;
  const span = spanOf(mains);
  const branches = mains
    .flatMap((one) => [one.branch, ...one.locations.map((place) => place.branch)])
    .filter((branch) => branch !== null && branch !== "HEAD")
    .reverse();
  return lookIntoRepository(
    core,
    {
      cwd: session.cwd,
      base: session.baseCommit,
      head: mains.findLast((one) => one.headCommit !== null)?.headCommit ?? null,
      branches: [...new Set(branches)].flatMap((branch) => branch ?? []),
      startedAt: span.startedAt,
      endedAt: span.finishedAt,
    },
    cancelled,
  );
}

/** What is known of an attempt before it is written. */
interface Prepared {
  readonly first: string;
  readonly look: RepositoryLook;
  readonly facts: AttemptFacts | null;
}

/** Gathers what an attempt is made from. Apart from its caller, so that nothing of one is held while the next is gathered. */
async function prepare(core: Core, first: string, cancelled: () => boolean): Promise<Prepared | null> {
  const look = await lookFor(core, first, cancelled);
  if (cancelled()) return null;
  const parts = partsOf(core, first);
  const facts = parts === null ? null : await inSteps(factSteps(core, parts.ids, parts.session.cwd), cancelled);
  return cancelled() ? null : { first, look, facts };
}

/** The sessions of the attempt that is named after one; null where it is gone or a pack speaks for it. */
function partsOf(core: Core, first: string): { session: Session; sessions: Session[]; ids: string[] } | null {
  const session = readSession(core.index, first)?.session;
  const inPack = (id: string) => attemptsOfSession(core.index, id).some((row) => row.origin === "pack");
  if (session === undefined || inPack(first)) return null;
  const sessions = attemptSessions(core, session).filter((one) => one.id === first || !inPack(one.id));
  return { session, sessions, ids: sessions.map((one) => one.id) };
}

/** An attempt that is written and has no judgement yet. */
interface Unjudged {
  readonly attemptId: string;
  readonly events: readonly SessionEvent[];
}

interface Assembled {
  readonly attemptId: string | null;
  readonly again: readonly string[];
  readonly unjudged: Unjudged | null;
}

function assemble(core: Core, { first, look, facts }: Prepared): Assembled {
  const again = new Set<string>();
  const parts = partsOf(core, first);
  if (parts === null) return { attemptId: null, again: [], unjudged: null };
  const { session, sessions, ids } = parts;

  const key = `session:${session.runner}:${session.runnerSessionId}`;
  const id = attemptIdFor(core, key);
  // A worktree that is gone belongs to the repository it was seen to belong to.
  const repository = repositoryOf(session, look.name ?? readHome(core.index, id)?.task.repository ?? null);
  const span = spanOf(sessions);
  const place = placeOf(core, session, repository);
  const before = readPlace(core.index, first);
  writePlace(core.index, {
    sessionId: first,
    taskKey: place.key,
    family: place.family,
    base: place.base,
    startedMs: place.startedMs,
  });
  for (const other of displacedBy(core, place)) again.add(other);
  if (before?.taskKey !== place.key) for (const follower of followersOf(core, session)) again.add(follower);

  // What was an attempt of its own before it was known to be part of this one.
  for (const one of sessions)
    for (const other of attemptsOfSession(core.index, one.id))
      if (other.id !== id && other.origin === "session") dropAttempt(core.index, other.id);

  const home: Home = {
    key: place.key,
    own: place.own,
    task: {
      id: taskIdFor(core, place.key),
      ref: place.ref,
      title: titleOf(session, askedIn(session)),
      repository,
      contract: null,
      contractDigest: null,
      requester: null,
      firstSeenAt: span.startedAt ?? core.platform.clock.now().toISOString(),
      ground: place.ground,
    },
  };
  const { taskId, ground } = settleTask(core, { id, key }, home);
  // Where another reading has changed the group meanwhile, what was gathered is of other sessions.
  const same = facts !== null && facts.sessionIds.join(" ") === ids.join(" ");
  const { events, derived } = same ? facts : atOnce(factSteps(core, ids, session.cwd));
  upsertAttempt(
    core.index,
    key,
    "session",
    attemptOf(core, { id, taskId, ground, sessions, session, span, derived, look, events }),
    [],
  );
  rememberHome(core, id, home);
  // One that has a judgement gets the new one with what it is about, at once.
  const long = events.length > judgedAtOnce || !enginesAreWarm();
  const later = long && readAttempt(core.index, id)?.judgement === null;
  if (!later) judgeAttempt(core, id, events);
  return { attemptId: id, again: [...again], unjudged: later ? { attemptId: id, events } : null };
}

interface Parts {
  readonly id: string;
  readonly taskId: string;
  readonly ground: Attempt["ground"];
  readonly session: Session;
  readonly sessions: readonly Session[];
  readonly span: ReturnType<typeof spanOf>;
  readonly derived: DerivedPatch;
  readonly look: RepositoryLook;
  readonly events: readonly SessionEvent[];
}

function attemptOf(core: Core, parts: Parts): Attempt {
  const { id, taskId, ground, session, sessions, span, derived, look, events } = parts;
  const mains = sessions.filter((one) => one.kind === "main");
  const last = mains.at(-1) ?? session;
  const patch = choosePatch(core, {
    look,
    statedPatch: lastOf(mains, (one) => one.statedPatch),
    derived,
    before: readAttempt(core.index, id)?.attempt ?? null,
  });
  const summary = lastOf(mains, (one) => one.finalMessage) ?? session.finalMessage;
  return {
    id,
    taskId,
    letter: letterFor(core, taskId, id),
    runner: session.runner,
    runnerName: runnerNames[session.runner],
    model: last.models.at(-1) ?? session.models.at(-1) ?? null,
    base: patch.base ?? session.baseCommit,
    head: patch.head,
    branch: patch.branch ?? lastOf(mains, (one) => one.branch) ?? session.branch,
    summary,
    statements: statementsOf({ sessions, events, summary, outputOf: outputsOf(core) }),
    ...span,
    costUsd: costOf(sessions),
    sessions: sessions.map((s) => s.id),
    patchSource: patch.source,
    patchDigest: patch.bytes === null ? null : core.archive.put(patch.bytes),
    patchNote: patch.note,
    files: patch.bytes === null ? [] : changedFiles(Buffer.from(patch.bytes).toString("utf8"), patch.source),
    ground,
  };
}

function lastOf<T>(sessions: readonly Session[], pick: (session: Session) => T | null): T | null {
  return sessions.flatMap((session) => pick(session) ?? []).at(-1) ?? null;
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
