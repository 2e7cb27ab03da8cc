import { buildReport } from "../../../main/report/build-report";
import type { FactDecision, ReportFacts } from "../../../main/report/facts";
import type { ReportDocument } from "../../../main/report/document";
import type { AttemptView, DecisionRecord, TaskView } from "../../../shared/contract/review";
import { attemptViewSchema, decisionRecordSchema, taskViewSchema } from "../../../shared/contract/review";
import { attempt, changedFile, freshFacts, judgement } from "../../builders/attempt";
import { evidence, reportEvidence } from "../../builders/evidence";
import { claim, finding } from "../../builders/finding";
import { session } from "../../builders/session";
import { ownership, task } from "../../builders/task";

export const patchDigest = "7".repeat(64);

/** A patch with a changed, an added, a renamed and a binary file; `text` stands in code, section and names. */
export function samplePatch(text: string): string {
  const line = text.replaceAll(/[\r\n\u2028\u2029]/g, " ");
  return `diff --git a/src/refunds/retry.py b/src/refunds/retry.py
index 1111111..2222222 100644
--- a/src/refunds/retry.py
+++ b/src/refunds/retry.py
@@ -38,6 +38,9 @@ class RefundRetrier ${line}
     def retry(self, refund: Refund) -> Outcome:
         """Retry a refund that the processor did not confirm."""
-        attempt = self._ledger.next_attempt(refund.id)
-        response = self._processor.submit(refund.id, refund.amount)
+        key = idempotency_key(refund.id, refund.amount)
+        with self._locks.hold(key, timeout=LOCK_SECONDS):
+            known = self._ledger.find(key) # ${line}
+        attempt = self._ledger.next_attempt(refund.id)
+        response = self._processor.submit(refund.id, refund.amount, idempotency_key=key)
         return Outcome.settled(attempt)
 # ${line}
diff --git a/src/refunds/keys.py b/src/refunds/keys.py
new file mode 100644
--- /dev/null
+++ b/src/refunds/keys.py
@@ -0,0 +1,2 @@
+def idempotency_key(refund_id, amount):
+    return f"{refund_id}:{amount}"
\\ No newline at end of file
diff --git a/docs/old.md b/docs/new.md
similarity index 100%
rename from docs/old.md
rename to docs/new.md
diff --git a/logo.png b/logo.png
index 1..2 100644
Binary files a/logo.png and b/logo.png differ
`;
}

function decision(
  seq: number,
  over: Partial<DecisionRecord["decision"]>,
  standing: DecisionRecord["standing"] = "in-force",
): FactDecision {
  const record = decisionRecordSchema.parse({
    seq,
    recordedAt: `2026-11-22T0${String(seq % 10)}:39:06.120Z`,
    leafHash: String(seq % 10).repeat(64),
    standing,
    decision: {
      kind: "approve",
      taskId: "T-9C3RD",
      taskRef: "PAY-118",
      taskTitle: "Make refund retries idempotent",
      repository: "payments",
      attemptId: "A-4M8PW",
      attemptLetter: "B",
      reason: "Only B keeps the ledger write inside the lock. A fails 2 tests after its final edit.",
      person: null,
      until: null,
      tier: "high",
      gates: [
        { id: "evidence-tests", met: true },
        { id: "not-the-requester", met: true },
        { id: "all-read", met: false },
      ],
      notOpened: ["migrations/0042_refund_key.sql", "docs/refunds.md"],
      ingestNote: "1,902 of 1,904 records read; 2 of unknown type queue-operation.",
      bound: {
        base: "4c07aa1d93fe4c07aa1d93fe4c07aa1d93fe4c07",
        head: "9f2c6e0b81a49f2c6e0b81a49f2c6e0b81a49f2c",
        patch: patchDigest,
        contract: "6".repeat(64),
        evidence: "d".repeat(64),
        judgement: "e".repeat(64),
        considered: [{ attemptId: "A-7Q2XN", letter: "A", patch: "b".repeat(64) }],
      },
      reviewer: { name: "ilse.v", binding: "self-asserted" },
      ...over,
    },
  });
  const signed = { keyid: "5".repeat(64), binding: "github", account: "ilse-v", protection: "keychain" };
  return { ...record, signed: seq === 1461 ? signed : null };
}

