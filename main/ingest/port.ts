import type { RunnerKind } from "../../shared/model/runner";
import type { SessionInput } from "../../shared/model/session";
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
export type SessionFacts = Omit<SessionInput, "id" | "runner" | "completeness" | "statedPatch">;

export interface SessionName {
  readonly runnerSessionId: string;
  readonly title: string;
}

export interface ReaderEnd {
  /** Null for side files that hold no session. */
  readonly session: SessionFacts | null;
  /** The result as the runner itself states it, a patch in git's format; absent where it states none. */
  readonly statedPatch?: string | null;
  /** Titles this file gives to sessions, its own or others. */
  readonly names: readonly SessionName[];
}

/** Where a record stands in a JSON document: member names and indices from the root. Empty for JSON Lines. */
export type RecordPath = readonly (string | number)[];

/**
 * How the bytes of a source part into records. `lines`: one JSON object a line. `descend`: a JSON document (or several, one
 * after the other), whose containers at these paths are opened, `*` standing for any name or index; what lies above a path
 * is opened too. Everything in an opened container is a record: an object in an array as it is, with its own path; any
 * other element of an array as `{ value }`; a member of an object as an object with that one member, with the container's
 * path. Without a path (`descend: []`) every top-level value is a record.
 */
export type Framing = "lines" | { readonly descend: readonly (readonly string[])[] };

/** Reads the records of one session in order. It never throws, whatever JSON object it is given. */
export interface TranscriptReader {
  /**
   * Takes one record and writes its events to `log`.
   * `place` is the record's line and byte range, `path` where it stands in a document. Expected oddities are verdicts, not
   * errors.
   */
  read(record: JsonObject, place: Place, log: EventLog, path: RecordPath): RecordVerdict;
  /**
   * Says what is known after the records so far. While a file grows it is called after each growth and reading goes on, so
   * it must neither lose state nor add the same events twice.
   */
  end(log: EventLog): ReaderEnd;
}

/**
 * Says which session a record belongs to, by any name that is the same for all its records; null for a record that
 * belongs to every session of the file, such as the resource of a trace.
 */
export type Router = (record: JsonObject, path: RecordPath) => string | null;

/** One runner's transcript format. A new runner is one file that exports one of these, and one line in plugins. */
export interface TranscriptAdapter {
  readonly id: RunnerKind;
  readonly name: string;
  recognises(head: SourceHead): boolean;
  /** Absent: one JSON object a line. Asked only of a head that was recognised. */
  framing?(head: SourceHead): Framing;
  /** For formats whose files may hold several sessions; each gets a reader of its own. */
  route?(head: SourceHead): Router;
  /**
   * For runners that spread a session over many small JSON files: the session that this file is a part of, or null. Such
   * files are read together as one source, in order of their paths, each a top-level value.
   */
  fragmentOf?(head: SourceHead): string | null;
  /** For runners that keep sessions in an SQLite file: its tables, read as one `{ table, row }` object a line. */
  readonly tables?: readonly string[];
  open(fileName: string): TranscriptReader;
}

export const recognised: RecordVerdict = { kind: "recognised" };

/** A verdict for a record type no one knows. */
export function unknownType(type: string): RecordVerdict {
  return { kind: "unknown", type };
}
