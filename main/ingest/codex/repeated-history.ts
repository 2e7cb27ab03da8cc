import type { Session } from "../../../shared/model/session";
import type { EventLog } from "../event-log";
import { epochMs } from "../instant";

/**
 * Finds where the own part of a fork begins. Its file repeats the lines of the session it was taken from, with their times:
 * the first line after them that is not older than the fork itself is the first of its own. Builds that give the repeated
 * lines the time at which they were written leave nothing to tell them by.
 */
export class RepeatedHistory {
  #begins: number | null = null;
  #from: string | null = null;
  #repeating = false;
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
