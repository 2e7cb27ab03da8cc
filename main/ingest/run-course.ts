import type { Session } from "../../shared/model/session";
import type { EventLog } from "./event-log";
import { epochMs } from "./instant";

type Status = Session["status"];

/** How a run stands after each thing that happened on its main lane. */
type Last = "nothing" | "prompt" | "agent-text" | "agent-call" | "result" | "turn-end" | "interrupted" | "failed";

/**
 * Follows a session's course: when it began and ended, what was asked first, what the agent said last, and how it stands.
 * Only what happens on the main lane counts for the words and the status.
 */
export class RunCourse {
  readonly models: string[] = [];
  readonly versions: string[] = [];
  startedAt: string | null = null;
  endedAt: string | null = null;
  prompt: string | null = null;
  finalMessage: string | null = null;
  #first = Infinity;
  #latest = -Infinity;
  #last: Last = "nothing";
  #messageId: string | null = null;

  /** Takes the time of a record. */
  at(at: string | null): void {
    if (at === null) return;
    const time = epochMs(at);
    if (time < this.#first) {
      this.#first = time;
      this.startedAt = at;
    }
    if (time >= this.#latest) {
      this.#latest = time;
      this.endedAt = at;
    }
  }

  model(name: string | null): void {
    if (name !== null && name !== "" && !this.models.includes(name) && this.models.length < 50)
      this.models.push(name.toWellFormed());
  }

  version(name: string | null): void {
    if (name !== null && name !== "" && !this.versions.includes(name) && this.versions.length < 50)
      this.versions.push(name.toWellFormed());
  }

  /** A person's words, not injected: a new turn begins. */
  asked(text: string, log: EventLog): void {
    this.prompt ??= log.text(text);
    this.finalMessage = null;
    this.#messageId = null;
    this.#last = "prompt";
  }

  /** The agent's words. Parts of one message (same id) are put together. */
  said(text: string, log: EventLog, messageId: string | null = null): void {
    const goesOn = messageId !== null && messageId === this.#messageId && this.#last === "agent-text";
    this.finalMessage = log.text(goesOn && this.finalMessage !== null ? `${this.finalMessage}\n\n${text}` : text);
    this.#messageId = messageId;
    this.#last = "agent-text";
  }

  called(): void {
    this.#last = "agent-call";
  }

  answered(): void {
    // A result that arrives after an interruption or the end of a turn does not take that back.
    if (this.#last === "agent-call" || this.#last === "result") this.#last = "result";
  }

  turnBegan(): void {
    this.#last = "prompt";
  }

  turnEnded(): void {
    if (this.#last !== "interrupted" && this.#last !== "failed") this.#last = "turn-end";
  }

  interrupted(): void {
    this.#last = "interrupted";
  }

  failed(): void {
    this.#last = "failed";
  }

  /** The status after the last record. A run whose last word is the agent's text is taken as completed: no format says more. */
  status(): Status {
    switch (this.#last) {
      case "nothing":
        return "unknown";
      case "prompt":
      case "agent-call":
      case "result":
        return "in-flight";
      case "agent-text":
      case "turn-end":
        return "completed";
      case "interrupted":
        return "aborted";
      case "failed":
        return "errored";
    }
  }
}
