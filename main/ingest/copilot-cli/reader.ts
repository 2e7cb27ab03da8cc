import type { Place } from "../../../shared/model/source-ref";
import type { EventLog } from "../event-log";
import type { JsonObject } from "../json-fields";
import type { ReaderEnd, RecordPath, RecordVerdict, TranscriptReader } from "../port";
import { ChatReader, chatMembers } from "./chat-reader";
import { EventReader } from "./event-reader";
import { HistoryReader, historyMembers } from "./history-reader";

type Format = "events" | "chat" | "history";

/** Reads any of Copilot's formats; the first record that belongs to one only says which one it is. */
export class CopilotReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #events = new EventReader();
  readonly #chat = new ChatReader();
  readonly #history = new HistoryReader();
  #format: Format | null = null;

  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(record: JsonObject, place: Place, log: EventLog, path: RecordPath): RecordVerdict {
    const [container, index] = path;
    if (container === "requests" && typeof index === "number") {
      this.#format ??= "chat";
      return this.#chat.request(record, index, place, log);
    }
    if (container === "chatMessages") {
      this.#format ??= "history";
      return this.#history.message(record, place, log);
    }
    if (container === "timeline") {
      this.#format ??= "history";
      return this.#history.shown(record, place, log);
    }
    if (typeof record.kind === "number" && !("type" in record)) {
      this.#format ??= "chat";
      return this.#chat.change(record, place, log);
    }
    // A member of a document's root stands alone in its record; an event has its type and data.
    if (Object.keys(record).length === 1 && !("type" in record) && !("data" in record)) return this.#member(record);
    this.#format ??= "events";
    return this.#events.read(record, place, log);
  }

  end(log: EventLog): ReaderEnd {
    if (this.#format === "chat") return this.#chat.end(this.#fileName, log);
    if (this.#format === "history") return this.#history.end(this.#fileName, log);
    return this.#events.end(this.#fileName, log);
  }

  /** A member that both documents may have is given to both: the one it is not of has nothing else to tell. */
  #member(record: JsonObject): RecordVerdict {
    const [name = ""] = Object.keys(record);
    const chat = this.#chat.member(record);
    const history = this.#history.member(record);
    if (this.#format === null) {
      if (chatMembers.has(name) && !historyMembers.has(name)) this.#format = "chat";
      if (historyMembers.has(name) && !chatMembers.has(name)) this.#format = "history";
    }
    return this.#format === "history" ? history : chat.kind === "recognised" ? chat : history;
  }
}
