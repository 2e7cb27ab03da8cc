import type { Session } from "../../shared/model/session";
import { sha256 } from "../platform/files";
import {
  firstMessage,
  sessionsCopying,
  sessionsLinkedTo,
  sessionsNamed,
  sessionsOpeningWith,
  writeOpening,
  type LinkKind,
} from "../store/session-links";
import { readChildren, readSession, updateSession } from "../store/sessions";
import type { Core } from "../views/core";
import { breathe } from "./breathe";
import { Histories } from "./session-histories";
import { inSteps } from "./steps";

/** Links that make two sessions one attempt: the same work goes on. */
const sameAttempt: ReadonlySet<LinkKind> = new Set<LinkKind>(["resumed", "continued"]);
/** How far into a session its first words are looked for. */
const openingWithin = 60;

function sessionOf(core: Core, id: string): Session | null {
  return readSession(core.index, id)?.session ?? null;
}

/** The session here that a runner's own id names; of several runners the one's own where it has it. */
function namedSession(core: Core, runner: string, runnerSessionId: string, anyRunner: boolean): Session | null {
  const found = sessionsNamed(core.index, runnerSessionId);
  const own = found.find((row) => row.runner === runner) ?? (anyRunner ? found[0] : undefined);
  return own === undefined ? null : sessionOf(core, own.id);
}

/** The session that this one is a part or the continuation of; null where it begins something. */
function before(core: Core, session: Session): Session | null {
  if (session.parentRunnerSessionId !== null) {
    const parent = namedSession(core, session.runner, session.parentRunnerSessionId, false);
    if (parent !== null && parent.id !== session.id) return parent;
  }
  for (const link of session.links) {
    if (!sameAttempt.has(link.kind)) continue;
    const earlier = namedSession(core, session.runner, link.runnerSessionId, false);
    if (earlier !== null && earlier.id !== session.id) return earlier;
  }
  return null;
}

/**
 * The session that an attempt is named after: up from a sub-agent to who began it, back from a resumed session to the one
 * it resumes, as far as they are here. A transcript can name anything, also in a circle: then it is the circle's first by id.
 */
export function firstOf(core: Core, sessionId: string): string | null {
  let session = sessionOf(core, sessionId);
  const passed: string[] = [];
  while (session !== null) {
    const again = passed.indexOf(session.id);
    if (again !== -1) return passed.slice(again).sort()[0] ?? null;
    passed.push(session.id);
    const earlier = before(core, session);
    if (earlier === null) return session.id;
    session = earlier;
  }
  return null;
}

/** The sessions of one attempt, from its first: what resumes or continues it, and every sub-agent's. In order of their start. */
export function attemptSessions(core: Core, first: Session): Session[] {
  const all = new Map<string, Session>();
  const waiting = [first];
  for (let session = waiting.pop(); session !== undefined; session = waiting.pop()) {
    if (all.has(session.id)) continue;
    all.set(session.id, session);
    for (const child of readChildren(core.index, session.runner, session.runnerSessionId)) waiting.push(child.session);
    for (const { sessionId, kind } of sessionsLinkedTo(core.index, session.runnerSessionId)) {
      const later = sameAttempt.has(kind) ? sessionOf(core, sessionId) : null;
      if (later?.runner === session.runner && firstOf(core, later.id) === first.id) waiting.push(later);
    }
  }
  return [...all.values()].sort(byStart);
}

/** The given sessions and their sub-agents', in order of their start. */
export function withSubAgents(core: Core, sessions: readonly Session[]): Session[] {
  const all = new Map(sessions.map((session) => [session.id, session]));
  for (const session of sessions) {
    for (const child of readChildren(core.index, session.runner, session.runnerSessionId))
      all.set(child.session.id, child.session);
  }
  return [...all.values()].sort(byStart);
}

function byStart(a: Session, b: Session): number {
  return compare(a.startedAt ?? "", b.startedAt ?? "") || compare(a.id, b.id);
}

export interface Origin {
  readonly session: Session;
  readonly how: "forked" | "handed-over" | "copied";
}

/** The session whose task this one's work belongs to by link, where it is here: forked from it, or taken over from another runner. */
export function originOf(core: Core, session: Session): Origin | null {
  for (const link of session.links) {
    if (link.kind !== "forked" && link.kind !== "handed-over") continue;
    const from = namedSession(core, session.runner, link.runnerSessionId, link.kind === "handed-over");
    if (from !== null && from.id !== session.id) return { session: from, how: link.kind };
  }
  const copiedFrom = session.copied?.from ?? null;
  if (copiedFrom === null) return null;
  const from = namedSession(core, session.runner, copiedFrom, false);
  return from === null || from.id === session.id ? null : { session: from, how: "copied" };
}

