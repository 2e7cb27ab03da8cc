import type { Output } from "../../shared/contract/api";
import type { TimelineFilter, TimelineMark, TimelineRow } from "../../shared/contract/timeline";
import { eventKindSchema, type Event, type EventDetail, type Outcome } from "../../shared/model/event";
import { err, ok, type Result } from "../../shared/result";
import { asTyped } from "../../shared/search/query-syntax";
import { isEmptyQuery, parseQuery, type SearchQuery } from "../search/parse-query";
import type { Core } from "./core";
import { countKinds, isFailed, orderEvents, readEvent, readEvents, rowidOf } from "../store/events";
import { changeStamp } from "../store/change-stamp";
import { readSession, sourcesOf } from "../store/sessions";
import { waitingOf } from "../store/search-index";
import { readAttempt, type StoredAttempt } from "../store/tasks";
import { judgementOr } from "./attempt-view";
import { findRows } from "./search-run";

/** Characters of a text that a list row carries; the whole text is in the event itself. */
const rowText = 4000;
const outlineMost = 2000;

/** The attempt paged through last: the judgement of a long one takes longer to parse than a page to read. */
const lastAttempt = new WeakMap<Core, { stamp: string; id: string; stored: StoredAttempt | null }>();

function attemptOf(core: Core, id: string): StoredAttempt | null {
  const stamp = changeStamp(core.index);
  const last = lastAttempt.get(core);
  if (last?.id === id && last.stamp === stamp) return last.stored;
  const stored = readAttempt(core.index, id);
  lastAttempt.set(core, { stamp, id, stored });
  return stored;
}

const ordersKept = 4;

/** The orders asked for last, per core: paging through a timeline sorts once, not once a page. */
const lastOrders = new WeakMap<Core, Map<string, Float64Array>>();

function orderOf(core: Core, stored: StoredAttempt, filter: TimelineFilter): Float64Array {
  const read = stored.attempt.sessions.map((id) => readSession(core.index, id));
  const sources = read.map((session) => session?.pk ?? 0);
  // A session that is followed grows in its place.
  const sizes = read.map((session) => session?.session.completeness.bytes ?? 0);
  const { text, ...simple } = filter;
  // What is indexed meanwhile may be found too.
  const waiting = text === "" ? 0 : waitingOf(core.index, sources);
  const key = JSON.stringify([stored.attempt.sessions, sources, sizes, filter, waiting]);
  const orders = lastOrders.get(core) ?? new Map<string, Float64Array>();
  lastOrders.set(core, orders);
  const rowids =
    orders.get(key) ??
    orderEvents(core.index, {
      sessionIds: stored.attempt.sessions,
      ...simple,
      only: text === "" ? undefined : searchRows(core, stored.attempt.id, text),
    });
  orders.delete(key);
  orders.set(key, rowids);
  for (const oldest of orders.keys()) {
    if (orders.size <= ordersKept) break;
    orders.delete(oldest);
  }
  return rowids;
}

/** Rows of the attempt's events that the words of a filter are found in; undefined where it asks for nothing. */
function searchRows(core: Core, attemptId: string, text: string): ReadonlySet<number> | undefined {
  const query = readText(core, text);
  return isEmptyQuery(query) ? undefined : findRows(core.index, query, attemptId);
}

/** A timeline's filter is read as it is typed: its last word may go on. */
function readText(core: Core, text: string): SearchQuery {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return parseQuery(asTyped(text), core.platform.clock.now().getTime(), zone);
}

const everything: TimelineFilter = { text: "", kinds: [], failedOnly: false };

export function attemptMissing(attemptId: string) {
  return err({
    code: "not-found",
    message: `There is no attempt ${attemptId}.`,
    remedy: "Open its task from the inbox.",
  });
}

