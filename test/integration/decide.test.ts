import { existsSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import type { Input, Output } from "../../shared/contract/api";
import { decisionKindSchema } from "../../shared/model/decision";
import { decisionCatalog } from "../../shared/review/decision-catalog";
import { htmlReport } from "../support/html-report";
import { openTestApp } from "../support/temp-home";

let app: App;

async function must<T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>,
): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

async function rowOf(
  filter: string,
): Promise<Output<"inbox.list">["groups"][number]["rows"][number] & { group: string }> {
  const inbox = await must(app.invoke("inbox.list", { filter }));
  const found = inbox.groups.flatMap((group) => group.rows.map((row) => ({ ...row, group: group.group })));
  const [row] = found;
  if (row === undefined) throw new Error(`no row for ${filter}`);
  return row;
}

async function record(
  kind: Input<"decision.record">["kind"],
  filter: string,
  fields: Partial<Input<"decision.record">> = {},
) {
  const row = await rowOf(filter);
  const rule = decisionCatalog.find((one) => one.kind === kind);
  const subject = { kind, taskId: row.taskId, attemptId: rule?.subject === "attempt" ? row.focusAttempt : null };
  const sheet = await must(app.invoke("decision.sheet", subject));
  return app.invoke("decision.record", {
    ...subject,
    nonce: sheet.nonce,
    reason: "because",
    person: null,
    until: null,
    confirm: sheet.confirm,
    ...fields,
  });
}

describe("deciding on the sample night", () => {
  beforeEach(async () => {
    app = openTestApp();
    await must(app.invoke("sample.open", {}));
  });

  it("every kind of decision has a row in the catalogue", () => {
    expect(decisionCatalog.map((rule) => rule.kind).sort()).toEqual([...decisionKindSchema.options].sort());
    expect(new Set(decisionCatalog.map((rule) => rule.key)).size).toBe(decisionCatalog.length);
  });

  it("approves the ready task, moves it to done, and reports it", async () => {
    expect((await rowOf("WEB-123")).group).toBe("your-turn");
    const receipt = await must(record("approve", "WEB-123"));
    const row = await rowOf("WEB-123");
    expect(row).toMatchObject({ group: "done", verdict: { word: "decided", label: "Approved" } });
    const view = await must(app.invoke("task.get", { taskId: row.taskId }));
    expect(view.decisions).toMatchObject([
      {
        seq: receipt.seq,
        standing: "in-force",
        decision: { reason: "because", reviewer: { binding: "self-asserted" } },
      },
    ]);
    const log = await must(app.invoke("audit.verify", {}));
    expect(log).toMatchObject({ verified: true, root: receipt.root });
    const report = await htmlReport(app);
    expect(existsSync(report.path)).toBe(true);
    expect(readFileSync(report.path, "utf8")).toContain("Swiss date format");
    expect((await must(app.invoke("audit.list", { filter: "", before: null, limit: 10 }))).rows[0]).toMatchObject({
      kind: "Export",
    });
  });

  it("refuses an approval while a gate is not met, and says which", async () => {
    const refused = await record("approve", "PAY-121");
    expect(refused.ok).toBe(false);
    if (!refused.ok) expect(refused.error.code).toBe("gates-unmet");
    expect((await rowOf("PAY-121")).group).toBe("your-turn");
  });

  it("refuses a sheet that has moved: what was shown is what is recorded", async () => {
    const row = await rowOf("WEB-123");
    const subject = { kind: "approve" as const, taskId: row.taskId, attemptId: row.focusAttempt };
    const sheet = await must(app.invoke("decision.sheet", subject));
    const view = await must(app.invoke("task.get", { taskId: row.taskId }));
    const file = view.attempts[0]?.attempt.files[0];
    await must(app.invoke("reading.mark", { attemptId: row.focusAttempt, file: file?.digest ?? "", read: true }));
    const refused = await app.invoke("decision.record", {
      ...subject,
      nonce: sheet.nonce,
      reason: "r",
      person: null,
      until: null,
      confirm: null,
    });
    expect(refused).toMatchObject({ ok: false, error: { code: "sheet-moved" } });
    const forged = await app.invoke("decision.record", {
      ...subject,
      nonce: "0".repeat(64),
      reason: "r",
      person: null,
      until: null,
      confirm: null,
    });
    expect(forged).toMatchObject({ ok: false, error: { code: "sheet-moved" } });
  });

  it.each([
    ["approve", { reason: "  " }, "reason-missing"],
    ["escalate", { person: null, until: "2099-01-01T00:00:00Z" }, "person-missing"],
    ["escalate", { person: "tomas", until: null }, "until-missing"],
    ["snooze", { until: "2020-01-01T00:00:00Z" }, "until-past"],
    ["assign-owner", { person: "" }, "person-missing"],
  ] as const)("refuses %s with %j", async (kind, fields, code) => {
    expect(await record(kind, "WEB-123", fields)).toMatchObject({ ok: false, error: { code } });
    expect((await rowOf("WEB-123")).group).toBe("your-turn");
  });

  it("escalation and snooze wait, an assigned owner owns, rejection of one of three closes nothing", async () => {
    await must(record("escalate", "PAY-121", { person: "tomas", until: "2099-01-01T00:00:00Z" }));
    expect(await rowOf("PAY-121")).toMatchObject({ group: "waiting", verdict: { label: "Escalated to tomas" } });
    await must(record("snooze", "SRCH-114", { until: "2099-01-01T00:00:00Z" }));
    expect((await rowOf("SRCH-114")).group).toBe("waiting");
    expect((await rowOf("owner:none")).owner).toBeNull();
    const unowned = await rowOf("owner:none");
    await must(record("assign-owner", unowned.taskId, { person: "dario" }));
    const owned = await must(app.invoke("task.get", { taskId: unowned.taskId }));
    expect(owned.ownership).toMatchObject({ owner: "dario", ground: "decision" });
    expect(owned.attempts.flatMap((one) => one.judgement.findings).some((finding) => finding.rule === "unowned")).toBe(
      false,
    );
    await must(record("reject", "PAY-118"));
    expect((await rowOf("PAY-118")).group).toBe("your-turn");
  });

  it("a later verdict supersedes; the standing is worked out on every read", async () => {
    await must(record("request-changes", "WEB-123"));
    expect((await rowOf("WEB-123")).group).toBe("waiting");
    await must(record("approve", "WEB-123"));
    const row = await rowOf("WEB-123");
    const view = await must(app.invoke("task.get", { taskId: row.taskId }));
    expect(view.decisions.map((one) => one.standing)).toEqual(["superseded", "in-force"]);
  });
});
