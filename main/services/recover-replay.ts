import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import path from "node:path";
import { err, type Result } from "../../shared/result";
import {
  entriesName,
  manifestName,
  maxBlobBytes,
  maxJsonBytes,
  maxNoteBytes,
  readManifest,
} from "../audit/bundle/bundle-form";
import { indexFrames } from "../audit/bundle/entry-frames";
import { replay, type KeptEntries } from "../audit/replay";
import { openCopy } from "../store/backup";
import type { Core } from "../views/core";
import { verifyLog } from "../views/log-state";
import { ledgerOfCopy } from "./check-backup";

const mostEntryBytes = 4 * 1024 * 1024 * 1024;
const slice = 500;

/** Entries that came back, and how many the log has now. */
type Replayed = Result<{ readonly entries: number; readonly size: number }>;

/**
 * Gives entries that the log lost back from a bundle (a folder) that was exported from it. Every one is checked against the log's own
 * key: nothing of the bundle is taken on trust. Then one entry tells of it, where nothing more is missing.
 */
export function replayBundle(core: Core, folder: string): Replayed {
  let handle: number | null = null;
  try {
    const manifest = readManifest(readSmall(path.join(folder, manifestName), maxJsonBytes));
    if (!manifest.ok) return manifest;
    const { from, to } = manifest.value;
    handle = openSync(path.join(folder, entriesName), "r");
    const open = handle;
    const { size } = fstatSync(open);
    if (size > mostEntryBytes) return unreadable(folder, "its entries are too many");
    const read = (offset: number, length: number) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(open, bytes, 0, length, offset));
    };
    const frames = indexFrames(size, read, to - from, () => undefined);
    if (!frames.ok) return frames;
    const { offsets, lengths } = frames.value;
    return told(core, `bundle ${path.basename(folder)}`, {
      entries: (function* () {
        for (let at = 0; at < to - from; at += 1) {
          const offset = offsets[at] ?? -1;
          yield { seq: from + at, bytes: offset < 0 ? null : read(offset, lengths[at] ?? 0) };
        }
      })(),
      noteAt: (at) =>
        there(() => readSmall(path.join(folder, "checkpoints", `${String(at)}.note`), maxNoteBytes).toString("utf8")),
      blob: (commitment) => there(() => blobOf(readSmall(path.join(folder, "blobs", commitment), maxBlobBytes + 33))),
    });
  } catch (error) {
    return unreadable(folder, error instanceof Error ? error.message : String(error));
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

/** The same from a record that was put aside: what of it can still be read comes back, as far as a signed head covers it. */
export function replayAside(core: Core, file: string): Replayed {
  const db = openCopy(file);
  if (!db.ok) return db;
  try {
    const aside = ledgerOfCopy(db.value, path.dirname(file));
    const from = core.ledger.size();
    const entries: { seq: number; bytes: Uint8Array }[] = [];
    try {
      for (let at = from; ; at += slice) {
        const some = aside.stored(at, at + slice);
        entries.push(...some);
        if (some.length < slice) break;
      }
    } catch {
      // The file is damaged there: what came before is what there is.
    }
    // Only as far as a signed head goes.
    while (entries.length > 0 && there(() => aside.checkpointAt(from + entries.length)) === null) entries.pop();
    return told(core, `file ${path.basename(path.dirname(file))}`, {
      entries,
      noteAt: (size) => there(() => aside.checkpointAt(size)),
      blob: (commitment) => there(() => aside.blob(commitment)),
    });
  } finally {
    db.value.close();
  }
}

function told(core: Core, whence: string, kept: KeptEntries): Replayed {
  const given = replay(core.record, core.ledger, kept);
  const state = verifyLog(core);
  if (!given.ok) return given;
  const { entries, size } = given.value;
  if (state.verified) {
    const message = `Entries ${String(size - entries)} to ${String(size - 1)} were given back from the ${whence.slice(0, 300)}; their bytes, signatures and the root hold.`;
    const logged = core.ledger.append([{ kind: "recovery", message }]);
    verifyLog(core);
    if (!logged.ok) return logged;
  }
  core.publish("changed", { scopes: ["audit", "settings", "inbox", "task"] });
  return given;
}

function there<T>(read: () => T | null): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function readSmall(file: string, most: number): Buffer {
  if (statSync(file).size > most) throw new Error(`${path.basename(file)} is too large`);
  return readFileSync(file);
}

/** A bundle's blob: length of the salt (always 32), salt, text. */
function blobOf(bytes: Buffer): ReturnType<KeptEntries["blob"]> {
  return bytes.length < 33 || bytes[0] !== 32 ? null : { salt: bytes.subarray(1, 33), bytes: bytes.subarray(33) };
}

function unreadable(folder: string, why: string): Result<never> {
  return err({
    code: "bundle-unreadable",
    message: `The bundle could not be read: ${why}.`,
    place: folder,
    remedy: "Give the folder of a bundle; unpack a .tar first.",
  });
}