function attemptView(text: string): AttemptView {
  return attemptViewSchema.parse({
    attempt: attempt({
      letter: "B",
      model: "sonnet-4.5",
      base: "4c07aa1d93fe4c07aa1d93fe4c07aa1d93fe4c07",
      head: "9f2c6e0b81a49f2c6e0b81a49f2c6e0b81a49f2c",
      summary: `Refund retries now carry an idempotency key. All tests pass. Nothing else was changed. ${text}`,
      patchSource: "pack",
      patchDigest,
      files: [
        changedFile("src/refunds/retry.py", { added: 5, removed: 2 }),
        changedFile("src/refunds/keys.py", { added: 2, removed: 0, status: "added" }),
      ],
    }),
    judgement: judgement({
      tier: {
        ...judgement().tier,
        level: "high",
        matched: [
          { rule: "sensitive-path", level: "high", weight: 30, why: "src/refunds is a payment path" },
          { rule: "declared", level: "medium", weight: 10, why: "The contract declares medium" },
        ],
      },
      freshness: freshFacts({
        stale: true,
        sentence: "Tests last passed at 02:11, before the final edit at 02:14.",
      }),
      claims: [
        claim("contradicted", {
          sentence: "All tests pass.",
          why: "pytest ended with exit code 1: 2 failed, 61 passed.",
        }),
        claim("backed", {
          id: "c2",
          kind: "file-changed",
          sentence: "Refund retries now carry an idempotency key.",
          why: "src/refunds/retry.py was changed at event 41.",
        }),
        claim("stale", { id: "c3", sentence: "The build works.", why: "It passed before the final edit." }),
        claim("unbacked", { id: "c4", sentence: "Linting is clean.", why: "No static analysis was run." }),
        claim("unverifiable", {
          id: "c5",
          kind: "other",
          sentence: "Customers are never paid twice.",
          why: "Nothing here could show it.",
        }),
      ],
      findings: [
        finding("weakened-test", {
          severity: "serious",
          title: "Weakened test",
          message: "An assertion was removed.",
          path: "tests/test_refund_retry.py",
          line: 12,
          side: "old",
        }),
        finding("risky-command", {
          id: "f2",
          severity: "warning",
          title: "Risky command",
          message: "git push --force was run.",
          event: { sessionId: "S-7K2QH", seq: 88 },
        }),
      ],
      evidence: [
        evidence({
          result: "failed",
          headline: "2 failed, 61 passed in 3.10s, exit code 1",
          producer: "pytest tests/refunds",
        }),
        reportEvidence({
          result: "failed",
          headline: "61 passed, 2 failed",
          tree: "mismatch",
          cases: [
            {
              suite: "tests.refunds",
              name: "test_retry_pays_once",
              outcome: "failed",
              durationMs: 12,
              message: "assert 2 == 1",
            },
            { suite: "tests.refunds", name: "test_key", outcome: "failed", durationMs: 3, message: null },
          ],
        }),
        evidence({
          id: "e3",
          kind: "build",
          standing: "claimed",
          result: "unknown",
          headline: "Result unknown",
          note: "No parser for evidence/build.log: its content was not read.",
        }),
      ],
    }),
    effective: { level: "high", machine: "high", lowered: null, limit: null },
    gates: [
      {
        id: "evidence-tests",
        title: "Tests shown for this tree",
        met: false,
        why: "2 tests failed.",
        remedy: null,
        overridden: null,
        standing: "observed",
        target: null,
      },
      {
        id: "not-the-requester",
        title: "Reviewer is not the requester",
        met: true,
        why: "Asked by marit.s.",
        remedy: null,
        overridden: null,
        standing: null,
        target: null,
      },
      {
        id: "all-read",
        title: "Every changed file opened",
        met: false,
        why: "2 of 11 not opened.",
        remedy: null,
        overridden: null,
        standing: null,
        target: null,
      },
    ],
    sessions: [
      session({
        title: `Refund retries ${text}`,
        completeness: {
          bytes: 1_000,
          records: 1_904,
          recognised: 1_901,
          unknown: [{ type: "queue-operation", count: 2, firstLine: 9, sample: "{}" }],
          malformedCount: 1,
          malformed: [{ line: 70, reason: "not JSON" }],
          shortened: 3,
          withheldReasoning: 12,
          unanswered: 1,
          clock: { backwards: 0, longestMs: 0, missing: 0 },
        },
      }),
    ],
    evidenceSlots: [],
    readFiles: [],
    ingestNote: null,
  });
}

