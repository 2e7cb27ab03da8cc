import type { Completeness } from "../../shared/model/session";
import type { RecordVerdict } from "./port";

const listedMalformed = 50;
const listedUnknown = 200;
const sampleLength = 200;

/** What the event log knows of losses. */
interface Losses {
  readonly shortened: number;
  readonly withheldReasoning: number;
  readonly unanswered: number;
  readonly clock: Completeness["clock"];
}

/** Counts what became of every record, so that nothing is left out without being named. */
export class CompletenessTally {
  #bytes = 0;
  #recognised = 0;
  #unknownCount = 0;
  #malformedCount = 0;
  readonly #unknown = new Map<string, { count: number; firstLine: number; sample: string }>();
  readonly #malformed: { line: number; reason: string }[] = [];

  /** Counts one record of `bytes` bytes. `text` gives it as it stands in the source. */
  add(verdict: RecordVerdict, line: number, text: () => string, bytes: number): void {
    this.#bytes += bytes;
    if (verdict.kind === "recognised") {
      this.#recognised += 1;
      return;
    }
    if (verdict.kind === "malformed") {
      this.#malformedCount += 1;
      if (this.#malformed.length < listedMalformed) this.#malformed.push({ line, reason: verdict.reason });
      return;
    }
    this.#unknownCount += 1;
    const known = this.#unknown.get(verdict.type);
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    // A file with a different type on every line must not fill the memory.
    const type = this.#unknown.size < listedUnknown ? verdict.type.slice(0, 120).toWellFormed() : "(further types)";
    const listed = this.#unknown.get(type);
    if (listed !== undefined) listed.count += 1;
    else this.#unknown.set(type, { count: 1, firstLine: line, sample: text().slice(0, sampleLength).toWellFormed() });
  }

  /** `bytes` is the size of a source that holds one session; null where it holds several: then its records' sizes count. */
  result(losses: Losses, bytes: number | null): Completeness {
    return {
      bytes: bytes ?? this.#bytes,
      records: this.#recognised + this.#unknownCount + this.#malformedCount,
      recognised: this.#recognised,
      unknown: [...this.#unknown].map(([type, entry]) => ({ type, ...entry })),
      malformedCount: this.#malformedCount,
      malformed: [...this.#malformed],
      shortened: losses.shortened,
      withheldReasoning: losses.withheldReasoning,
      unanswered: losses.unanswered,
      clock: losses.clock,
    };
  }
}
