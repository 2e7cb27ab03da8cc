import { createHash } from "node:crypto";
import type { Session } from "../../shared/model/session";
import { eventTexts, type EventText } from "../store/session-links";
import type { Core } from "../views/core";

/** Events that are read at once: a few milliseconds' worth. */
const eventsAtOnce = 200;
const digestBytes = 16;

/** Some events of a session as they are compared: long sessions are compared with many, and their texts would fill the memory. */
interface Page {
  readonly length: number;
  /** Of what is compared of each event, one after the other. */
  readonly digests: Buffer;
  /** NaN where an event has no time. */
  readonly times: Float64Array;
  /** 1 for what the agent did at a known time. */
  readonly byAgent: Uint8Array;
}

/** The histories of sessions, each read once for all that are compared with it. Its steps take a few milliseconds each. */
export class Histories {
  readonly #core: Core;
  readonly #pages = new Map<string, Page>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** How many first events two sessions share; 0 where nothing of the agent's is among them: the same task may be given twice. */
  *common(a: Session, b: Session): Generator<void, number> {
    let common = 0;
    let byAgent = false;
    for (;;) {
      const left = yield* this.#page(a, common);
      const right = yield* this.#page(b, common);
      let at = 0;
      for (; at < left.length && at < right.length; at += 1) {
        if (!sameDigest(left, right, at) && !this.#sameCall(a, b, common + at)) break;
        byAgent ||= left.byAgent[at] === 1;
      }
      common += at;
      if (at < eventsAtOnce) return byAgent ? common : 0;
    }
  }

  /** When the first event came that stands behind the shared ones; null where there is none. */
  *after(session: Session, common: number): Generator<void, number | null> {
    const offset = common - (common % eventsAtOnce);
    const here = yield* this.#page(session, offset);
    const next = yield* this.#page(session, offset + eventsAtOnce);
    const behind = [...here.times.subarray(common - offset), ...next.times];
    return behind.find((time) => !Number.isNaN(time)) ?? null;
  }

  *#page(session: Session, offset: number): Generator<void, Page> {
    const key = `${session.id} ${String(offset)}`;
    const known = this.#pages.get(key);
    if (known !== undefined) return known;
    const events = eventTexts(this.#core.index, session.id, offset, eventsAtOnce);
    const digests = Buffer.alloc(events.length * digestBytes);
    events.forEach((event, at) => {
      const { atMs, kind, actor, detail } = event;
      createHash("sha256")
        .update(`${String(atMs)} ${kind} ${actor} `)
        .update(detail)
        .digest()
        .copy(digests, at * digestBytes, 0, digestBytes);
    });
    const page = {
      length: events.length,
      digests,
      times: Float64Array.from(events, ({ atMs }) => atMs ?? NaN),
      byAgent: Uint8Array.from(events, ({ actor, atMs }) => (actor === "agent" && atMs !== null ? 1 : 0)),
    };
    this.#pages.set(key, page);
    yield;
    return page;
  }

  /** Whether two events are the same call, whatever its answer. */
  #sameCall(a: Session, b: Session, at: number): boolean {
    const [one] = eventTexts(this.#core.index, a.id, at, 1);
    const [other] = eventTexts(this.#core.index, b.id, at, 1);
    if (one === undefined || other === undefined) return false;
    if (one.atMs !== other.atMs || one.kind !== other.kind || one.actor !== other.actor) return false;
    return one.kind !== "message" && one.kind !== "reasoning" && callOf(one) === callOf(other);
  }
}

function sameDigest(left: Page, right: Page, at: number): boolean {
  const from = at * digestBytes;
  return left.digests.compare(right.digests, from, from + digestBytes, from, from + digestBytes) === 0;
}

const answers: ReadonlySet<string> = new Set([
  "result",
  "output",
  "outcome",
  "exitCode",
  "durationMs",
  "counts",
  "resultPlace",
]);

/** A call without its answer: a copy may have been made before the answer came, and it stands on another line. */
function callOf({ detail }: EventText): string {
  const call: unknown = JSON.parse(detail, (key, value: unknown) => (answers.has(key) ? undefined : value));
  return JSON.stringify(call);
}
