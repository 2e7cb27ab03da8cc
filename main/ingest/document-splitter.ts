import { maxLineBytes } from "./line-splitter";
import type { RecordPath } from "./port";

/** One record of a JSON document: a value whose container is opened. */
export interface DocumentPart {
  /** Path of the value itself. */
  readonly path: RecordPath;
  /** True for a member of an object, false for an element of an array and for a top-level value. */
  readonly member: boolean;
  /** Line the value begins on, from 1. */
  readonly line: number;
  readonly byteStart: number;
  readonly byteEnd: number;
  /** The value's own bytes; null where it is over 16 MiB. */
  readonly bytes: Uint8Array | null;
  /** False for a value that the end of the source cuts off. */
  readonly whole: boolean;
}

interface Container {
  readonly array: boolean;
  readonly path: RecordPath;
  /** Names seen in an object are read one at a time; this is the last. */
  key: string | null;
  index: number;
}

/** What the splitter is in the middle of. */
type Mode = "structure" | "key" | "string" | "nested" | "nested-string" | "scalar";

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const colon = 0x3a;
const lineFeed = 0x0a;

/**
 * Parts JSON documents into records while they arrive, so that a document of any size is read in bounded memory, every
 * record has its exact bytes, and a document that is cut off gives every record before the cut. It looks at the structure
 * only; whether a record is valid JSON is found when it is parsed.
 */
export class DocumentSplitter {
  readonly #descend: readonly (readonly string[])[];
  #mode: Mode = "structure";
  #stack: Container[] = [];
  #offset = 0;
  #line = 1;
  #start = 0;
  #startLine = 1;
  #depth = 0;
  #escaped = false;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #over = false;

  constructor(descend: readonly (readonly string[])[]) {
    this.#descend = descend;
  }

  /** Records completed by this chunk. */
  push(chunk: Uint8Array): DocumentPart[] {
    const parts: DocumentPart[] = [];
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    // Where the value being read begins in this chunk.
    let from = 0;
    let at = 0;
    if (this.#offset === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) at = 3;
    const begin = (mode: Mode) => {
      this.#mode = mode;
      this.#start = this.#offset + at;
      this.#startLine = this.#line;
      from = at;
    };
    /** Ends the value before `end`. */
    const finish = (end: number) => {
      parts.push(this.#part(bytes.subarray(from, end), this.#offset + end, true));
      this.#mode = "structure";
    };
    while (at < bytes.length) {
      const byte = bytes[at] ?? 0;
      if (byte === lineFeed) this.#line += 1;
      switch (this.#mode) {
        case "string":
        case "nested-string":
        case "key": {
          if (this.#escaped) {
            this.#escaped = false;
            break;
          }
          if (byte === backslash) {
            this.#escaped = true;
            break;
          }
          if (byte !== quote) break;
          if (this.#mode === "nested-string") this.#mode = "nested";
          else if (this.#mode === "key") {
            this.#key(bytes.subarray(from, at + 1));
            this.#mode = "structure";
          } else finish(at + 1);
          break;
        }
        case "nested": {
          if (byte === quote) this.#mode = "nested-string";
          else if (byte === openBrace || byte === openBracket) this.#depth += 1;
          else if (byte === closeBrace || byte === closeBracket) {
            this.#depth -= 1;
            if (this.#depth === 0) finish(at + 1);
          }
          break;
        }
        case "scalar": {
          if (byte === comma || byte === closeBrace || byte === closeBracket || byte <= 0x20 || byte === quote) {
            finish(at);
            // The byte belongs to the structure.
            if (byte === lineFeed) this.#line -= 1;
            continue;
          }
          break;
        }
        case "structure": {
          const top = this.#stack.at(-1);
          if (byte <= 0x20 || byte === colon) break;
          if (byte === comma) {
            if (top?.array === true) top.index += 1;
            else if (top !== undefined) top.key = null;
            break;
          }
          if (byte === closeBrace || byte === closeBracket) {
            this.#stack.pop();
            break;
          }
          if (byte === quote && top?.array === false && top.key === null) {
            begin("key");
            break;
          }
          if (byte === openBrace || byte === openBracket) {
            const path = this.#valuePath();
            if (this.#opens(path)) {
              this.#stack.push({ array: byte === openBracket, path, key: null, index: 0 });
              break;
            }
            begin("nested");
            this.#depth = 1;
            break;
          }
          begin(byte === quote ? "string" : "scalar");
          break;
        }
      }
      at += 1;
    }
    if (this.#mode !== "structure") this.#hold(bytes.subarray(from));
    this.#offset += bytes.length;
    return parts;
  }

  /** What the end of the source cuts off: the record being read, or null where none is. A last scalar is whole. */
  end(): DocumentPart | null {
    if (this.#mode === "structure") return null;
    const whole = this.#mode === "scalar" && this.#stack.length === 0;
    const part = this.#part(new Uint8Array(0), this.#offset, whole);
    this.#mode = "structure";
    return part;
  }

  /** True while a container is open: a document that ends here is cut off. */
  get open(): boolean {
    return this.#stack.length > 0 || this.#mode !== "structure";
  }

  #valuePath(): RecordPath {
    const top = this.#stack.at(-1);
    if (top === undefined) return [];
    return [...top.path, top.array ? top.index : (top.key ?? "")];
  }

  #opens(path: RecordPath): boolean {
    return this.#descend.some(
      (pattern) =>
        path.length <= pattern.length && path.every((step, i) => pattern[i] === "*" || pattern[i] === String(step)),
    );
  }

  #key(bytes: Uint8Array): void {
    const top = this.#stack.at(-1);
    const text = Buffer.from(this.#joined(bytes) ?? new Uint8Array(0)).toString("utf8");
    if (top === undefined) return;
    try {
      const key: unknown = JSON.parse(text);
      top.key = typeof key === "string" ? key : "";
    } catch {
      top.key = text;
    }
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#over) return;
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > maxLineBytes) {
      this.#over = true;
      this.#held = [];
      return;
    }
    // A copy: the caller may fill the same buffer again.
    this.#held.push(bytes.slice());
  }

  /** The bytes held and these, or null where they are too many; nothing is held afterwards. */
  #joined(tail: Uint8Array): Uint8Array | null {
    const over = this.#over || this.#heldBytes + tail.length > maxLineBytes;
    const bytes = over ? null : this.#held.length === 0 ? tail : Buffer.concat([...this.#held, tail]);
    this.#held = [];
    this.#heldBytes = 0;
    this.#over = false;
    return bytes;
  }

  #part(tail: Uint8Array, byteEnd: number, whole: boolean): DocumentPart {
    const top = this.#stack.at(-1);
    return {
      path: this.#valuePath(),
      member: top?.array === false,
      line: this.#startLine,
      byteStart: this.#start,
      byteEnd,
      bytes: this.#joined(tail),
      whole,
    };
  }
}
