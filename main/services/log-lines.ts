import type { LogPage } from "../views/evidence-reader";

/** Of a larger log the first and the last half of this are kept, bytes. */
const mostBytes = 64 * 1024 * 1024;
const mostCharacters = 4_000;
const mostMatches = 10_000;
/** How far back colours that are still on are looked for. */
const lookBack = 65_536;
const lineFeed = 0x0a;
const graphics = /\u001b\[([\d;:]*)m/g;

/** The lines of a log, kept as bytes and cut into text where they are asked for. */
export class LogLines {
  readonly #bytes: Buffer;
  readonly #starts: Uint32Array;
  readonly #truncated: string | null;

  private constructor(bytes: Buffer, truncated: string | null) {
    this.#bytes = bytes;
    this.#truncated = truncated;
    let count = bytes.length === 0 ? 0 : 1;
    for (let at = bytes.indexOf(lineFeed); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(lineFeed, at + 1))
      count += 1;
    this.#starts = new Uint32Array(count);
    let line = 1;
    for (let at = bytes.indexOf(lineFeed); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(lineFeed, at + 1)) {
      this.#starts[line] = at + 1;
      line += 1;
    }
  }

  /** Reads a log to its end in bounded memory: of one over `most` bytes both ends, with a line between them that says so. */
  static async read(chunks: AsyncIterable<Uint8Array>, most = mostBytes): Promise<LogLines> {
    const half = Math.floor(most / 2);
    const first: Uint8Array[] = [];
    let last: Uint8Array[] = [];
    let [held, tail, total] = [0, 0, 0];
    for await (const chunk of chunks) {
      total += chunk.length;
      const own = chunk.subarray(0, Math.max(0, half - held));
      if (own.length > 0) first.push(Buffer.from(own));
      held += own.length;
      const rest = chunk.subarray(own.length);
      if (rest.length === 0) continue;
      last.push(Buffer.from(rest));
      tail += rest.length;
      // Whole chunks go as soon as what is left is still enough.
      while (last[0] !== undefined && tail - last[0].length >= half) {
        tail -= last[0].length;
        last = last.slice(1);
      }
    }
    const end = Buffer.concat(last).subarray(-half);
    const left = total - held - end.length;
    if (left <= 0) return new LogLines(Buffer.concat([...first, end]), null);
    const seam = `${left.toLocaleString("en-US")} bytes between its ends are not shown.`;
    const parts = [...first, Buffer.from(`\n[${seam}]\n`), end];
    return new LogLines(Buffer.concat(parts), `Of ${total.toLocaleString("en-US")} bytes, ${seam}`);
  }

  /** Lines `[from, from + limit)`, and which lines of all hold the query. */
  page(from: number, limit: number, query: string): LogPage {
    const total = this.#starts.length;
    const end = Math.min(total, from + limit);
    const lines: string[] = [];
    for (let line = from; line < end; line += 1) lines.push(this.#line(line));
    return { lines, total, opening: this.#opening(from), ...this.#matches(query), truncated: this.#truncated };
  }

  #line(line: number): string {
    const from = this.#starts[line] ?? 0;
    const next = this.#starts[line + 1] ?? this.#bytes.length;
    // Cut as bytes first: one line may be the whole file.
    const text = this.#bytes.toString("utf8", from, Math.min(next, from + mostCharacters * 4)).replace(/\r?\n$/, "");
    if (text.length <= mostCharacters) return text;
    return `${text.slice(0, mostCharacters)} [${(next - from).toLocaleString("en-US")} bytes in this line]`;
  }

  #matches(query: string): Pick<LogPage, "matches" | "matched"> {
    const wanted = query.toLowerCase();
    const matches: number[] = [];
    let matched = 0;
    if (wanted === "") return { matches, matched };
    for (let line = 0; line < this.#starts.length; line += 1) {
      if (!this.#line(line).replace(graphics, "").toLowerCase().includes(wanted)) continue;
      matched += 1;
      if (matches.length < mostMatches) matches.push(line);
    }
    return { matches, matched };
  }

  #opening(line: number): string {
    const end = this.#starts[line] ?? this.#bytes.length;
    let on: string[] = [];
    for (const [sequence, codes = ""] of this.#bytes
      .toString("utf8", Math.max(0, end - lookBack), end)
      .matchAll(graphics)) {
      if (codes === "" || /^0*(?:[;:]|$)/.test(codes)) on = [];
      if (!/^0*$/.test(codes)) on.push(sequence);
    }
    return on.slice(-40).join("");
  }
}
