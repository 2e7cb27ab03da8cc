import type { AppStatus, ConnectionCompleteness, FoundRunner, IngestReport } from "../../shared/contract/app";
import type { Inbox, InboxChanges, InboxRow, InboxStamp } from "../../shared/contract/inbox";
import type { ReportPreview } from "../../shared/contract/report";
import type { AttemptView, EvidenceSlot, TaskView } from "../../shared/contract/review";
import { parseInboxQuery } from "../../shared/review/inbox-query";
import { freshnessSchema } from "../../shared/model/attempt";
import type { Connection } from "../../shared/model/connection";
import { sessionSchema } from "../../shared/model/session";
import { defaultSettings, settingsSchema, type Settings } from "../../shared/model/settings";
import { err, ok } from "../../shared/result";
import { auditHandlers } from "./fake-audit";
import type { FakeHandlers } from "./fake-transport";

const now = Date.now();
const minutesAgo = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
const sha = (seed: number): string =>
  Array.from({ length: 64 }, (_, i) =>
    "0123456789abcdef".charAt((seed * 31 + i * (7 + (seed % 5)) + ((seed >> 2) ^ i)) % 16),
  ).join("");

const missing = (slot: EvidenceSlot["slot"]): EvidenceSlot => ({
  slot,
  state: "missing",
  result: "unknown",
  standing: null,
  stale: false,
});
const shown = (
  slot: EvidenceSlot["slot"],
  result: EvidenceSlot["result"] = "passed",
  standing: EvidenceSlot["standing"] = "observed",
  stale = false,
): EvidenceSlot => ({ slot, state: "present", result, standing, stale });

/** An inbox row, valid as it stands; give what a test is about. */
export function inboxRow(over: Partial<InboxRow> = {}): InboxRow {
  return {
    taskId: "T-7QK2M",
    ref: "PAY-118",
    title: "Make refund retries idempotent",
    repository: "payments",
    tier: "high",
    verdict: { word: "contradicted", label: "Contradicted", cause: "A: “all tests pass”, 2 failed; C weakened a test" },
    isNew: true,
    attempts: 3,
    sessions: 4,
    runners: ["Claude Code", "Codex"],
    added: 129,
    removed: 7,
    files: 8,
    evidence: [
      shown("T", "failed", "re-run"),
      shown("B", "passed", "re-run"),
      shown("S"),
      shown("C", "passed", "observed", true),
    ],
    owner: "ilse.v",
    waitingSince: minutesAgo(302),
    focusAttempt: "A-00001",
    turn: "your-turn",
    why: "3 attempts ended and none was decided on.",
    requester: "marit.s",
    entryPoint: "slack",
    decided: null,
    waitingOn: null,
    until: null,
    escalation: null,
    ...over,
  };
}

