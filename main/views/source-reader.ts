import type { RunnerKind } from "../../shared/model/runner";
import type { Completeness, Session } from "../../shared/model/session";
import type { Result } from "../../shared/result";
import type { EventRow } from "../store/events";

/** What is to be read as one source. */
export interface ReadRequest {
  /** Absolute paths: one, or the files of one session in order of their paths, which are read as one. */
  readonly files: readonly string[];
  /** The adapter's name of the session that the files are parts of; null for a file that is a source of its own. */
  readonly partOf: string | null;
  /** What the same path held when it was read last: where the file only grew, that copy becomes a part of the new one. */
  readonly earlier: { readonly digest: string; readonly bytes: number } | null;
  /** True keeps what is known of the source, so that `grow` can go on from there. */
  readonly follow: boolean;
  /**
   * How much of the one file was read earlier, maybe by a process that is no more. Where the file still begins with these
   * bytes, its reader is brought to where it stood after them, and `grow` goes on from there: no row is handed over, nothing
   * is archived. Where it does not, or cannot be, the answer is an error and nothing was read.
   */
  readonly resume?: ReadSoFar;
}

/** What was read of a source: its first bytes. */
export interface ReadSoFar {
  readonly digest: string;
  readonly bytes: number;
  readonly reader: string;
}

/** A source that is read again out of the archive. */
export interface ArchivedRequest {
  readonly path: string;
  readonly digest: string;
  readonly reader: string;
}

/** Events of one of the sessions of a source, as rows, and the blocks of their long texts. */
export interface RowBatch {
  readonly key: string;
  readonly rows: readonly EventRow[];
  readonly blocks: readonly Uint8Array[];
}

/** One of the files a source was read from, and which of the source's bytes it holds. */
export interface SourcePart {
  readonly path: string;
  readonly digest: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly byteStart: number;
  readonly byteEnd: number;
}

/** What is known of a source after its last bytes. */
export interface SourceEnd {
  /** SHA-256 of the archived bytes: of an unpacked file what was in it, of a database its dump. */
  readonly digest: string;
  readonly bytes: number;
  readonly reader: RunnerKind;
  readonly completeness: Completeness;
  readonly names: readonly { readonly runnerSessionId: string; readonly title: string }[];
  readonly sessions: readonly {
    readonly key: string;
    readonly session: Session;
    /** Digest of the archived patch that the runner states; null where it states none. */
    readonly statedPatch: string | null;
  }[];
  readonly parts: readonly SourcePart[];
  /** The last rows, which were not handed on before: of a small source all of them. */
  readonly rest: readonly RowBatch[];
  /** False where the last record is cut off, and may be completed by the next bytes. */
  readonly settled: boolean;
}

/** A file that is a part of a session: which adapter says so, and of which session. */
export interface PartOfSession {
  readonly reader: RunnerKind;
  readonly session: string;
}

/** What was found below a folder, in columns: objects would cost more to hand from thread to thread than to find. */
export interface Sweep {
  /** Paths of regular files, each followed by a NUL, which no path holds. */
  readonly paths: string;
  /** Size of each in bytes. */
  readonly sizes: Float64Array;
  /** When each was changed last, in milliseconds since 1970. */
  readonly mtimes: Float64Array;
  /** Folders that could not be read, with the system's code: nothing is known of what lies below them. */
  readonly unread: readonly { readonly folder: string; readonly code: string }[];
}

/** Takes rows as they are read. What it returns is waited for: the reader never runs far ahead of the store. */
export type RowSink = (batches: readonly RowBatch[]) => void | Promise<void>;

/**
 * Reads sources: unpacks, parts into records, turns them into rows and archives the bytes. It may run in a thread of its
 * own; it touches no index. Nothing it says is in the store until the caller writes it there.
 */
export interface SourceReader {
  /** Out: what was read, or that the one file is only a part of a session, of which nothing was read. */
  read(request: ReadRequest, sink: RowSink, cancelled: () => boolean): Promise<Result<SourceEnd | PartOfSession>>;
  /** Reads what a followed file has grown by. Null: it cannot go on from where it stopped, the file is to be read anew. */
  grow(file: string, sink: RowSink): Promise<Result<SourceEnd | null>>;
  /** Reads a source out of the archive. */
  readArchived(request: ArchivedRequest, sink: RowSink, cancelled: () => boolean): Promise<Result<SourceEnd>>;
  /**
   * A followed file has stopped growing for now: its archived copy is put into one piece. Out: the source with a last record
   * that will not be completed, counted as cut off; null where nothing is left to say.
   */
  quiet(file: string, sink: RowSink): Promise<SourceEnd | null>;
  /** Forgets what is known of a followed file. */
  forget(file: string): void;
  /** Regular files below a folder with size and time, links not followed; a file given is found itself. */
  sweep(root: string): Promise<Sweep>;
  /** Whether the archive holds these bytes, whole and unchanged. */
  verify(digest: string): Promise<"intact" | "missing" | "damaged">;
  /**
   * Nothing is to be read for a while: gives back the memory that reading took, if nothing is being read or followed. Out:
   * whether it did, or could.
   */
  rest(): Promise<boolean>;
  close(): Promise<void>;
}

/** True for what was read; false for a file that is only a part. */
export function isSourceEnd(found: SourceEnd | PartOfSession): found is SourceEnd {
  return "digest" in found;
}
