import path from "node:path";
import canonicalize from "canonicalize";
import { LogWriter, storeEntry } from "../../main/audit/log-writer";
import { systemClock } from "../../main/platform/clock";
import { KeyFiles } from "../../main/platform/key-files";
import { countEntries, readCheckpoint, readOrigin } from "../../main/store/audit-log";
import { openDatabase } from "../../main/store/database";
import { LogMark } from "../../main/store/log-mark";
import type { AuditBody } from "../../shared/model/audit-entry";

/** What a later version might record: a kind nobody here knows, a known kind that says more, a form after the second. */
export const laterContents: readonly Readonly<Record<string, unknown>>[] = [
  { v: 2, kind: "review.session", minutes: 12 },
  { v: 2, kind: "policy", id: "team", version: 4, digest: "5".repeat(64), approvedBy: "mara" },
  { v: 3, kind: "decision", suite: "ml-dsa-44", recordedAt: "later than this program can read" },
];

/**
 * Records entries in a closed log as a later version would: their bytes in the tree, the rows that they are found by, a head that the
 * log's own key signs, the mark beside the log. In: the data folder, what the entries say beside their header, which they may say anew.
 * Out: the place of the first.
 */
export function appendLater(home: string, contents = laterContents): number {
  const db = openDatabase(path.join(home, "record.db"), "durable");
  if (!db.ok) throw new Error(db.error.message);
  const keys = new KeyFiles(
    home,
    () => ({ name: "ilse", binding: "self-asserted" }),
    () => null,
  );
  const log = keys.log();
  if (!log.ok) throw new Error(log.error.message);
  const first = countEntries(db.value);
  db.value
    .transaction(() => {
      for (const [at, content] of contents.entries()) {
        const header = {
          v: 2,
          origin: readOrigin(db.value),
          seq: first + at,
          recordedAt: "2027-03-01T08:00:00.000Z",
          bootId: "later",
          monotonicNs: "1",
        };
        const body = { ...header, ...content };
        const text = canonicalize(body) ?? "";
        // The log's own writer refuses what it does not know: a later one would not.
        storeEntry(db.value, body as unknown as AuditBody, Buffer.from(text, "utf8"));
      }
      new LogWriter(db.value, systemClock()).checkpoint(log.value.key);
    })
    .immediate();
  new LogMark(home).write(readCheckpoint(db.value, null)?.note ?? "");
  db.value.pragma("wal_checkpoint(TRUNCATE)");
  db.value.close();
  return first;
}
