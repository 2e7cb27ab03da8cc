import type { IngestReport } from "../../shared/contract/app";
import type { Problem } from "../../shared/result";
import { sha256 } from "../platform/files";
import { settleIndex } from "../store/database";
import { writeSource, type Source } from "../store/sources";
import type { Core } from "../views/core";
import type { ReadTranscript } from "./read-transcript";

const listedPaths = 200;

/** What one reading brought so far, and the sources it is to remember. */
export class IngestTally {
  readonly #core: Core;
  readonly #unknown = new Map<string, number>();
  readonly sessions = new Set<string>();
  readonly attempts = new Set<string>();
  readonly tasks = new Set<string>();
  readonly digests = new Set<string>();
  readonly problems: Problem[] = [];
  files = 0;
  unchanged = 0;
  bytes = 0;
  #records = 0;
  #recognised = 0;
  #malformed = 0;
  #read: Source[] = [];
  readonly #readers = new Map<string, IngestReport["readers"][number]>();
  readonly #notSessions: string[] = [];

  constructor(core: Core) {
    this.#core = core;
  }

  count(read: ReadTranscript): void {
    const { completeness } = read;
    this.#records += completeness.records;
    this.#recognised += completeness.recognised;
    this.#malformed += completeness.malformedCount;
    for (const unknown of completeness.unknown)
      this.#unknown.set(unknown.type, (this.#unknown.get(unknown.type) ?? 0) + unknown.count);
    this.digests.add(read.digest);
    for (const id of read.sessionIds) this.sessions.add(id);
    const { files, sessions, records, recognised } = this.#by(read.reader);
    this.#readers.set(read.reader, {
      reader: read.reader,
      files: files + Math.max(1, read.parts.length),
      sessions: sessions + read.sessionIds.length,
      records: records + completeness.records,
      recognised: recognised + completeness.recognised,
    });
  }

  #by(reader: string): IngestReport["readers"][number] {
    return this.#readers.get(reader) ?? { reader, files: 0, sessions: 0, records: 0, recognised: 0 };
  }

  /** Counts a pack; its transcripts are counted as what they are. */
  countPack(): void {
    const packs = this.#by("pack");
    this.#readers.set("pack", { ...packs, files: packs.files + 1 });
  }

  /** Takes note of a file in a folder that no adapter knows. */
  notSession(path: string): void {
    this.#notSessions.push(path);
  }

  /** Takes note of sources that were read; they are remembered with the next that are. */
  remember(...sources: readonly Source[]): void {
    this.#read.push(...sources);
  }

  get unsettled(): number {
    return this.#read.length;
  }

  /** Remembers the noted sources at once: each such moment waits for the disk. One that is not remembered is read again: no harm. */
  settle(): void {
    if (this.#read.length === 0) return;
    // What was read is on the disk before it is remembered as read: the index alone may lose its last writes with the power.
    settleIndex(this.#core.index);
    const at = this.#core.platform.clock.now().toISOString();
    const { record } = this.#core;
    record
      .transaction(() => {
        for (const source of this.#read) writeSource(record, source, at);
      })
      .immediate();
    this.#read = [];
  }

  /** Tells the audit log of the reading, in one entry; of a reading that brought nothing, in none. */
  log(summary: string): void {
    if (this.digests.size === 0) return;
    const logged = this.#core.ledger.append([
      {
        kind: "ingest",
        summary,
        sources: this.digests.size,
        sessions: this.sessions.size,
        records: this.#records,
        notRecognised: this.#records - this.#recognised,
        archive: sha256(
          [...this.digests]
            .sort()
            .map((digest) => `${digest}\n`)
            .join(""),
        ),
      },
    ]);
    if (!logged.ok) this.problems.push({ ...logged.error, place: this.#core.record.name });
  }

  report(): IngestReport {
    return {
      files: this.files,
      unchanged: this.unchanged,
      bytes: this.bytes,
      sessions: this.sessions.size,
      attempts: this.attempts.size,
      tasks: this.tasks.size,
      records: this.#records,
      recognised: this.#recognised,
      unknown: [...this.#unknown].map(([type, n]) => ({ type, count: n })).sort((a, b) => b.count - a.count),
      malformed: this.#malformed,
      readers: [...this.#readers.values()].sort((a, b) => b.files - a.files),
      notSessions: { count: this.#notSessions.length, paths: this.#notSessions.sort().slice(0, listedPaths) },
      problems: this.problems.map((problem) => ({
        path: problem.place ?? "",
        place: null,
        message: problem.message,
        remedy: problem.remedy ?? null,
      })),
    };
  }
}
