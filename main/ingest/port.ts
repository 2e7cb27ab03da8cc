import type { Problem } from "../../shared/result";
import type { RunnerKind } from "../../shared/model/runner";
import type { Session } from "../../shared/model/session";
import type { Place } from "../../shared/model/source-ref";
import type { EventLog } from "./event-log";
import type { JsonObject } from "./json-fields";

/** The beginning of a source: enough to say whose format it is without reading it all. */
export interface SourceHead {
  /** File name, with or without folders. */
  readonly name: string;
  /** The first bytes of the file, at most 256 KiB. */
  readonly bytes: Uint8Array;
}

/** What a reader made of one record. The three counts of a session's completeness are sums of these. */
export type RecordVerdict =
  | { readonly kind: "recognised" }
  /** `type` is the name shown to the reviewer, e.g. "system/new_subtype". */
  | { readonly kind: "unknown"; readonly type: string }
  | { readonly kind: "malformed"; readonly reason: string };

/** What a reader knows of the session at the end. The id and the completeness are added by `parseTranscript`. */
export type SessionFacts = Omit<Session, "id" | "runner" | "completeness">;

export interface SessionName {
  readonly runnerSessionId: string;
  readonly title: string;
}

export interface ReaderEnd {
  /** Null for side files that hold no session. */
  readonly session: SessionFacts | null;
  /** Titles this file gives to sessions, its own or others. */
  readonly names: readonly SessionName[];
}

/** Reads the records of one file in order. It never throws, whatever JSON object it is given. */
export interface TranscriptReader {
  /**
   * Takes one record and writes its events to `log`.
   * `place` is the record's line and byte range. Expected oddities are verdicts, not errors.
   */
  read(record: JsonObject, place: Place, log: EventLog): RecordVerdict;
  /** Called once after the last record. */
  end(log: EventLog): ReaderEnd;
}

/** One runner's transcript format. A new runner is one file that exports one of these, and one line in plugins. */
export interface TranscriptAdapter {
  readonly id: RunnerKind;
  readonly name: string;
  recognises(head: SourceHead): boolean;
  open(fileName: string): TranscriptReader;
  /** Says why a file of this runner cannot be read, where it is known but not supported. Absent or null: nothing to say. */
  refuses?(head: SourceHead): Problem | null;
}

export const recognised: RecordVerdict = { kind: "recognised" };

/** A verdict for a record type no one knows. */
export function unknownType(type: string): RecordVerdict {
  return { kind: "unknown", type };
}
