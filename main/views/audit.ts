import type { AuditRow } from "../../shared/contract/decide";
import type { Output } from "../../shared/contract/api";
import type { AuditEntry } from "../../shared/model/audit-entry";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { decisionRule } from "../../shared/review/decision-catalog";
import type { Core } from "./core";
import { logState } from "./log-state";
import { standingOf } from "./decisions";

/** One line that says what an entry is about. */
function subjectOf({ body }: AuditEntry): string {
  switch (body.kind) {
    case "decision": {
      const { decision } = body;
      const letter = decision.attemptLetter === null ? "" : ` ${decision.attemptLetter}`;
      const who =
        decision.person === null ? "" : `, ${decision.kind === "assign-owner" ? "" : "to "}${decision.person}`;
      const target =
        decision.target === undefined
          ? ""
          : `, to ${decision.target.own ? "a task of its own" : decision.target.title} (${decision.target.taskId})`;
      return `${decision.taskRef ?? decision.taskId}${letter} ${decision.taskTitle}${who}${target}${decision.reason === "" ? "" : `: ${decision.reason}`}`;
    }
    case "ingest": {
      const missed = body.notRecognised > 0 ? `, ${counted(body.notRecognised, "record")} not recognised` : "";
      return `${body.summary}: ${counted(body.sessions, "session")}, ${counted(body.sources, "source")} archived${missed}`;
    }
    case "export":
      return `${body.format.toUpperCase()} report of ${counted(body.entries, "entry", "entries")}, ${body.digest.slice(0, 12)}`;
    case "key":
      return `${body.name}, ${body.algorithm} ${body.key.slice(0, 12)}${body.identity === null ? "" : `, for ${body.identity}`}`;
    case "log.created":
      return `${body.origin}, made by ${body.app}`;
    case "clock.anomaly":
      return body.message;
  }
}

const kindNames: Readonly<Record<Exclude<AuditEntry["body"]["kind"], "decision" | "key">, string>> = {
  "log.created": "Log created",
  ingest: "Archive",
  export: "Export",
  "clock.anomaly": "Clock anomaly",
};

function kindOf(body: AuditEntry["body"]): string {
  if (body.kind === "decision") return decisionRule(body.decision.kind).verb;
  if (body.kind === "key") return body.action === "trusted" ? "Key trusted" : "Key removed";
  return kindNames[body.kind];
}

function rowOf(core: Core, entry: AuditEntry): AuditRow {
  const { body } = entry;
  const decision = body.kind === "decision" ? body.decision : null;
  return {
    seq: body.seq,
    recordedAt: body.recordedAt,
    person: decision?.reviewer.name ?? "app",
    kind: kindOf(body),
    on: subjectOf(entry),
    taskId: decision?.taskId ?? null,
    standing: decision === null ? null : standingOf(core, body.seq, decision),
    leafHash: entry.leafHash,
  };
}

/** A page of the audit list, newest first, filtered by plain words and `person:`, `kind:`, `standing:` terms. */
export function auditList(
  core: Core,
  filter: string,
  before: number | null,
  limit: number,
): Result<Output<"audit.list">> {
  const terms = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((term) => term !== "");
  const matches = (row: AuditRow): boolean =>
    terms.every((term) => {
      const [name, value] = term.includes(":")
        ? [term.slice(0, term.indexOf(":")), term.slice(term.indexOf(":") + 1)]
        : ["", term];
      if (name === "person") return row.person.toLowerCase().includes(value);
      if (name === "kind") return row.kind.toLowerCase().replaceAll(" ", "-").includes(value);
      if (name === "standing") return row.standing?.includes(value) === true;
      return `${row.on} ${row.person} ${row.kind}`.toLowerCase().includes(term);
    });
  const rows: AuditRow[] = [];
  let from = before;
  while (rows.length < limit) {
    const page = core.ledger.page(from, 500);
    if (!page.ok) return page;
    const last = page.value.at(-1);
    if (last === undefined) break;
    for (const entry of page.value) {
      const row = rowOf(core, entry);
      if (rows.length < limit && matches(row)) rows.push(row);
    }
    from = last.body.seq;
  }
  return ok({ rows, total: core.ledger.size(), log: logState(core) });
}

/** One entry with its exact stored bytes. */
export function auditEntry(core: Core, seq: number): Result<Output<"audit.entry">> {
  const read = core.ledger.read(seq);
  if (!read.ok) return read;
  if (read.value === null)
    return err({ code: "not-found", message: `There is no entry ${String(seq)}.`, remedy: "Open the audit list." });
  const previous = seq === 0 ? null : core.ledger.read(seq - 1);
  const { entry, canonical } = read.value;
  return ok({
    entry,
    previous: previous?.ok === true ? (previous.value?.entry.leafHash ?? null) : null,
    standing: entry.body.kind === "decision" ? standingOf(core, seq, entry.body.decision) : null,
    canonical,
  });
}
