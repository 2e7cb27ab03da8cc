import type { Input, Output } from "../../shared/contract/api";
import type { AuditRow } from "../../shared/contract/audit";
import type { LogState } from "../../shared/contract/app";
import { err, ok, type Result } from "../../shared/result";
import { parseAuditQuery, type AuditQueryRow } from "../../shared/review/audit-query";
import { rootOf } from "../audit/tree";
import { auditFacts } from "./audit-facts";
import { rowOf } from "./audit-rows";
import { auditSource, type AuditSource, type SourceEntry } from "./audit-source";
import { everyStanding, standings, type Standings } from "./audit-standing";
import type { Core } from "./core";
import { recordedDecisions } from "./decisions";
import { logState } from "./log-state";
import { currentSettings } from "./settings";

/** An entry whose bytes cannot be read is a row too: nothing is left out of the list. */
function damagedRow(seq: number, why: string): AuditRow {
  return {
    seq,
    recordedAt: null,
    person: "",
    kind: "Damaged",
    kindId: "damaged",
    on: why,
    taskId: null,
    repository: null,
    standing: null,
    signed: null,
    clockSuspect: false,
    leafHash: "0".repeat(64),
  };
}

function rowAt(source: AuditSource, seq: number, standing: Standings): AuditRow {
  const read: Result<SourceEntry | null> = source.read(seq);
  if (!read.ok) return damagedRow(seq, read.error.message);
  if (read.value === null) return damagedRow(seq, "The entry is missing.");
  return rowOf(source, seq, read.value, standing.of(seq));
}

/** A page of the audit list, newest first: the own log's, or an opened bundle's. */
export async function auditList(core: Core, asked: Input<"audit.list">): Promise<Result<Output<"audit.list">>> {
  const found = auditSource(core, asked.bundle);
  if (!found.ok) return found;
  const source = found.value;
  const { from, log } = source;
  const size = log.size();
  const end = Math.min(asked.before ?? size, size);
  const skip = asked.skip ?? 0;
  const query = parseAuditQuery(asked.filter, {
    now: core.platform.clock.now().getTime(),
    zone: asked.zone ?? "UTC",
    me: currentSettings(core).reviewerName,
  });
  let seqs: number[];
  let matched = size - from;
  if (query.empty) {
    const first = end - 1 - skip;
    seqs = Array.from({ length: Math.max(0, Math.min(asked.limit, first - from + 1)) }, (_, at) => first - at);
  } else {
    const all = await matching(core, source, query.matches);
    matched = all.length;
    const before = asked.before ?? null;
    const until = before === null ? all.length : all.findLastIndex((seq) => seq < before) + 1;
    seqs = all.slice(Math.max(0, until - skip - asked.limit), Math.max(0, until - skip)).reverse();
  }
  const standing = standings(core, source);
  return ok({
    rows: seqs.map((seq) => rowAt(source, seq, standing)),
    total: size - from,
    matched,
    problems: [...query.problems],
    log: source.own ? logState(core) : stateOf(source),
  });
}

/** Entries that a filter keeps, oldest first. */
async function matching(core: Core, source: AuditSource, matches: (row: AuditQueryRow) => boolean): Promise<number[]> {
  const decisions = source.own ? new Map(recordedDecisions(core).inOrder.map((row) => [row.seq, row] as const)) : null;
  const facts = await auditFacts(source, decisions);
  let every: Standings | null = null;
  return facts.flatMap((row) => {
    const asking: AuditQueryRow = {
      ...row,
      // Worked out only where the filter asks for it: it costs a look at every task.
      get standing() {
        every ??= everyStanding(core, source);
        return every.of(row.seq).standing;
      },
    };
    return matches(asking) ? [row.seq] : [];
  });
}

/** What is known of an opened bundle's log without its verifier: its size and root. */
function stateOf(source: AuditSource): LogState {
  const size = source.log.size();
  return {
    entries: size,
    root: rootOf(source.log.nodes, size).toString("hex"),
    verified: true,
    problem: null,
    diverged: false,
    unknown: 0,
    checking: null,
  };
}

/** The source of a question and the entry it is about; an error where there is none, or a bundle withholds it. */
export function entryAt(
  core: Core,
  bundle: string | undefined,
  seq: number,
): Result<{ source: AuditSource; found: Extract<SourceEntry, { withheld: false }> }> {
  const source = auditSource(core, bundle);
  if (!source.ok) return source;
  const read = source.value.read(seq);
  if (!read.ok) return read;
  if (read.value === null)
    return err({ code: "not-found", message: `There is no entry ${String(seq)}.`, remedy: "Open the audit list." });
  if (read.value.withheld)
    return err({
      code: "entry-withheld",
      message: `The bundle withholds entry ${String(seq)}: only its leaf hash ${read.value.leafHash} is there.`,
      remedy: "Ask whoever made the bundle for one that holds it.",
    });
  return ok({ source: source.value, found: read.value });
}