/** Counts, outline and span of an attempt's timeline. */
export function timelineSummary(core: Core, attemptId: string): Result<Output<"timeline.summary">> {
  const stored = attemptOf(core, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const sessions = stored.attempt.sessions.flatMap((id) => readSession(core.index, id)?.session ?? []);
  const rowids = orderOf(core, stored, everything);
  const counts =
    stored.attempt.sessions.length === 0 ? { kinds: [], failed: 0 } : countKinds(core.index, stored.attempt.sessions);
  const outline: TimelineMark[] = [];
  // Most events are no landmark by their kind: they are passed over without being read.
  const maybe = new Set([
    ...orderOf(core, stored, { ...everything, kinds: landmarkKinds }),
    ...orderOf(core, stored, { ...everything, failedOnly: true }),
  ]);
  const places = Array.from(rowids.keys()).filter((index) => maybe.has(rowids[index] ?? -1));
  const batch = 500;
  for (let from = 0; from < places.length && outline.length < outlineMost; from += batch) {
    const some = places.slice(from, from + batch);
    const events = readEvents(
      core.index,
      some.map((index) => rowids[index] ?? -1),
    );
    events.forEach(({ sessionId, event }, at) => {
      if (outline.length === outlineMost || !isLandmark(event)) return;
      outline.push({
        index: some[at] ?? 0,
        sessionId,
        seq: event.seq,
        at: event.at,
        lane: event.lane,
        kind: event.detail.kind,
        outcome: outcomeOf(event),
        label: labelOf(event.detail),
      });
    });
  }
  return ok({
    total: rowids.length,
    kinds: counts.kinds.map((row) => ({ kind: eventKindSchema.parse(row.kind), count: row.count })),
    failed: counts.failed,
    sessions,
    outline,
    startedAt: firstTime(core, rowids),
    endedAt: firstTime(core, rowids.toReversed()),
  });
}

const landmarkKinds: TimelineFilter["kinds"] = ["message", "file-edit", "check", "error", "compaction"];

/** The time of the first of these events that has one. */
function firstTime(core: Core, rowids: Float64Array): string | null {
  for (const rowid of rowids) {
    const at = readEvents(core.index, [rowid])[0]?.event.at ?? null;
    if (at !== null) return at;
  }
  return null;
}

/** What a reader steers by: people's words, edits, checks, errors, compaction, failures, the last word. */
function isLandmark(event: Event): boolean {
  const { detail } = event;
  if (detail.kind === "message")
    return detail.role === "person" ? !detail.injected : event.lane === "main" && detail.text.length > 200;
  return (
    detail.kind === "file-edit" ||
    detail.kind === "check" ||
    detail.kind === "error" ||
    detail.kind === "compaction" ||
    isFailed(event)
  );
}

function outcomeOf(event: Event): Outcome | null {
  if (isFailed(event)) return "failed";
  return "outcome" in event.detail ? event.detail.outcome : null;
}

/** One line for outline and lanes. */
function labelOf(detail: EventDetail): string {
  const text = (() => {
    switch (detail.kind) {
      case "message":
      case "error":
      case "compaction":
      case "note":
        return detail.text;
      case "reasoning":
        return detail.text ?? "reasoning withheld";
      case "tool-call":
        return detail.tool;
      case "tool-result":
        return detail.text;
      case "file-edit":
        return detail.newPath ?? detail.path;
      case "command":
      case "check":
        return detail.command;
    }
  })();
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

/** Cuts long texts of an event for a list row. Out: the event and how many characters were cut. */
function cutEvent(event: Event): { event: Event; cut: number } {
  let cut = 0;
  const shorten = (text: string): string => {
    if (text.length <= rowText) return text;
    cut += text.length - rowText;
    return text.slice(0, rowText);
  };
  const detail: Record<string, unknown> = { ...event.detail };
  for (const [key, value] of Object.entries(detail)) {
    // The whole file before an edit is never drawn in a row.
    if (key === "fileBefore") detail[key] = null;
    else if (typeof value === "string") detail[key] = shorten(value);
  }
  return { event: { ...event, detail: detail as EventDetail }, cut };
}

/** One page of an attempt's events in time order. */
export function timelinePage(
  core: Core,
  attemptId: string,
  filter: TimelineFilter,
  offset: number,
  limit: number,
): Result<Output<"timeline.page">> {
  const stored = attemptOf(core, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const rowids = orderOf(core, stored, filter);
  const judgement = judgementOr(stored);
  const final = judgement.freshness.lastEdit?.event;
  const rows = readEvents(core.index, rowids.subarray(offset, offset + limit)).map(
    ({ sessionId, event }): TimelineRow => {
      const claims = judgement.claims
        .filter((claim) => claim.saidAt?.sessionId === sessionId && claim.saidAt.seq === event.seq)
        .map(({ id, sentence, span, verdict, why }) => ({ id, sentence, span, verdict, why }));
      return {
        sessionId,
        ...cutEvent(event),
        claims,
        finalEdit: final?.sessionId === sessionId && final.seq === event.seq,
      };
    },
  );
  const problems = filter.text === "" ? [] : [...readText(core, filter.text).problems];
  return ok({ total: rowids.length, offset, rows, ...(problems.length === 0 ? {} : { problems }) });
}

/** Where an event stands in the filtered order; null where the filter leaves it out. */
export function locateEvent(
  core: Core,
  attemptId: string,
  filter: TimelineFilter,
  sessionId: string,
  seq: number,
): Result<Output<"timeline.locate">> {
  const stored = attemptOf(core, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const rowid = rowidOf(core.index, sessionId, seq);
  const index = rowid === null ? -1 : orderOf(core, stored, filter).indexOf(rowid);
  return ok({ index: index < 0 ? null : index });
}

const rawMost = 64 * 1024;

/** One event whole, with the record it was read from, out of the archive. */
export async function eventDetail(
  core: Core,
  sessionId: string,
  seq: number,
): Promise<Result<Output<"timeline.event">>> {
  const found = readEvent(core.index, sessionId, seq);
  const stored = readSession(core.index, sessionId);
  if (found === null || stored === null)
    return err({
      code: "not-found",
      message: `There is no event ${String(seq)} in ${sessionId}.`,
      remedy: "Open the timeline again.",
    });
  const { event } = found;
  const { byteStart, byteEnd } = event.place;
  // A session may be spread over several files.
  const files = sourcesOf(core.index, core.record, sessionId);
  const file = files.find((part) => part.byteStart <= byteStart && byteStart < part.byteEnd) ?? files[0];
  const bytes = await core.archive.slice(stored.sourceDigest, byteStart, byteEnd);
  const record = bytes.ok ? bytes.value : Buffer.from(bytes.error.message);
  const cut = record.subarray(0, rawMost);
  return ok({
    event,
    source: {
      path: file?.path ?? stored.sourcePath,
      digest: stored.sourceDigest,
      present: file?.goneAt === null || file === undefined,
      archived: bytes.ok ? "intact" : bytes.error.code === "archive-missing" ? "missing" : "damaged",
    },
    raw: cut.toString("utf8"),
    rawBytes: record.length,
  });
}
