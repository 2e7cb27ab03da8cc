import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** A raw source as it was last read: what to compare a file with, and which archived bytes it became. */
export interface Source {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** SHA-256 of the archived bytes. */
  readonly digest: string;
  /** Number of the archived bytes; null for what was read before they were counted. */
  readonly bytes: number | null;
  /** The file's own SHA-256, where the archived bytes are others: packed files, parts of a session. */
  readonly fileDigest: string | null;
  /** What read it: an adapter's id, "pack", or null where nothing recognised it. */
  readonly reader: string | null;
  /** The adapter's name of the session that it is a part of. */
  readonly partOf: string | null;
}

/** A source with what has become of its file. */
export interface KnownSource extends Source {
  readonly goneAt: string | null;
  readonly verifiedAt: string | null;
  /** False: archived, but not in the index since that was lost. */
  readonly indexed: boolean;
}

/** What a file is compared with to say whether it changed. */
export interface SourceState {
  readonly size: number;
  readonly mtimeMs: number;
  readonly gone: boolean;
  /** False: not in the index since that was lost. */
  readonly indexed: boolean;
  /** False where nothing was archived, because nothing recognised it. */
  readonly archived: boolean;
  readonly reader: string | null;
}

interface Row {
  path: string;
  size: number;
  mtime_ms: number;
  digest: string;
  bytes: number | null;
  file_digest: string | null;
  reader: string | null;
  part_of: string | null;
  gone_at: string | null;
  verified_at: string | null;
  indexed: number;
}

const columns = "path, size, mtime_ms, digest, bytes, file_digest, reader, part_of, gone_at, verified_at, indexed";

function toSource(row: Row): KnownSource {
  return {
    path: row.path,
    size: row.size,
    mtimeMs: row.mtime_ms,
    digest: row.digest,
    bytes: row.bytes,
    fileDigest: row.file_digest,
    reader: row.reader,
    partOf: row.part_of,
    goneAt: row.gone_at,
    verifiedAt: row.verified_at,
    indexed: row.indexed === 1 && row.reader !== null,
  };
}

export function readSource(db: ReadDb, path: string): KnownSource | null {
  const row = prepared<[string], Row>(db, `SELECT ${columns} FROM source WHERE path = ?`).get(path);
  return row === undefined ? null : toSource(row);
}

const isBelow = "path = ? OR (path >= ? AND path < ?) OR (path >= ? AND path < ?)";

/** The values of `isBelow`. Both separators: what lies below begins with the path and one of them. */
function belowOf(root: string): string[] {
  const below = ["/", "\\"].map((separator) => (root.endsWith(separator) ? root : root + separator));
  return [root, ...below.flatMap((prefix) => [prefix, after(prefix)])];
}

/** Sources at or below a path, in order of their paths. */
export function readSourcesBelow(db: ReadDb, root: string): KnownSource[] {
  return prepared<string[], Row>(db, `SELECT ${columns} FROM source WHERE ${isBelow} ORDER BY path`)
    .all(...belowOf(root))
    .map(toSource);
}

/** What a source is compared by. */
export function stateOf({ size, mtimeMs, goneAt, indexed, digest, reader }: KnownSource): SourceState {
  return { size, mtimeMs, gone: goneAt !== null, indexed, archived: digest !== "", reader };
}

type StateRow = [
  path: string,
  size: number,
  mtimeMs: number,
  gone: number,
  indexed: number,
  archived: number,
  reader: string | null,
];

/** Few enough to be asked for between two requests of the window. */
const statesAtOnce = 2000;

/**
 * What is known of the sources at or below a path, by their paths: what a sync of many files asks for, and no more. In
 * portions, so that others can be served between them; what changes meanwhile may be seen or not.
 */
export function* readStatesBelow(db: ReadDb, root: string): Generator<readonly (readonly [string, SourceState])[]> {
  const [own = "", ...ranges] = belowOf(root);
  const one = readSource(db, own);
  if (one !== null) yield [[own, stateOf(one)]];
  const portion = prepared<[string, string, number], StateRow>(
    db,
    "SELECT path, size, mtime_ms, gone_at IS NOT NULL, indexed, digest <> '', reader FROM source WHERE path > ? AND path < ? ORDER BY path LIMIT ?",
  ).raw();
  for (let range = 0; range < ranges.length; range += 2) {
    // No source is called as a folder is, with its separator: after it is from it.
    let from = ranges[range] ?? "";
    const to = ranges[range + 1] ?? "";
    for (;;) {
      const rows = portion.all(from, to, statesAtOnce);
      yield rows.map(([path, size, mtimeMs, gone, indexed, archived, reader]) => [
        path,
        {
          size,
          mtimeMs,
          gone: gone === 1,
          indexed: indexed === 1 && reader !== null,
          archived: archived === 1,
          reader,
        },
      ]);
      if (rows.length < statesAtOnce) break;
      from = rows.at(-1)?.[0] ?? to;
    }
  }
}