const yourTurn: InboxRow[] = [
  inboxRow(),
  inboxRow({
    taskId: "T-8ZR4P",
    ref: "PAY-121",
    title: "Rotate webhook signing keys",
    tier: "critical",
    attempts: 1,
    sessions: 1,
    runners: ["Codex"],
    verdict: { word: "escalated", label: "Escalated to you", cause: "needs a production secret" },
    added: 61,
    removed: 18,
    evidence: [shown("T", "passed", "claimed"), shown("B"), shown("S"), missing("C")],
    waitingSince: minutesAgo(220),
    focusAttempt: "A-00002",
  }),
  inboxRow({
    taskId: "T-5HN8W",
    ref: "SRCH-114",
    title: "Move search indexer to batched writes",
    repository: "search",
    tier: "medium",
    attempts: 2,
    isNew: false,
    verdict: { word: "stale-decision", label: "Your approval is stale", cause: "the tree moved since entry 1,466" },
    added: 512,
    removed: 207,
    evidence: [shown("T", "passed", "observed", true), shown("B", "passed", "observed", true), shown("S"), shown("C")],
    owner: "search-core",
    waitingSince: minutesAgo(135),
    focusAttempt: "A-00003",
  }),
  inboxRow({
    taskId: "T-3CV6B",
    ref: "OPS-125",
    title: "Upgrade image pipeline base to Debian 13",
    repository: "infra",
    tier: "medium",
    attempts: 1,
    runners: ["Evidence packs"],
    verdict: { word: "unverifiable", label: "Unverifiable here", cause: "the build log was not kept" },
    added: 23,
    removed: 19,
    evidence: [missing("T"), shown("B", "unknown", "claimed"), shown("S"), missing("C")],
    owner: null,
    waitingSince: minutesAgo(408),
    focusAttempt: "A-00004",
  }),
  inboxRow({
    taskId: "T-2XD9F",
    ref: "WEB-126",
    title: "Show the order id in the receipt \u202egpj.tpircs",
    repository: "web",
    tier: "medium",
    attempts: 1,
    runners: ["Codex"],
    verdict: { word: "finding", label: "Secret in the patch", cause: "src/receipt.ts line 14, serious" },
    added: 18,
    removed: 2,
    evidence: [shown("T"), missing("B"), missing("S"), missing("C")],
    owner: "dario.m",
    waitingSince: minutesAgo(290),
    focusAttempt: "A-00005",
  }),
  inboxRow({
    taskId: "T-9JK1S",
    ref: null,
    title: "Use Swiss date format on de-CH invoices",
    repository: "web",
    tier: "low",
    attempts: 1,
    runners: ["Claude Code"],
    verdict: { word: "ready", label: "Ready", cause: "3 of 3 claims backed, all gates met" },
    added: 34,
    removed: 6,
    evidence: [shown("T", "passed", "re-run"), shown("B"), shown("S"), shown("C", "passed", "attested")],
    owner: "dario.m",
    waitingSince: minutesAgo(271),
    focusAttempt: "A-00006",
  }),
];
const waiting: InboxRow[] = [
  inboxRow({
    taskId: "T-1AA09",
    ref: "PAY-109",
    title: "Cap export size per tenant",
    isNew: false,
    attempts: 2,
    verdict: { word: "escalated", label: "Escalated", cause: "to tomas.r, answer due 18:00" },
    added: 96,
    removed: 11,
    waitingSince: minutesAgo(780),
    focusAttempt: "A-00007",
    evidence: [shown("T", "passed", "re-run"), shown("B"), shown("S"), shown("C")],
  }),
  inboxRow({
    taskId: "T-1AA12",
    ref: "WEB-112",
    title: "Remove the legacy CSV importer",
    repository: "web",
    tier: "medium",
    isNew: false,
    attempts: 2,
    verdict: { word: "decided", label: "Changes requested", cause: "entry 1,478" },
    added: 18,
    removed: 640,
    waitingSince: minutesAgo(790),
    focusAttempt: "A-00008",
    evidence: [shown("T"), shown("B"), shown("S"), missing("C")],
  }),
];
const done: InboxRow[] = [
  inboxRow({
    taskId: "T-1AA05",
    ref: "OPS-105",
    title: "Pin CI actions by digest",
    repository: "infra",
    tier: "low",
    isNew: false,
    attempts: 1,
    verdict: { word: "decided", label: "Approved", cause: "entry 1,479" },
    added: 14,
    removed: 14,
    waitingSince: minutesAgo(700),
    focusAttempt: "A-00009",
    evidence: [shown("T"), shown("B"), shown("S"), missing("C")],
  }),
  inboxRow({
    taskId: "T-1AA10",
    ref: "WEB-110",
    title: "Inline the feature-flag client",
    repository: "web",
    isNew: false,
    attempts: 1,
    verdict: { word: "decided", label: "Rejected", cause: "entry 1,474" },
    added: 301,
    removed: 44,
    waitingSince: minutesAgo(720),
    focusAttempt: "A-00010",
    evidence: [shown("T", "failed"), shown("B"), shown("S", "failed"), missing("C")],
  }),
];

/** An inbox of these rows, each in the group of its turn; give what a test is about. */
export function inboxOfRows(rows: readonly InboxRow[], over: Partial<Inbox> = {}): Inbox {
  return {
    groups: (["your-turn", "waiting", "done"] as const).map((group) => ({
      group,
      rows: rows.filter((row) => row.turn === group),
    })),
    total: rows.length,
    problems: [],
    behind: [],
    since: null,
    doneBefore: 0,
    undo: null,
    reviewer: "ilse.v",
    mine: [],
    ...over,
  };
}

