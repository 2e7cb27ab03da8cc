import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** A key that counts as another reviewer's, and whose it is by what the person at this desk compared. */
export interface SecondReviewer {
  readonly keyid: string;
  readonly vkey: string;
  readonly person: string;
  /** The log that the key signs in, and the key that log began with. */
  readonly origin: string;
  readonly logKey: string;
  readonly trustedAt: string;
}

const reviewerColumns = "keyid, vkey, person, origin, log_key AS logKey, trusted_at AS trustedAt";

/** The keys that are trusted now, by person. */
export function readSecondReviewers(db: ReadDb): SecondReviewer[] {
  return prepared<[], SecondReviewer>(
    db,
    `SELECT ${reviewerColumns} FROM second_reviewer ORDER BY person, keyid`,
  ).all();
}

export function insertSecondReviewer(db: WriteDb, one: SecondReviewer): void {
  prepared<unknown[]>(
    db,
    "INSERT INTO second_reviewer (keyid, vkey, person, origin, log_key, trusted_at) VALUES (?, ?, ?, ?, ?, ?)",
  ).run(one.keyid, one.vkey, one.person, one.origin, one.logKey, one.trustedAt);
}

export function deleteSecondReviewer(db: WriteDb, keyid: string): void {
  prepared<[string]>(db, "DELETE FROM second_reviewer WHERE keyid = ?").run(keyid);
}

/** For which task a decision of another log was taken in, on which trusted key's word, and what was typed with it. */
export interface ReceivedLink {
  readonly seq: number;
  readonly taskId: string;
  readonly attemptId: string;
  readonly trustedBy: string;
  readonly reason: string;
}

export function readReceivedLinks(db: ReadDb): ReceivedLink[] {
  return prepared<[], ReceivedLink>(
    db,
    "SELECT seq, task_id AS taskId, attempt_id AS attemptId, trusted_by AS trustedBy, reason FROM received_decision ORDER BY seq",
  ).all();
}

export function insertReceivedLink(db: WriteDb, link: ReceivedLink): void {
  prepared<unknown[]>(
    db,
    "INSERT INTO received_decision (seq, task_id, attempt_id, trusted_by, reason) VALUES (?, ?, ?, ?, ?)",
  ).run(link.seq, link.taskId, link.attemptId, link.trustedBy, link.reason);
}

/** Ids of the attempts that end in this commit or have this patch. In: null for what is not known. */
export function attemptsWithContent(db: ReadDb, head: string | null, patch: string | null): string[] {
  return prepared<[string | null, string | null], { id: string }>(
    db,
    "SELECT id FROM attempt WHERE json_extract(record, '$.head') = ? OR json_extract(record, '$.patchDigest') = ? ORDER BY id",
  )
    .all(head, patch)
    .map(({ id }) => id);
}

/** Ids of the tasks that go by a reference in a repository. */
export function tasksByReference(db: ReadDb, ref: string, repository: string): string[] {
  return prepared<[string, string], { id: string }>(
    db,
    "SELECT id FROM task WHERE json_extract(record, '$.ref') = ? AND json_extract(record, '$.repository') = ? ORDER BY id",
  )
    .all(ref, repository)
    .map(({ id }) => id);
}
