import {
  eventDetailSchema,
  eventSchema,
  type Event,
  type EventKind,
  type SessionEvent,
} from "../../shared/model/event";
import type { ReadDb, WriteDb } from "./database";
import { readDetail, TextPacker, writeBlocks, type StoredDetail } from "./event-texts";
import { prepared } from "./prepared";
import { parseColumn, parseValue } from "./rows";
import { noteWritten } from "./search-index";

/** Everything of an event but its detail. */
const headSchema = eventSchema.omit({ detail: true, seq: true });

interface Row extends StoredDetail {
  session_id: string;
  seq: number;
  kind: EventKind;
  head: string;
}

function toEvent(row: Row, detail: Record<string, unknown>): SessionEvent {
  const head = parseColumn(headSchema, row.head, "an event");
  return {
    sessionId: row.session_id,
    event: { seq: row.seq, ...head, detail: parseValue(eventDetailSchema, detail, "an event") },
  };
}

/** True for a call, command or check that failed, and for errors. */
export function isFailed(event: Event): boolean {
  const { detail } = event;
  if (detail.kind === "error") return true;
  // Failures that were counted in the output stand, whatever the exit code was masked by.
  if (detail.kind === "check" && (detail.counts?.failed ?? 0) > 0) return true;
  if ("exitCode" in detail && detail.exitCode !== null && detail.exitCode !== 0) return true;
  return "outcome" in detail && detail.outcome === "failed";
}

/** An event as a row: what crosses from the thread that reads to the one that writes. `block` counts among those written with it. */
export type EventRow = readonly [
  seq: number,
  atMs: number | null,
  kind: EventKind,
  failed: 0 | 1,
  head: string,
  detail: string,
  block: number | null,
  texts: string | null,
];

/** Events as they are stored, and the blocks that hold their long texts. */
export function eventRows(events: Iterable<Event>): { rows: EventRow[]; blocks: readonly Uint8Array[] } {
  const packer = new TextPacker();
  const rows: EventRow[] = [];
  for (const event of events) {
    const { seq, at, lane, actor, place } = event;
    const atMs = at === null ? NaN : Date.parse(at);
    const { detail, block, texts } = packer.take(event.detail);
    rows.push([
      seq,
      Number.isFinite(atMs) ? atMs : null,
      event.detail.kind,
      isFailed(event) ? 1 : 0,
      JSON.stringify({ at, lane, actor, place }),
      detail,
      block,
      texts,
    ]);
  }
  return { rows, blocks: packer.end() };
}

/**
 * Writes events of a session; one that is there already (by seq) is replaced, since results complete their calls.
 * The caller holds the transaction.
 */
export function writeRows(
  db: WriteDb,
  sessionPk: number,
  { rows, blocks }: { readonly rows: readonly EventRow[]; readonly blocks: readonly Uint8Array[] },
): void {
  const put = prepared<unknown[]>(
    db,
    "INSERT INTO event (session_pk, seq, at_ms, kind, failed, head, detail, block, texts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session_pk, seq) DO UPDATE SET at_ms = excluded.at_ms, kind = excluded.kind, failed = excluded.failed, head = excluded.head, detail = excluded.detail, block = excluded.block, texts = excluded.texts",
  );
  const keys = writeBlocks(db, sessionPk, blocks);
  for (const [seq, atMs, kind, failed, head, detail, block, texts] of rows)
    put.run(sessionPk, seq, atMs, kind, failed, head, detail, block === null ? null : keys[block], texts);
  noteWritten(
    db,
    sessionPk,
    rows.map(([seq]) => seq),
  );
}

/** Which events: the timeline's filter. */
export interface EventQuery {
  readonly sessionIds: readonly string[];
  /** Rows of events that the words of the filter were found in; absent for all. */
  readonly only?: ReadonlySet<number> | undefined;
  readonly kinds: readonly EventKind[];
  readonly failedOnly: boolean;
}

/**
 * Row ids of the events that pass a filter, in time order; an event without a time follows the one before it in its
 * source.
 */
