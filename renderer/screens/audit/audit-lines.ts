import type { AuditRow } from "../../../shared/contract/audit";
import { formatDay } from "../../ui/format";

/** A line of the audit list: a day, an entry, or an entry whose row was not read yet. */
export type AuditLine =
  | { readonly kind: "day"; readonly day: string; readonly under: number }
  | { readonly kind: "entry"; readonly row: AuditRow }
  | { readonly kind: "unread"; readonly seq: number };

/** A run of lines: rows that were read with their days, or entries of which only the numbers are known. */
type Stretch =
  | { readonly from: number; readonly count: number; readonly lines: readonly AuditLine[] }
  | { readonly from: number; readonly count: number; readonly newest: number };

/**
 * The lines of a list, newest entry first. Rows may be missing: the list is as long as the log, whatever was read of it.
 * Days stand above the first row of each, as far as rows were read.
 */
export class AuditLines {
  readonly count: number;
  readonly #stretches: readonly Stretch[];
  readonly #lineOf: ReadonlyMap<number, number>;

  private constructor({ stretches, lineOf }: Built) {
    const last = stretches.at(-1);
    this.#stretches = stretches;
    this.#lineOf = lineOf;
    this.count = last === undefined ? 0 : last.from + last.count;
  }

  /** Of a whole log: entries [from, to), with the rows that were read. In: rows by number; the time in milliseconds. */
  static ofLog(rows: ReadonlyMap<number, AuditRow>, { from, to }: Range, now: number): AuditLines {
    const read = [...rows.values()].filter(({ seq }) => seq >= from && seq < to).sort((a, b) => b.seq - a.seq);
    const builder = new Builder(now);
    let next = to - 1;
    for (const row of read) {
      if (row.seq < next) builder.gap(next, next - row.seq);
      builder.row(row);
      next = row.seq - 1;
    }
    if (next >= from) builder.gap(next, next - from + 1);
    return new AuditLines(builder.done());
  }

  /** Of what a filter found: these rows, newest first, and no others. */
  static ofFound(rows: readonly AuditRow[], now: number): AuditLines {
    const builder = new Builder(now);
    for (const row of rows) builder.row(row);
    return new AuditLines(builder.done());
  }

  /** The line at an index; undefined beyond the list. */
  at(index: number): AuditLine | undefined {
    if (index < 0 || index >= this.count) return undefined;
    let low = 0;
    let high = this.#stretches.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#stretches[middle]?.from ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const stretch = this.#stretches[low];
    if (stretch === undefined) return undefined;
    const offset = index - stretch.from;
    return "lines" in stretch ? stretch.lines[offset] : { kind: "unread", seq: stretch.newest - offset };
  }

  /** The index of an entry's line; -1 where it is in none. */
  indexOf(seq: number): number {
    const known = this.#lineOf.get(seq);
    if (known !== undefined) return known;
    for (const stretch of this.#stretches)
      if ("newest" in stretch && seq <= stretch.newest && seq > stretch.newest - stretch.count)
        return stretch.from + stretch.newest - seq;
    return -1;
  }

  /** The entry nearest to an index, looking one way and then the other; null in an empty list. */
  seqNear(index: number, step: 1 | -1): number | null {
    for (let at = index; at >= 0 && at < this.count; at += step) {
      const line = this.at(at);
      if (line?.kind === "entry") return line.row.seq;
      if (line?.kind === "unread") return line.seq;
    }
    return null;
  }
}

/** Numbers of entries: from the first, up to but without the last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

interface Built {
  readonly stretches: readonly Stretch[];
  readonly lineOf: ReadonlyMap<number, number>;
}

class Builder {
  readonly #stretches: Stretch[] = [];
  readonly #lineOf = new Map<number, number>();
  #lines: AuditLine[] = [];
  #at = 0;
  #day = "";

  readonly #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  row(row: AuditRow): void {
    // An entry that is withheld has no time of its own: it stands among its neighbours.
    const day = row.recordedAt === null ? this.#day : formatDay(row.recordedAt, this.#now);
    if (day !== this.#day) this.#lines.push({ kind: "day", day, under: row.seq });
    this.#day = day;
    this.#lineOf.set(row.seq, this.#at + this.#lines.length);
    this.#lines.push({ kind: "entry", row });
  }

  gap(newest: number, count: number): void {
    this.#close();
    this.#stretches.push({ from: this.#at, count, newest });
    this.#at += count;
    // What day it is behind a gap is said anew.
    this.#day = "";
  }

  #close(): void {
    if (this.#lines.length === 0) return;
    this.#stretches.push({ from: this.#at, count: this.#lines.length, lines: this.#lines });
    this.#at += this.#lines.length;
    this.#lines = [];
  }

  done(): Built {
    this.#close();
    return { stretches: this.#stretches, lineOf: this.#lineOf };
  }
}
