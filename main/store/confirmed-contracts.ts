import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** A contract that a person confirmed for a task. */
export interface ConfirmedContract {
  readonly digest: string;
  /** Digest of the draft that was there then; null without one. */
  readonly guess: string | null;
  readonly reviewer: string;
  /** RFC 3339. */
  readonly at: string;
}

export function readConfirmed(db: ReadDb, taskId: string): ConfirmedContract | null {
  return (
    prepared<[string], ConfirmedContract>(
      db,
      "SELECT digest, guess, reviewer, at FROM confirmed_contract WHERE task_id = ?",
    ).get(taskId) ?? null
  );
}

/** Keeps it in place of an earlier one. */
export function writeConfirmed(db: WriteDb, taskId: string, { digest, guess, reviewer, at }: ConfirmedContract): void {
  prepared<unknown[]>(
    db,
    `INSERT INTO confirmed_contract (task_id, digest, guess, reviewer, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (task_id) DO UPDATE SET digest = excluded.digest, guess = excluded.guess, reviewer = excluded.reviewer, at = excluded.at`,
  ).run(taskId, digest, guess, reviewer, at);
}

export function removeConfirmed(db: WriteDb, taskId: string): void {
  prepared<unknown[]>(db, "DELETE FROM confirmed_contract WHERE task_id = ?").run(taskId);
}
