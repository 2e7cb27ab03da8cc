import type { TimelineRow } from "../../../shared/contract/timeline";
import type { EventRef } from "../../../shared/model/evidence";
import type { Problem, Result } from "../../../shared/result";
import { pageSize } from "../../parts/first-events";

/** Pages kept; those furthest from what is looked at go first. */
const mostPages = 40;

export interface EventPage {
  readonly total: number;
  readonly rows: readonly TimelineRow[];
  /** What of the filter was not understood. */
  readonly problems?: readonly string[] | undefined;
}

/**
 * The events of one attempt under one filter, read page by page around what is looked at. In: how to ask for rows
 * `[offset, offset + limit)`. Rows that were read stay while they are read again, so nothing shown turns blank.
 */
export class EventPages {
  readonly #ask: (offset: number, limit: number) => Promise<Result<EventPage>>;
  readonly #pages = new Map<number, readonly TimelineRow[]>();
  readonly #asked = new Map<number, Promise<void>>();
  readonly #listeners = new Set<() => void>();
  #old = new Set<number>();
  #wanted: readonly number[] = [];
  #version = 0;
  #total: number | null = null;
  #problem: Problem | null = null;
  #problems: readonly string[] = [];

  constructor(ask: (offset: number, limit: number) => Promise<Result<EventPage>>) {
    this.#ask = ask;
  }

  /** Events that pass the filter; null before the first answer. */
  get total(): number | null {
    return this.#total;
  }

  /** Why the last page asked for could not be read. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** What of the filter was not understood. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Changes whenever anything here does. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** The event at a position, or undefined while its page is not read. */
  row(index: number): TimelineRow | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Reads what is missing of positions `[from, to)`. Resolves when it is there or could not be read. */
  async want(from: number, to: number): Promise<void> {
    const end = Math.max(from + 1, this.#total === null ? to : Math.min(to, this.#total));
    const first = Math.max(0, Math.floor(from / pageSize));
    await this.#wantPages(
      Array.from({ length: Math.max(0, Math.ceil(end / pageSize) - first) }, (_, at) => first + at),
    );
  }

  /** The same of single positions: those that are drawn, where others between them are folded away. */
  async wantEach(positions: readonly number[]): Promise<void> {
    await this.#wantPages([...new Set(positions.map((at) => Math.floor(at / pageSize)))]);
  }

  async #wantPages(wanted: readonly number[]): Promise<void> {
    this.#wanted = wanted;
    const waits: Promise<void>[] = [];
    for (const page of wanted) {
      const asked = this.#asked.get(page);
      if (asked !== undefined) waits.push(asked);
      else if (!this.#pages.has(page) || this.#old.has(page)) waits.push(this.#read(page));
    }
    await Promise.all(waits);
  }

  /** Everything read may have changed: what was wanted last is read again now, the rest when it is wanted. */
  renew(): void {
    this.#old = new Set(this.#pages.keys());
    this.#problem = null;
    this.#tell();
    if (this.#wanted.length > 0) void this.#wantPages(this.#wanted);
  }

  #read(page: number): Promise<void> {
    this.#old.delete(page);
    const reading = this.#ask(page * pageSize, pageSize).then((result) => {
      this.#asked.delete(page);
      if (result.ok) {
        this.#problem = null;
        this.#total = result.value.total;
        this.#problems = result.value.problems ?? [];
        this.#pages.set(page, result.value.rows);
        this.#forget(page);
      } else {
        this.#problem = result.error;
      }
      this.#tell();
    });
    this.#asked.set(page, reading);
    return reading;
  }

  #forget(near: number): void {
    if (this.#pages.size <= mostPages) return;
    const furthest = [...this.#pages.keys()].sort((a, b) => Math.abs(b - near) - Math.abs(a - near));
    for (const page of furthest.slice(0, this.#pages.size - mostPages)) this.#pages.delete(page);
  }

  #tell(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

/** An event and the position, under a filter, where it was seen. */
export interface HeldEvent extends EventRef {
  readonly index: number;
  readonly filter: string;
}

/** Whether the list moved beneath a cursor that stood still: then the event it was on is to be looked for. */
export function movedBeneath(held: HeldEvent | null, index: number, filter: string, ref: EventRef): boolean {
  if (held?.index !== index || held.filter !== filter) return false;
  return held.sessionId !== ref.sessionId || held.seq !== ref.seq;
}
