import { eventDetailSchema, eventSchema, type Event, type EventKind, type SessionEvent } from "../../shared/model/event";
import type { ReadDb, WriteDb } from "./database";
import { parseColumn } from "./rows";

/** Everything of an event but its detail. */
const headSchema = eventSchema.omit({ detail: true, seq: true });

interface Row {
  session_id: string;
  seq: number;
  head: string;
  detail: string;
}

function toEvent(row: Row): SessionEvent {
  const head = parseColumn(headSchema, row.head, "an event");
  return { sessionId: row.session_id, event: { seq: row.seq, ...head, detail: parseColumn(eventDetailSchema, row.detail, "an event") } };
}

/** True for a call, command or check that failed, and for errors. */
export function isFailed(event: Event): boolean {
  const { detail } = event;
  if (detail.kind === "error") return true;
  if ("exitCode" in detail && detail.exitCode !== null && detail.exitCode !== 0) return true;
  return "outcome" in detail && detail.outcome === "failed";
}

/** Writes events of a session; one that is there already (by seq) is replaced, since results complete their calls. */
export function upsertEvents(db: WriteDb, sessionPk: number, events: readonly Event[]): void {
  const put = db.prepare(
    "INSERT INTO event (session_pk, seq, at_ms, kind, failed, head, detail) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session_pk, seq) DO UPDATE SET at_ms = excluded.at_ms, kind = excluded.kind, failed = excluded.failed, head = excluded.head, detail = excluded.detail",
  );
  db.transaction(() => {
    for (const event of events) {
      const { detail, seq, ...head } = event;
      const at = event.at === null ? null : Date.parse(event.at);
      put.run(sessionPk, seq, Number.isFinite(at) ? at : null, detail.kind, isFailed(event) ? 1 : 0, JSON.stringify(head), JSON.stringify(detail));
    }
  }).immediate();
}

/** Which events, and in what words: the timeline's filter. */
export interface EventQuery {
  readonly sessionIds: readonly string[];
  readonly text: string;
  readonly kinds: readonly EventKind[];
  readonly failedOnly: boolean;
}

/**
 * Row ids of the events that pass a filter, in time order; an event without a time follows the one before it in its
 * source. Text is matched over the event's texts, without regard to case.
 */
export function orderEvents(db: ReadDb, query: EventQuery): Float64Array {
  const where: string[] = [`s.id IN (${query.sessionIds.map(() => "?").join(", ")})`];
  const args: (string | number)[] = [...query.sessionIds];
  if (query.kinds.length > 0) {
    where.push(`e.kind IN (${query.kinds.map(() => "?").join(", ")})`);
    args.push(...query.kinds);
  }
  if (query.failedOnly) where.push("e.failed = 1");
  if (query.text !== "") {
    // The detail is JSON: the needle is escaped as JSON escapes it, so that quotes and newlines are found too.
    const needle = JSON.stringify(query.text).slice(1, -1);
    where.push("e.detail LIKE ? ESCAPE '~'");
    args.push(`%${needle.replace(/[~%_]/g, (found) => `~${found}`)}%`);
  }
  const rows = db
    .prepare<(string | number)[], { rowid: number; at_ms: number | null; session_pk: number }>(`SELECT e.rowid AS rowid, e.at_ms, e.session_pk FROM event e JOIN session s ON s.pk = e.session_pk WHERE ${where.join(" AND ")} ORDER BY s.started_at, e.session_pk, e.seq`)
    .all(...args);
  let last = 0;
  let session = -1;
  const keyed = rows.map((row) => {
    if (row.session_pk !== session) {
      session = row.session_pk;
      last = 0;
    }
    // A time never goes back within a source: records keep their written order.
    last = Math.max(last, row.at_ms ?? last);
    return { rowid: row.rowid, key: last };
  });
  keyed.sort((a, b) => a.key - b.key);
  return Float64Array.from(keyed, (row) => row.rowid);
}

/** Events by row id, in the order asked. */
export function readEvents(db: ReadDb, rowids: Iterable<number>): SessionEvent[] {
  const get = db.prepare<[number], Row>("SELECT s.id AS session_id, e.seq, e.head, e.detail FROM event e JOIN session s ON s.pk = e.session_pk WHERE e.rowid = ?");
  const found: SessionEvent[] = [];
  for (const rowid of rowids) {
    const row = get.get(rowid);
    if (row !== undefined) found.push(toEvent(row));
  }
  return found;
}

/** One event of a session, or null. */
export function readEvent(db: ReadDb, sessionId: string, seq: number): SessionEvent | null {
  const row = db.prepare<[string, number], Row>("SELECT s.id AS session_id, e.seq, e.head, e.detail FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id = ? AND e.seq = ?").get(sessionId, seq);
  return row === undefined ? null : toEvent(row);
}

/** Where an event stands among the row ids of `orderEvents`. */
export function rowidOf(db: ReadDb, sessionId: string, seq: number): number | null {
  return db.prepare<[string, number], { rowid: number }>("SELECT e.rowid AS rowid FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id = ? AND e.seq = ?").get(sessionId, seq)?.rowid ?? null;
}

/** How many events of each kind the sessions hold, and how many failed. */
export function countKinds(db: ReadDb, sessionIds: readonly string[]): { kinds: { kind: string; count: number }[]; failed: number } {
  const marks = sessionIds.map(() => "?").join(", ");
  const kinds = db.prepare<string[], { kind: string; count: number }>(`SELECT e.kind, count(*) AS count FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id IN (${marks}) GROUP BY e.kind ORDER BY count DESC, e.kind`).all(...sessionIds);
  const failed = db.prepare<string[], { n: number }>(`SELECT count(*) AS n FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id IN (${marks}) AND e.failed = 1`).get(...sessionIds);
  return { kinds, failed: failed?.n ?? 0 };
}