/** The answer of a core whose inbox never changes. In: that inbox, and the stamp it was asked with. */
export function inboxChangesOf({ groups, problems: _, ...facts }: Inbox, since: InboxStamp | null): InboxChanges {
  const rows = since === null ? groups.flatMap((group) => group.rows) : [];
  return { stamp: { epoch: "fake", version: 1 }, anew: since === null, rows, gone: [], more: false, facts };
}

/** The inbox of the invented night, filtered. */
export function inboxOf(filter: string): Inbox {
  const rows = [
    ...yourTurn,
    ...waiting.map((row) => ({ ...row, turn: "waiting" as const })),
    ...done.map((row) => ({ ...row, turn: "done" as const })),
  ];
  const { matches, problems } = parseInboxQuery(filter, { now, zone: "UTC", me: "ilse.v" });
  return inboxOfRows(rows.filter(matches), {
    total: rows.length,
    problems: [...problems],
    behind: ["Codex was last read 2 h 10 ago, so newer sessions may be missing."],
  });
}

const completeness = {
  bytes: 482_113,
  records: 1204,
  recognised: 1202,
  unknown: [{ type: "slug_update", count: 2, firstLine: 88, sample: '{"type":"slug_update"}' }],
  malformedCount: 0,
  malformed: [],
  shortened: 3,
  withheldReasoning: 41,
  unanswered: 0,
  clock: { backwards: 0, longestMs: 0, missing: 0 },
};

function attemptView(
  letter: string,
  row: InboxRow,
  verdicts: readonly ("backed" | "contradicted" | "unverifiable" | "unbacked")[],
  runnerName: string,
): AttemptView {
  const index = letter.charCodeAt(0) - 64;
  const id = letter === "A" ? row.focusAttempt : `A-9000${String(index)}`;
  const files = ["src/refunds/retry.py", "src/refunds/store.py", "tests/test_retry.py", "docs/refunds.md"].map(
    (path, at) => ({
      path,
      oldPath: null,
      status: "modified" as const,
      added: 20 + at,
      removed: at,
      binary: false,
      digest: sha(index * 10 + at),
    }),
  );
  return {
    attempt: {
      id,
      taskId: row.taskId,
      letter,
      runner: runnerName === "Codex" ? "codex" : "claude-code",
      runnerName,
      model: "model-4",
      base: "a".repeat(40),
      head: "3e1fb0826c9d".padEnd(40, "4"),
      branch: `attempt-${letter.toLowerCase()}`,
      summary: "Refund retries are idempotent now. All tests pass.",
      statements: [],
      startedAt: minutesAgo(620),
      finishedAt: minutesAgo(302),
      costUsd: 1.42,
      sessions: [`S-0000${String(index)}`],
      patchSource: "pack",
      patchDigest: sha(index),
      patchNote: null,
      files,
      ground: null,
    },
    judgement: {
      attemptId: id,
      claims: verdicts.map((verdict, at) => ({
        id: `${letter}${String(at)}`,
        kind: "tests-pass",
        source: "final-message",
        ref: null,
        sentence: "All tests pass.",
        span: { start: 0, end: 14 },
        verdict,
        why:
          verdict === "contradicted"
            ? "The last run exited 1 with 2 of 214 failed, after the final edit."
            : "Run after the final edit, exit 0, 214 passed.",
        saidAt: { sessionId: "S-00001", seq: 40 },
        events: [{ sessionId: "S-00001", seq: 38 }],
        ground: [],
      })),
      findings:
        letter === "C"
          ? [
              {
                id: "f1",
                rule: "weakened-test",
                title: "Weakened test",
                severity: "serious",
                message: "test_retry_is_idempotent: “== 1” became “>= 1”.",
                path: "tests/test_retry.py",
                line: 31,
                side: "new",
                event: null,
              },
            ]
          : [],
      evidence: [],
      freshness: freshnessSchema.parse({
        lastEdit: null,
        lastPass: null,
        stale: false,
        sentence: "Tests ran after the final edit.",
      }),
      tier: {
        level: row.tier,
        points: 10,
        matched: [{ rule: "declared", level: row.tier, weight: 10, why: "the contract says so" }],
        policy: { id: "default", version: 1, digest: sha(1), source: "default" },
      },
      escalation: null,
      rulesRun: 9,
      looked: {},
      provenance: null,
    },
    effective: { level: row.tier, machine: row.tier, lowered: null, limit: null },
    gates: [
      {
        id: "tests",
        title: "Tests observed",
        met: letter !== "A",
        why: "2 of 214 failed",
        remedy: letter === "A" ? "Let the failing tests pass." : null,
        overridden: null,
        standing: "observed",
        target: { to: "evidence", kind: "tests" },
      },
      {
        id: "read",
        title: "Every changed file opened",
        met: false,
        why: `${String(files.length)} of ${String(files.length)} files unopened`,
        remedy: "Open the files.",
        overridden: null,
        standing: null,
        target: { to: "diff", path: null },
      },
    ],
    sessions: [
      sessionSchema.parse({
        id: `S-0000${String(index)}`,
        runner: "claude-code",
        runnerSessionId: "7c2e",
        parentRunnerSessionId: null,
        kind: "main",
        status: "completed",
        title: row.title,
        prompt: row.title,
        finalMessage: "All tests pass.",
        cwd: "/home/ilse/payments",
        branch: "main",
        baseCommit: null,
        models: ["model-4"],
        runnerVersions: ["2.0.1"],
        startedAt: minutesAgo(620),
        endedAt: minutesAgo(302),
        usage: { input: 1200, output: 4000, cacheRead: null, cacheWrite: null, reasoning: null, costUsd: null },
        completeness,
      }),
    ],
    evidenceSlots: row.evidence,
    readFiles: [],
    ingestNote: null,
  };
}