export function orderEvents(db: ReadDb, query: EventQuery): Float64Array {
  const passes: string[] = [];
  const args: (string | number)[] = [];
  if (query.kinds.length > 0) {
    passes.push(`kind IN (${query.kinds.map(() => "?").join(", ")})`);
    args.push(...query.kinds);
  }
  if (query.failedOnly) passes.push("failed = 1");
  // Every event has its part in the order, also one that the filter leaves out: it may have the time the next one lacks.
  const rows = db
    .prepare<(string | number)[], [rowid: number, atMs: number | null, passes: number]>(
      `SELECT rowid, at_ms, ${passes.length === 0 ? "1" : passes.join(" AND ")} FROM event WHERE session_pk = ? ORDER BY seq`,
    )
    .raw();
  const sources = query.sessionIds
    .flatMap((id) => prepared<[string], Source>(db, "SELECT pk, started_at FROM session WHERE id = ?").get(id) ?? [])
    .sort((a, b) => compareText(a.started_at ?? "", b.started_at ?? "") || a.pk - b.pk);
  const keyed: { rowid: number; key: number }[] = [];
  for (const source of sources) {
    let last = 0;
    for (const [rowid, atMs, passed] of rows.all(...args, source.pk)) {
      // A time never goes back within a source: records keep their written order.
      last = Math.max(last, atMs ?? last);
      if (passed === 1 && query.only?.has(rowid) !== false) keyed.push({ rowid, key: last });
    }
  }
  // One source is in order as it is.
  if (sources.length > 1) keyed.sort((a, b) => a.key - b.key);
  return Float64Array.from(keyed, (row) => row.rowid);
}

interface Source {
  readonly pk: number;
  readonly started_at: string | null;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const columns = "s.id AS session_id, e.seq, e.kind, e.head, e.detail, e.block, e.texts";

const nothing = { oldText: null, newText: null, fileBefore: null, hunks: null };

/**
 * Texts that no engine reads of many events at once, and what stands for each: outputs, results, reasoning, and what edits
 * replaced. They are most of a transcript.
 */
const unread: Readonly<Partial<Record<EventKind, Readonly<Record<string, string | null>>>>> = {
  reasoning: { text: null },
  "file-edit": nothing,
};
const unreadNames = Object.fromEntries(Object.entries(unread).map(([kind, texts]) => [kind, Object.keys(texts)]));
/** What the agent read, by kind: of these the engines keep what they look for. */
const readByAgent: Readonly<Partial<Record<EventKind, string>>> = {
  "tool-call": "result",
  command: "output",
  check: "output",
  "tool-result": "text",
};

function readRows(db: ReadDb, rowids: Iterable<number>, toOne: (row: Row) => SessionEvent): SessionEvent[] {
  const get = prepared<[number], Row>(
    db,
    `SELECT ${columns} FROM event e JOIN session s ON s.pk = e.session_pk WHERE e.rowid = ?`,
  );
  const found: SessionEvent[] = [];
  for (const rowid of rowids) {
    const row = get.get(rowid);
    if (row !== undefined) found.push(toOne(row));
  }
  return found;
}

/** Events by row id, in the order asked. */
export function readEvents(db: ReadDb, rowids: Iterable<number>): SessionEvent[] {
  return readRows(db, rowids, (row) => toEvent(row, readDetail(db, row)));
}

/**
 * Events as the engines judge them, in the order asked: reasoning and the texts of edits are left out, and of what the agent read
 * (outputs and results) only what `keep` returns stays, so that a long session fits into memory. A rule that needs one of those
 * texts needs it here first; edits are replayed one by one (`readEvent`).
 */
export function readFacts(db: ReadDb, rowids: Iterable<number>, keep: (text: string) => string): SessionEvent[] {
  return readRows(db, rowids, (row) => {
    const detail = { ...readDetail(db, row, unreadNames[row.kind]), ...unread[row.kind] };
    const name = readByAgent[row.kind];
    const text = name === undefined ? undefined : detail[name];
    return toEvent(row, name === undefined || typeof text !== "string" ? detail : { ...detail, [name]: keep(text) });
  });
}

/** One event of a session, or null. */
export function readEvent(db: ReadDb, sessionId: string, seq: number): SessionEvent | null {
  const row = prepared<[string, number], Row>(
    db,
    `SELECT ${columns} FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id = ? AND e.seq = ?`,
  ).get(sessionId, seq);
  return row === undefined ? null : toEvent(row, readDetail(db, row));
}

/** Where an event stands among the row ids of `orderEvents`. */
export function rowidOf(db: ReadDb, sessionId: string, seq: number): number | null {
  return (
    db
      .prepare<[string, number], { rowid: number }>(
        "SELECT e.rowid AS rowid FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id = ? AND e.seq = ?",
      )
      .get(sessionId, seq)?.rowid ?? null
  );
}

/** How many events of each kind the sessions hold, and how many failed. */
export function countKinds(
  db: ReadDb,
  sessionIds: readonly string[],
): { kinds: { kind: string; count: number }[]; failed: number } {
  const marks = sessionIds.map(() => "?").join(", ");
  const kinds = db
    .prepare<string[], { kind: string; count: number }>(
      `SELECT e.kind, count(*) AS count FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id IN (${marks}) GROUP BY e.kind ORDER BY count DESC, e.kind`,
    )
    .all(...sessionIds);
  const failed = db
    .prepare<string[], { n: number }>(
      `SELECT count(*) AS n FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id IN (${marks}) AND e.failed = 1`,
    )
    .get(...sessionIds);
  return { kinds, failed: failed?.n ?? 0 };
}
