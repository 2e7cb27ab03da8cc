import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";
import { isOfStore } from "./store-fault";

/*
 * What people typed with their decisions, by commitment: SHA-256 over a salt and the text. Only the ledger may import this file:
 * a text is written with its entry, and deleted only after an entry says so.
 */

export interface TextBlob {
  readonly salt: Uint8Array;
  readonly bytes: Uint8Array;
}

function key(commitment: string): Buffer {
  return Buffer.from(commitment, "hex");
}

/** Keeps what was typed, with its salt. */
export function insertBlob(db: WriteDb, commitment: string, { salt, bytes }: TextBlob): void {
  prepared<[Uint8Array, Uint8Array, Uint8Array]>(db, "INSERT INTO blob (commitment, salt, bytes) VALUES (?, ?, ?)").run(
    key(commitment),
    salt,
    bytes,
  );
}

/** What was typed; null where it was erased or never was here. */
export function readBlob(db: ReadDb, commitment: string): TextBlob | null {
  return (
    prepared<[Uint8Array], TextBlob>(db, "SELECT salt, bytes FROM blob WHERE commitment = ?").get(key(commitment)) ??
    null
  );
}

/** Notes which entry erases a text; from then on the text may be deleted. */
export function insertErasure(db: WriteDb, commitment: string, seq: number): void {
  prepared<[Uint8Array, number]>(db, "INSERT INTO erasure (commitment, seq) VALUES (?, ?)").run(key(commitment), seq);
}

/** The entry that erased a text, or null. */
export function erasureOf(db: ReadDb, commitment: string): number | null {
  const row = prepared<[Uint8Array], { seq: number }>(db, "SELECT seq FROM erasure WHERE commitment = ?").get(
    key(commitment),
  );
  return row?.seq ?? null;
}

/** Deletes a text that an entry erased, overwriting what it took up in the file. In: also what else of it is taken out with it. */
export function deleteBlob(db: WriteDb, commitment: string, also: () => void): void {
  db.pragma("secure_delete = ON");
  try {
    prepared<[Uint8Array]>(db, "DELETE FROM blob WHERE commitment = ?").run(key(commitment));
    also();
  } finally {
    db.pragma("secure_delete = OFF");
  }
}

/**
 * Leaves nothing of deleted rows in the file or in its log: the file is written anew, the log emptied. Not inside a transaction. Out:
 * whether that was done; a program that reads the file meanwhile keeps the old bytes in it, and a full disk takes no new ones.
 */
export function forgetDeleted(db: WriteDb): boolean {
  try {
    db.exec("VACUUM");
    return db.pragma("wal_checkpoint(TRUNCATE)", { simple: true }) === 0;
  } catch (error) {
    if (isOfStore(error)) return false;
    throw error;
  }
}
