import * as z from "zod";
import type { ReadDb, WriteDb } from "./database";
import { pullPlace } from "./github-pulls";
import { prepared } from "./prepared";
import { parseColumn } from "./rows";

/** A connected repository: with whose eyes it is read, what of it is taken, and how far it was read. */
export interface GitHubRepository {
  readonly connection: string;
  /** "host/owner/repo" in lower case. */
  readonly place: string;
  readonly host: string;
  readonly owner: string;
  readonly repo: string;
  readonly login: string | null;
  readonly take: "agents" | "bots" | "all";
  readonly authors: readonly string[];
  readonly since: string | null;
  readonly askedAt: string | null;
  readonly changedAt: string | null;
  /** GitHub's number of it; null until it was asked for. */
  readonly number: number | null;
  /** "owner/repo" as it was connected, where it was renamed since. */
  readonly formerly: string | null;
}

interface RepositoryRow extends Omit<GitHubRepository, "authors" | "askedAt" | "changedAt"> {
  authors: string;
  asked_at: string | null;
  changed_at: string | null;
}

const repositoryColumns =
  "connection, place, host, owner, repo, login, take, authors, since, asked_at, changed_at, number, formerly";

function toRepository({ authors, asked_at, changed_at, ...row }: RepositoryRow): GitHubRepository {
  return {
    ...row,
    authors: parseColumn(z.array(z.string()), authors, "the authors of a repository"),
    askedAt: asked_at,
    changedAt: changed_at,
  };
}

export function readRepository(db: ReadDb, connection: string): GitHubRepository | null {
  const row = prepared<[string], RepositoryRow>(
    db,
    `SELECT ${repositoryColumns} FROM github_repository WHERE connection = ?`,
  ).get(connection);
  return row === undefined ? null : toRepository(row);
}

/** Writes what is asked of a repository. Asking for other pull requests than before reads its list from the start. */
export function writeRepository(
  db: WriteDb,
  asked: Pick<GitHubRepository, "connection" | "host" | "owner" | "repo" | "login" | "take" | "authors">,
): void {
  const { connection, host, owner, repo, login, take, authors } = asked;
  prepared<unknown[]>(
    db,
    `INSERT INTO github_repository (connection, place, host, owner, repo, login, take, authors) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (connection) DO UPDATE SET owner = excluded.owner, repo = excluded.repo, login = excluded.login,
       since = CASE WHEN login IS excluded.login AND take = excluded.take AND authors = excluded.authors THEN since END,
       take = excluded.take, authors = excluded.authors`,
  ).run(connection, pullPlace(host, `${owner}/${repo}`), host, owner, repo, login, take, JSON.stringify(authors));
}

/** Notes that GitHub answered, and whether anything was new. */
export function noteAsked(db: WriteDb, connection: string, at: string, changed: boolean): void {
  prepared<unknown[]>(
    db,
    "UPDATE github_repository SET asked_at = ?, changed_at = CASE WHEN ? THEN ? ELSE coalesce(changed_at, ?) END WHERE connection = ?",
  ).run(at, changed ? 1 : 0, at, at, connection);
}

/** The whole list was taken up to a change: what comes before it is not asked for again. */
export function moveCursor(db: WriteDb, connection: string, since: string): void {
  prepared<unknown[]>(db, "UPDATE github_repository SET since = ? WHERE connection = ?").run(since, connection);
}

/** Keeps GitHub's number of a repository, which stays when its name changes. */
export function noteNumber(db: WriteDb, connection: string, number: number): void {
  prepared<unknown[]>(db, "UPDATE github_repository SET number = ? WHERE connection = ?").run(number, connection);
}

/** What a repository was called when it was connected; null where it was never renamed, or is not connected. */
export function formerName(db: ReadDb, place: string): string | null {
  const row = prepared<[string], { formerly: string | null }>(
    db,
    "SELECT formerly FROM github_repository WHERE place = ?",
  ).get(place);
  return row?.formerly ?? null;
}

/**
 * Gives a connected repository the name that it has now: itself, its connection and its pull requests. Out: false where another
 * connection has that name, and nothing was changed.
 */
export function renameRepository(
  db: WriteDb,
  { connection, host, owner, repo, place, formerly }: GitHubRepository,
  name: { readonly owner: string; readonly repo: string },
): boolean {
  const now = `${name.owner}/${name.repo}`;
  const to = pullPlace(host, now);
  const path = `https://${host}/${now}`;
  return db
    .transaction(() => {
      const taken = prepared<[string, string, string], { id: string }>(
        db,
        `SELECT connection AS id FROM github_repository WHERE place = ? AND connection <> ?
         UNION SELECT id FROM connection WHERE kind = 'github' AND path = ?`,
      ).all(to, connection, path);
      if (taken.some(({ id }) => id !== connection)) return false;
      prepared<unknown[]>(
        db,
        "UPDATE github_repository SET place = ?, owner = ?, repo = ?, formerly = ? WHERE connection = ?",
      ).run(to, name.owner, name.repo, formerly ?? `${owner}/${repo}`, connection);
      prepared<unknown[]>(
        db,
        "UPDATE connection SET path = ?, name = CASE WHEN name = ? THEN ? ELSE name END WHERE id = ?",
      ).run(path, `${owner}/${repo}`, now, connection);
      if (to !== place) {
        // Of a repository that had the name before and was read by address, the connected one's own rows count.
        prepared<unknown[]>(db, "DELETE FROM github_pull WHERE place = ?").run(to);
        prepared<unknown[]>(db, "UPDATE github_pull SET place = ? WHERE place = ?").run(to, place);
      }
      return true;
    })
    .immediate();
}
