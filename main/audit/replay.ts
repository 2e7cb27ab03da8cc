import type { AuditBody } from "../../shared/model/audit-entry";
import { err, ok, type Result } from "../../shared/result";
import { countEntries, insertCheckpoint, insertDecision, readEntry, readOrigin, writeOrigin } from "../store/audit-log";
import type { WriteDb } from "../store/database";
import { insertBlob, readBlob, type TextBlob } from "../store/text-blobs";
import { decodeEntry } from "./canonical";
import { commitmentOf } from "./decision-texts";
import { readSealed } from "./decision-envelope";
import type { Ledger } from "./ledger";
import { EntryRefused, must, storeEntry } from "./log-writer";

/** Entries of this log as they were kept elsewhere: in a bundle, or in a file that was put aside. */
export interface KeptEntries {
  /** In order of their places; null for one that is withheld. */
  readonly entries: Iterable<{ readonly seq: number; readonly bytes: Uint8Array | null }>;
  /** The signed head of that many entries, where it was kept. */
  noteAt(size: number): string | null;
  /** What was typed with a decision, where it was kept. */
  blob(commitment: string): TextBlob | null;
}

/**
 * Gives entries back to a log that lost its end: their bytes, as they were. All of it in one transaction, and only if the whole log
 * then holds, every signature included, up to a head that the log's own key signed. In: the record, its ledger, what was kept. Out:
 * how many entries came back. Nothing is signed anew, and the checkpoint outside of the database is left as it is.
 */
export function replay(db: WriteDb, ledger: Ledger, kept: KeptEntries): Result<{ entries: number; size: number }> {
  const before = countEntries(db);
  try {
    db.transaction(() => {
      for (const { seq, bytes } of kept.entries) giveBack(db, kept, seq, bytes);
      const size = countEntries(db);
      if (size === before) throw refused("Nothing was given back: no entry of it is missing from the log.");
      const note = kept.noteAt(size);
      if (note === null)
        throw refused(`Nothing was given back: no signed head of ${String(size)} entries was kept with them.`);
      insertCheckpoint(db, size, note);
      const check = ledger.verify();
      if (check.problem !== null && !check.diverged) throw refused(`Nothing was given back: ${check.problem}`);
    }).immediate();
  } catch (error) {
    ledger.verify();
    if (error instanceof EntryRefused) return err(error.problem);
    throw error;
  }
  ledger.verify();
  const size = countEntries(db);
  return ok({ entries: size - before, size });
}

function refused(message: string): EntryRefused {
  return new EntryRefused({
    code: "replay-refused",
    message,
    remedy: "Give a bundle that was exported from this log.",
  });
}

function giveBack(db: WriteDb, kept: KeptEntries, seq: number, bytes: Uint8Array | null): void {
  const size = countEntries(db);
  if (seq < size) {
    const own = readEntry(db, seq);
    if (bytes !== null && (own === null || !Buffer.from(own).equals(bytes)))
      throw refused(`Nothing was given back: entry ${String(seq)} is another one in this log.`);
    return;
  }
  if (seq > size) throw refused(`Nothing was given back: entry ${String(size)} is not among what was kept.`);
  if (bytes === null) throw refused(`Nothing was given back: entry ${String(seq)} is withheld.`);
  const body = must(decodeEntry(bytes));
  const origin = readOrigin(db);
  if (origin === null && seq === 0) writeOrigin(db, body.origin);
  else if (body.origin !== origin) throw refused("Nothing was given back: the entries are of another log.");
  storeEntry(db, body, bytes);
  if (body.kind === "decision") giveBackDecision(db, kept, body);
}

function giveBackDecision(db: WriteDb, kept: KeptEntries, body: Extract<AuditBody, { kind: "decision" }>): void {
  const { decision, texts } =
    body.v === 1 ? { decision: body.decision, texts: null } : must(readSealed(body.envelope, body));
  insertDecision(db, { seq: body.seq, kind: decision.kind, taskId: decision.taskId, attemptId: decision.attemptId });
  if (texts === null || readBlob(db, texts) !== null) return;
  const blob = kept.blob(texts);
  if (blob !== null && commitmentOf(blob.salt, blob.bytes) === texts) insertBlob(db, texts, blob);
}
