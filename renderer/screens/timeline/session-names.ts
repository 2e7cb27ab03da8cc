import type { TimelineRow } from "../../../shared/contract/timeline";
import type { Session } from "../../../shared/model/session";

/** What a row needs to know of the sessions of its attempt. */
export interface SessionNames {
  readonly session: (id: string) => Session | undefined;
  /** "S2", where the attempt has several sessions. */
  readonly short: (id: string) => string | null;
  readonly cwd: (id: string) => string | null;
  /** True for an event that repeats another session's. */
  readonly repeats: (row: TimelineRow) => boolean;
}

/** Names and folders of sessions, by their ids. */
export function sessionNames(sessions: readonly Session[]): SessionNames {
  const numbered = new Map(sessions.map((session, at) => [session.id, { session, number: at + 1 }]));
  return {
    session: (id) => numbered.get(id)?.session,
    short: (id) => (sessions.length < 2 ? null : `S${String(numbered.get(id)?.number ?? "?")}`),
    cwd: (id) => numbered.get(id)?.session.cwd ?? null,
    repeats: ({ sessionId, event }) => event.seq <= (numbered.get(sessionId)?.session.copied?.events ?? 0),
  };
}