/** A task of the invented night with its attempts. */
export function taskOf(row: InboxRow): TaskView {
  const attempts = [
    attemptView(
      "A",
      row,
      row.verdict.word === "contradicted"
        ? ["contradicted", "backed", "backed", "unbacked", "backed"]
        : ["backed", "backed", "backed"],
      row.runners[0] ?? "Codex",
    ),
    ...(row.attempts > 1 ? [attemptView("B", row, ["backed", "backed", "backed", "backed"], "Codex")] : []),
    ...(row.attempts > 2 ? [attemptView("C", row, ["backed", "unverifiable", "unverifiable"], "Claude Code")] : []),
  ];
  return {
    task: {
      id: row.taskId,
      ref: row.ref,
      title: row.title,
      repository: row.repository,
      contract: null,
      contractDigest: null,
      requester: {
        name: "marit.s",
        entryPoint: "slack",
        at: minutesAgo(900),
        link: "https://example.invalid/payments-dev",
      },
      firstSeenAt: minutesAgo(302),
      ground: { kind: "reference", text: `about ${row.ref ?? row.title}` },
    },
    ownership: {
      owner: row.owner,
      ground: row.owner === null ? "none" : "codeowners",
      onCall: row.owner === null ? null : "ilse.v",
    },
    tier: row.tier,
    verdict: row.verdict,
    attempts,
    compare: [],
    decisions: [],
    next: {
      label: row.attempts > 1 ? `Compare ${String(row.attempts)} attempts` : "Read the diff of A",
      to: row.attempts > 1 ? "task" : "diff",
      attemptId: row.focusAttempt,
    },
  };
}

const connections: Connection[] = [
  {
    id: "c1",
    kind: "claude-code",
    name: "Claude Code",
    path: "/home/ilse/.claude/projects",
    addedAt: minutesAgo(9000),
    lastSyncAt: minutesAgo(1.2),
    state: "ready",
    problem: null,
    tokenEnv: null,
    sessions: 9,
    sources: 14,
    following: true,
    waiting: 0,
    newestAt: minutesAgo(4),
    gone: 3,
    goneUnverified: 0,
    surveyedAt: minutesAgo(1),
    deletion: {
      at: new Date(now + 8 * 24 * 3_600_000).toISOString(),
      sources: 12,
      unread: 0,
      ground: "Claude Code deletes sessions 30 days after their last change.",
    },
  },
  {
    id: "c2",
    kind: "codex",
    name: "Codex",
    path: "/home/ilse/.codex/sessions",
    addedAt: minutesAgo(9000),
    lastSyncAt: minutesAgo(130),
    state: "failed",
    problem: {
      message: "folder not readable: permission denied",
      remedy: "Give your account read access to /home/ilse/.codex/sessions, then sync.",
    },
    tokenEnv: null,
    sessions: 3,
    sources: 3,
    following: false,
    waiting: 2,
    newestAt: minutesAgo(130),
    gone: 0,
    goneUnverified: 0,
    surveyedAt: minutesAgo(130),
    deletion: null,
  },
];
const logState = {
  entries: 1486,
  root: sha(77),
  verified: true,
  problem: null,
  diverged: false,
  unknown: 0,
  checking: null,
};
let settings: Settings = defaultSettings("ilse.v");

