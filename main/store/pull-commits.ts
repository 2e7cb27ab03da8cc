import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** Which attempts have a commit: those of pull requests, by any of their commits. */
export function writePullCommits(db: WriteDb, attemptId: string, oids: readonly string[]): void {
  db.transaction(() => {
    prepared<unknown[]>(db, "DELETE FROM pull_commit WHERE attempt_id = ?").run(attemptId);
    for (const oid of oids)
      prepared<unknown[]>(db, "INSERT OR IGNORE INTO pull_commit (oid, attempt_id) VALUES (?, ?)").run(oid, attemptId);
  }).immediate();
}

/** Sessions' attempts that end with a commit of a pull request: the same work, seen from this machine. */
export function sessionsOfPulls(db: ReadDb): { readonly pull: string; readonly session: string }[] {
  return prepared<[], { pull: string; session: string }>(
    db,
    "SELECT c.attempt_id AS pull, a.id AS session FROM attempt a JOIN pull_commit c ON c.oid = a.record ->> '$.head' WHERE a.origin = 'session' AND a.record ->> '$.head' IS NOT NULL ORDER BY pull, session",
  ).all();
}

/** The sessions' attempts that end with one of these commits. */
export function attemptsEndingWith(db: ReadDb, oids: readonly string[]): string[] {
  const found = new Set<string>();
  const find = prepared<[string], { id: string }>(
    db,
    "SELECT id FROM attempt WHERE origin = 'session' AND record ->> '$.head' IS NOT NULL AND record ->> '$.head' = ?",
  );
  for (const oid of oids) for (const { id } of find.all(oid)) found.add(id);
  return [...found];
}
