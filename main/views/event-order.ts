import type { EventAbout, TimelineFilter, TimelineMark } from "../../shared/contract/timeline";
import type { EventKind } from "../../shared/model/event";
import type { EventClassLetter, EventEndLetter } from "../../shared/review/event-class";
import { asTyped } from "../../shared/search/query-syntax";
import { atOnce } from "../../shared/steps";
import { isEmptyQuery, parseQuery, type SearchQuery } from "../search/parse-query";
import { changeStamp } from "../store/change-stamp";
import { orderSteps, type EventOrder } from "../store/events";
import { readStrip } from "../store/event-strip";
import { waitingOf } from "../store/search-index";
import { readSession } from "../store/sessions";
import { readAttempt, type StoredAttempt } from "../store/tasks";
import type { Core } from "./core";
import { findRows } from "./search-run";

/** The attempt paged through last: the judgement of a long one takes longer to parse than a page to read. */
const lastAttempt = new WeakMap<Core, { stamp: string; id: string; stored: StoredAttempt | null }>();

/** An attempt as it is stored; asked for again while nothing was written, it is not read again. */
export function attemptOf(core: Core, id: string): StoredAttempt | null {
  const stamp = changeStamp(core.index);
  const last = lastAttempt.get(core);
  if (last?.id === id && last.stamp === stamp) return last.stored;
  const stored = readAttempt(core.index, id);
  lastAttempt.set(core, { stamp, id, stored });
  return stored;
}

/** What stands beside the order: who, what and how it ended, by position. */
export interface Strip {
  readonly letters: readonly EventClassLetter[];
  readonly ends: readonly EventEndLetter[];
  /** Numbers into `lanes`. */
  readonly laneOf: Uint16Array;
  readonly lanes: readonly { readonly sessionId: string; readonly lane: string }[];
  readonly seqs: Float64Array;
  /** Positions and milliseconds of the events that took long. */
  readonly long: readonly (readonly [index: number, ms: number])[];
  /** Calls that began sub-agents, by their id. */
  readonly calls: ReadonlyMap<string, number>;
}

interface Known {
  readonly key: string;
  readonly order: EventOrder;
  readonly place: ReadonlyMap<number, number>;
  strip: Strip | null;
  outline: readonly TimelineMark[] | null;
  readonly filtered: Map<string, Float64Array>;
}

const ordersKept = 2;
const filtersKept = 4;
const known = new WeakMap<Core, Map<string, Known>>();
/** Shorter calls leave no mark on the lanes. */
const longMs = 5_000;

/** The attempt's events in order, as read last: paging through a timeline sorts once, not once a page. */
function knownOf(core: Core, stored: StoredAttempt): Known {
  return atOnce(knownSteps(core, stored));
}

function* knownSteps(core: Core, stored: StoredAttempt): Generator<void, Known> {
  const read = stored.attempt.sessions.map((id) => readSession(core.index, id));
  // A session that is followed grows in its place.
  const key = JSON.stringify(read.map((session) => [session?.pk, session?.session.completeness.bytes]));
  const orders = known.get(core) ?? new Map<string, Known>();
  known.set(core, orders);
  const { id } = stored.attempt;
  let one = orders.get(id);
  if (one?.key !== key) {
    const order = yield* orderSteps(core.index, stored.attempt.sessions);
    const place = new Map<number, number>();
    order.rowids.forEach((rowid, at) => place.set(rowid, at));
    one = { key, order, place, strip: null, outline: null, filtered: new Map() };
  }
  orders.delete(id);
  orders.set(id, one);
  dropOldest(orders, ordersKept);
  return one;
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}

/** All events of an attempt in time order. */
export function wholeOrder(core: Core, stored: StoredAttempt): EventOrder {
  return knownOf(core, stored).order;
}

/** What a reader steers by, made once while the events stay the same. */
export function outlineOf(
  core: Core,
  stored: StoredAttempt,
  make: (order: EventOrder) => readonly TimelineMark[],
): readonly TimelineMark[] {
  const one = knownOf(core, stored);
  one.outline ??= make(one.order);
  return one.outline;
}

