import type { Event } from "../../shared/model/event";
import type { Completeness, Session } from "../../shared/model/session";
import { CompletenessTally } from "./completeness-tally";
import { decodeRecord } from "./decode-record";
import { EventLog } from "./event-log";
import { LineSplitter } from "./line-splitter";
import type { SourceLine } from "./line-splitter";
import type { SessionFacts, SessionName, TranscriptAdapter } from "./port";
import { sessionKey, stableId } from "./stable-id";

export interface TranscriptEnd {
  /** Null for side files that hold no session, such as Codex's `session_index.jsonl`. */
  readonly session: Session | null;
  readonly events: Event[];
  /** Titles this file gives to sessions, its own or others. */
  readonly names: SessionName[];
  readonly completeness: Completeness;
}

export interface TranscriptParse {
  /**
   * Takes the next bytes of the file and returns the events they make, in order of `seq`. An event may be returned again
   * with the same `seq` by a later call, completed with its result: the later one counts.
   */
  push(chunk: Uint8Array): Event[];
  /** Call once after the last chunk. */
  end(): TranscriptEnd;
}

/**
 * Reads one transcript file as a stream. `fileName` may have folders; some runners put the session's id in it.
 * Nothing in the bytes makes it throw: what cannot be read is counted in the completeness.
 */
export function parseTranscript(adapter: TranscriptAdapter, fileName: string): TranscriptParse {
  const splitter = new LineSplitter();
  const tally = new CompletenessTally();
  const log = new EventLog();
  const reader = adapter.open(fileName);

  function take(line: SourceLine): void {
    const decoded = decodeRecord(line);
    if (decoded.kind === "blank") return;
    if (decoded.kind === "malformed") {
      tally.add(decoded, line.number, "");
      return;
    }
    const place = { line: line.number, byteStart: line.byteStart, byteEnd: line.byteEnd };
    tally.add(reader.read(decoded.record, place, log), line.number, decoded.text);
  }

  return {
    push(chunk) {
      tally.addBytes(chunk.length);
      for (const line of splitter.push(chunk)) take(line);
      return log.drain();
    },
    end() {
      const last = splitter.end();
      if (last !== null) take(last);
      const { session, names } = reader.end(log);
      const completeness = tally.result(log);
      return {
        session: session === null ? null : withIdentity(adapter, session, completeness),
        events: log.drain(),
        names: [...names],
        completeness,
      };
    },
  };
}

function withIdentity(adapter: TranscriptAdapter, facts: SessionFacts, completeness: Completeness): Session {
  const key = sessionKey({ runner: adapter.id, ...facts });
  return { id: stableId("S", key), runner: adapter.id, ...facts, completeness };
}
