import type { Event } from "../../shared/model/event";
import type { EventBatch, TranscriptState } from "../ingest/parse-transcript";
import type { TranscriptAdapter } from "../ingest/port";
import type { Archive } from "../store/archive";
import { eventRows } from "../store/events";
import type { RowBatch, RowSink, SourceEnd, SourcePart } from "../views/source-reader";

/** Rows are handed on when this many bytes of source, or this many events, are behind them: both bound the memory. */
const batchBytes = 1024 * 1024;
const batchSize = 2000;

/** Gathers events until they are enough for a batch. A call that is answered within a batch becomes one row, not two. */
export class RowCollector {
  readonly #sink: RowSink;
  #pending = new Map<string, Map<number, Event>>();
  #events = 0;
  #bytes = 0;

  constructor(sink: RowSink) {
    this.#sink = sink;
  }

  async take(batches: readonly EventBatch[], bytes: number): Promise<void> {
    for (const { key, events } of batches) {
      const known = this.#pending.get(key) ?? new Map<number, Event>();
      this.#pending.set(key, known);
      for (const event of events) known.set(event.seq, event);
      this.#events += events.length;
    }
    this.#bytes += bytes;
    if (this.#events >= batchSize || this.#bytes >= batchBytes) await this.#sink(this.rest());
  }

  /** Gives out what is not handed on yet: it goes with what is known at the end. */
  rest(): RowBatch[] {
    const batches: RowBatch[] = [...this.#pending].map(([key, events]) => ({
      key,
      ...eventRows(events.values()),
    }));
    this.#pending = new Map();
    this.#events = 0;
    this.#bytes = 0;
    return batches;
  }
}

/** What is known of a source, as the store is told it. */
export function endOf(
  archive: Archive,
  adapter: TranscriptAdapter,
  state: TranscriptState,
  source: { digest: string; bytes: number; parts: readonly SourcePart[]; settled: boolean },
  rest: readonly RowBatch[],
): SourceEnd {
  return {
    ...source,
    rest,
    reader: adapter.id,
    completeness: state.completeness,
    names: state.names,
    sessions: state.sessions.map(({ key, session, statedPatch }) => ({
      key,
      session,
      statedPatch: statedPatch === null ? null : archive.put(Buffer.from(statedPatch, "utf8")),
    })),
  };
}
