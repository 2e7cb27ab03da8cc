import type { Session } from "../../../shared/model/session";
import type { EventLog } from "../event-log";
import { filledField, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";

type Link = Session["links"][number];

const sessionUuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const keptRuns = 1000;
/** Every session that is named is looked for in the file's name. */
const keptIds = 1000;

/**
 * Tells which session a file is, and what it goes on with. A session that was resumed, forked or split for length begins
 * with records of the one before it: the oldest versions leave that session's id in them, newer ones write their own id
 * and `forkedFrom`.
 */
export class SessionOrigin {
  readonly #ids = new Set<string>();
  /** Stretches of records of one session, with the first event of each. */
  readonly #runs: { id: string; fromSeq: number }[] = [];
  #last: string | null = null;
  #forkedFrom: string | null = null;
  /** Events up to the end of the copied history; null while it goes on. */
  #forkedEvents: number | null = null;
  /** The session whose summary stands at the head of this one. */
  #summarised: string | null = null;

  /** Takes a record of the conversation, before its events are written. */
  take(record: JsonObject, log: EventLog): void {
    // Nearly every record names the same session as the one before it.
    if (record.sessionId === this.#last && this.#last !== null && !("forkedFrom" in record)) {
      if (this.#forkedFrom !== null) this.#forkedEvents ??= log.lastSeq;
      return;
    }
    const id = sessionIdOf(record);
    const forked = filledField(objectField(record, "forkedFrom") ?? {}, "sessionId");
    if (forked !== null) this.#forkedFrom ??= idOf(forked);
    else if (this.#forkedFrom !== null) this.#forkedEvents ??= log.lastSeq;
    if (id === null || (record.type !== "user" && record.type !== "assistant" && this.#last !== null)) return;
    if (this.#ids.size < keptIds) this.#ids.add(id);
    if (id !== this.#last && this.#runs.length < keptRuns) this.#runs.push({ id, fromSeq: log.lastSeq + 1 });
    this.#last = id;
  }

  /** Takes the summary at the head of a session that was split for length: newer versions name the file before. */
  summary(text: string): void {
    if (this.#summarised !== null) return;
    const at = text.indexOf(".jsonl");
    const named = at === -1 ? null : sessionUuid.exec(text.slice(Math.max(0, at - 36), at));
    this.#summarised = named?.[0] ?? this.#last;
  }

  /** The file's own session: the one its name holds, else the one that came last; null where none is stated. */
  own(fileName: string): string | null {
    for (const id of this.#ids) if (id.length >= 8 && fileName.includes(id)) return id;
    return this.#last;
  }

  /** What `own` goes on with, and the events at its beginning that are the other session's. */
  result(own: string, log: EventLog): { links: Link[]; copied: Session["copied"] } {
    const links: Link[] = [];
    let copied: Session["copied"] = null;
    const add = (kind: Link["kind"], id: string): void => {
      if (id !== own && !links.some((link) => link.runnerSessionId === id)) links.push({ kind, runnerSessionId: id });
    };
    if (this.#forkedFrom !== null && this.#forkedFrom !== own) {
      add("forked", this.#forkedFrom);
      const events = this.#forkedEvents ?? log.lastSeq;
      if (events > 0) copied = { from: this.#forkedFrom, events };
    }
    const first = this.#runs[0];
    if (first !== undefined && first.id !== own) {
      add(this.#summarised === first.id ? "continued" : "resumed", first.id);
      const begins = this.#runs.find((run) => run.id === own);
      if (copied === null && begins !== undefined && begins.fromSeq > 1)
        copied = { from: first.id, events: begins.fromSeq - 1 };
    }
    if (this.#summarised !== null) add("continued", this.#summarised);
    return { links, copied };
  }
}

/** The session a record names, on disk in camel case, in the stream output in snake case. */
export function sessionIdOf(record: JsonObject): string | null {
  return idOf(filledField(record, "sessionId") ?? filledField(record, "session_id"));
}

/** An id as it may be kept; null for a text that is none, such as the placeholder of a redacted file. */
export function idOf(id: string | null): string | null {
  return id === null || /[\s[\]]/.test(id) ? null : id.slice(0, 200).toWellFormed();
}
