import path from "node:path";
import type { Session } from "../../shared/model/session";
import type { Ground, Task } from "../../shared/model/task";
import { stableId } from "../ingest/stable-id";
import { familyAround, readPlace, type SessionPlace } from "../store/session-links";
import { attemptKeyOf, lettersOf, readTask, reserveTask, taskKeyOf, upsertTask, writeHome } from "../store/tasks";
import { withConfirmed } from "../views/confirmed-contract";
import type { Core } from "../views/core";
import { movesByAttempt } from "../views/decisions";
import { readSession } from "../store/sessions";
import { firstOf, originOf } from "./link-sessions";
import { referenceOf } from "./task-reference";

/** A session that does not state its base goes to the group with a base that began nearest, within a day. */
const sameNightMs = 24 * 3600_000;

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

/** Where a session's attempt belongs by itself. */
export interface AutoPlace {
  readonly key: string;
  readonly ref: string | null;
  /** Why the attempts of that task are together. */
  readonly ground: Ground;
  /** Why this attempt is with them, where that is something else. */
  readonly own: Ground | null;
  readonly family: string | null;
  readonly base: string | null;
  readonly startedMs: number | null;
}

/** The repository's short name: as stated, as it lies on this machine, or after the working folder; worktrees count as their repository. */
export function repositoryOf(session: Session, onDisk: string | null): string {
  const stated = session.repository
    ?.replace(/\.git$/, "")
    .split(/[/:\\]/)
    .at(-1);
  if (stated !== undefined && stated !== "") return stated;
  if (onDisk !== null && onDisk !== "") return onDisk;
  if (session.cwd === null) return "unknown folder";
  const folder = session.cwd.replaceAll("\\", "/").replace(/\/(?:\.claude\/worktrees|\.worktrees)\/.*$/, "");
  return path.posix.basename(folder) || session.cwd;
}

/** The work asked for, in one line. */
export function askedIn(session: Session): string {
  return (session.prompt ?? "").replace(/\s+/g, " ").trim();
}

/**
 * Says which task a root session's attempt belongs to: that of the session it was forked from or took over; the issue, pull
 * request or ticket it is about; the same prompt on the same base in the same repository; else one of its own. It depends on
 * what is stored and not on the order in which it came.
 */
export function placeOf(core: Core, session: Session, repository: string): AutoPlace {
  const startedMs = session.startedAt === null ? null : Date.parse(session.startedAt);
  const plain = { own: null, family: null, base: session.baseCommit, startedMs, ref: null };
  const reference = referenceOf({ ...session, repository });
  const linked = linkedPlace(core, session);
  if (linked !== null) return { ...plain, ...linked };
  if (reference !== null)
    return {
      ...plain,
      key: reference.key,
      ref: reference.ref,
      ground: { kind: "reference", text: `about ${reference.ref}` },
      own: { kind: "reference", text: reference.ground },
    };
  const asked = askedIn(session);
  if (asked === "")
    return {
      ...plain,
      key: `session:${session.runner}:${session.runnerSessionId}`,
      ground: { kind: "alone", text: "on its own: the session states no prompt" },
    };
  const family = `prompt:${repository}:${asked}`;
  const key = familyKey(core, { family, base: session.baseCommit, startedMs });
  return {
    ...plain,
    key,
    family,
    ground: {
      kind: "prompt",
      text: key === family ? `same prompt in ${repository}` : `same prompt on the same base in ${repository}`,
    },
    own:
      session.baseCommit === null && key !== family
        ? { kind: "prompt", text: "by its prompt and time; it does not state its base" }
        : null,
  };
}

function linkedPlace(core: Core, session: Session): Pick<AutoPlace, "key" | "ground" | "own"> | null {
  const origin = originOf(core, session);
  const first = origin === null ? null : furthestOrigin(core, session);
  const place = first === null ? null : readPlace(core.index, first);
  if (origin === null || place === null) return null;
  const name = origin.session.runnerSessionId.slice(0, 13);
  const words = {
    forked: `its session was forked from ${name}`,
    "handed-over": `its session took over from ${name}`,
    copied: `its session begins with the same events as ${name}`,
  };
  return {
    key: place.taskKey,
    ground: { kind: "link", text: "one session goes on from another" },
    own: { kind: "link", text: words[origin.how] },
  };
}

/** The session that all of them go back to; null where it is this one. In a circle it is the circle's first by id. */
function furthestOrigin(core: Core, session: Session): string | null {
  const passed = [session.id];
  let at = session.id;
  for (let origin = originOf(core, session); origin !== null;) {
    const first = firstOf(core, origin.session.id);
    if (first === null) break;
    const again = passed.indexOf(first);
    if (again !== -1) {
      at = passed.slice(again).sort()[0] ?? at;
      break;
    }
    passed.push(first);
    at = first;
    const next = readSession(core.index, first)?.session;
    origin = next === undefined ? null : originOf(core, next);
  }
  return at === session.id ? null : at;
}