/** The app's status, valid as it stands. */
export function appStatus(over: Partial<AppStatus> = {}): AppStatus {
  return {
    version: "0.1.0",
    home: "/home/ilse/.local/share/countersign",
    viewed: null,
    coreRuntime: "Node 24.21.0 (utility process)",
    log: { ...logState, anchored: { size: 1479, at: "2026-11-21T05:58:00.000Z", notAnchored: 3, due: false } },
    connections,
    counts: { yourTurn: yourTurn.length, waiting: waiting.length, done: done.length, tasks: 10, sessions: 12 },
    firstRun: false,
    settings,
    now: new Date(now).toISOString(),
    ...over,
  };
}

/** A report of one reading of files. */
export function ingestReport(over: Partial<IngestReport> = {}): IngestReport {
  return {
    files: 17,
    unchanged: 12,
    bytes: 3_412_003,
    sessions: 5,
    attempts: 4,
    tasks: 3,
    records: 4120,
    recognised: 4114,
    unknown: [{ type: "slug_update", count: 4 }],
    malformed: 2,
    readers: [{ reader: "claude-code", files: 5, sessions: 5, records: 4120, recognised: 4114 }],
    notSessions: { count: 0, paths: [] },
    problems: [
      {
        path: "/home/ilse/.claude/projects/payments/7c2e.jsonl",
        place: "line 412",
        message: "not JSON: unexpected end of the line",
        remedy: "The runner may still be writing; sync again.",
      },
    ],
    ...over,
  };
}

const found: FoundRunner[] = [
  {
    kind: "claude-code",
    name: "Claude Code",
    path: "/home/ilse/.claude/projects",
    files: 214,
    bytes: 96_400_000,
    newestAt: minutesAgo(12),
    connected: false,
  },
  {
    kind: "codex",
    name: "Codex",
    path: "/home/ilse/.codex/sessions",
    files: 38,
    bytes: 7_120_000,
    newestAt: minutesAgo(1500),
    connected: false,
  },
];

const everyRow = [...yourTurn, ...waiting, ...done];

/** How completely a connection was read: one of each kind of gap. */
export function runnerCompleteness(over: Partial<ConnectionCompleteness> = {}): ConnectionCompleteness {
  const path = "/home/ilse/.claude/projects/billing/5b1d.jsonl";
  return {
    sessions: 9,
    bytes: 3_412_003,
    records: 4120,
    recognised: 4114,
    unknown: [
      {
        type: "slug_update",
        count: 4,
        sessions: 2,
        sample: '{"type":"slug_update","slug":"billing"}',
        first: { path, line: 12 },
      },
    ],
    unknownTypes: 1,
    malformed: [{ path, line: 77, reason: "not JSON: the line ends within a string" }],
    malformedCount: 2,
    shortened: 1,
    withheldReasoning: 31,
    unanswered: 1,
    missingSubAgents: [
      { runnerSessionId: "agent-a41", parentSessionId: "S-1", parentTitle: "Make refunds idempotent" },
    ],
    missingSubAgentCount: 1,
    clock: { backwards: 2, longestMs: 1800, missing: 0 },
    gone: [
      {
        path: "/home/ilse/.claude/projects/billing/01aa.jsonl",
        digest: sha(90),
        archived: true,
        verifiedAt: minutesAgo(1),
      },
    ],
    goneCount: 3,
    worst: [
      {
        sessionId: "S-1",
        runner: "claude-code",
        title: "Make refunds idempotent",
        path,
        records: 1204,
        recognised: 1198,
        malformed: 2,
        unanswered: 1,
        withheldReasoning: 31,
        missingSubAgents: 1,
        clock: 2,
      },
    ],
    incompleteSessions: 1,
    ...over,
  };
}