/** Where an event stands among all; null where it is none of them. */
export function placeOf(core: Core, stored: StoredAttempt, rowid: number): number | null {
  return knownOf(core, stored).place.get(rowid) ?? null;
}

/** What stands beside the order. */
export function stripOf(core: Core, stored: StoredAttempt): Strip {
  return atOnce(stripSteps(core, stored));
}

/** Readings under way: who asks for the same meanwhile waits for it. */
const underWay = new WeakMap<Core, Map<string, Promise<void>>>();

/** Reads the order where that was not done, and lets the core answer others between its slices. */
export function readyOrder(core: Core, stored: StoredAttempt): Promise<void> {
  return inTurns(core, `order ${stored.attempt.id}`, () => knownSteps(core, stored));
}

/** The same for what stands beside the order. */
export async function readyStrip(core: Core, stored: StoredAttempt): Promise<void> {
  await readyOrder(core, stored);
  await inTurns(core, `strip ${stored.attempt.id}`, () => stripSteps(core, stored));
}

async function inTurns(core: Core, what: string, begin: () => Generator<void, unknown>): Promise<void> {
  const readings = underWay.get(core) ?? new Map<string, Promise<void>>();
  underWay.set(core, readings);
  const reading = readings.get(what) ?? goOn(begin());
  readings.set(what, reading);
  try {
    await reading;
  } finally {
    readings.delete(what);
  }
}

async function goOn(steps: Generator<void, unknown>): Promise<void> {
  while (steps.next().done !== true) await new Promise((resolve) => setImmediate(resolve));
}

function* stripSteps(core: Core, stored: StoredAttempt): Generator<void, Strip> {
  const one = yield* knownSteps(core, stored);
  one.strip ??= yield* readColumns(core, stored, one);
  return one.strip;
}

function* readColumns(core: Core, stored: StoredAttempt, { order, place }: Known): Generator<void, Strip> {
  const count = order.rowids.length;
  const letters = Array.from<EventClassLetter>({ length: count }).fill("n");
  const ends = Array.from<EventEndLetter>({ length: count }).fill(" ");
  const laneOf = new Uint16Array(count);
  const seqs = new Float64Array(count);
  const lanes: { sessionId: string; lane: string }[] = [];
  const numbers = new Map<string, number>();
  const long: [number, number][] = [];
  const calls = new Map<string, number>();
  for (const sessionId of stored.attempt.sessions) {
    const pk = readSession(core.index, sessionId)?.pk;
    if (pk === undefined) continue;
    for (const rows of readStrip(core.index, pk)) {
      for (const row of rows) {
        const at = place.get(row.rowid);
        if (at === undefined) continue;
        const name = `${sessionId} ${row.lane}`;
        let number = numbers.get(name);
        if (number === undefined) {
          number = lanes.length;
          numbers.set(name, number);
          lanes.push({ sessionId, lane: row.lane });
        }
        letters[at] = row.letter;
        ends[at] = row.end;
        laneOf[at] = number;
        seqs[at] = row.seq;
        if (row.durationMs !== null && row.durationMs >= longMs) long.push([at, Math.round(row.durationMs)]);
        if (row.letter === "b" && row.callId !== null) calls.set(row.callId, at);
      }
      yield;
    }
  }
  long.sort((a, b) => a[0] - b[0]);
  return { letters, ends, laneOf, lanes, seqs, long, calls };
}

const aboutRules: Readonly<Record<EventAbout, readonly string[]>> = {
  network: ["network-host", "host-breach", "exfiltration", "network-install"],
  secrets: ["secret", "exfiltration", "sensitive-path"],
  risky: [
    "destructive-command",
    "history-rewrite",
    "network-install",
    "outside-worktree",
    "command-breach",
    "tool-breach",
    "host-breach",
    "exfiltration",
    "injection-acted-on",
  ],
  unknown: [],
};

