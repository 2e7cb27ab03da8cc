/*
 * Where the frames of zstd bytes end (RFC 8878, sections 3.1.1 and 3.1.2). Node's decompressor stops after the first frame
 * and says nothing of what follows; a file that was appended to has several.
 */

const magic = 0xfd2fb528;
const skippableFirst = 0x184d2a50;

type Step =
  | { readonly kind: "magic" | "descriptor" | "skip-size" | "block"; readonly need: number }
  | { readonly kind: "pass"; left: number; readonly then: "frame-rest" | "block" | "end" };

/** A piece of a frame; `last` is true for the one that ends it. */
export interface FramePiece {
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

/** Parts bytes into frames while they arrive. Skippable frames are left out. */
export class ZstdFrames {
  #step: Step = { kind: "magic", need: 4 };
  #held = Buffer.alloc(0);
  #checksum = false;
  #lastBlock = false;
  #skipping = false;
  #headed = false;

  /** True between two frames: bytes that end here are not cut off. */
  get between(): boolean {
    return this.#step.kind === "magic" && this.#held.length === 0;
  }

  /** The pieces of frames in these bytes. Throws where they are no zstd. */
  push(chunk: Uint8Array): FramePiece[] {
    const pieces: FramePiece[] = [];
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let at = 0;
    const give = (piece: Uint8Array, last: boolean): void => {
      if (!this.#skipping && (piece.length > 0 || last)) pieces.push({ bytes: piece, last });
    };
    while (at < bytes.length) {
      const step = this.#step;
      if (step.kind === "pass") {
        const taken = Math.min(step.left, bytes.length - at);
        step.left -= taken;
        const done = step.left === 0;
        if (done) this.#step = this.#after(step.then);
        give(bytes.subarray(at, at + taken), done && step.then === "end");
        at += taken;
        continue;
      }
      const taken = Math.min(step.need - this.#held.length, bytes.length - at);
      this.#held = Buffer.concat([this.#held, bytes.subarray(at, at + taken)]);
      at += taken;
      if (this.#held.length < step.need) return pieces;
      const head = this.#held;
      this.#held = Buffer.alloc(0);
      const next = this.#read(step.kind, head);
      const ended = next.kind === "magic";
      if (step.kind !== "skip-size" && !(step.kind === "magic" && this.#skipping)) give(head, ended);
      this.#step = next;
    }
    return pieces;
  }

  #after(then: "frame-rest" | "block" | "end"): Step {
    return then === "end" ? { kind: "magic", need: 4 } : { kind: "block", need: 3 };
  }

  #read(kind: "magic" | "descriptor" | "skip-size" | "block", head: Buffer): Step {
    if (kind === "magic") {
      const found = head.readUInt32LE(0);
      this.#skipping = found >= skippableFirst && found <= skippableFirst + 15;
      if (this.#skipping) return { kind: "skip-size", need: 4 };
      if (found !== magic) throw new Error(this.#headed ? "what follows the first frame is no zstd" : "it is no zstd");
      this.#headed = true;
      return { kind: "descriptor", need: 1 };
    }
    if (kind === "skip-size") {
      const left = head.readUInt32LE(0);
      return left === 0 ? { kind: "magic", need: 4 } : { kind: "pass", left, then: "end" };
    }
    if (kind === "descriptor") {
      const descriptor = head[0] ?? 0;
      const single = (descriptor & 0x20) !== 0;
      this.#checksum = (descriptor & 0x04) !== 0;
      const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
      const size = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
      const left = (single ? 0 : 1) + dictionary + size;
      return left === 0 ? { kind: "block", need: 3 } : { kind: "pass", left, then: "block" };
    }
    const block = head.readUIntLE(0, 3);
    this.#lastBlock = (block & 1) === 1;
    // A run of one byte (type 1) holds that byte alone, however long the run.
    const left = ((block >> 1) & 3) === 1 ? 1 : block >> 3;
    const rest = left + (this.#lastBlock && this.#checksum ? 4 : 0);
    if (rest === 0) return this.#lastBlock ? { kind: "magic", need: 4 } : { kind: "block", need: 3 };
    return { kind: "pass", left: rest, then: this.#lastBlock ? "end" : "block" };
  }
}