/** Handlers of an invented night: enough for every screen of the frame. Override what a test is about. */
export function nightHandlers(over: FakeHandlers = {}): FakeHandlers {
  return {
    "app.status": () => ok(appStatus({ settings })),
    "app.settings": (change) => {
      settings = settingsSchema.parse({ ...settings, ...change });
      return ok(settings);
    },
    "runners.found": () => ok(found.map((runner) => ({ ...runner, connected: true }))),
    "runners.connect": () => ok(ingestReport()),
    "runners.sync": ({ id }) =>
      id === "c2"
        ? err({
            code: "folder-unreadable",
            message: "Could not read the folder: permission denied.",
            place: "/home/ilse/.codex/sessions",
            remedy: "Give your account read access, then sync.",
          })
        : ok(ingestReport()),
    "runners.remove": () => ok({}),
    "runners.pause": () => ok({}),
    "runners.survey": () => ok({}),
    "runners.completeness": () => ok(runnerCompleteness()),
    "ingest.paths": () => ok(ingestReport()),
    "sample.open": () => ok(ingestReport({ problems: [], malformed: 0, unknown: [] })),
    "inbox.list": ({ filter }) => ok(inboxOf(filter)),
    "inbox.changes": ({ since }) => ok(inboxChangesOf(inboxOf(""), since)),
    "inbox.seen": () => ok({}),
    "task.get": ({ taskId }) => {
      const row = everyRow.find((candidate) => candidate.taskId === taskId);
      return row === undefined ? err({ code: "no-such-task", message: `There is no task ${taskId}` }) : ok(taskOf(row));
    },
    "decision.sheet": ({ kind, taskId, attemptId }) =>
      ok({
        kind,
        taskId,
        attemptId,
        tier: "high",
        machineTier: "high",
        levels: kind === "lower-tier" ? ["low", "medium"] : [],
        policy: null,
        gates: [
          {
            id: "tests",
            title: "Tests observed",
            met: true,
            why: "214 passed on this tree",
            remedy: null,
            overridden: null,
            standing: "re-run",
            target: { to: "evidence", kind: "tests" },
          },
          {
            id: "read",
            title: "Every changed file opened",
            met: false,
            why: "1 of 4 files unopened",
            remedy: "Open docs/refunds.md.",
            overridden: null,
            standing: null,
            target: { to: "diff", path: "docs/refunds.md" },
          },
        ],
        notOpened: ["docs/refunds.md"],
        read: {
          files: { opened: 3, of: 4, digest: sha(7) },
          hunks: { opened: 9, of: 11, digest: sha(8) },
          evidence: { opened: 1, of: 3, digest: sha(9) },
        },
        ingestNote: "6 of 3,612 records of unknown type slug_update",
        bound: {
          base: "a90c5e17d2f4".padEnd(40, "0"),
          head: "3e1fb0826c9d".padEnd(40, "4"),
          patch: sha(1),
          contract: sha(2),
          evidence: sha(3),
          judgement: sha(4),
          considered: [{ attemptId: "A-90002", letter: "B", patch: sha(6) }],
        },
        patchStat: { files: 4, added: 86, removed: 6 },
        blocked: kind === "approve" ? "1 gate is not met: every changed file opened." : null,
        confirm: kind === "approve" ? "3e1fb08" : null,
        nonce: "n1",
      }),
    "decision.record": () => ok({ seq: 1486, leafHash: sha(21), root: sha(22), recordedAt: new Date().toISOString() }),
    "policy.rules": () => ok([]),
    "policy.check": () => ok({ ref: null, problems: [] }),
    "keys.list": () => ok([]),
    "backups.state": () =>
      ok({
        folder: "/home/ilse/.local/share/countersign/backups",
        warning: null,
        backups: [],
        since: 0,
        recovery: { state: "whole", problem: null, missing: null, setAside: null, unrecorded: [] },
      }),
    "identity.state": () =>
      ok({
        origin: "countersign.invalid/00000000-0000-4000-8000-000000000001",
        log: {
          state: "ready",
          vkey: `log+0badc0de+${"A".repeat(44)}`,
          protection: "file",
          file: "/data/keys/log.pem",
          earlier: [],
        },
        reviewer: {
          state: "ready",
          keyid: sha(31),
          vkey: `reviewer/ilse+0badc0de+${"B".repeat(44)}`,
          protection: "keychain",
          person: { name: "Ilse Verhoeven", binding: "self-asserted" },
          file: "/data/keys/reviewer.pem",
          offered: "keychain",
          problem: null,
        },
        keys: [
          {
            keyid: sha(31),
            vkey: `reviewer/ilse+0badc0de+${"B".repeat(44)}`,
            person: { name: "Ilse Verhoeven", binding: "self-asserted" },
            protection: "keychain",
            from: 1,
            until: null,
            ended: null,
            own: true,
          },
        ],
      }),
    "github.accounts": () =>
      ok({
        accounts: [
          {
            host: "github.com",
            login: "ilse",
            id: 4711,
            kind: "fine-grained",
            addedAt: "2026-11-02T08:00:00Z",
            expiresAt: "2027-01-31T00:00:00Z",
            scopes: null,
            protection: "keychain",
            state: "ready",
            renewal: null,
            ended: null,
          },
        ],
        environment: null,
        offered: "keychain",
        clientId: null,
        signIn: { state: "none", host: null, userCode: null, address: null, expiresAt: null, message: null },
      }),
    "github.budget": () => ok([]),
    "anchors.settings": () => ok({ git: null, time: null, everyDecisions: 50, everyHours: 24 }),
    "anchors.list": () => ok({ anchored: appStatus().log.anchored, anchors: [], waiting: [], trailer: null }),
    ...auditHandlers(logState),
    "report.preview": () => ok(reportPreview()),
    "report.write": ({ formats }) =>
      ok({
        files: formats.map((format) => ({
          format,
          path: `/home/ilse/.local/share/countersign/reports/report.${format}`,
          bytes: 48_112,
          digest: sha(12),
        })),
        decisions: 4,
        redactions: [{ rule: "secrets", count: 0 }],
        unrecorded: null,
      }),
    "shell.pick-folder": () => ok({ path: "/home/ilse/packs" }),
    "shell.pick-files": () => ok({ paths: ["/home/ilse/night.jsonl"] }),
    "shell.show-report": () => ok({ shown: true }),
    "shell.open-link": () => ok({ opened: false }),
    ...over,
  };
}

