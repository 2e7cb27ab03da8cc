/** Lines longer than this are not kept in memory: they are counted and their bytes skipped. */
export const maxLineBytes = 16 * 1024 * 1024;

/** One line of a source. The byte range leaves out the line end and a leading byte order mark. */
export interface SourceLine {
  /** From 1. */
  readonly number: number;
  readonly byteStart: number;
  readonly byteEnd: number;
  /** Null where the line is over `maxLineBytes`. */
  readonly bytes: Uint8Array | null;
  /** False for a last line without a line end: it may be cut off. */
  readonly terminated: boolean;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Splits chunks of bytes into lines. It works on bytes, so every line has its exact place in the source, a character that
 * is split between two chunks does no harm, and a line of any length costs at most `maxLineBytes` of memory.
 */
export class LineSplitter {
  #line = 1;
  #offset = 0;
  #start = 0;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #over = false;

  /** Lines completed by this chunk, blank ones too. Their `bytes` may be views of the chunk: use them before the next push. */
  push(chunk: Uint8Array): SourceLine[] {
    const lines: SourceLine[] = [];
    let from = 0;
    // A Buffer over the same bytes: its search is several times as fast as that of a plain array.
    const searched = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (;;) {
      const at = searched.indexOf(lineFeed, from);
      if (at === -1) break;
      lines.push(this.#close(chunk.subarray(from, at), this.#offset + at, true));
      from = at + 1;
      this.#start = this.#offset + from;
    }
    this.#hold(chunk.subarray(from));
    this.#offset += chunk.length;
    return lines;
  }

  /** The last line, if the source does not end with a line end. */
  end(): SourceLine | null {
    if (this.#offset === this.#start) return null;
    return this.#close(new Uint8Array(0), this.#offset, false);
  }

  #hold(rest: Uint8Array): void {
    if (rest.length === 0 || this.#over) return;
    this.#heldBytes += rest.length;
    if (this.#heldBytes > maxLineBytes) {
      this.#over = true;
      this.#held = [];
      return;
    }
    // A copy: the caller may fill the same buffer again.
    this.#held.push(rest.slice());
  }

  #close(tail: Uint8Array, end: number, terminated: boolean): SourceLine {
    let bytes: Uint8Array | null = tail;
    if (this.#over || this.#heldBytes + tail.length > maxLineBytes) bytes = null;
    else if (this.#held.length > 0) bytes = join([...this.#held, tail], this.#heldBytes + tail.length);
    let byteStart = this.#start;
    let byteEnd = end;
    if (bytes !== null) {
      if (terminated && bytes.at(-1) === carriageReturn) {
        bytes = bytes.subarray(0, -1);
        byteEnd -= 1;
      }
      if (byteStart === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
        bytes = bytes.subarray(3);
        byteStart = 3;
      }
    }
    const line = { number: this.#line, byteStart, byteEnd, bytes, terminated };
    this.#line += 1;
    this.#held = [];
    this.#heldBytes = 0;
    this.#over = false;
    return line;
  }
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
