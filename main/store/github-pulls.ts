import { pullAgentSchema, type PullAgent } from "../../shared/model/pull";
import type { ReadDb, WriteDb } from "./database";
import { prepared } from "./prepared";
import { parseColumn } from "./rows";

/** The key of a repository's pull requests. */
export function pullPlace(host: string, repository: string): string {
  return `${host}/${repository}`.toLowerCase();
}

/** Which account a repository is read and written with. In: the host, "owner/repo". Out: null for whichever there is. */
export function pullAccount(db: ReadDb, host: string, repository: string): { readonly login: string | null } {
  const row = prepared<[string], { login: string | null }>(
    db,
    "SELECT login FROM github_repository WHERE place = ?",
  ).get(pullPlace(host, repository));
  return { login: row?.login ?? null };
}

/** A pull request as the list of its repository tells of it, and what was read of it. */
export interface KnownPull {
  readonly place: string;
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly updatedAt: string;
  readonly head: string;
  readonly open: boolean;
  readonly agent: PullAgent | null;
  readonly bot: boolean;
  readonly asked: boolean;
  readonly lookedHead: string | null;
  readonly readUpdatedAt: string | null;
  readonly facts: string | null;
  readonly attemptId: string | null;
  readonly checksOpen: boolean;
  readonly checksAt: string | null;
  readonly problem: string | null;
}

interface PullRow {
  place: string;
  number: number;
  title: string;
  author: string;
  updated_at: string;
  head: string;
  open: number;
  agent: string | null;
  bot: number;
  asked: number;
  looked_head: string | null;
  read_updated_at: string | null;
  facts: string | null;
  attempt_id: string | null;
  checks_open: number;
  checks_at: string | null;
  problem: string | null;
}

const pullColumns =
  "place, number, title, author, updated_at, head, open, agent, bot, asked, looked_head, read_updated_at, facts, attempt_id, checks_open, checks_at, problem";

function toPull(row: PullRow): KnownPull {
  return {
    place: row.place,
    number: row.number,
    title: row.title,
    author: row.author,
    updatedAt: row.updated_at,
    head: row.head,
    open: row.open === 1,
    agent: row.agent === null ? null : parseColumn(pullAgentSchema, row.agent, "the agent of a pull request"),
    bot: row.bot === 1,
    asked: row.asked === 1,
    lookedHead: row.looked_head,
    readUpdatedAt: row.read_updated_at,
    facts: row.facts,
    attemptId: row.attempt_id,
    checksOpen: row.checks_open === 1,
    checksAt: row.checks_at,
    problem: row.problem,
  };
}

/** What a list says of a pull request. */
export type ListedPull = Pick<
  KnownPull,
  "place" | "number" | "title" | "author" | "updatedAt" | "head" | "open" | "agent" | "bot"
>;

/** Takes what a list says. An agent that was found in the commits of the same head stays known. */
export function listPulls(db: WriteDb, pulls: readonly ListedPull[]): void {
  const insert = prepared<unknown[]>(
    db,
    `INSERT INTO github_pull (place, number, title, author, updated_at, head, open, agent, bot) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (place, number) DO UPDATE SET title = excluded.title, author = excluded.author, updated_at = excluded.updated_at,
       open = excluded.open,
       agent = CASE WHEN excluded.agent IS NULL AND looked_head IS NOT NULL AND agent IS NOT NULL THEN agent ELSE excluded.agent END,
       bot = CASE WHEN excluded.agent IS NULL AND looked_head IS NOT NULL AND agent IS NOT NULL THEN bot ELSE excluded.bot END,
       head = excluded.head`,
  );
  db.transaction(() => {
    for (const { place, number, title, author, updatedAt, head, open, agent, bot } of pulls)
      insert.run(
        place,
        number,
        title.slice(0, 1000),
        author,
        updatedAt,
        head,
        open ? 1 : 0,
        agent === null ? null : JSON.stringify(agent),
        bot ? 1 : 0,
      );
  }).immediate();
}

