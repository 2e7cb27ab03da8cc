import type { WriteDb, ReadDb } from "./database";
import { readDetail, type StoredDetail } from "./event-texts";
import { prepared } from "./prepared";

/** Documents of one minute are numbered within this many. */
export const docsPerMinute = 2 ** 20;
const minuteMs = 60_000;
const lastMinute = 2 ** 32;

/** Notes that events were written, so that they are indexed. The caller holds the transaction. In: their numbers, mostly in order. */
export function noteWritten(db: WriteDb, sessionPk: number, seqs: Iterable<number>): void {
  let from = 0;
  let to = -1;
  for (const seq of seqs) {
    if (seq === to + 1) to = seq;
    else if (seq < from || seq > to) {
      if (to > 0) noteRange(db, sessionPk, from, to);
      [from, to] = [seq, seq];
    }
  }
  if (to > 0) noteRange(db, sessionPk, from, to);
}

function noteRange(db: WriteDb, sessionPk: number, from: number, to: number): void {
  const { changes } = prepared<unknown[]>(
    db,
    "UPDATE search_pending SET to_seq = max(to_seq, ?) WHERE session_pk = ? AND from_seq <= ? AND to_seq >= ? - 1",
  ).run(to, sessionPk, from, from);
  if (changes > 0) return;
  prepared<unknown[]>(
    db,
    "INSERT INTO search_pending (session_pk, from_seq, to_seq) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET to_seq = max(to_seq, excluded.to_seq)",
  ).run(sessionPk, from, to);
}

