import type { LogState } from "../../shared/contract/app";
import type { AuditRow } from "../../shared/contract/audit";
import type { AuditBody, AuditEntry } from "../../shared/model/audit-entry";
import { ok } from "../../shared/result";
import type { FakeHandlers } from "./fake-transport";

const now = Date.now();
const minutesAgo = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
const sha = (seed: number): string =>
  Array.from({ length: 64 }, (_, i) =>
    "0123456789abcdef".charAt((seed * 31 + i * (7 + (seed % 5)) + ((seed >> 2) ^ i)) % 16),
  ).join("");

const auditKinds = [
  "assign-owner",
  "ingest",
  "approve",
  "request-changes",
  "choose-attempt",
  "reject",
  "escalate",
  "snooze",
  "export",
  "approve",
] as const;
const standings = [
  "in-force",
  "in-force",
  "stale",
  "superseded",
  "in-force",
  "in-force",
  "expired",
  "in-force",
  "evidence-changed",
  "self-approved",
] as const;

function auditRow(seq: number): AuditRow & { readonly recordedAt: string } {
  const kind = auditKinds[seq % auditKinds.length] ?? "approve";
  const byApp = kind === "ingest" || kind === "export";
  return {
    seq,
    recordedAt: minutesAgo((1485 - seq) * 37),
    person: byApp ? "app" : seq % 4 === 0 ? "tomas.r" : "ilse.v",
    kind,
    kindId: kind,
    on:
      kind === "ingest"
        ? "11 sessions: 4 Claude Code, 3 Codex, 4 packs"
        : kind === "export"
          ? "Report, 1,402 entries"
          : `PAY-${String(100 + (seq % 40))} Make refund retries idempotent, B`,
    taskId: byApp ? null : "T-7QK2M",
    repository: byApp ? null : "payments",
    standing: byApp ? null : (standings[(seq * 3) % standings.length] ?? null),
    signed: byApp ? null : "unsigned",
    clockSuspect: false,
    leafHash: sha(seq),
  };
}

function auditEntry(seq: number): { entry: AuditEntry; canonical: string } {
  const row = auditRow(seq);
  const header = {
    v: 1 as const,
    origin: "countersign.invalid/6f2c1f7e-2f6e-4a1b-9d55-0a5b2c7d9e10",
    seq,
    recordedAt: row.recordedAt,
    bootId: "b7f0",
    monotonicNs: "81234567890",
  };
  const body: AuditBody =
    row.kindId === "ingest"
      ? {
          ...header,
          kind: "ingest",
          summary: row.on,
          sources: 14,
          sessions: 11,
          records: 4120,
          notRecognised: 6,
          archive: sha(5),
        }
      : row.kindId === "export"
        ? { ...header, kind: "export", format: "html", path: "reports/2026-11.html", digest: sha(9), entries: 1402 }
        : {
            ...header,
            kind: "decision",
            decision: {
              kind:
                row.kindId === "approve" ||
                row.kindId === "reject" ||
                row.kindId === "escalate" ||
                row.kindId === "snooze" ||
                row.kindId === "assign-owner" ||
                row.kindId === "choose-attempt"
                  ? row.kindId
                  : "request-changes",
              taskId: "T-7QK2M",
              taskRef: "PAY-118",
              taskTitle: "Make refund retries idempotent",
              repository: "payments",
              attemptId: "A-00001",
              attemptLetter: "B",
              reason: "Batch size is bounded and the retry test covers a partial batch.",
              person: row.kindId === "escalate" ? "tomas.r" : null,
              until: null,
              tier: "high",
              gates: [
                { id: "tests", met: true },
                { id: "read", met: false },
              ],
              notOpened: ["bench/README.md"],
              ingestNote: "2 of 1,204 records of unknown type slug_update",
              bound: {
                base: "a90c5e17d2f4".padEnd(40, "0"),
                head: "3e1fb0826c9d".padEnd(40, "4"),
                patch: sha(1),
                contract: sha(2),
                evidence: sha(3),
                judgement: sha(4),
                considered: [{ attemptId: "A-00002", letter: "A", patch: sha(6) }],
              },
              reviewer: { name: row.person, binding: "self-asserted" },
            },
          };
  return {
    entry: {
      body,
      decision: "decision" in body ? body.decision : null,
      texts: null,
      leafHash: row.leafHash,
      root: sha(seq + 1),
    },
    canonical: JSON.stringify(body),
  };
}

/** What the audit screen asks, answered from an invented log of before it had keys. In: the log as it was last checked. */
export function auditHandlers(log: LogState): FakeHandlers {
  return {
    "audit.list": ({ before, limit, filter }) => {
      const from = before ?? log.entries;
      const all = Array.from({ length: from }, (_, i) => auditRow(from - 1 - i)).filter(
        (row) => filter === "" || `${row.person} ${row.kind} ${row.on}`.includes(filter),
      );
      const matched = filter === "" ? log.entries : all.length;
      return ok({ rows: all.slice(0, limit), total: log.entries, matched, problems: [], log });
    },
    "audit.entry": ({ seq }) => {
      const { entry, canonical } = auditEntry(seq);
      const { standing, signed, clockSuspect } = auditRow(seq);
      return ok({
        entry,
        canonical,
        statement: null,
        standing,
        withdrawnBy: null,
        boundNow: null,
        received: null,
        clockSuspect,
        place: null,
        signed,
        signatures: [],
      });
    },
    "audit.bar": () =>
      ok({
        origin: "countersign.invalid/6f2c1f7e-2f6e-4a1b-9d55-0a5b2c7d9e10",
        from: 0,
        to: log.entries,
        checkpoints: [],
        anchors: [],
        logKey: null,
        reviewerKeys: [],
        clockSuspectFrom: null,
        note: null,
      }),
    "audit.verify": () => ok({ ...log, tookMs: 12, brokenAt: null }),
  };
}
