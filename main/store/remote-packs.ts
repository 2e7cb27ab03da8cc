import type { ReadDb, WriteDb } from "./database";

/** A pack that an HTTP runner has, or had, and what of it is here. */
export interface RemotePack {
  readonly pack: string;
  /** SHA-256 of its manifest, as the runner stated it last. */
  readonly digest: string;
  readonly size: number;
  readonly updatedAt: string;
  /** The runner does not have it any more. */
  readonly removed: boolean;
  /** Digest of the manifest that lies in the data folder; null while none does. */
  readonly fetched: string | null;
}

interface Row {
  pack: string;
  digest: string;
  size: number;
  updated_at: string;
  removed: number;
  fetched: string | null;
}

const columns = "pack, digest, size, updated_at, removed, fetched";
const toPack = (row: Row): RemotePack => ({
  pack: row.pack,
  digest: row.digest,
  size: row.size,
  updatedAt: row.updated_at,
  removed: row.removed === 1,
  fetched: row.fetched,
});

/** How far a runner's list was read; null before the first page. */
export function readCursor(db: ReadDb, connection: string): string | null {
  return (
    db.prepare<[string], { cursor: string | null }>("SELECT cursor FROM connection WHERE id = ?").get(connection)
      ?.cursor ?? null
  );
}

/**
 * Takes a page of a runner's list and moves the cursor in one step: a pack that is listed is wanted from here on, whatever
 * happens to the connection before it is fetched.
 */
export function takePage(
  db: WriteDb,
  connection: string,
  cursor: string | null,
  packs: readonly Omit<RemotePack, "fetched">[],
): void {
  db.transaction(() => {
    const insert = db.prepare(
      "INSERT INTO remote_pack (connection, pack, digest, size, updated_at, removed) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (connection, pack) DO UPDATE SET digest = excluded.digest, size = excluded.size, updated_at = excluded.updated_at, removed = excluded.removed",
    );
    for (const { pack, digest, size, updatedAt, removed } of packs)
      insert.run(connection, pack, digest, size, updatedAt, removed ? 1 : 0);
    db.prepare("UPDATE connection SET cursor = ? WHERE id = ?").run(cursor, connection);
  }).immediate();
}

/** Starts the list over: the runner does not know the cursor any more. What was fetched stays known. */
export function forgetCursor(db: WriteDb, connection: string): void {
  db.prepare("UPDATE connection SET cursor = NULL WHERE id = ?").run(connection);
}

/** Packs that are listed and not here in their newest form, oldest first. */
export function wantedPacks(db: ReadDb, connection: string): RemotePack[] {
  return db
    .prepare<[string], Row>(
      `SELECT ${columns} FROM remote_pack WHERE connection = ? AND removed = 0 AND (fetched IS NULL OR fetched <> digest) ORDER BY updated_at, pack`,
    )
    .all(connection)
    .map(toPack);
}

export function markFetched(db: WriteDb, connection: string, pack: string, digest: string): void {
  db.prepare("UPDATE remote_pack SET fetched = ? WHERE connection = ? AND pack = ?").run(digest, connection, pack);
}

/** Packs that are here and that the runner has removed. */
export function removedPacks(db: ReadDb, connection: string): RemotePack[] {
  return db
    .prepare<[string], Row>(
      `SELECT ${columns} FROM remote_pack WHERE connection = ? AND removed = 1 AND fetched IS NOT NULL ORDER BY pack`,
    )
    .all(connection)
    .map(toPack);
}

/** The newest change that the runner stated for any pack of a connection. */
export function newestPackAt(db: ReadDb, connection: string): string | null {
  return (
    db
      .prepare<[string], { at: string | null }>("SELECT max(updated_at) AS at FROM remote_pack WHERE connection = ?")
      .get(connection)?.at ?? null
  );
}