/** A stretch of a visible session's events that is to be indexed. */
export interface PendingRange {
  readonly sessionPk: number;
  readonly runner: string;
  readonly startedAt: string | null;
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** What is to be indexed next: newest sessions first. */
export function nextPending(db: ReadDb, most: number): PendingRange[] {
  return prepared<[number], PendingRange>(
    db,
    `SELECT p.session_pk AS sessionPk, s.runner AS runner, s.started_at AS startedAt, p.from_seq AS fromSeq, p.to_seq AS toSeq
     FROM search_pending p JOIN session s ON s.pk = p.session_pk WHERE s.id IS NOT NULL
     ORDER BY s.started_at DESC, p.session_pk DESC, p.from_seq LIMIT ?`,
  ).all(most);
}

/** A range of the list as it stands now: it may have grown, or its session be gone. */
export function currentRange(db: ReadDb, range: PendingRange): PendingRange | null {
  const now = prepared<[number, number], { toSeq: number }>(
    db,
    "SELECT p.to_seq AS toSeq FROM search_pending p JOIN session s ON s.pk = p.session_pk WHERE p.session_pk = ? AND p.from_seq = ? AND s.id IS NOT NULL",
  ).get(range.sessionPk, range.fromSeq);
  return now === undefined ? null : { ...range, toSeq: now.toSeq };
}

/** An event as the index reads it. */
export interface PendingEvent {
  readonly rowid: number;
  readonly seq: number;
  readonly atMs: number | null;
  readonly kind: string;
  readonly failed: number;
  readonly actor: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

const notSearched = ["fileBefore"];

/** Events of a range, in order, at most so many. Whole files before an edit are left out: they are not searched. */
export function pendingEvents(db: ReadDb, range: PendingRange, most: number): PendingEvent[] {
  return prepared<[number, number, number, number], Omit<PendingEvent, "detail"> & StoredDetail>(
    db,
    `SELECT rowid, seq, at_ms AS atMs, kind, failed, head ->> '$.actor' AS actor, detail, block, texts
     FROM event WHERE session_pk = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?`,
  )
    .all(range.sessionPk, range.fromSeq, range.toSeq, most)
    .map((row) => ({ ...row, detail: readDetail(db, row, notSearched) }));
}

/** The last time known in a session before an event; null where none is near. */
export function timeBefore(db: ReadDb, sessionPk: number, seq: number): number | null {
  return (
    prepared<[number, number], { at: number }>(
      db,
      "SELECT at_ms AS at FROM (SELECT at_ms, seq FROM event WHERE session_pk = ? AND seq < ? ORDER BY seq DESC LIMIT 64) WHERE at_ms IS NOT NULL ORDER BY seq DESC LIMIT 1",
    ).get(sessionPk, seq)?.at ?? null
  );
}

/** Takes a range off the list up to an event. Out: what stays of it, or null. The caller holds the transaction. */
export function settleRange(db: WriteDb, range: PendingRange, doneTo: number): PendingRange | null {
  prepared<unknown[]>(db, "DELETE FROM search_pending WHERE session_pk = ? AND from_seq = ?").run(
    range.sessionPk,
    range.fromSeq,
  );
  if (doneTo >= range.toSeq) return null;
  noteRange(db, range.sessionPk, doneTo + 1, range.toSeq);
  return { ...range, fromSeq: doneTo + 1 };
}

/** A document: an event's place in time, what is searched of it, and what cannot be asked of the index alone. */
export interface IndexedEvent {
  readonly rowid: number;
  readonly sessionPk: number;
  /** Milliseconds; the time by which it is listed. */
  readonly atMs: number;
  readonly entry: string;
  /** Codes of its words; null where they tell nothing. */
  readonly codes: Uint8Array | null;
  readonly paths: readonly string[];
  readonly pathWords: readonly string[];
  readonly tool: string | null;
  readonly shortened: boolean;
}

/** The first document number of the minute that holds a time. */
export function firstDocAt(atMs: number): number {
  const minute = Math.min(Math.max(0, Math.floor(atMs / minuteMs)), lastMinute);
  return minute * docsPerMinute + 1;
}

/** Numbers documents within their minutes, after those that are there. */
function numberer(db: ReadDb): (atMs: number) => number {
  const last = new Map<number, number>();
  const newest = prepared<[number, number], { doc: number | null }>(
    db,
    "SELECT max(doc) AS doc FROM search_event WHERE doc >= ? AND doc < ?",
  );
  const next = (first: number): number => {
    const before = last.get(first) ?? newest.get(first, first + docsPerMinute - 1)?.doc ?? first - 1;
    // A minute that is full goes on in the next one.
    if (before >= first + docsPerMinute - 2) return next(first + docsPerMinute);
    last.set(first, before + 1);
    return before + 1;
  };
  return (atMs) => next(firstDocAt(atMs));
}

/** Puts events into the index, in place of what it held of them. The caller holds the transaction. */
export function putIndexed(db: WriteDb, events: readonly IndexedEvent[]): void {
  const removed = dropIndexed(
    db,
    events.map((event) => event.rowid),
  );
  const number = numberer(db);
  const putText = prepared<unknown[]>(db, "INSERT INTO search_text (rowid, entry) VALUES (?, ?)");
  const putEvent = prepared<unknown[]>(db, "INSERT INTO search_event (doc, event, session_pk) VALUES (?, ?, ?)");
  const putPath = prepared<unknown[]>(db, "INSERT INTO search_path (doc, paths) VALUES (?, ?)");
  const putCodes = prepared<unknown[]>(db, "INSERT INTO search_codes (place, codes) VALUES (?, ?)");
  const putWord = prepared<unknown[]>(
    db,
    "INSERT INTO search_path_word (word, reversed) VALUES (?, ?) ON CONFLICT DO NOTHING",
  );
  const putTool = prepared<unknown[]>(db, "INSERT OR IGNORE INTO search_tool (tool) VALUES (?)");
  // The index is written in rising order: a number below the one before would end a piece of it each time.
  const documents = events.map((event) => ({ event, doc: number(event.atMs) })).sort((a, b) => a.doc - b.doc);
  const tools = new Set<string>();
  const words = new Set<string>();
  for (const { event, doc } of documents) {
    putText.run(doc, event.entry);
    putEvent.run(doc, event.rowid, event.sessionPk);
    if (event.paths.length > 0) putPath.run(doc, event.paths.join("\n"));
    for (const word of event.pathWords) words.add(word);
    if (event.tool !== null) tools.add(event.tool);
  }
  for (const { event, doc } of documents.reverse()) if (event.codes !== null) putCodes.run(-doc, event.codes);
  for (const tool of tools) putTool.run(tool);
  for (const word of words) putWord.run(word, Array.from(word).reverse().join(""));
  count(db, "indexed", events.length - removed);
  count(db, "shortened", events.filter((event) => event.shortened).length);
}

/** Takes events out of the index. Out: how many were in it. The caller holds the transaction. */
export function dropIndexed(db: WriteDb, rowids: readonly number[]): number {
  const docOf = prepared<[number], { doc: number }>(db, "SELECT doc FROM search_event WHERE event = ?");
  const drops = [
    "search_text WHERE rowid = ?",
    "search_event WHERE doc = ?",
    "search_path WHERE doc = ?",
    "search_codes WHERE place = -?",
  ].map((what) => prepared<unknown[]>(db, `DELETE FROM ${what}`));
  let dropped = 0;
  for (const rowid of rowids) {
    const found = docOf.get(rowid);
    if (found === undefined) continue;
    for (const drop of drops) drop.run(found.doc);
    dropped += 1;
  }
  return dropped;
}

/** Takes some events that are gone out of the index. Out: how many were dealt with. The caller holds the transaction. */
export function dropStale(db: WriteDb, most: number): number {
  const rowids = prepared<[number], { event: number }>(db, "SELECT event FROM search_stale LIMIT ?")
    .all(most)
    .map((row) => row.event);
  if (rowids.length === 0) return 0;
  count(db, "indexed", -dropIndexed(db, rowids));
  const settle = prepared<unknown[]>(db, "DELETE FROM search_stale WHERE event = ?");
  for (const rowid of rowids) settle.run(rowid);
  return rowids.length;
}

function count(db: WriteDb, name: "indexed" | "shortened", more: number): void {
  if (more === 0) return;
  prepared<unknown[]>(db, "UPDATE search_count SET value = value + ? WHERE name = ?").run(more, name);
}

/** True while something is to be indexed or taken out. */
export function hasIndexWork(db: ReadDb): boolean {
  return (
    prepared<[], { work: number }>(
      db,
      "SELECT EXISTS (SELECT 1 FROM search_pending p CROSS JOIN session s ON s.pk = p.session_pk WHERE s.id IS NOT NULL) OR EXISTS (SELECT 1 FROM search_stale) AS work",
    ).get()?.work === 1
  );
}

export interface IndexCounts {
  readonly indexed: number;
  /** Events of visible sessions that are not indexed yet. */
  readonly waiting: number;
  /** Events of which only head and tail were indexed, since the index was made. */
  readonly shortened: number;
}

/** How many events of some sessions are not indexed yet. */
export function waitingOf(db: ReadDb, sessionPks: readonly number[]): number {
  const ranges = prepared<[number], { n: number }>(
    db,
    "SELECT coalesce(sum(to_seq - from_seq + 1), 0) AS n FROM search_pending WHERE session_pk = ?",
  );
  return sessionPks.reduce((sum, pk) => sum + (ranges.get(pk)?.n ?? 0), 0);
}

/** What of some sessions is to be indexed. */
export function pendingOf(db: ReadDb, sessionPks: readonly number[]): PendingRange[] {
  const ranges = prepared<[number], PendingRange>(
    db,
    `SELECT p.session_pk AS sessionPk, s.runner AS runner, s.started_at AS startedAt, p.from_seq AS fromSeq, p.to_seq AS toSeq
     FROM search_pending p JOIN session s ON s.pk = p.session_pk WHERE p.session_pk = ? AND s.id IS NOT NULL ORDER BY p.from_seq`,
  );
  return sessionPks.flatMap((pk) => ranges.all(pk));
}

/** How far the index is. Counts ranges, not rows: it costs the same for a million events. */
export function indexCounts(db: ReadDb): IndexCounts {
  const counts = new Map(
    prepared<[], { name: string; value: number }>(db, "SELECT name, value FROM search_count")
      .all()
      .map((row) => [row.name, row.value]),
  );
  const waiting = prepared<[], { n: number }>(
    db,
    "SELECT coalesce(sum(p.to_seq - p.from_seq + 1), 0) AS n FROM search_pending p CROSS JOIN session s ON s.pk = p.session_pk WHERE s.id IS NOT NULL",
  ).get();
  return {
    indexed: counts.get("indexed") ?? 0,
    waiting: waiting?.n ?? 0,
    shortened: counts.get("shortened") ?? 0,
  };
}
