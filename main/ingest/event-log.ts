import type { Event, EventDetail } from "../../shared/model/event";
import type { Completeness } from "../../shared/model/session";
import type { Place } from "../../shared/model/source-ref";
import { epochMs } from "./instant";
import { capOutput, capText, fits, maxTextBytes } from "./text-cap";

/** When, where and by whom: everything of an event but its number and its detail. */
export type Stamp = Pick<Event, "at" | "lane" | "actor" | "place">;

/** The details that are a call and take its result. */
export type CallDetail = Extract<EventDetail, { readonly resultPlace: unknown }>;

export interface CallEvent extends Event {
  detail: CallDetail;
}

interface Call {
  readonly id: string;
  events: CallEvent[];
}

const keptLanes = 1000;

/** Answered calls that stay open to additions, e.g. a patch report that follows the result. */
const keptCalls = 64;

/**
 * Collects the events of one session in order. A call's event is given out as soon as the call is read, with the outcome
 * "unanswered", and once more under the same `seq` when its result is read.
 */
export class EventLog {
  #seq = 0;
  #fresh = new Map<number, Event>();
  readonly #open = new Map<string, Call>();
  readonly #answered = new Map<string, Call>();
  readonly #answeredIds = new Set<string>();
  readonly #pinned = new Map<string, Call>();
  readonly #lastAt = new Map<string, number>();
  #backwards = 0;
  #longestMs = 0;
  #missing = 0;
  #lost = 0;
  #shortened = 0;
  #withheld = 0;

  /** Texts shortened or left out because of their size. */
  get shortened(): number {
    return this.#shortened;
  }

  /** Reasoning that the runner withheld. */
  get withheldReasoning(): number {
    return this.#withheld;
  }

  /** Calls without a result so far. */
  get unanswered(): number {
    return this.#lost + this.#open.size;
  }

