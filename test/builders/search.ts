import type { Event, EventDetail } from "../../shared/model/event";
import type { App } from "../../main/app";
import { eventRows, writeRows } from "../../main/store/events";
import { beginSession, clearHidden, finishSession } from "../../main/store/sessions";
import { upsertAttempt, upsertTask } from "../../main/store/tasks";
import { indexFor } from "../../main/services/index-events";
import type { SearchResult } from "../../shared/contract/search";
import { attempt } from "./attempt";
import { event } from "./event";
import { session } from "./session";
import { task } from "./task";

export type Core = App["core"];

/** Writes a session with its events, visible, as a reading does. Out: its place. An earlier one with this id gives way. */
export function storeSession(core: Core, over: Parameters<typeof session>[0], events: readonly Event[]): number {
  const made = session(over);
  const pk = beginSession(core.index, made.runner, `/sources/${made.id}.jsonl`);
  storeEvents(core, pk, events);
  const before = finishSession(core.index, pk, made, "0".repeat(64), []);
  if (before !== null) while (clearHidden(core.index, before));
  return pk;
}

/** Adds events to a session, or replaces them. */
export function storeEvents(core: Core, pk: number, events: readonly Event[]): void {
  core.index.transaction(() => writeRows(core.index, pk, eventRows(events))).immediate();
}

/** A task with one attempt, made by these sessions. */
export function storeAttempt(
  core: Core,
  taskId: string,
  letter: string,
  sessions: string[],
  repository = "payments",
): void {
  upsertTask(core.index, taskId, task({ id: taskId, title: `Title of ${taskId}`, ref: null, repository }));
  const id = `A-${taskId.slice(2)}${letter}`;
  upsertAttempt(core.index, id, "session", attempt({ id, taskId, letter, sessions }), []);
}

/** Details in order, one minute apart from a time on. */
export function eventsFrom(start: string, details: readonly EventDetail[], over: Partial<Event> = {}): Event[] {
  return details.map((detail, at) =>
    event(detail, { seq: at + 1, at: new Date(Date.parse(start) + at * 60_000).toISOString(), ...over }),
  );
}

/** Indexes all that waits. */
export function indexAll(core: Core): void {
  if (!indexFor(core.index, 60_000)) throw new Error("the index is not done");
}

/** Asks as the window does, going on where the time of one request was used up; a problem fails the test. */
export async function search(
  app: App,
  query: string,
  more: Partial<{ attemptId: string; cursor: string; limit: number }> = {},
): Promise<SearchResult> {
  const asked = { query, attemptId: null, cursor: null, limit: 50, zone: "UTC", ...more };
  const answer = await app.invoke("search.query", asked);
  if (!answer.ok) throw new Error(answer.error.message);
  const { hits, truncated, cursor } = answer.value;
  if (!truncated || cursor === null) return answer.value;
  const rest = await search(app, query, { ...more, cursor, limit: Math.max(1, asked.limit - hits.length) });
  return { ...rest, hits: [...hits, ...rest.hits].slice(0, asked.limit) };
}

/** Hits as `S-7K2QH 3`, in order. */
export function places(result: SearchResult): string[] {
  return result.hits.map((hit) => `${hit.sessionId} ${String(hit.seq)}`);
}
