import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import * as z from "zod";
import { eventRefSchema, type EventRef } from "../../shared/model/evidence";
import { lineGradeSchema, type FileProvenance } from "../../shared/model/provenance";
import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";
import { parseColumn } from "./rows";

/** As it is kept: events and sentences once, ranges by their places. -1 stands for none. */
const keptSchema = z.strictObject({
  events: z.array(eventRefSchema),
  whys: z.array(z.string()),
  files: z.array(
    z.strictObject({
      path: z.string(),
      origins: z.array(z.tuple([z.enum(["new", "old"]), z.int(), z.int(), lineGradeSchema, z.int(), z.int(), z.int()])),
    }),
  ),
});

/** Keeps who wrote the lines of the patch with this digest, in place of what was kept of the attempt before. */
export function writeLineProvenance(
  db: WriteDb,
  attemptId: string,
  patchDigest: string,
  files: readonly FileProvenance[],
): void {
  const events: EventRef[] = [];
  const places = new Map<string, number>();
  const whys = new Map<string, number>();
  const placeOf = (ref: EventRef | null): number => {
    if (ref === null) return -1;
    const key = `${ref.sessionId} ${String(ref.seq)}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, events.length);
    return events.push(ref) - 1;
  };
  const whyOf = (why: string): number => {
    const known = whys.get(why);
    if (known === undefined) whys.set(why, whys.size);
    return known ?? whys.size - 1;
  };
  const kept: z.infer<typeof keptSchema> = {
    events,
    whys: [],
    files: files.map(({ path, origins }) => ({
      path,
      origins: origins.map(({ side, from, to, grade, event, instruction, why }) => [
        side,
        from,
        to,
        grade,
        placeOf(event),
        placeOf(instruction),
        whyOf(why),
      ]),
    })),
  };
  const body = zstdCompressSync(Buffer.from(JSON.stringify({ ...kept, whys: [...whys.keys()] })));
  prepared<unknown[]>(
    db,
    "INSERT INTO line_provenance (attempt_id, patch_digest, body) SELECT id, ?, ? FROM attempt WHERE id = ? ON CONFLICT (attempt_id) DO UPDATE SET patch_digest = excluded.patch_digest, body = excluded.body",
  ).run(patchDigest, body, attemptId);
}

/** Who wrote the lines of an attempt's patch; null where that was not worked out for the patch with this digest. */
export function readLineProvenance(db: ReadDb, attemptId: string, patchDigest: string): FileProvenance[] | null {
  const row = prepared<[string, string], { body: Buffer }>(
    db,
    "SELECT body FROM line_provenance WHERE attempt_id = ? AND patch_digest = ?",
  ).get(attemptId, patchDigest);
  if (row === undefined) return null;
  const { events, whys, files } = parseColumn(
    keptSchema,
    zstdDecompressSync(row.body).toString("utf8"),
    "the provenance of lines",
  );
  return files.map(({ path, origins }) => ({
    path,
    origins: origins.map(([side, from, to, grade, event, instruction, why]) => ({
      side,
      from,
      to,
      grade,
      event: events[event] ?? null,
      instruction: events[instruction] ?? null,
      why: whys[why] ?? "",
    })),
  }));
}

/** Lines of a file in a commit that an attribution note gives to somebody. */
export interface LineNote {
  readonly path: string;
  /** In words: who the note says wrote them. */
  readonly author: string;
  readonly ranges: readonly (readonly [number, number])[];
}

const rangesSchema = z.array(z.tuple([z.int(), z.int()]));

/** Keeps what a note says of a commit, in place of what was kept of it before. The caller holds no transaction. */
export function writeLineNotes(db: WriteDb, commit: string, notes: readonly LineNote[]): void {
  db.transaction(() => {
    prepared<[string]>(db, "DELETE FROM line_note WHERE commit_id = ?").run(commit);
    const put = prepared<unknown[]>(db, "INSERT INTO line_note (commit_id, path, author, ranges) VALUES (?, ?, ?, ?)");
    for (const { path, author, ranges } of notes) put.run(commit, path, author, JSON.stringify(ranges));
  }).immediate();
}

export function readLineNotes(db: ReadDb, commit: string): LineNote[] {
  return prepared<[string], { path: string; author: string; ranges: string }>(
    db,
    "SELECT path, author, ranges FROM line_note WHERE commit_id = ? ORDER BY rowid",
  )
    .all(commit)
    .map(({ path, author, ranges }) => ({ path, author, ranges: parseColumn(rangesSchema, ranges, "a note's lines") }));
}