/** A transaction ends after this time, so that requests are answered between. */
const sliceMs = 20;

/**
 * Writes down what sessions begin with and looks for others with the same history: of two that begin with the same events
 * the later one gets `copied`. Out: the ids of sessions whose place may have changed by that, also others than those given.
 */
export async function linkSessions(
  core: Core,
  sessionIds: readonly string[],
  cancelled: () => boolean,
): Promise<Set<string>> {
  const touched = new Set<string>();
  const openings = new Set<string>();
  for (let next = 0; next < sessionIds.length && !cancelled();) {
    const until = performance.now() + sliceMs;
    core.index
      .transaction(() => {
        while (next < sessionIds.length && performance.now() < until) {
          const opening = noteOpening(core, sessionIds[next] ?? "", touched);
          if (opening !== null) openings.add(opening);
          next += 1;
        }
      })
      .immediate();
    await breathe();
  }
  const copied = await inSteps(copySteps(core, openings), cancelled);
  copied?.forEach((id) => touched.add(id));
  return touched;
}

function noteOpening(core: Core, sessionId: string, touched: Set<string>): string | null {
  const session = sessionOf(core, sessionId);
  if (session === null) return null;
  const opening = session.kind === "main" ? openingOf(core, session) : null;
  writeOpening(core.index, session.id, opening);
  for (const { sessionId: linked } of sessionsLinkedTo(core.index, session.runnerSessionId)) touched.add(linked);
  return opening;
}

/** The sessions that follow this one by link or copy: theirs is the task it is in. */
export function followersOf(core: Core, session: Session): string[] {
  const linked = sessionsLinkedTo(core.index, session.runnerSessionId).map((row) => row.sessionId);
  const copies = sessionsCopying(core.index, session.id, session.runnerSessionId);
  return [...new Set([...linked, ...copies])].filter((id) => id !== session.id);
}

/** Digest of the first words with a time; two sessions of a runner that share it share a history. */
function openingOf(core: Core, session: Session): string | null {
  const first = firstMessage(core.index, session.id, openingWithin);
  return first === null ? null : sha256(JSON.stringify([session.runner, first.atMs, first.detail]));
}

/** More sessions than this with one history are not compared: each pair is. */
const mostCompared = 100;

const names = (session: Session, other: Session): boolean =>
  session.links.some((link) => link.runnerSessionId === other.runnerSessionId);

/** Compares the sessions of each opening. Out: the sessions whose `copied` changed. */
function* copySteps(core: Core, openings: Iterable<string>): Generator<void, string[]> {
  const changed: string[] = [];
  // One history is compared once, however many of its sessions were read.
  for (const opening of openings) {
    changed.push(...(yield* markCopies(core, opening)));
    yield;
  }
  return changed;
}

/** Compares the sessions of one opening, and writes `copied` where it is not what is written. Out: the sessions that changed. */
function* markCopies(core: Core, opening: string): Generator<void, string[]> {
  const sessions = sessionsOpeningWith(core.index, opening).flatMap((id) => sessionOf(core, id) ?? []);
  if (sessions.length < 2 || sessions.length > mostCompared) return [];
  const histories = new Histories(core);
  const changed: string[] = [];
  for (const later of sessions) {
    let best: Session["copied"] = null;
    for (const earlier of sessions) {
      // What a transcript says of the two stands over what their times tell.
      if (earlier === later || (names(earlier, later) && !names(later, earlier))) continue;
      const common = yield* histories.common(earlier, later);
      if (common === 0 || common <= (best?.events ?? 0)) continue;
      if (!names(later, earlier) && !(yield* isLater(histories, later, earlier, common))) continue;
      best = { from: earlier.runnerSessionId, events: common };
    }
    const known = later.copied;
    const stated =
      known !== null && (known.from === null || later.links.some((link) => link.runnerSessionId === known.from));
    // What the transcript itself says of its history stands where nothing here says more.
    if (stated && (best === null || known.events >= best.events)) continue;
    if (known?.from === best?.from && known?.events === best?.events) continue;
    // It may have grown meanwhile: what was read of it since stays.
    const now = sessionOf(core, later.id);
    if (now === null) continue;
    updateSession(core.index, { ...now, copied: best });
    changed.push(later.id);
  }
  return changed;
}

/** Of two with one history the one that left it later is the copy; one that never left it is what was copied. */
function* isLater(histories: Histories, one: Session, other: Session, common: number): Generator<void, boolean> {
  const a = (yield* histories.after(one, common)) ?? -Infinity;
  const b = (yield* histories.after(other, common)) ?? -Infinity;
  return a === b ? one.id > other.id : a > b;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
