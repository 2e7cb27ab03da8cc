import { hash } from "node:crypto";
import { closeSync, fdatasyncSync, openSync, readFileSync, readSync, renameSync, writeSync } from "node:fs";
import path from "node:path";
import { syncFolder, writeFileDurably } from "./durable-files";

/*
 * The file holds two slots of one size, written in turn: a line with a number, the note's length and the SHA-256 of both and the note, and the note. Of
 * the slots that are whole the one with the larger number counts. A slot that was being written when the power went is not whole,
 * and the one before it stands. Files of earlier versions hold the note alone.
 */

const slotBytes = 2048;
const slots = 2;
const word = "countersign-mark";

interface Slot {
  readonly at: number;
  readonly number: number;
  readonly note: string;
}

/**
 * The newest checkpoint, outside of the database: a database put back to an older state, or one that lost its end, is told by it.
 */
export class LogMark {
  readonly #file: string;

  constructor(home: string) {
    this.#file = path.join(home, "log.mark");
  }

  /** The note as it was written last; null where none ever was. What is no note is given as it is: whoever opens it will say so. */
  read(): string | null {
    try {
      const bytes = readFileSync(this.#file);
      return newest(bytes)?.note ?? bytes.toString("utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
      throw error;
    }
  }

  /** Writes a note; when this returns it is on the disk, whole, or the one before it is. Called under the record's write lock. */
  write(note: string): void {
    if (!this.#writeInPlace(note)) this.#writeAnew(note);
  }

  /** Into the slot that does not hold the newest note. Out: false where the file has no slots yet, or the note no room in one. */
  #writeInPlace(note: string): boolean {
    let handle: number;
    try {
      handle = openSync(this.#file, "r+");
    } catch {
      return false;
    }
    try {
      const bytes = Buffer.alloc(slots * slotBytes + 1);
      const held = bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, 0));
      const before = held.length === slots * slotBytes ? newest(held) : null;
      if (before === null) return false;
      const slot = slotOf(before.number + 1, note);
      if (slot === null) return false;
      const at = ((before.at + 1) % slots) * slotBytes;
      for (let done = 0; done < slot.length; done += writeSync(handle, slot, done, slot.length - done, at + done));
      fdatasyncSync(handle);
      return true;
    } finally {
      closeSync(handle);
    }
  }

  /** Beside the file, and then in its place: both slots, or the note alone where it has no room in one. */
  #writeAnew(note: string): void {
    const slot = slotOf(1, note);
    const aside = `${this.#file}.${String(process.pid)}`;
    writeFileDurably(aside, slot === null ? note : `${slot.toString("utf8")}${"\n".repeat(slotBytes)}`);
    renameSync(aside, this.#file);
    syncFolder(path.dirname(this.#file));
  }
}

/** A slot with a note in it; null where it has no room. */
function slotOf(number: number, note: string): Buffer | null {
  const text = Buffer.from(note, "utf8");
  const head = `${word} ${String(number)} ${String(text.length)} ${digestOf(String(number), text)}\n`;
  const slot = Buffer.alloc(slotBytes, "\n");
  if (head.length + text.length > slotBytes) return null;
  slot.write(head, 0, "latin1");
  text.copy(slot, head.length);
  return slot;
}

/** The newest of the slots that are whole; null where none is. */
function newest(file: Buffer): Slot | null {
  let found: Slot | null = null;
  for (let at = 0; at < slots; at += 1) {
    const slot = file.subarray(at * slotBytes, (at + 1) * slotBytes);
    const head = /^countersign-mark (\d{1,15}) (\d{1,4}) ([0-9a-f]{64})\n/.exec(slot.toString("latin1", 0, 120));
    if (head === null) continue;
    const [line, number = "", length = "", digest] = head;
    const text = slot.subarray(line.length, line.length + Number(length));
    if (text.length !== Number(length) || digestOf(number, text) !== digest) continue;
    if (found === null || Number(number) > found.number)
      found = { at, number: Number(number), note: text.toString("utf8") };
  }
  return found;
}

function digestOf(number: string, note: Uint8Array): string {
  return hash("sha256", Buffer.concat([Buffer.from(`${number} ${String(note.length)}\n`), note]));
}