export function readPull(db: ReadDb, place: string, number: number): KnownPull | null {
  const row = prepared<[string, number], PullRow>(
    db,
    `SELECT ${pullColumns} FROM github_pull WHERE place = ? AND number = ?`,
  ).get(place, number);
  return row === undefined ? null : toPull(row);
}

/** The pull request that an attempt was made of. */
export function pullOfAttempt(db: ReadDb, attemptId: string): KnownPull | null {
  const row = prepared<[string], PullRow>(db, `SELECT ${pullColumns} FROM github_pull WHERE attempt_id = ?`).get(
    attemptId,
  );
  return row === undefined ? null : toPull(row);
}

/** How many pull requests of a connected repository are attempts here. */
export function countTaken(db: ReadDb, connection: string): number {
  return (
    prepared<[string], { n: number }>(
      db,
      "SELECT count(*) AS n FROM github_pull p JOIN github_repository r ON r.place = p.place WHERE r.connection = ? AND p.attempt_id IS NOT NULL",
    ).get(connection)?.n ?? 0
  );
}

/** Every pull request that an attempt was made of: their attempts can be made again from the archive. */
export function pullsWithFacts(db: ReadDb): (KnownPull & { readonly facts: string; readonly attemptId: string })[] {
  return prepared<[], PullRow>(
    db,
    `SELECT ${pullColumns} FROM github_pull WHERE facts IS NOT NULL AND attempt_id IS NOT NULL ORDER BY place, number`,
  )
    .all()
    .flatMap((row) => {
      const { facts, attemptId, ...pull } = toPull(row);
      return facts === null || attemptId === null ? [] : [{ ...pull, facts, attemptId }];
    });
}

/** Notes what the commits of a pull request tell of who made it; null where no sign is in them either. */
export function noteLooked(
  db: WriteDb,
  { place, number }: Pick<KnownPull, "place" | "number">,
  found: { readonly head: string; readonly agent: PullAgent | null; readonly bot: boolean },
): void {
  prepared<unknown[]>(
    db,
    "UPDATE github_pull SET looked_head = ?, agent = coalesce(?, agent), bot = ? WHERE place = ? AND number = ?",
  ).run(found.head, found.agent === null ? null : JSON.stringify(found.agent), found.bot ? 1 : 0, place, number);
}

/** What was read of a pull request. */
export interface PullReading extends ListedPull {
  readonly readUpdatedAt: string;
  readonly facts: string;
  readonly attemptId: string;
  readonly checksOpen: boolean;
  readonly checksAt: string;
  readonly asked: boolean;
}

/** Notes that a pull request was read whole. `asked` is never taken back. */
export function noteRead(db: WriteDb, read: PullReading): void {
  listPulls(db, [read]);
  prepared<unknown[]>(
    db,
    `UPDATE github_pull SET read_updated_at = ?, facts = ?, attempt_id = ?, checks_open = ?, checks_at = ?, problem = NULL,
       asked = max(asked, ?) WHERE place = ? AND number = ?`,
  ).run(
    read.readUpdatedAt,
    read.facts,
    read.attemptId,
    read.checksOpen ? 1 : 0,
    read.checksAt,
    read.asked ? 1 : 0,
    read.place,
    read.number,
  );
}

/** Notes that the checks of a pull request were looked at and are as they were. */
export function noteChecks(db: WriteDb, { place, number }: Pick<KnownPull, "place" | "number">, at: string): void {
  prepared<unknown[]>(db, "UPDATE github_pull SET checks_at = ? WHERE place = ? AND number = ?").run(at, place, number);
}

/** Notes why a pull request could not be read. */
export function notePullProblem(
  db: WriteDb,
  { place, number }: Pick<KnownPull, "place" | "number">,
  problem: string,
): void {
  prepared<unknown[]>(db, "UPDATE github_pull SET problem = ? WHERE place = ? AND number = ?").run(
    problem.slice(0, 1000),
    place,
    number,
  );
}
