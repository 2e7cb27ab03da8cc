import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { WriteDb } from "./database";
import { prepared } from "./prepared";

/** An answer as it was stored; the shapes are those of the port (main/platform/github). */
interface Answer {
  readonly etag: string;
  readonly body: string;
  readonly contentType: string;
  readonly link: string | null;
}
interface Key {
  readonly account: string;
  readonly url: string;
  readonly accept: string;
}

const dayMs = 24 * 3600_000;
/** An answer larger than this is asked for anew each time. */
const largestBody = 8 * 1024 * 1024;
/** Deflated bytes that are kept; the answers that were not used for longest go first. */
const mostBytes = 128 * 1024 * 1024;
const putsBetweenLooks = 200;

interface Row {
  etag: string;
  content_type: string;
  link: string | null;
  body: Buffer;
  used_day: number;
}

/**
 * Answers of GitHub with their ETags, in `index.db`: what is lost is asked for again. In: the database, and the time. A stored answer
 * that cannot be read is none.
 */
export function githubCache(
  db: WriteDb,
  now: () => number,
): { get(key: Key): Answer | null; put(key: Key, answer: Answer): void } {
  let puts = 0;
  const today = () => Math.floor(now() / dayMs);
  return {
    get: ({ account, url, accept }) => {
      const row = prepared<[string, string, string], Row>(
        db,
        "SELECT etag, content_type, link, body, used_day FROM github_answer WHERE account = ? AND url = ? AND accept = ?",
      ).get(account, url, accept);
      if (row === undefined) return null;
      const body = inflated(row.body);
      if (body === null) return null;
      if (row.used_day !== today())
        prepared<unknown[]>(
          db,
          "UPDATE github_answer SET used_day = ? WHERE account = ? AND url = ? AND accept = ?",
        ).run(today(), account, url, accept);
      return { etag: row.etag, body, contentType: row.content_type, link: row.link };
    },
    put: ({ account, url, accept }, { etag, body, contentType, link }) => {
      if (body.length > largestBody) {
        prepared<unknown[]>(db, "DELETE FROM github_answer WHERE account = ? AND url = ? AND accept = ?").run(
          account,
          url,
          accept,
        );
        return;
      }
      const packed = deflateRawSync(body, { level: 1 });
      prepared<unknown[]>(
        db,
        `INSERT INTO github_answer (account, url, accept, etag, content_type, link, body, bytes, used_day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (account, url, accept) DO UPDATE SET etag = excluded.etag, content_type = excluded.content_type, link = excluded.link,
           body = excluded.body, bytes = excluded.bytes, used_day = excluded.used_day`,
      ).run(account, url, accept, etag, contentType, link, packed, packed.length, today());
      puts += 1;
      if (puts % putsBetweenLooks === 0) makeRoom(db);
    },
  };
}

function inflated(body: Buffer): string | null {
  try {
    return inflateRawSync(body, { maxOutputLength: 4 * largestBody }).toString("utf8");
  } catch {
    // A page of the file that was lost: the answer is asked for anew.
    return null;
  }
}

function makeRoom(db: WriteDb): void {
  let over =
    (prepared<[], { bytes: number | null }>(db, "SELECT sum(bytes) AS bytes FROM github_answer").get()?.bytes ?? 0) -
    mostBytes;
  if (over <= 0) return;
  const oldest = prepared<[], { rowid: number; bytes: number }>(
    db,
    "SELECT rowid, bytes FROM github_answer ORDER BY used_day, rowid LIMIT 2000",
  ).all();
  for (const { rowid, bytes } of oldest) {
    if (over <= 0) return;
    prepared<unknown[]>(db, "DELETE FROM github_answer WHERE rowid = ?").run(rowid);
    over -= bytes;
  }
}

/** Forgets every answer that one account was given: it signed out. In: the account as its keys name it. */
export function forgetAnswers(db: WriteDb, account: string): void {
  prepared<unknown[]>(db, "DELETE FROM github_answer WHERE account = ?").run(account);
}
