import type { Inbox, InboxFacts, Turn } from "../../shared/contract/inbox";
import { parseInboxQuery } from "../../shared/review/inbox-query";
import { readConnections } from "../store/connections";
import { readVisit } from "../store/inbox-desk";
import { comingTo } from "./coming-to";
import type { Core } from "./core";
import { currentInbox, type VersionedRow } from "./inbox-memory";
import { currentSettings } from "./settings";
import { lastAct } from "./withdrawable";

/** How many tasks each group holds, before any filter. */
export function countGroups(core: Core): Readonly<Record<Turn | "all", number>> {
  const { sorted } = currentInbox(core);
  const counts = { "your-turn": 0, waiting: 0, done: 0, all: sorted.length };
  for (const { row } of sorted) counts[row.turn] += 1;
  return counts;
}

/** What the inbox says beside its rows. In: all of them. */
export function inboxFacts(core: Core, rows: readonly VersionedRow[]): InboxFacts {
  const { reviewerName } = currentSettings(core);
  const behind = readConnections(core.record).flatMap((connection) =>
    connection.problem === null ? [] : [`${connection.name} could not be read: ${connection.problem.message}`],
  );
  const since = readVisit(core.record, reviewerName)?.beforeAt ?? null;
  const before = since === null ? -Infinity : Date.parse(since);
  return {
    total: rows.length,
    behind,
    since,
    doneBefore: rows.filter(({ row, time }) => row.turn === "done" && -time < before).length,
    undo: lastAct(core, null),
    reviewer: reviewerName,
    mine: comingTo(
      core,
      new Set(rows.flatMap(({ row }) => row.owner ?? [])),
      reviewerName,
      core.platform.clock.now().getTime(),
    ),
  };
}

/**
 * The inbox in triage order. In: a filter as typed, and the zone that its days are of. A term that is not understood is said and
 * passed over.
 */
export function inbox(core: Core, filter: string, zone = "UTC"): Inbox {
  const { sorted } = currentInbox(core);
  const facts = inboxFacts(core, sorted);
  const context = { now: core.platform.clock.now().getTime(), zone, me: facts.reviewer, mine: facts.mine };
  const { matches, problems } = parseInboxQuery(filter, context);
  const rows = sorted.flatMap(({ row }) => (matches(row) ? row : []));
  const groups = (["your-turn", "waiting", "done"] as const).map((group) => ({
    group,
    rows: rows.filter((row) => row.turn === group),
  }));
  return { groups, problems: [...problems], ...facts };
}