/** A night with every part a report can have. `text` is put into free text. */
export function sampleFacts(text = ""): ReportFacts {
  const view = attemptView(text);
  const shared = {
    ownership: ownership(),
    verdict: { word: "contradicted", label: "Contradicted", cause: "A: all tests pass, 2 failed" },
    compare: [],
    next: { label: "Read the diff", to: "diff", attemptId: null },
  } as const;
  const decisions = [
    decision(1461, { kind: "approve" }, "stale"),
    decision(1462, {
      kind: "escalate",
      attemptId: null,
      attemptLetter: null,
      person: "tomas.r",
      until: "2026-11-23T06:30:00Z",
      reason: "Touches the ledger.",
      gates: [],
      notOpened: [],
    }),
    decision(
      1463,
      {
        kind: "request-changes",
        taskRef: "PAY-121",
        taskTitle: "Rotate webhook signing keys",
        taskId: "T-2B7XA",
        attemptId: "A-9ZZZZ",
        tier: "critical",
        reason: "",
        ingestNote: null,
        notOpened: [],
      },
      "self-approved",
    ),
    decision(
      1464,
      { kind: "snooze", tier: "low", attemptId: null, attemptLetter: null, until: "2026-11-25T06:30:00Z", gates: [] },
      "expired",
    ),
  ];
  const tasks: TaskView[] = [
    taskViewSchema.parse({
      ...shared,
      task: task({ ref: "PAY-118", repository: "payments" }),
      tier: "high",
      attempts: [view],
      decisions: decisions.map(({ signed: _signed, ...record }) => record),
    }),
    taskViewSchema.parse({
      ...shared,
      task: task({ id: "T-5OPEN", title: "Preload invoice fonts", repository: "web" }),
      ownership: ownership({ owner: null, ground: "none" }),
      tier: "medium",
      attempts: [],
      decisions: [],
    }),
  ];
  return {
    appVersion: "0.1.0",
    generatedAt: "2026-11-22T09:12:44Z",
    filters: { ...everything, from: "2026-11-22T00:00:00Z" },
    log: {
      origin: "countersign.invalid/5a1c7e0e-2f7e-4d0e-9a55-0a4c7b8f5d11",
      entries: 1_485,
      root: "c".repeat(64),
      verified: true,
      problem: null,
      checkpoint: { size: 1_485, note: "countersign.invalid/5a1c7e0e-2f7e-4d0e-9a55-0a4c7b8f5d11\n1485\nw8PDww==\n" },
      keys: [
        {
          seq: 0,
          recordedAt: "2026-11-01T08:00:00Z",
          role: "log",
          action: "in use",
          key: "countersign.invalid/5a1c7e0e-2f7e-4d0e-9a55-0a4c7b8f5d11+1f2e3d4c+AbCd",
          keyid: null,
          person: null,
          binding: null,
          account: null,
          protection: "keychain",
        },
        {
          seq: 3,
          recordedAt: "2026-11-01T08:10:00Z",
          role: "reviewer",
          action: "in use",
          key: "reviewer/ilse-v+0a1b2c3d+AbCe",
          keyid: "5".repeat(64),
          person: "ilse.v",
          binding: "github",
          account: "ilse-v",
          protection: "keychain",
        },
      ],
      anchors: [
        {
          seq: 1_470,
          recordedAt: "2026-11-22T06:00:00Z",
          type: "rfc3161",
          size: 1_462,
          root: "9".repeat(64),
          detail: "Token of 2026-11-22 06:00:01 UTC",
        },
      ],
      policies: [
        { seq: 4, recordedAt: "2026-11-01T08:11:00Z", id: "countersign-default", version: 3, digest: "2".repeat(64) },
      ],
      clock: [{ seq: 900, recordedAt: "2026-11-20T03:00:00Z", message: "The wall clock went back by 61 s." }],
      erased: [
        { seq: 1_200, recordedAt: "2026-11-21T03:00:00Z", commitment: "3".repeat(64), reason: "Named a customer." },
      ],
      recoveries: [],
      effects: [
        {
          seq: 1_480,
          recordedAt: "2026-11-22T06:20:00Z",
          effect: "0193a5c0-0000-7000-8000-000000000001",
          decision: 1_461,
          via: "github",
          operation: "review",
          target: "northwind/payments#118",
          state: "held",
          detail: "The head is another now.",
        },
      ],
      received: [
        {
          seq: 1_479,
          recordedAt: "2026-11-22T06:15:00Z",
          from: "countersign.invalid/7b1c7e0e-2f7e-4d0e-9a55-0a4c7b8f5d22",
          at: 88,
          kind: "approve",
          taskRef: "PAY-118",
          taskId: "T-7QK2M",
          person: "tomas.r",
          binding: "ssh",
          keyid: "6".repeat(64),
        },
      ],
      unreadable: [],
      unknown: [],
    },
    decisions,
    tasks,
    patches: new Map<string, string>([[view.attempt.id, samplePatch(text)]]),
    patchStat: () => ({ files: 9, added: 90, removed: 9 }),
    firstOpened: (attemptId, reviewer) =>
      attemptId === "A-4M8PW" && reviewer === "ilse.v" ? "2026-11-22T01:38:50.000Z" : null,
    samePerson: (a, b) => a === b,
  };
}

