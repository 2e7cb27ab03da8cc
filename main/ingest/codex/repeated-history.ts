import type { Session } from "../../../shared/model/session";
import type { EventLog } from "../event-log";
import { epochMs } from "../instant";

/** A UUID of version 7: its order is that of time. */
const timed = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Finds where the own part of a fork begins. Its file repeats the lines of the session it was taken from. Where they keep
 * their times, the first line after them that is not older than the fork itself is the first of its own; builds that give
 * them the time at which they were written tell it by the ids of turns, which are made in order of time as the session's is.
 */
export class RepeatedHistory {
  #begins: number | null = null;
  #from: string | null = null;
  #repeating = false;
  /** The other session's own first line was read: its history stands here. */
  #seen = false;
  /** The last repeated event; null until the own part begins. */
  #end: number | null = null;

  /** The file's own first line: when the session began, and the session it says it was taken from. */
  begins(at: string | null, from: string | null): void {
    this.#begins = at === null ? null : epochMs(at);
    this.#from = from;
  }

  /** The first line of another session. */
  of(session: string): void {
    this.#from ??= session;
    this.#seen = true;
  }

  /** A line that names its turn, before its events are written: a turn made after the session is the session's own. */
  turn(turnId: string, sessionId: string | null, log: EventLog): void {
    if (this.#end !== null || !this.#seen || sessionId === null || log.lastSeq === 0) return;
    if (!timed.test(turnId) || !timed.test(sessionId) || turnId <= sessionId) return;
    this.#repeating = true;
    this.#end = log.lastSeq;
  }

  /** Any line, before its events are written. True if it is older than the session: it is another one's. */
  line(at: string | null, log: EventLog): boolean {
    if (this.#end !== null || this.#begins === null || at === null) return false;
    const older = epochMs(at) < this.#begins;
    if (older) this.#repeating = true;
    else if (this.#repeating) this.#end = log.lastSeq;
    return older && this.#from !== null;
  }

  /** The events at the beginning that are the other session's; null where there are none, or none can be told. */
  result(log: EventLog): Session["copied"] {
    const events = this.#repeating ? (this.#end ?? log.lastSeq) : 0;
    return this.#from === null || events === 0 ? null : { from: this.#from, events };
  }
}
