import type { ReadDb, WriteDb } from "./database";

/** A raw source as it was last read: what to compare a file with, and which archived bytes it became. */
export interface Source {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly digest: string;
  /** What read it: an adapter's id, "pack", or null where nothing recognised it. */
  readonly reader: string | null;
}

export function readSource(db: ReadDb, path: string): Source | null {
  const row = db
    .prepare<[string], { path: string; size: number; mtime_ms: number; digest: string; reader: string | null }>(
      "SELECT path, size, mtime_ms, digest, reader FROM source WHERE path = ?",
    )
    .get(path);
  return row === undefined
    ? null
    : { path: row.path, size: row.size, mtimeMs: row.mtime_ms, digest: row.digest, reader: row.reader };
}

export function writeSource(db: WriteDb, source: Source, at: string): void {
  db.prepare(
    "INSERT INTO source (path, size, mtime_ms, digest, first_seen_at, read_at, reader) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime_ms = excluded.mtime_ms, digest = excluded.digest, read_at = excluded.read_at, reader = excluded.reader",
  ).run(source.path, source.size, source.mtimeMs, source.digest, at, at, source.reader);
}

/** Lets every source count as unread, so that the next sync reads it again. Digests and first sight are kept. */
export function forgetReadings(db: WriteDb): void {
  db.prepare("UPDATE source SET reader = NULL").run();
}

export function countSources(db: ReadDb): number {
  return db.prepare<[], { n: number }>("SELECT count(*) AS n FROM source").get()?.n ?? 0;
}

/** Sources at or below a path. */
export function countSourcesBelow(db: ReadDb, folder: string): number {
  return (
    db
      .prepare<[string, number, string], { n: number }>(
        "SELECT count(*) AS n FROM source WHERE path = ? OR substr(path, 1, ?) = ?",
      )
      .get(folder, folder.length + 1, `${folder}/`)?.n ?? 0
  );
}
