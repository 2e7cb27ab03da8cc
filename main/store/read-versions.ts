import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** A version of a file that was marked read. */
export interface ReadVersion {
  /** SHA-256 of its part of the patch: the key of the mark. */
  readonly file: string;
  readonly attemptId: string;
  readonly path: string;
  /** The patch it was read in, by its digest in the archive, and what that was made on. */
  readonly patch: string;
  readonly base: string | null;
  readonly at: string;
}

/** Remembers the version that a mark was made on. The last mark of the same version counts. */
export function keepReadVersion(db: WriteDb, reviewer: string, version: ReadVersion): void {
  const { file, attemptId, path, patch, base, at } = version;
  prepared<unknown[]>(
    db,
    "INSERT INTO read_version (file, reviewer, attempt_id, path, patch, base, at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (file, reviewer, attempt_id) DO UPDATE SET path = excluded.path, patch = excluded.patch, base = excluded.base, at = excluded.at",
  ).run(file, reviewer, attemptId, path, patch, base, at);
}

/** Forgets versions whose marks one reviewer took back; all of the reviewer's without a list. */
export function dropReadVersions(db: WriteDb, reviewer: string, files?: readonly string[]): void {
  if (files === undefined) prepared<[string]>(db, "DELETE FROM read_version WHERE reviewer = ?").run(reviewer);
  else
    prepared<[string, string]>(
      db,
      "DELETE FROM read_version WHERE reviewer = ? AND file IN (SELECT value FROM json_each(?))",
    ).run(reviewer, JSON.stringify(files));
}

/** The versions that a reviewer marked read in some attempts, the last one first. */
export function readVersions(db: ReadDb, reviewer: string, attemptIds: readonly string[]): ReadVersion[] {
  return prepared<[string, string], ReadVersion>(
    db,
    "SELECT v.file, v.attempt_id AS attemptId, v.path, v.patch, v.base, v.at FROM json_each(?) AS a CROSS JOIN read_version AS v ON v.attempt_id = a.value WHERE v.reviewer = ? ORDER BY v.at DESC, v.file",
  ).all(JSON.stringify(attemptIds), reviewer);
}
