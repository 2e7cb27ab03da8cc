import type { ReadDb } from "./database";
import { readPull, type KnownPull } from "./github-pulls";
import type { GitHubRepository } from "./github-repositories";
import { prepared } from "./prepared";

/*
 * Questions about all pull requests of a repository: there may be ten thousand of them, so the database answers by number and count,
 * and only rows that are worked on are read.
 */

type Asked = Pick<GitHubRepository, "place" | "take" | "authors">;

/** Taken: it is an attempt already, a person asked for it, its author is named, or its maker is of the kind that is taken. */
const taken = `(attempt_id IS NOT NULL OR asked = 1 OR :take = 'all' OR (agent IS NOT NULL AND (bot = 0 OR :take = 'bots'))
  OR replace(lower(author), '[bot]', '') IN (SELECT value FROM json_each(:authors)))`;

function valuesOf({ place, take, authors }: Asked): { place: string; take: string; authors: string } {
  const plain = authors.map((login) => login.toLowerCase().replace(/\[bot\]$/, ""));
  return { place, take, authors: JSON.stringify(plain) };
}

/** Numbers of the pull requests that are taken and changed since they were read, the last changed first. */
export function changedPulls(db: ReadDb, asked: Asked): number[] {
  return prepared<[object], { number: number }>(
    db,
    `SELECT number FROM github_pull WHERE place = :place AND read_updated_at IS NOT updated_at AND ${taken}
     ORDER BY updated_at DESC, number DESC`,
  )
    .all(valuesOf(asked))
    .map((row) => row.number);
}

/** Open pull requests without a sign of an agent whose commits were not looked through, the last changed first. */
export function unsurePulls(db: ReadDb, place: string, most: number): KnownPull[] {
  return rowsOf(
    db,
    place,
    prepared<[string, number], { number: number }>(
      db,
      `SELECT number FROM github_pull WHERE place = ? AND open = 1 AND agent IS NULL AND attempt_id IS NULL
       AND looked_head IS NOT head ORDER BY updated_at DESC, number DESC LIMIT ?`,
    ).all(place, most),
  );
}

/** Open pull requests that were read and are as they were: their checks may have gone on. Those looked at longest ago first. */
export function settledPulls(db: ReadDb, place: string, most: number): KnownPull[] {
  return rowsOf(
    db,
    place,
    prepared<[string, number], { number: number }>(
      db,
      `SELECT number FROM github_pull WHERE place = ? AND open = 1 AND facts IS NOT NULL AND read_updated_at = updated_at
       ORDER BY checks_open DESC, checks_at, number LIMIT ?`,
    ).all(place, most),
  );
}

/** Pull requests that are no attempts, or could not be read, the last changed first. */
export function leftPulls(db: ReadDb, place: string, most: number): KnownPull[] {
  return rowsOf(
    db,
    place,
    prepared<[string, number], { number: number }>(
      db,
      `SELECT number FROM github_pull WHERE place = ? AND (attempt_id IS NULL OR problem IS NOT NULL OR read_updated_at IS NOT updated_at)
       ORDER BY updated_at DESC, number DESC LIMIT ?`,
    ).all(place, most),
  );
}

function rowsOf(db: ReadDb, place: string, numbers: readonly { readonly number: number }[]): KnownPull[] {
  return numbers.flatMap(({ number }) => readPull(db, place, number) ?? []);
}

/** When each pull request of a repository was changed last, as its list said. */
export function changesOf(db: ReadDb, place: string): Map<number, string> {
  return new Map(
    prepared<[string], { number: number; at: string }>(
      db,
      "SELECT number, updated_at AS at FROM github_pull WHERE place = ?",
    )
      .all(place)
      .map(({ number, at }) => [number, at]),
  );
}

/** The newest change among the pull requests that are attempts; null where there is none. */
export function newestTaken(db: ReadDb, place: string): string | null {
  return (
    prepared<[string], { at: string | null }>(
      db,
      "SELECT max(updated_at) AS at FROM github_pull WHERE place = ? AND attempt_id IS NOT NULL",
    ).get(place)?.at ?? null
  );
}

/** How many of those that are attempts each agent made, most first; null for those without a sign of one. */
export function countAgents(db: ReadDb, place: string): { readonly name: string | null; readonly pulls: number }[] {
  return prepared<[string], { name: string | null; pulls: number }>(
    db,
    "SELECT agent ->> '$.name' AS name, count(*) AS pulls FROM github_pull WHERE place = ? AND attempt_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1",
  ).all(place);
}

export interface PullCounts {
  readonly listed: number;
  readonly taken: number;
  readonly open: number;
  /** Left out without a sign of an agent; of bots; and those to be read that are no attempts yet or changed since. */
  readonly people: number;
  readonly bots: number;
  readonly waiting: number;
}

/** What a repository's list holds, counted. */
export function countPulls(db: ReadDb, asked: Asked): PullCounts {
  const row = prepared<[object], PullCounts>(
    db,
    `SELECT count(*) AS listed, count(attempt_id) AS taken, total(attempt_id IS NOT NULL AND open = 1) AS open,
       total(attempt_id IS NULL AND agent IS NULL AND NOT ${taken}) AS people,
       total(attempt_id IS NULL AND agent IS NOT NULL AND bot = 1 AND NOT ${taken}) AS bots,
       total(read_updated_at IS NOT updated_at AND ${taken}) AS waiting
     FROM github_pull WHERE place = :place`,
  ).get(valuesOf(asked));
  return row ?? { listed: 0, taken: 0, open: 0, people: 0, bots: 0, waiting: 0 };
}