/** The key of the group within a family: its base's; without one that of the nearest in time that states one. */
function familyKey(
  core: Core,
  { family, base, startedMs }: { family: string; base: string | null; startedMs: number | null },
): string {
  if (base !== null) return basedKey(family, base);
  if (startedMs === null) return family;
  return nearestKey(
    family,
    startedMs,
    familyAround(core.index, family, { startedMs, withinMs: sameNightMs, based: true }),
  );
}

/** In: members with a base, in any order; those further away than a day do not count. */
function nearestKey(family: string, startedMs: number, based: readonly SessionPlace[]): string {
  let nearest: SessionPlace | null = null;
  let away = Infinity;
  for (const other of based) {
    const distance = Math.abs((other.startedMs ?? 0) - startedMs);
    if (distance > sameNightMs) continue;
    if (distance < away || (distance === away && (other.base ?? "") < (nearest?.base ?? ""))) {
      nearest = other;
      away = distance;
    }
  }
  const joined = nearest?.base ?? null;
  return joined === null ? family : basedKey(family, joined);
}

function basedKey(family: string, base: string): string {
  return `${family}:on ${base.slice(0, 12)}`;
}

/** Sessions of the same family that would be grouped otherwise, now that this one is there: it states a base, and is nearer. */
export function displacedBy(core: Core, { family, base, startedMs }: AutoPlace): string[] {
  if (family === null || base === null || startedMs === null) return [];
  const without = familyAround(core.index, family, { startedMs, withinMs: sameNightMs, based: false });
  if (without.length === 0) return [];
  const based = familyAround(core.index, family, { startedMs, withinMs: 2 * sameNightMs, based: true });
  return without.flatMap((other) =>
    other.startedMs === null || nearestKey(family, other.startedMs, based) === other.taskKey ? [] : [other.sessionId],
  );
}

/** What an attempt's task would be by itself. */
export interface Home {
  readonly key: string;
  readonly task: Task;
  /** Why this attempt is with the others there, where that is not what holds for all of them. */
  readonly own: Ground | null;
}

/**
 * Puts the task of an attempt on record and says which it is: the one a decision moved it to, else its own by the rules.
 * In: the attempt's id and key. The attempt itself is written by the caller; its home is to be remembered afterwards.
 */
export function settleTask(
  core: Core,
  attempt: { readonly id: string; readonly key: string },
  home: Home,
): { taskId: string; ground: Ground | null } {
  const homeId = taskIdFor(core, home.key);
  const move = movesByAttempt(core).get(attempt.id);
  if (move === undefined) {
    putTask(core, attempt.id, home.key, { ...home.task, id: homeId });
    return { taskId: homeId, ground: home.own };
  }
  const { target } = move;
  const ground: Ground = {
    kind: "decision",
    text: `moved here by ${move.reviewer}, entry ${String(move.seq)}: ${move.reason}`,
  };
  const ownKey = ownTaskKey(attempt.key);
  if (target.taskId === homeId) putTask(core, attempt.id, home.key, { ...home.task, id: homeId });
  else if (target.taskId === taskIdFor(core, ownKey))
    putTask(core, attempt.id, ownKey, {
      ...home.task,
      id: target.taskId,
      ground: { kind: "decision", text: "on its own by decision" },
    });
  else
    reserveTask(core.index, {
      id: target.taskId,
      ref: null,
      title: target.title,
      repository: target.repository,
      contract: null,
      contractDigest: null,
      requester: null,
      firstSeenAt: home.task.firstSeenAt,
      ground: { kind: "decision", text: "together by decision" },
    });
  return { taskId: target.taskId, ground };
}

/** The key of the task that is made for one attempt alone. */
export function ownTaskKey(attemptKey: string): string {
  return `own:${attemptKey}`;
}

/** Remembers what an attempt's task is by itself, after the attempt was written. */
export function rememberHome(core: Core, attemptId: string, home: Home): void {
  writeHome(core.index, attemptId, { key: home.key, task: { ...home.task, id: taskIdFor(core, home.key) } });
}

/**
 * Writes a task. Of several attempts it bears the words of the one that began first, whatever came first; what a contract or
 * a person said stands over what was read from a prompt.
 */
function putTask(core: Core, attemptId: string, key: string, task: Task): void {
  const known = taskKeyOf(core.index, task.id) === null ? null : readTask(core.index, task.id);
  const others = [...lettersOf(core.index, task.id).keys()].some((id) => id !== attemptId);
  if (known === null || !others) {
    upsertTask(core.index, key, withConfirmed(core, task));
    return;
  }
  const firstSeenAt =
    Date.parse(task.firstSeenAt) < Date.parse(known.firstSeenAt) ? task.firstSeenAt : known.firstSeenAt;
  const stated = (one: Task) => one.contract !== null || one.requester !== null;
  const sooner = Date.parse(task.firstSeenAt) - Date.parse(known.firstSeenAt) || (task.title < known.title ? -1 : 1);
  const words =
    stated(task) === stated(known) ? (stated(task) || sooner < 0 ? task : known) : stated(task) ? task : known;
  upsertTask(core.index, key, withConfirmed(core, { ...words, firstSeenAt }));
}
