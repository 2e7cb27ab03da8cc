import { eventText, type EventText } from "../search/event-text";
import type { FileGlob } from "../search/globs";
import type { SearchQuery } from "../search/parse-query";
import type { ReadDb } from "../store/database";
import {
  pathsOfDoc,
  readFound,
  readFoundSession,
  staleEvents,
  type Candidate,
  type FoundEvent,
  type FoundSession,
} from "../store/search-index-read";

/** An event that matches, read. */
export interface Match {
  readonly doc: number;
  readonly event: FoundEvent;
  readonly session: FoundSession;
  readonly searchable: EventText;
}

/** What candidates are read against, kept while one request runs. */
export interface Reading {
  readonly passes: (sessionPk: number) => boolean;
  readonly stale: ReadonlySet<number>;
  readonly sessionOf: (sessionPk: number) => FoundSession | null;
}

/** Begins to read candidates. In: which sessions pass, by their row. */
export function readingOf(db: ReadDb, passes: Reading["passes"]): Reading {
  const sessions = new Map<number, FoundSession | null>();
  return {
    passes,
    stale: staleEvents(db),
    sessionOf: (pk) => {
      const known = sessions.get(pk);
      if (known !== undefined) return known;
      const found = readFoundSession(db, pk);
      sessions.set(pk, found);
      return found;
    },
  };
}

/** Reads a candidate's event, unless something of it that the index does not know rules it out. */
export function readMatch(
  db: ReadDb,
  query: SearchQuery,
  { doc, event, sessionPk }: Candidate,
  reading: Reading,
): Match | null {
  if (!reading.passes(sessionPk)) return null;
  if (query.file.only.length > 0 || query.file.not.length > 0) {
    const paths = pathsOfDoc(db, doc);
    const fits = (glob: FileGlob) => paths.some((path) => glob.matches(path));
    if (query.file.only.length > 0 && !query.file.only.some(fits)) return null;
    if (query.file.not.some(fits)) return null;
  }
  const session = reading.sessionOf(sessionPk);
  const found = session === null || reading.stale.has(event) ? null : readFound(db, event);
  if (found === null || session === null) return null;
  // The index knows the minute only.
  if (found.atMs !== null) {
    if (query.since !== null && found.atMs < query.since) return null;
    if (query.until !== null && found.atMs >= query.until) return null;
  }
  return { doc, event: found, session, searchable: eventText(found.detail) };
}
