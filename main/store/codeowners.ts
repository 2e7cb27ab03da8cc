import * as z from "zod";
import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

const sourceSchema = z.enum(["repository", "pull-request", "pack"]);

/** A repository's CODEOWNERS as it stood where an attempt began. */
export interface CodeownersRow {
  readonly source: z.infer<typeof sourceSchema>;
  /** The commit that it was read at; null where a pack does not say. */
  readonly commit: string | null;
  /** Null: there was none in any of the places. */
  readonly place: string | null;
  /** Of the text in the archive; null where there is none, or it is larger than is read. */
  readonly digest: string | null;
  readonly bytes: number;
  readonly readAt: string;
}

/** In: the commit an attempt began from, or `attempt:` and its id. Null: nobody has looked. */
export function readCodeownersRow(db: ReadDb, scope: string): CodeownersRow | null {
  const row = prepared<
    [string],
    {
      source: string;
      commit_id: string | null;
      place: string | null;
      digest: string | null;
      bytes: number;
      read_at: string;
    }
  >(db, "SELECT source, commit_id, place, digest, bytes, read_at FROM codeowners WHERE scope = ?").get(scope);
  if (row === undefined) return null;
  const { place, digest, bytes } = row;
  return { source: sourceSchema.parse(row.source), commit: row.commit_id, place, digest, bytes, readAt: row.read_at };
}

/** Keeps what was found; a later look takes its place. */
export function writeCodeownersRow(db: WriteDb, scope: string, row: CodeownersRow): void {
  prepared<unknown[]>(
    db,
    `INSERT INTO codeowners (scope, source, commit_id, place, digest, bytes, read_at) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (scope) DO UPDATE SET source = excluded.source, commit_id = excluded.commit_id, place = excluded.place,
digest = excluded.digest, bytes = excluded.bytes, read_at = excluded.read_at`,
  ).run(scope, row.source, row.commit, row.place, row.digest, row.bytes, row.readAt);
}
