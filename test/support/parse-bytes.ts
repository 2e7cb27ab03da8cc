import { parseTranscript, type TranscriptState } from "../../main/ingest/parse-transcript";
import type { TranscriptAdapter } from "../../main/ingest/port";
import type { Event } from "../../shared/model/event";
import type { Session } from "../../shared/model/session";

export interface ParsedBytes extends TranscriptState {
  /** The last form of every event, in order, by the key of its session. */
  readonly eventsOf: ReadonlyMap<string, readonly Event[]>;
  /** The first session and its events: all there is in most sources. */
  readonly session: Session | null;
  readonly all: readonly Event[];
}

/** Parses bytes in chunks and keeps the last form of every event, as the store does. */
export function parseBytes(adapter: TranscriptAdapter, name: string, bytes: Uint8Array, chunk = 65_536): ParsedBytes {
  const parse = parseTranscript(adapter, { name, bytes: bytes.subarray(0, 256 * 1024) });
  const events = new Map<string, Map<number, Event>>();
  const take = (batches: TranscriptState["batches"]) => {
    for (const batch of batches) {
      const known = events.get(batch.key) ?? new Map<number, Event>();
      events.set(batch.key, known);
      for (const event of batch.events) known.set(event.seq, event);
    }
  };
  for (let at = 0; at < bytes.length; at += chunk) take(parse.push(bytes.subarray(at, at + chunk)));
  const end = parse.end();
  take(end.batches);
  const eventsOf = new Map(
    [...events].map(([key, known]) => [key, [...known.values()].sort((a, b) => a.seq - b.seq)] as const),
  );
  const [first] = end.sessions;
  const [alone] = eventsOf.values();
  return {
    ...end,
    eventsOf,
    session: first?.session ?? null,
    all: (first === undefined ? alone : eventsOf.get(first.key)) ?? [],
  };
}