/** The first text after all that begin with a prefix. */
function after(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}

/** The files that are parts of a session and are not gone, in order of their paths. */
export function partsOf(db: ReadDb, reader: string, session: string): KnownSource[] {
  return prepared<[string, string], Row>(
    db,
    `SELECT ${columns} FROM source WHERE reader = ? AND part_of = ? AND gone_at IS NULL ORDER BY path`,
  )
    .all(reader, session)
    .map(toSource);
}

/** Sources that are archived and not in the index: what it can be rebuilt from. */
export function sourcesToRebuild(db: ReadDb): KnownSource[] {
  return prepared<[], Row>(
    db,
    `SELECT ${columns} FROM source WHERE indexed = 0 AND digest <> '' AND reader IS NOT NULL ORDER BY path`,
  )
    .all()
    .map(toSource);
}

/** Remembers that sources are in the index again, whatever their files are now. */
export function markIndexed(db: WriteDb, paths: readonly string[]): void {
  db.transaction(() => {
    for (const path of paths) prepared<unknown[]>(db, "UPDATE source SET indexed = 1 WHERE path = ?").run(path);
  }).immediate();
}

/** Remembers what was read. A file that was read is there again. */
export function writeSource(db: WriteDb, source: Source, at: string): void {
  prepared<unknown[]>(
    db,
    "INSERT INTO source (path, size, mtime_ms, digest, first_seen_at, read_at, reader, bytes, file_digest, part_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime_ms = excluded.mtime_ms, digest = excluded.digest, read_at = excluded.read_at, reader = excluded.reader, bytes = excluded.bytes, file_digest = excluded.file_digest, part_of = excluded.part_of, gone_at = NULL, verified_at = NULL, indexed = 1",
  ).run(
    source.path,
    source.size,
    source.mtimeMs,
    source.digest,
    at,
    at,
    source.reader,
    source.bytes,
    source.fileDigest,
    source.partOf,
  );
}

/** Marks files that a sweep no longer found, and unmarks those it found again. Nothing else is changed. */
export function markGone(
  db: WriteDb,
  change: { readonly gone: readonly string[]; readonly back: readonly string[]; readonly at: string },
): void {
  if (change.gone.length === 0 && change.back.length === 0) return;
  db.transaction(() => {
    const gone = prepared<unknown[]>(db, "UPDATE source SET gone_at = ? WHERE path = ? AND gone_at IS NULL");
    const back = prepared<unknown[]>(db, "UPDATE source SET gone_at = NULL, verified_at = NULL WHERE path = ?");
    for (const path of change.gone) gone.run(change.at, path);
    for (const path of change.back) back.run(path);
  }).immediate();
}

/** Sources that are gone and whose archived copy was not checked since. */
export function unverifiedGone(db: ReadDb): KnownSource[] {
  return prepared<[], Row>(
    db,
    `SELECT ${columns} FROM source WHERE gone_at IS NOT NULL AND verified_at IS NULL ORDER BY path`,
  )
    .all()
    .map(toSource);
}

/** Remembers that the archived copy of a source was read to its end and is what it was. */
export function markVerified(db: WriteDb, digest: string, at: string): void {
  prepared<unknown[]>(db, "UPDATE source SET verified_at = ? WHERE digest = ? AND gone_at IS NOT NULL").run(at, digest);
}

/** Lets every source count as missing from the index, so that it is rebuilt. What was archived is kept. */
export function forgetReadings(db: WriteDb): void {
  prepared<unknown[]>(db, "UPDATE source SET indexed = 0").run();
}

export function countSources(db: ReadDb): number {
  return prepared<[], { n: number }>(db, "SELECT count(*) AS n FROM source").get()?.n ?? 0;
}

/** Sources at or below a path. */
export function countSourcesBelow(db: ReadDb, folder: string): number {
  return (
    prepared<[string, number, string], { n: number }>(
      db,
      "SELECT count(*) AS n FROM source WHERE digest <> '' AND (path = ? OR substr(path, 1, ?) = ?)",
    ).get(folder, folder.length + 1, `${folder}/`)?.n ?? 0
  );
}
