import type { Connection, ConnectionKind } from "../../shared/model/connection";
import { formatAgo, formatCount, formatDay, formatPlural } from "../ui/format";
import type { GlyphKind } from "./VerdictMark";

const day = 24 * 60 * 60 * 1000;
/** A deletion further off than this is said where it is looked for, and warned of nowhere. */
const soonDays = 14;

/** What a connection's sources are called: sessions lie in files, packs in packs. */
export function sourcesOf(connection: Connection, count: number): string {
  if (connection.kind === "github") return formatPlural(count, "pull request");
  return connection.kind === "packs" || connection.kind === "http"
    ? formatPlural(count, "pack")
    : formatPlural(count, "source");
}

/** A connection's state as a glyph and words. The glyph is null where there is nothing to say by it. */
export function stateOf(connection: Connection): {
  readonly glyph: GlyphKind | null;
  readonly words: string;
  readonly tone: "green" | "amber" | "mid";
} {
  if (connection.state === "paused") return { glyph: "unbacked", words: "Paused", tone: "mid" };
  if (connection.state === "syncing") return { glyph: null, words: "Reading", tone: "mid" };
  if (connection.problem !== null) return { glyph: "stale", words: "Could not be read", tone: "amber" };
  if (connection.waiting > 0)
    return { glyph: "stale", words: `${formatCount(connection.waiting)} waiting`, tone: "amber" };
  return { glyph: "backed", words: connection.following ? "Up to date, following" : "Up to date", tone: "green" };
}

/** When it was last read: "2 min ago", "never". */
export function lastSyncWords(connection: Connection, now: number): string {
  return connection.lastSyncAt === null ? "never" : formatAgo(connection.lastSyncAt, now);
}

/** Whether a deletion is near enough, or of enough consequence, to be warned of. */
export function deletionIsNear(connection: Connection, now: number): boolean {
  const { deletion } = connection;
  return deletion !== null && (deletion.unread > 0 || Date.parse(deletion.at) - now < soonDays * day);
}

/**
 * "12 sources will be deleted by Claude Code from Thu 3 Dec", without "by" where no name is given; null where nothing will be.
 */
export function deletionWords(connection: Connection, runnerName: string | null, now: number): string | null {
  const { deletion } = connection;
  if (deletion === null) return null;
  const what = formatPlural(deletion.sources, "source");
  const by = runnerName === null ? "" : ` by ${runnerName}`;
  return Date.parse(deletion.at) <= now
    ? `${what} will be deleted${by} at its next start`
    : `${what} will be deleted${by} from ${formatDay(deletion.at, now)}`;
}

/** "3 sources gone, archived copies intact"; "kept" while they were not compared with their digests. Null where none is gone. */
export function goneWords(connection: Connection): string | null {
  const { gone, goneUnverified } = connection;
  return gone === 0
    ? null
    : `${sourcesOf(connection, gone)} gone, archived ${gone === 1 ? "copy" : "copies"} ${goneUnverified === 0 ? "intact" : "kept"}`;
}

/** The whole row as a sentence, for readers. */
export function connectionSentence(connection: Connection, runnerName: string, now: number): string {
  return [
    connection.name,
    stateOf(connection).words,
    connection.problem?.message ?? null,
    `last read ${lastSyncWords(connection, now)}`,
    formatPlural(connection.sessions, "session"),
    goneWords(connection),
    deletionIsNear(connection, now) ? deletionWords(connection, runnerName, now) : null,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

/** What the person names to connect one. */
export function placeWord(kind: ConnectionKind): string {
  return kind === "http" ? "Address" : kind === "repository" || kind === "github" ? "Repository" : "Folder";
}
