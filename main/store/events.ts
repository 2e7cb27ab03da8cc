import {
  eventDetailSchema,
  eventKindSchema,
  eventSchema,
  type Event,
  type EventKind,
  type SessionEvent,
} from "../../shared/model/event";
import { atOnce } from "../../shared/steps";
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

/** Which events: a timeline's filter. */
export interface EventQuery {
  readonly sessionIds: readonly string[];
  readonly kinds: readonly EventKind[];
  readonly failedOnly: boolean;
}

/** Every event of some sessions in time order, a column each: read once, and filtered as often as one likes. */
export interface EventOrder {
  readonly rowids: Float64Array;
  /** Milliseconds; an event without a time has the one before it in its source, 0 where there is none. */
  readonly times: Float64Array;
  readonly kinds: readonly EventKind[];
  readonly failed: Uint8Array;
}

const eventKinds = eventKindSchema.options;
/** Kind, failure and time in one number: an object for each of a hundred thousand rows costs more than reading them. */
const packedColumns = `coalesce(at_ms, -1) * 32 + (CASE kind ${eventKinds.map((kind, at) => `WHEN '${kind}' THEN ${String(at)}`).join(" ")} END) * 2 + failed`;

/** So many events are read at a time: what else is asked of the core does not wait for more. */
const orderSlice = 16_384;

/** Events in time order; one without a time follows the one before it in its source. Pauses now and then. */
export function* orderSteps(db: ReadDb, sessionIds: readonly string[]): Generator<void, EventOrder> {
  const where = "FROM event WHERE session_pk = ? AND seq >= ? AND seq < ? ORDER BY seq";
  const ids = prepared<[number, number, number], number>(db, `SELECT rowid ${where}`).pluck();
  const packed = prepared<[number, number, number], number>(db, `SELECT ${packedColumns} ${where}`).pluck();
  const first = prepared<[number], number | null>(db, "SELECT min(seq) FROM event WHERE session_pk = ?").pluck();
  const last = prepared<[number], number | null>(db, "SELECT max(seq) FROM event WHERE session_pk = ?").pluck();
  const sources = sessionIds
    .flatMap((id) => prepared<[string], Source>(db, "SELECT pk, started_at FROM session WHERE id = ?").get(id) ?? [])
    .sort((a, b) => compareText(a.started_at ?? "", b.started_at ?? "") || a.pk - b.pk);
  const read: { ids: number[]; packed: number[] }[] = [];
  let count = 0;
  for (const { pk } of sources) {
    const source: (typeof read)[number] = { ids: [], packed: [] };
    read.push(source);
    const end = last.get(pk) ?? -1;
    for (let from = first.get(pk) ?? 0; from <= end; from += orderSlice) {
      for (const rowid of ids.all(pk, from, from + orderSlice)) source.ids.push(rowid);
      for (const value of packed.all(pk, from, from + orderSlice)) source.packed.push(value);
      yield;
    }
    count += source.ids.length;
  }
  const rowids = new Float64Array(count);
  const times = new Float64Array(count);
  const codes = new Uint8Array(count);
  let next = 0;
  for (const source of read) {
    let last = 0;
    source.ids.forEach((rowid, at) => {
      const value = source.packed[at] ?? 0;
      const ms = Math.floor(value / 32);
      // A time never goes back within a source: records keep their written order.
      last = Math.max(last, ms);
      rowids[next] = rowid;
      times[next] = last;
      codes[next] = value - ms * 32;
      next += 1;
    });
  }
  // One source is in order as it is.
  const places = read.length > 1 ? Uint32Array.from(rowids, (_, at) => at) : null;
  places?.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  const inOrder = <T extends Float64Array | Uint8Array>(column: T): T =>
    places === null ? column : (column.map((_, at) => column[places[at] ?? 0] ?? 0) as T);
  const coded = inOrder(codes);
  return {
    rowids: inOrder(rowids),
    times: inOrder(times),
    kinds: Array.from(coded, (code) => eventKinds[code >> 1] ?? "note"),
    failed: coded.map((code) => code & 1),
  };
}

/** Row ids of the events that pass, in time order. */
export function orderEvents(db: ReadDb, { sessionIds, kinds, failedOnly }: EventQuery): Float64Array {
  const order = atOnce(orderSteps(db, sessionIds));
  const wanted = new Set(kinds);
  return order.rowids.filter(
    (_, at) => (wanted.size === 0 || wanted.has(order.kinds[at] ?? "note")) && (!failedOnly || order.failed[at] === 1),
  );
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

/** Without those that are there no more, or whose session was read anew since and is hidden. */
function readRows(db: ReadDb, rowids: Iterable<number>, toOne: (row: Row) => SessionEvent): SessionEvent[] {
  const get = prepared<[number], Row>(
    db,
    `SELECT ${columns} FROM event e JOIN session s ON s.pk = e.session_pk WHERE e.rowid = ? AND s.id IS NOT NULL`,
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

/**
 * Events of one kind next to a place in a session, nearest first. In: the place, the way to look, the most wanted. Events at the place
 * itself are not among them.
 */
export function eventsBeside(
  db: ReadDb,
  { sessionId, seq }: { readonly sessionId: string; readonly seq: number },
  kind: EventKind,
  way: "before" | "after",
  most: number,
): SessionEvent[] {
  const [beyond, order] = way === "before" ? ["<", "DESC"] : [">", "ASC"];
  return prepared<[string, number, EventKind, number], Row>(
    db,
    `SELECT ${columns} FROM event e JOIN session s ON s.pk = e.session_pk
     WHERE s.id = ? AND e.seq ${beyond} ? AND e.kind = ? ORDER BY e.seq ${order} LIMIT ?`,
  )
    .all(sessionId, seq, kind, most)
    .map((row) => toEvent(row, readDetail(db, row)));
}

/** Where an event stands among the row ids of `orderEvents`. */
export function rowidOf(db: ReadDb, sessionId: string, seq: number): number | null {
  return (
    prepared<[string, number], { rowid: number }>(
      db,
      "SELECT e.rowid AS rowid FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id = ? AND e.seq = ?",
    ).get(sessionId, seq)?.rowid ?? null
  );
}