/** Handlers of a machine where nothing was ever read. */
export function firstRunHandlers(): FakeHandlers {
  const fresh = appStatus({
    connections: [],
    firstRun: true,
    log: {
      entries: 0,
      root: sha(0),
      verified: true,
      problem: null,
      diverged: false,
      unknown: 0,
      checking: null,
      anchored: { size: 0, at: null, notAnchored: 0, due: false },
    },
    counts: { yourTurn: 0, waiting: 0, done: 0, tasks: 0, sessions: 0 },
  });
  return nightHandlers({
    "app.status": () => ok(fresh),
    "runners.found": () => ok(found),
    "inbox.list": () => ok(inboxOfRows([])),
    "inbox.changes": ({ since }) => ok(inboxChangesOf(inboxOfRows([]), since)),
  });
}

/** What a report of the fake night would hold. */
function reportPreview(): ReportPreview {
  return {
    population: {
      entries: 1_485,
      decisions: 4,
      inPeriod: 4,
      filteredOut: 0,
      included: 4,
      sentence:
        "Complete: entries 0 to 1,484, contiguous. 4 decisions in the period, 0 filtered out, 4 in this report.",
    },
    sections: [
      { name: "Decisions", count: 4, unit: "decisions" },
      { name: "Attempts decided on", count: 3, unit: "attempts" },
    ],
    redactions: [{ rule: "secrets", count: 0 }],
    sample: [
      {
        seq: 1_484,
        recordedAt: minutesAgo(12),
        reviewer: "ilse.v",
        kind: "approve",
        on: "PAY-118 Make refund retries idempotent, attempt A",
        repository: "payments",
        tier: "high",
        standing: "in-force",
        reason: "Read whole, tests run again.",
      },
    ],
    page: null,
    choices: { repositories: ["payments", "web"], reviewers: ["ilse.v"], owners: ["ilse.v"] },
  };
}
