import type { Place } from "../../../shared/model/source-ref";
import type { EventLog } from "../event-log";
import type { JsonObject } from "../json-fields";
import type { ReaderEnd, RecordPath, RecordVerdict, TranscriptReader } from "../port";
import { ChatReader } from "./chat-reader";
import { EventReader } from "./event-reader";

/** Reads any of Copilot's two formats; the first record says which one it is. */
export class CopilotReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #events = new EventReader();
  readonly #chat = new ChatReader();
  #isChat: boolean | null = null;

  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(record: JsonObject, place: Place, log: EventLog, path: RecordPath): RecordVerdict {
    if (path[0] === "requests" && typeof path[1] === "number") {
      this.#isChat ??= true;
      return this.#chat.request(record, path[1], place, log);
    }
    if (typeof record.kind === "number" && !("type" in record)) {
      this.#isChat ??= true;
      return this.#chat.change(record, place, log);
    }
    // A member of a document's root stands alone in its record; an event has its type and data.
    if (Object.keys(record).length === 1 && !("type" in record) && !("data" in record)) {
      this.#isChat ??= true;
      return this.#chat.member(record);
    }
    this.#isChat ??= false;
    return this.#events.read(record, place, log);
  }

  end(log: EventLog): ReaderEnd {
    return this.#isChat === true ? this.#chat.end(this.#fileName, log) : this.#events.end(this.#fileName, log);
  }
}
