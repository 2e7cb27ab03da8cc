import type { ConnectionCompleteness } from "../../shared/contract/app";
import { err, ok, type Result } from "../../shared/result";
import { sourceFolder } from "../connect/source-folder";
import { readConnection, type StoredConnection } from "../store/connections";
import { removedPacks } from "../store/remote-packs";
import { completenessBelow, type SessionCompleteness } from "../store/session-completeness";
import type { Core } from "../views/core";
import { missingSubAgents } from "../views/session-reading";
import { vanishedSources } from "./survey-connections";

const most = { unknown: 200, malformed: 200, missing: 200, gone: 200, worst: 100 } as const;
const sessionsAtOnce = 500;

interface UnknownType {
  count: number;
  sessions: number;
  sample: string;
  first: { readonly path: string; readonly line: number };
}

/**
 * How much of a connection's sources was understood: sums over every session, unknown types by name with a sample, what is
 * missing and what vanished. Lists are bounded and say how many there are. In: the connection's id.
 */
export async function connectionCompleteness(core: Core, id: string): Promise<Result<ConnectionCompleteness>> {
  const connection = readConnection(core.record, id);
  if (connection === null)
    return err({
      code: "not-found",
      message: "That connection is gone.",
      remedy: "Look at the list of runners again.",
    });
  const sum: ConnectionCompleteness = {
    sessions: 0,
    bytes: 0,
    records: 0,
    recognised: 0,
    unknown: [],
    unknownTypes: 0,
    malformed: [],
    malformedCount: 0,
    shortened: 0,
    withheldReasoning: 0,
    unanswered: 0,
    missingSubAgents: [],
    missingSubAgentCount: 0,
    clock: { backwards: 0, longestMs: 0, missing: 0 },
    gone: [],
    goneCount: 0,
    worst: [],
    incompleteSessions: 0,
  };
  const unknown = new Map<string, UnknownType>();
  const folder = sourceFolder(core.home, connection);
  for (let after = 0; ;) {
    const page = completenessBelow(core.index, folder, after, sessionsAtOnce);
    for (const session of page) add(core, sum, unknown, session);
    // Ten thousand sessions take a while: requests are answered in between, and only the worst are kept.
    sum.worst = worstFirst(sum.worst);
    after = page.at(-1)?.pk ?? after;
    if (page.length < sessionsAtOnce) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  sum.unknownTypes = unknown.size;
  sum.unknown = [...unknown]
    .map(([type, { count, sessions, sample, first }]) => ({ type, count, sessions, sample, first }))
    .sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1))
    .slice(0, most.unknown);
  const gone = goneOf(core, connection);
  sum.goneCount = gone.length;
  sum.gone = gone.slice(0, most.gone);
  return ok(sum);
}

function add(
  core: Core,
  sum: ConnectionCompleteness,
  unknown: Map<string, UnknownType>,
  session: SessionCompleteness,
): void {
  const { completeness: said, path } = session;
  sum.sessions += 1;
  sum.bytes += said.bytes;
  sum.records += said.records;
  sum.recognised += said.recognised;
  sum.malformedCount += said.malformedCount;
  sum.shortened += said.shortened;
  sum.withheldReasoning += said.withheldReasoning;
  sum.unanswered += said.unanswered;
  sum.clock.backwards += said.clock.backwards;
  sum.clock.missing += said.clock.missing;
  sum.clock.longestMs = Math.max(sum.clock.longestMs, said.clock.longestMs);
  for (const { type, count, firstLine, sample } of said.unknown) {
    const known = unknown.get(type);
    if (known === undefined) unknown.set(type, { count, sessions: 1, sample, first: { path, line: firstLine } });
    else {
      known.count += count;
      known.sessions += 1;
      // The order of reading is chance; the sample shown is not.
      if (path < known.first.path) Object.assign(known, { sample, first: { path, line: firstLine } });
    }
  }
  for (const { line, reason } of said.malformed)
    if (sum.malformed.length < most.malformed) sum.malformed.push({ path, line, reason });
  const missing = missingSubAgents(core, session);
  sum.missingSubAgentCount += missing.length;
  for (const runnerSessionId of missing)
    if (sum.missingSubAgents.length < most.missing)
      sum.missingSubAgents.push({ runnerSessionId, parentSessionId: session.id, parentTitle: session.title });
  const clock = said.clock.backwards + said.clock.missing;
  const row = {
    sessionId: session.id,
    runner: session.runner,
    title: session.title,
    path,
    records: said.records,
    recognised: said.recognised,
    malformed: said.malformedCount,
    unanswered: said.unanswered,
    withheldReasoning: said.withheldReasoning,
    missingSubAgents: missing.length,
    clock,
  };
  if (weight(row) === 0) return;
  sum.incompleteSessions += 1;
  sum.worst.push(row);
}

type Row = ConnectionCompleteness["worst"][number];

/** Records that were not understood weigh most, then what is missing, then what is odd. */
function weight(row: Row): number {
  return (
    1000 * (row.records - row.recognised) +
    100 * row.missingSubAgents +
    10 * row.unanswered +
    row.withheldReasoning +
    row.clock
  );
}

function worstFirst(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => weight(b) - weight(a) || (a.sessionId < b.sessionId ? -1 : 1)).slice(0, most.worst);
}

function goneOf(core: Core, connection: StoredConnection): ConnectionCompleteness["gone"] {
  if (connection.kind === "http")
    return removedPacks(core.record, connection.id).map(({ pack, fetched }) => ({
      path: pack,
      digest: fetched ?? "",
      archived: fetched !== null && core.archive.has(fetched),
      verifiedAt: null,
    }));
  return vanishedSources(core, connection).map(({ path, digest, verifiedAt }) => ({
    path,
    digest,
    archived: digest !== "" && core.archive.has(digest),
    verifiedAt,
  }));
}
