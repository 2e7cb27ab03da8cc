import type { SessionEvent } from "../../shared/model/event";
import type { EventRef } from "../../shared/model/evidence";
import type { Session } from "../../shared/model/session";

interface Said {
  readonly at: number;
  readonly ref: EventRef;
}

const mostNested = 8;

/**
 * Finds the message of a person that an event answers to: the last one before it in its lane. A sub-agent answers to the call
 * that began it. In: events in time order, their sessions. Out: for the place of an event the message, or null where none stands
 * before it.
 */
export function instructionsOf(
  events: readonly SessionEvent[],
  sessions: readonly Session[],
): (at: number) => EventRef | null {
  const said = new Map<string, Said[]>();
  const began = new Map<string, number>();
  const calls = new Map<string, number>();
  const byId = new Map(sessions.map((session) => [session.id, session]));
  const byRunner = new Map(sessions.map((session) => [session.runnerSessionId, session]));
  events.forEach(({ sessionId, event }, at) => {
    const lane = `${sessionId} ${event.lane}`;
    if (!began.has(lane)) began.set(lane, at);
    if (!began.has(sessionId)) began.set(sessionId, at);
    const { detail } = event;
    if (detail.kind === "tool-call" && detail.callId !== null) calls.set(`${sessionId} ${detail.callId}`, at);
    if (detail.kind !== "message" || detail.role !== "person" || detail.injected || event.lane !== "main") return;
    const list = said.get(sessionId) ?? [];
    said.set(sessionId, list);
    list.push({ at, ref: { sessionId, seq: event.seq } });
  });
  const find = (sessionId: string, at: number, nested: number): EventRef | null => {
    const session = byId.get(sessionId);
    const parent = session?.kind === "sub-agent" ? byRunner.get(session.parentRunnerSessionId ?? "") : undefined;
    if (session === undefined || parent === undefined || parent.id === sessionId || nested > mostNested)
      return lastBefore(said.get(sessionId) ?? [], at);
    const call = parent.subAgents.find((one) => one.runnerSessionId === session.runnerSessionId)?.callId ?? null;
    const start = (call === null ? undefined : calls.get(`${parent.id} ${call}`)) ?? began.get(sessionId) ?? at;
    return find(parent.id, start, nested + 1);
  };
  return (at) => {
    const here = events[at];
    if (here === undefined) return null;
    const { sessionId, event } = here;
    return find(sessionId, event.lane === "main" ? at : (began.get(`${sessionId} ${event.lane}`) ?? at), 0);
  };
}

function lastBefore(said: readonly Said[], at: number): EventRef | null {
  let [low, high] = [0, said.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((said[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return said[low - 1]?.ref ?? null;
}
