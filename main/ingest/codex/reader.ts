import type { Place } from "../../../shared/model/source-ref";
import type { EventLog } from "../event-log";
import type { JsonObject } from "../json-fields";
import type { ReaderEnd, RecordPath, RecordVerdict, TranscriptReader } from "../port";
import { LiveReader } from "./live-reader";
import { isExecHead, liveRecord } from "./live-record";
import { RolloutReader } from "./rollout-reader";

/** Reads any source of Codex: its first record tells a live stream from a rollout. */
export class CodexReader implements TranscriptReader {
  readonly #fileName: string;
  #reader: TranscriptReader | null = null;

  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(record: JsonObject, place: Place, log: EventLog, path: RecordPath): RecordVerdict {
    this.#reader ??=
      liveRecord(record, true) === null && !isExecHead(record)
        ? new RolloutReader(this.#fileName)
        : new LiveReader(this.#fileName);
    return this.#reader.read(record, place, log, path);
  }

  end(log: EventLog): ReaderEnd {
    return this.#reader?.end(log) ?? { session: null, names: [] };
  }
}
