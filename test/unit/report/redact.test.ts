import { describe, expect, it } from "vitest";
import { formats } from "../../../main/plugins";
import { reportDocumentSchema } from "../../../main/report/document";
import { redactDocument } from "../../../main/services/redact-document";
import { redactionRuleSchema, type RedactionRule } from "../../../shared/model/report-choice";
import { sampleReport } from "./sample-report";

/** Made up, and put together here so that nobody takes it for a real one. */
const secret = ["ghp_", "q7Zt0Wm3Ry8Kp2Lx5Vb9Nc4Hd6Jf1Gs0Ta2E"].join("");
const reason = `Ask Ilse.V or marit.k@payments.example.org, see https://wiki.corp.internal/refunds?x=1 and 10.20.30.40; wiki.corp.internal is slow. In src/refunds/retry.py and /home/ilse/notes.txt the token ${secret} stood.`;

function withReason() {
  const report = sampleReport();
  return {
    ...report,
    decisions: report.decisions.map((row) => ({ ...row, decision: { ...row.decision, reason } })),
  };
}

const drawn = (rules: readonly RedactionRule[]) => {
  const document = redactDocument(withReason(), rules);
  return { document, texts: formats.map((format) => format.render(document)) };
};
const times = (rules: readonly RedactionRule[], rule: RedactionRule) =>
  drawn(rules).document.redactions.find((row) => row.rule === rule)?.count ?? -1;

describe("redaction", () => {
  it("changes nothing without a rule", () => {
    expect(redactDocument(withReason(), [])).toEqual(withReason());
  });

  it.each<[RedactionRule, readonly string[]]>([
    ["reasons", ["the token", "Ask Ilse"]],
    ["names", ["ilse.v", "Ilse.V", "ilse-v"]],
    ["emails", ["marit.k@payments.example.org"]],
    ["hosts", ["wiki.corp.internal", "10.20.30.40", "https://"]],
    [
      "paths",
      ["src/refunds/retry.py", "/home/ilse/notes.txt", "migrations/0042_refund_key.sql", "src/refunds/keys.py"],
    ],
    ["secrets", [secret]],
    ["agent-texts", ["Refund retries now carry"]],
    ["code", ["idempotency_key(refund_id"]],
  ])("%s: none of it is in any format, and the report says how often", (rule, gone) => {
    const before = formats.map((format) => format.render(withReason())).join("\n");
    const { texts } = drawn([rule]);
    for (const text of texts) for (const value of gone) expect(text, value).not.toContain(value);
    for (const value of gone.slice(0, 1)) expect(before.replaceAll("\\", ""), value).toContain(value);
    expect(times([rule], rule)).toBeGreaterThan(0);
  });

  it("gives one person one stand-in, however the name is written, all through the report", () => {
    const { document } = drawn(["names"]);
    const names = new Set(document.decisions.map(({ decision }) => decision.reviewer.name));
    expect([...names]).toEqual(["Person 1"]);
    expect(document.decisions[0]?.decision.reason).toContain("Ask Person 1 or");
    expect(document.log.keys.map(({ person }) => person)).toContain("Person 1");
    expect(document.summary.reviewers[0]?.name).toBe("Person 1");
  });

  it("keeps what proves: digests, places, times, origin, threat statement", () => {
    const { document } = drawn(redactionRuleSchema.options);
    const whole = withReason();
    expect(document.log.root).toBe(whole.log.root);
    expect(document.log.origin).toBe(whole.log.origin);
    expect(document.log.checkpoint).toEqual(whole.log.checkpoint);
    expect(
      document.decisions.map(({ seq, leafHash, recordedAt, decision }) => [seq, leafHash, recordedAt, decision.bound]),
    ).toEqual(
      whole.decisions.map(({ seq, leafHash, recordedAt, decision }) => [seq, leafHash, recordedAt, decision.bound]),
    );
    expect(document.threatStatement).toEqual(whole.threatStatement);
    expect(reportDocumentSchema.safeParse(document).error?.message).toBeUndefined();
  });

  it("lists rules and counts and never a value", () => {
    const { document, texts } = drawn(["secrets", "emails"]);
    expect(document.redactions).toEqual([
      { rule: "emails", count: 4 },
      { rule: "secrets", count: 4 },
    ]);
    expect(texts.join("\n")).not.toContain(secret);
  });

  it("leaves a whole private key out, and a patch that still reads as one", () => {
    const report = sampleReport();
    const key =
      "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIHk3c2FkZmFzZGZhc2RmYXNkZmFzZGZhc2RmYXNk\n-----END PRIVATE KEY-----";
    const decisions = report.decisions.map((row) => ({
      ...row,
      decision: { ...row.decision, reason: `Before\n${key}\nafter` },
    }));
    const document = redactDocument({ ...report, decisions }, ["secrets", "paths"]);
    expect(document.decisions[0]?.decision.reason).toBe("Before\n[secret]\n[secret]\n[secret]\nafter");
    expect(document.attempts[0]?.patch).toMatch(/^diff --git a\/path-\d+ b\/path-\d+\n/);
  });

  it("marks comments and what they quote", () => {
    const report = sampleReport();
    const comments = [
      {
        id: "C-AAAAA",
        thread: null,
        author: "ilse.v",
        kind: "note" as const,
        body: "Look here",
        replacement: null,
        anchor: {
          kind: "lines" as const,
          path: "src/a.ts",
          oldPath: null,
          file: "1".repeat(64),
          side: "new" as const,
          start: 1,
          end: 1,
          snippet: ["const password"],
          before: [],
          after: [],
          patch: null,
          head: null,
        },
      },
    ];
    const decisions = report.decisions.map((row) => ({ ...row, decision: { ...row.decision, comments } }));
    const document = redactDocument({ ...report, decisions }, ["comments"]);
    const [comment] = document.decisions[0]?.decision.comments ?? [];
    expect(comment?.body).toBe("[withheld]");
    expect(JSON.stringify(comment)).not.toContain("const password");
    expect(document.redactions).toEqual([{ rule: "comments", count: 8 }]);
  });
});
