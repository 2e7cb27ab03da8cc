import { closeSync, fsyncSync, openSync, rmSync } from "node:fs";
import path from "node:path";
import { err, ok, type Result } from "../../shared/result";
import { readSealed } from "../audit/decision-envelope";
import { makeFolder } from "../platform/make-folder";
import { syncFolder, writeAll } from "../store/durable-files";
import { placeOf } from "../views/audit-entry";
import type { Core } from "../views/core";

/**
 * Writes what proves one entry to whoever has the log's key: its bytes, the proof with the signed checkpoint, and what was typed.
 * In: the entry, and a folder that is made; null for one in the data folder's `reports`.
 */
export function exportProof(core: Core, seq: number, out: string | null): Result<{ path: string; files: string[] }> {
  const { ledger } = core;
  const [stored] = ledger.stored(seq, seq + 1);
  const place = stored === undefined ? null : placeOf({ log: ledger }, seq);
  if (stored === undefined || place === null)
    return err({
      code: "not-found",
      message: `There is no signed entry ${String(seq)}.`,
      remedy: "Open the audit list.",
    });
  const folder = out ?? path.join(core.home, "reports", `countersign-entry-${String(seq)}-of-${String(place.size)}`);
  const body = ledger.body(seq);
  const sealed = body?.kind === "decision" && body.v === 2 ? readSealed(body.envelope, body) : null;
  const commitment = sealed?.ok === true ? sealed.value.texts : null;
  const blob = commitment === null ? null : ledger.blob(commitment);
  const files = [
    { name: "entry.json", bytes: stored.bytes },
    { name: "entry.tlog-proof", bytes: Buffer.from(place.tlogProof, "utf8") },
    ...(blob === null || commitment === null
      ? []
      : [{ name: commitment, bytes: Buffer.concat([Uint8Array.of(blob.salt.length), blob.salt, blob.bytes]) }]),
  ];
  try {
    makeFolder(folder);
    for (const { name, bytes } of files) {
      const full = path.join(folder, name);
      // The same entry against the same checkpoint is the same files: written before, they are written anew.
      rmSync(full, { force: true });
      const handle = openSync(full, "wx", 0o600);
      try {
        writeAll(handle, bytes);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
    }
    syncFolder(folder);
  } catch (error) {
    return err({
      code: "proof-unwritable",
      message: `The proof could not be written: ${error instanceof Error ? error.message : String(error)}.`,
      place: folder,
      remedy: "Choose a folder this account can write, with space left.",
    });
  }
  return ok({ path: folder, files: files.map(({ name }) => name) });
}
