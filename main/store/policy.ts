import { tierLevelSchema, type TierLevel } from "../../shared/model/tier";
import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";

/** The highest level that an attempt was judged at. */
export interface HeldRow {
  readonly attemptId: string;
  readonly level: TierLevel;
  readonly at: string;
  readonly why: string;
}

export function readHeldTier(db: ReadDb, attemptId: string): HeldRow | null {
  const row = prepared<[string], { level: string; at: string; why: string }>(
    db,
    "SELECT level, at, why FROM tier_held WHERE attempt_id = ?",
  ).get(attemptId);
  return row === undefined ? null : { attemptId, level: tierLevelSchema.parse(row.level), at: row.at, why: row.why };
}

/** Keeps levels that were reached, in one transaction. One that another process has kept higher meanwhile stays. */
export function writeHeldTiers(db: WriteDb, rows: readonly HeldRow[]): void {
  const write = prepared<unknown[]>(
    db,
    `INSERT INTO tier_held (attempt_id, level, at, why) VALUES (?, ?, ?, ?) ON CONFLICT (attempt_id) DO UPDATE
SET level = excluded.level, at = excluded.at, why = excluded.why
WHERE instr('low,medium,high,critical', excluded.level) > instr('low,medium,high,critical', level)`,
  );
  db.transaction(() => {
    for (const { attemptId, level, at, why } of rows) write.run(attemptId, level, at, why);
  }).immediate();
}

/** A repository's own policy as a commit holds it. */
export interface RepositoryPolicyRow {
  /** The commit that the file was read from. */
  readonly commit: string;
  readonly text: string;
}

/** In: the commit that an attempt began from. */
export function readRepositoryPolicy(db: ReadDb, base: string): RepositoryPolicyRow | null {
  const row = prepared<[string], { commit_id: string; text: string }>(
    db,
    "SELECT commit_id, text FROM repository_policy WHERE base = ?",
  ).get(base);
  return row === undefined ? null : { commit: row.commit_id, text: row.text };
}

export function writeRepositoryPolicy(db: WriteDb, base: string, row: RepositoryPolicyRow): void {
  prepared<unknown[]>(
    db,
    "INSERT INTO repository_policy (base, commit_id, text) VALUES (?, ?, ?) ON CONFLICT (base) DO UPDATE SET commit_id = excluded.commit_id, text = excluded.text",
  ).run(base, row.commit, row.text);
}
