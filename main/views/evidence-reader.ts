import type { FileReading } from "../evidence/from-file";
import type { DetailRows } from "../store/evidence-details";

/** An archived file that is to be read as evidence. */
export interface EvidenceRequest {
  /** As the pack names it. */
  readonly path: string;
  readonly digest: string;
  readonly bytes: number;
}

/** Takes rows as they are made. What it returns is waited for. */
export type DetailSink = (rows: DetailRows) => void | Promise<void>;

export interface LogRequest {
  readonly digest: string;
  /** Lines `[from, from + limit)`, from 0. */
  readonly from: number;
  readonly limit: number;
  /** Lines that hold this text are told, whatever their case; "" asks for none. */
  readonly query: string;
}

export interface LogPage {
  /** Each without its line end and cut at 4,000 characters. */
  readonly lines: readonly string[];
  readonly total: number;
  /** Colour and weight that earlier lines left on, as the escape sequences that set them. */
  readonly opening: string;
  /** Numbers of the first lines that hold the query, from 0. */
  readonly matches: readonly number[];
  readonly matched: number;
  /** What of a very large file is not among the lines; null where all is. */
  readonly truncated: string | null;
}

/** Reads evidence out of the archive. It may run in a thread of its own; it touches no index. */
export interface EvidenceReader {
  /** The lists go to the sink, the card's share of them comes back. A file that cannot be read is a note, not a failure. */
  read(request: EvidenceRequest, sink: DetailSink): Promise<FileReading>;
  log(request: LogRequest): Promise<LogPage>;
  close(): Promise<void>;
}