/** Positions of the events that are about something: named by a finding of its rules, or by what they are. */
export function aboutPlaces(core: Core, stored: StoredAttempt, about: EventAbout): ReadonlySet<number> {
  const strip = stripOf(core, stored);
  const places = foundPlaces(core, stored, new Set(aboutRules[about]));
  if (about === "network")
    strip.letters.forEach((letter, at) => {
      if (letter === "w") places.add(at);
    });
  if (about === "unknown")
    strip.ends.forEach((end, at) => {
      if (end === "?" || end === "u") places.add(at);
    });
  return places;
}

/** Positions of the events that findings name. In: rules, or null for all. */
export function foundPlaces(core: Core, stored: StoredAttempt, rules: ReadonlySet<string> | null): Set<number> {
  const strip = stripOf(core, stored);
  const wanted = new Set(
    (stored.judgement?.findings ?? []).flatMap(({ event, rule }) =>
      event !== null && (rules === null || rules.has(rule)) ? [`${event.sessionId} ${String(event.seq)}`] : [],
    ),
  );
  const places = new Set<number>();
  if (wanted.size === 0) return places;
  strip.seqs.forEach((seq, at) => {
    const sessionId = strip.lanes[strip.laneOf[at] ?? 0]?.sessionId ?? "";
    if (wanted.has(`${sessionId} ${String(seq)}`)) places.add(at);
  });
  return places;
}

/** Row ids of the events that pass a filter, in time order. */
export function orderOf(core: Core, stored: StoredAttempt, filter: TimelineFilter): Float64Array {
  const one = knownOf(core, stored);
  const { order } = one;
  const about = filter.about ?? [];
  const simple = filter.kinds.length === 0 && !filter.failedOnly && about.length === 0 && filter.lane === undefined;
  if (simple && filter.text === "") return order.rowids;
  const pks = stored.attempt.sessions.map((id) => readSession(core.index, id)?.pk ?? 0);
  // What is indexed meanwhile may be found too; what is judged anew may be about something else.
  const waiting = filter.text === "" ? 0 : waitingOf(core.index, pks);
  const judged = about.length === 0 ? 0 : changeStamp(core.index);
  const key = JSON.stringify([filter, waiting, judged]);
  const rowids = one.filtered.get(key) ?? passing(core, stored, order, filter);
  one.filtered.delete(key);
  one.filtered.set(key, rowids);
  dropOldest(one.filtered, filtersKept);
  return rowids;
}

function passing(core: Core, stored: StoredAttempt, order: EventOrder, filter: TimelineFilter): Float64Array {
  const kinds = new Set<EventKind>(filter.kinds);
  const found = filter.text === "" ? undefined : searchRows(core, stored.attempt.id, filter.text);
  const about = (filter.about ?? []).map((each) => aboutPlaces(core, stored, each));
  const { lane } = filter;
  const strip = lane === undefined ? null : stripOf(core, stored);
  const number = strip?.lanes.findIndex((each) => each.sessionId === lane?.sessionId && each.lane === lane.lane);
  const anything = kinds.size === 0 && about.length === 0;
  return order.rowids.filter((rowid, at) => {
    if (filter.failedOnly && order.failed[at] !== 1) return false;
    if (found?.has(rowid) === false) return false;
    if (strip !== null && strip.laneOf[at] !== number) return false;
    return anything || kinds.has(order.kinds[at] ?? "note") || about.some((places) => places.has(at));
  });
}

/** Rows of the attempt's events that the words of a filter are found in; undefined where it asks for nothing. */
function searchRows(core: Core, attemptId: string, text: string): ReadonlySet<number> | undefined {
  const query = readText(core, text);
  return isEmptyQuery(query) ? undefined : findRows(core.index, query, attemptId);
}

/** A timeline's filter is read as it is typed: its last word may go on. */
export function readText(core: Core, text: string): SearchQuery {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return parseQuery(asTyped(text), core.platform.clock.now().getTime(), zone);
}