  /** Times that go back within a lane, and events without one. */
  get clock(): Completeness["clock"] {
    return { backwards: this.#backwards, longestMs: this.#longestMs, missing: this.#missing };
  }

  /** The number of the last event so far; 0 before the first. */
  get lastSeq(): number {
    return this.#seq;
  }

  /** A text as it may be stored: at most 256 KiB. */
  text(text: string): string {
    const capped = capText(text);
    if (capped.shortened) this.#shortened += 1;
    return capped.text;
  }

  /** The output of a command as it may be stored: at most 64 KiB, head and tail. */
  output(text: string): string {
    const capped = capOutput(text);
    if (capped.shortened) this.#shortened += 1;
    return capped.text;
  }

  /** A text that is only of use whole, such as a file's content: null where it is too long to store. */
  exact(text: string | null): string | null {
    if (text === null) return null;
    if (fits(text, maxTextBytes)) return text.toWellFormed();
    this.#shortened += 1;
    return null;
  }

  /** Adds an event. */
  add(stamp: Stamp, detail: EventDetail): Event {
    if (detail.kind === "reasoning" && detail.withheldBytes > 0) this.#withheld += 1;
    return this.#put({ seq: this.#next(stamp), ...stampOf(stamp), detail });
  }

  /** Gives an event out again with another detail or actor. */
  rewrite(event: Event, change: { detail: EventDetail; actor?: Event["actor"] }): Event {
    const before = event.detail.kind === "reasoning" ? event.detail.withheldBytes : 0;
    if (change.detail.kind === "reasoning" && change.detail.withheldBytes > 0 && before === 0) this.#withheld += 1;
    return this.#put({ ...event, ...change });
  }

  /** Adds the events of a call: one, or one per file it edits. Without an id the call cannot be answered and is not waited for. */
  openCall(callId: string | null, stamp: Stamp, details: readonly CallDetail[]): void {
    const events = details.map((detail) => this.#putCall({ seq: this.#next(stamp), ...stampOf(stamp), detail }));
    if (callId === null) return;
    if (this.#open.has(callId)) this.#lost += 1;
    this.#open.set(callId, { id: callId, events });
  }

  /** The events of a call that is open, or was answered a short while ago. */
  eventsOf(callId: string): readonly CallEvent[] | null {
    return this.#find(callId)?.events ?? null;
  }

  /** True if a call with this id was read before, answered or not. */
  knows(callId: string): boolean {
    return this.#open.has(callId) || this.#answeredIds.has(callId);
  }

  /** Adds one more event to a known call, e.g. a file only the result names. */
  extendCall(callId: string, stamp: Stamp, detail: CallDetail): void {
    const event = this.#putCall({ seq: this.#next(stamp), ...stampOf(stamp), detail });
    this.#find(callId)?.events.push(event);
  }

  /** Changes the events of a call without answering it. False if no such call is at hand. */
  update(callId: string, change: (detail: CallDetail, index: number) => CallDetail): boolean {
    const call = this.#find(callId);
    if (call === undefined) return false;
    call.events = call.events.map((event, index) => this.#putCall({ ...event, detail: change(event.detail, index) }));
    return true;
  }

  /**
   * Completes an open call with its result, which was read at `place` and happened at `at`. False if there is no open call
   * of this id. A call whose duration is not stated lasted from its own time to that of its result.
   */
  answer(
    callId: string,
    place: Place,
    complete: (detail: CallDetail, index: number) => CallDetail,
    at: string | null = null,
  ): boolean {
    const call = this.#open.get(callId);
    if (call === undefined) return false;
    this.#open.delete(callId);
    this.#answeredIds.add(callId);
    this.#answered.set(callId, call);
    call.events = call.events.map((event, index) => {
      const detail = complete(event.detail, index);
      const durationMs = detail.durationMs ?? span(event.at, at);
      return this.#putCall({ ...event, detail: { ...detail, durationMs, resultPlace: { ...place } } });
    });
    for (const oldest of this.#answered.keys()) {
      if (this.#answered.size <= keptCalls) break;
      this.#answered.delete(oldest);
    }
    return true;
  }

  /** Keeps a call at hand under its id until the end: a command that goes on in the background. */
  pin(callId: string): void {
    const call = this.#find(callId);
    if (call !== undefined) this.#pinned.set(callId, call);
  }

  /** The events added or changed since the last drain, in order of `seq`. */
  drain(): Event[] {
    const events = [...this.#fresh.values()].sort((a, b) => a.seq - b.seq);
    this.#fresh = new Map();
    return events;
  }

  #find(callId: string): Call | undefined {
    return this.#open.get(callId) ?? this.#answered.get(callId) ?? this.#pinned.get(callId);
  }

  #next(stamp: Stamp): number {
    this.#seq += 1;
    const at = stamp.at === null ? NaN : epochMs(stamp.at);
    if (Number.isNaN(at)) {
      this.#missing += 1;
      return this.#seq;
    }
    const last = this.#lastAt.get(stamp.lane);
    if (last !== undefined && at < last) {
      this.#backwards += 1;
      this.#longestMs = Math.max(this.#longestMs, last - at);
    }
    // Lanes are named by the transcript: a hostile one could name one for every event.
    if (last !== undefined || this.#lastAt.size < keptLanes) this.#lastAt.set(stamp.lane, at);
    return this.#seq;
  }

  #put(event: Event): Event {
    this.#fresh.set(event.seq, event);
    return event;
  }

  #putCall(event: CallEvent): CallEvent {
    this.#fresh.set(event.seq, event);
    return event;
  }
}

/** Milliseconds from one instant to a later one; null where one is missing, they go backwards, or are one: a runner that stamps call and result alike measured nothing. */
function span(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const ms = epochMs(to) - Date.parse(from);
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

function stampOf(stamp: Stamp): Stamp {
  return { at: stamp.at, lane: stamp.lane.slice(0, 200).toWellFormed(), actor: stamp.actor, place: stamp.place };
}
