import type { Output } from "../../shared/contract/api";
import type { TimelineFilter, TimelineMark, TimelineRow } from "../../shared/contract/timeline";
import type { Event, EventDetail, EventKind } from "../../shared/model/event";
import { err, ok, type Result } from "../../shared/result";
import type { Core } from "./core";
import { readLabels, type EventLabel } from "../store/event-labels";
import { readEvent, readEvents, rowidOf, type EventOrder } from "../store/events";
import { readSession, sourcesOf } from "../store/sessions";
import type { StoredAttempt } from "../store/tasks";
import { judgementOr } from "./attempt-view";
import { attemptOf, orderOf, outlineOf, placeOf, readText, readyOrder, wholeOrder } from "./event-order";

/** Characters of a text that a list row carries; the whole text is in the event itself. */
const rowText = 4000;
const outlineMost = 2000;

export function attemptMissing(attemptId: string) {
  return err({
    code: "not-found",
    message: `There is no attempt ${attemptId}.`,
    remedy: "Open its task from the inbox.",
  });
}

/** An attempt whose events were put in order; null where there is none. */
async function orderedAttempt(core: Core, attemptId: string): Promise<StoredAttempt | null> {
  const stored = attemptOf(core, attemptId);
  if (stored === null) return null;
  await readyOrder(core, stored);
  // It may have been judged anew, or be gone, since.
  return attemptOf(core, attemptId);
}

/** Counts, outline and span of an attempt's timeline. */
export async function timelineSummary(core: Core, attemptId: string): Promise<Result<Output<"timeline.summary">>> {
  const stored = await orderedAttempt(core, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const sessions = stored.attempt.sessions.flatMap((id) => readSession(core.index, id)?.session ?? []);
  const order = wholeOrder(core, stored);
  return ok({
    total: order.rowids.length,
    ...counted(order),
    sessions,
    outline: [...outlineOf(core, stored, (events) => landmarks(core, events))],
    startedAt: timeAt(order, 0),
    endedAt: timeAt(order, order.rowids.length - 1),
  });
}

/** How many events of each kind there are, the most first, and how many failed. */
function counted({ kinds, failed }: EventOrder): { kinds: { kind: EventKind; count: number }[]; failed: number } {
  const counts = new Map<EventKind, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    kinds: [...counts]
      .map(([kind, count]) => ({ kind, count }))
      .sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1)),
    failed: failed.reduce((sum, one) => sum + one, 0),
  };
}

const landmarkKinds: ReadonlySet<EventKind> = new Set(["message", "file-edit", "check", "error", "compaction"]);

/** Landmarks in order. Most events are none by their kind: they are passed over without being read. */
function landmarks(core: Core, order: EventOrder): TimelineMark[] {
  const outline: TimelineMark[] = [];
  const batch = 500;
  let some: number[] = [];
  const take = () => {
    const labels = readLabels(
      core.index,
      some.map((index) => order.rowids[index] ?? -1),
    );
    labels.forEach((event, at) => {
      if (outline.length === outlineMost || !isLandmark(event)) return;
      outline.push({
        index: some[at] ?? 0,
        sessionId: event.sessionId,
        seq: event.seq,
        at: event.at,
        lane: event.lane,
        kind: event.kind,
        outcome: event.failed ? "failed" : event.outcome,
        label: lineOf(event),
      });
    });
    some = [];
  };
  for (const [index, kind] of order.kinds.entries()) {
    if (!landmarkKinds.has(kind) && order.failed[index] !== 1) continue;
    some.push(index);
    if (some.length === batch) take();
    if (outline.length === outlineMost) return outline;
  }
  take();
  return outline;
}

/** The time at a position, or the nearest to it that was recorded; null where none was. */
function timeAt({ times }: EventOrder, index: number): string | null {
  const at = times[index] ?? 0;
  const ms = at > 0 ? at : (times.find((time) => time > 0) ?? 0);
  return ms === 0 ? null : new Date(ms).toISOString();
}

/** What a reader steers by: people's words, edits, checks, errors, compaction, failures, the last word. */
function isLandmark({ kind, role, lane, length, failed }: EventLabel): boolean {
  if (kind === "message") return role === "person" || (role === "agent" && lane === "main" && length > 200);
  return landmarkKinds.has(kind) || failed;
}

/** One line for outline and lanes. */
function lineOf({ kind, label }: EventLabel): string {
  const line = (kind === "reasoning" && label === "" ? "reasoning withheld" : label).replace(/\s+/g, " ").trim();
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
export async function timelinePage(
  core: Core,
  attemptId: string,
  filter: TimelineFilter,
  offset: number,
  limit: number,
): Promise<Result<Output<"timeline.page">>> {
  const stored = await orderedAttempt(core, attemptId);
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
  const place = rowid === null ? null : placeOf(core, stored, rowid);
  if (rowid === null || place === null) return ok({ index: null });
  const passing = orderOf(core, stored, filter);
  const index = passing === wholeOrder(core, stored).rowids ? place : passing.indexOf(rowid);
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
