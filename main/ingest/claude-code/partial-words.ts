import type { Event } from "../../../shared/model/event";
import type { EventLog, Stamp } from "../event-log";
import { filledField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";

/** Longer unfinished words are cut when they are stored; no more of them is kept. */
const keptLength = 256 * 1024;
const keptLanes = 100;

interface Partial {
  readonly messageId: string | null;
  stamp: Stamp;
  text: string;
  /** The event that stands for the words while they are unfinished. */
  event: Event | null;
}

/**
 * Keeps the words of messages that the stream output gives piece by piece (`--include-partial-messages`). The whole message
 * follows as a record of its own; only where the stream ends before that the pieces are all there is.
 */
export class PartialWords {
  readonly #byLane = new Map<string, Partial>();

  /** A `stream_event` row. */
  take(record: JsonObject, stamp: Stamp): void {
    const event = objectField(record, "event") ?? {};
    const last = this.#byLane.get(stamp.lane);
    switch (textField(event, "type")) {
      case "message_start":
      case "content_block_start": {
        const message = objectField(event, "message");
        const messageId = message === null ? (last?.messageId ?? null) : filledField(message, "id");
        if (last === undefined && this.#byLane.size >= keptLanes) return;
        this.#byLane.set(stamp.lane, { messageId, stamp, text: "", event: null });
        return;
      }
      case "content_block_delta": {
        const piece = textField(objectField(event, "delta") ?? {}, "text");
        if (piece === null || last === undefined || last.text.length >= keptLength) return;
        last.text += piece;
        last.stamp = stamp;
        return;
      }
      default:
        return;
    }
  }

  /** The whole words have come. Returns the event that stood for the pieces, if they were told already. */
  finished(lane: string, messageId: string | null): Event | null {
    const last = this.#byLane.get(lane);
    if (last?.messageId !== messageId) return null;
    this.#byLane.set(lane, { ...last, text: "", event: null });
    return last.event;
  }

  /** Tells the words that are unfinished so far. False if there are none. */
  write(log: EventLog): boolean {
    let any = false;
    for (const partial of this.#byLane.values()) {
      if (partial.text.trim() === "") continue;
      any = true;
      const detail = { kind: "message", role: "agent", text: log.text(partial.text), injected: false } as const;
      if (partial.event === null)
        partial.event = log.add(
          { ...partial.stamp, actor: partial.stamp.lane === "main" ? "agent" : "sub-agent" },
          detail,
        );
      else if (partial.event.detail.kind === "message" && partial.event.detail.text !== detail.text)
        partial.event = log.rewrite({ ...partial.event, place: partial.stamp.place }, { detail });
    }
    return any;
  }
}