export function sampleReport(text = ""): ReportDocument {
  return buildReport(sampleFacts(text));
}

/** Filters that leave everything in. */
export const everything: ReportFacts["filters"] = {
  from: null,
  to: null,
  repositories: [],
  reviewers: [],
  owners: [],
  tiers: [],
  kinds: [],
};

/** Keys whose values are ids, digests or words of the model: a schema holds them, so no free text can stand there. */
const fixed = new Set([
  "kind",
  "id",
  "taskId",
  "attemptId",
  "sessionId",
  "tier",
  "level",
  "standing",
  "result",
  "word",
  "verdict",
  "severity",
  "status",
  "runner",
  "patchSource",
  "tree",
  "outcome",
  "binding",
  "to",
  "ground",
  "recordedAt",
  "startedAt",
  "finishedAt",
  "leafHash",
  "generatedAt",
  "firstAt",
  "firstSeenAt",
  "from",
  "root",
  "keyid",
  "protection",
  "role",
  "action",
  "type",
  "machine",
  "digest",
  "rule",
  "tiers",
  "kinds",
  "verdicts",
  "commitment",
  "state",
  "name-fixed",
]);

/** The report with `text` after every free string in it, wherever it is shown, and inside the patch. */
export function filledReport(text: string): ReportDocument {
  const document = sampleReport();
  return fill({ ...document, threatStatement: [], notProved: [] }, "", text);
}

function fill<T>(value: T, key: string, text: string): T {
  if (typeof value === "string")
    return (
      fixed.has(key) ? value : key === "patch" && value.startsWith("diff") ? samplePatch(text) : `${value} ${text}`
    ) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => fill(item, key, text)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, name, text)])) as T;
}
