import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { systemClock } from "../../main/platform/clock";
import type { Input, Output } from "../../shared/contract/api";
import type { DecisionKind } from "../../shared/model/decision";
import { decisionRule } from "../../shared/review/decision-catalog";
import { withdrawGraceMs } from "../../shared/review/decision-grace";
import { htmlReport } from "../support/html-report";
import { openTestApp, tempFolder } from "../support/temp-home";

let app: App;
let skipped = 0;

/** A clock that tests push on. */
const clock = { ...systemClock(), now: () => new Date(Date.now() + skipped) };

async function must<T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: { code: string; message: string } }>,
): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

async function row(filter: string) {
  const inbox = await must(app.invoke("inbox.list", { filter }));
  const found = inbox.groups.flatMap((group) => group.rows)[0];
  if (found === undefined) throw new Error(`no row for ${filter}`);
  return found;
}

async function record(kind: DecisionKind, filter: string, fields: Partial<Input<"decision.record">> = {}) {
  const { taskId, focusAttempt } = await row(filter);
  const subject = { kind, taskId, attemptId: decisionRule(kind).subject === "attempt" ? focusAttempt : null };
  const sheet = await must(app.invoke("decision.sheet", subject));
  return must(
    app.invoke("decision.record", {
      ...subject,
      nonce: sheet.nonce,
      reason: "because",
      person: null,
      until: null,
      confirm: sheet.confirm,
      ...fields,
    }),
  );
}

async function undo(): Promise<Output<"inbox.list">["undo"]> {
  return (await must(app.invoke("inbox.list", { filter: "" }))).undo;
}

const withdraw = (entries: number[], reason = "") => app.invoke("decision.withdraw", { entries, reason });

async function standings(taskId: string) {
  const view = await must(app.invoke("task.get", { taskId }));
  return view.decisions.map(({ seq, decision, standing, withdrawn }) => ({
    seq,
    kind: decision.kind,
    standing,
    by: withdrawn?.seq,
  }));
}

describe("withdrawing decisions on the sample night", () => {
  beforeEach(async () => {
    skipped = 0;
    app = openTestApp({ platform: { clock } });
    await must(app.invoke("sample.open", {}));
  });

  it("appends an entry that names the withdrawn one; the task is where it was, and list and report show both", async () => {
    const before = await row("WEB-123");
    const receipt = await record("approve", "WEB-123");
    expect((await row("WEB-123")).turn).toBe("done");
    const act = await undo();
    expect(act).toMatchObject({ entries: [receipt.seq], tasks: [before.taskId], what: "Approved A, WEB-123" });
    expect(Date.parse(act?.until ?? "")).toBe(Date.parse(receipt.recordedAt) + withdrawGraceMs);

    const { receipts } = await must(withdraw([receipt.seq], "Too early."));
    expect(await row("WEB-123")).toEqual({ ...before, isNew: before.isNew });
    expect(await standings(before.taskId)).toEqual([
      { seq: receipt.seq, kind: "approve", standing: "superseded", by: receipts[0]?.seq },
      { seq: receipts[0]?.seq, kind: "withdraw", standing: "in-force", by: undefined },
    ]);
    expect(await undo()).toBeNull();

    const entry = await must(app.invoke("audit.entry", { seq: receipts[0]?.seq ?? -1 }));
    expect(entry.entry.body).toMatchObject({ v: 2, kind: "decision" });
    expect(entry.entry.decision).toMatchObject({
      kind: "withdraw",
      reason: "Too early.",
      withdraws: { seq: receipt.seq, kind: "approve", leafHash: receipt.leafHash },
    });
    const list = await must(app.invoke("audit.list", { filter: "WEB-123", before: null, limit: 10 }));
    expect(list.rows.map(({ seq, standing }) => ({ seq, standing }))).toEqual([
      { seq: receipts[0]?.seq, standing: "in-force" },
      { seq: receipt.seq, standing: "superseded" },
    ]);
    expect(list.rows[0]?.on).toContain(`entry ${String(receipt.seq)}`);
    expect(list.rows[1]?.on).toContain(`withdrawn by entry ${String(receipts[0]?.seq)}`);
    expect(await must(app.invoke("audit.verify", {}))).toMatchObject({ verified: true, root: receipts[0]?.root });
    const report = await htmlReport(app);
    const html = readFileSync(report.path, "utf8");
    expect(html).toContain(`id="entry-${String(receipt.seq)}"`);
    expect(html).toContain(`id="entry-${String(receipts[0]?.seq)}"`);
    expect(html).toContain("Too early.");
    expect(html).toMatch(/<dt>Withdrawn<\/dt>/);
    expect(html).toMatch(/<dt>Withdraws<\/dt>/);
  });

  it("lets stand again what the withdrawn decision had replaced", async () => {
    const changes = await record("request-changes", "WEB-123");
    const approval = await record("approve", "WEB-123");
    const { taskId } = await row("WEB-123");
    expect((await standings(taskId)).map((one) => one.standing)).toEqual(["superseded", "in-force"]);
    await must(withdraw([approval.seq]));
    expect(await standings(taskId)).toMatchObject([
      { seq: changes.seq, standing: "in-force" },
      { seq: approval.seq, standing: "superseded" },
      { kind: "withdraw" },
    ]);
    expect(await row("WEB-123")).toMatchObject({ turn: "waiting", decided: "request-changes" });
  });

  it("gives an owner back, with the gates that rest on it", async () => {
    const filter = "owner:none";
    const unowned = await row(filter);
    const assigned = await record("assign-owner", unowned.taskId, { person: "dario.m" });
    expect((await row(unowned.taskId)).owner).toBe("dario.m");
    await must(withdraw([assigned.seq]));
    expect((await row(unowned.taskId)).owner).toBeNull();
  });

  it("refuses after the grace, twice, for others, and where something was decided since", async () => {
    const refused = async (entries: number[]) => {
      const result = await withdraw(entries);
      return result.ok ? "done" : `${result.error.code}: ${result.error.message}`;
    };
    const size = () => app.core.ledger.size();
    const owner = await record("assign-owner", "WEB-123", { person: "dario.m" });
    const approval = await record("approve", "WEB-123");
    const { taskId } = await row("WEB-123");
    const before = size();
    expect(await refused([owner.seq])).toMatch(/^decided-since: Entry \d+ \(approved, ilse\)/);
    expect(await refused([0])).toMatch(/^not-found: Entry 0 is no decision/);
    expect(await refused([999])).toMatch(/^not-found/);
    await must(app.invoke("app.settings", { reviewerName: "tomas.r" }));
    expect(await refused([approval.seq])).toMatch(/^not-yours: .*recorded by ilse/);
    expect(await undo()).toBeNull();
    await must(app.invoke("app.settings", { reviewerName: "ilse" }));
    skipped = withdrawGraceMs + 1;
    expect(await refused([approval.seq])).toMatch(/^grace-over: .*10 minutes/);
    expect(await undo()).toBeNull();
    expect(size()).toBe(before);

    skipped = 0;
    const { receipts } = await must(withdraw([approval.seq]));
    expect(await refused([approval.seq])).toMatch(/^withdrawn-already: .*by entry/);
    expect(await refused([receipts[0]?.seq ?? -1])).toMatch(/^not-withdrawable/);
    // The approval is out of the way now: the owner can be taken back too.
    expect(await refused([owner.seq])).toBe("done");
    expect((await standings(taskId)).filter((one) => one.standing === "in-force").map((one) => one.kind)).toEqual([
      "withdraw",
      "withdraw",
    ]);
  });

  it("withdraws what was on screen or nothing: another process decided in between", async () => {
    const home = tempFolder();
    app = openTestApp({ home, platform: { clock } });
    await must(app.invoke("sample.open", {}));
    const mine = await record("snooze", "WEB-123", { until: new Date(Date.now() + 3_600_000).toISOString() });
    const shown = await undo();
    const other = openTestApp({ home, platform: { clock } });
    const { taskId } = await row("WEB-123");
    const sheet = await must(other.invoke("decision.sheet", { kind: "assign-owner", taskId, attemptId: null }));
    const theirs = await must(
      other.invoke("decision.record", {
        kind: "assign-owner",
        taskId,
        attemptId: null,
        nonce: sheet.nonce,
        reason: "",
        person: "dario.m",
        until: null,
        confirm: null,
      }),
    );
    expect(shown?.entries).toEqual([mine.seq]);
    const result = await withdraw(shown?.entries ?? []);
    expect(result).toMatchObject({ ok: false, error: { code: "decided-since" } });
    expect((await undo())?.entries).toEqual([theirs.seq]);
  });

  it("takes back a decision on several tasks at once, each with its own entry", async () => {
    const inbox = await must(app.invoke("inbox.list", { filter: "state:open" }));
    const rows = inbox.groups.flatMap((group) => group.rows).slice(0, 3);
    const subjects = rows.map(({ taskId, focusAttempt }) => ({ taskId, attemptId: focusAttempt }));
    const { sheets } = await must(app.invoke("decision.sheets", { kind: "snooze", subjects }));
    expect(sheets.map((one) => one.leftOut)).toEqual([null, null, null]);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const batch = await must(
      app.invoke("decision.batch", {
        kind: "snooze",
        subjects: sheets.map(({ taskId, sheet }) => ({ taskId, attemptId: null, nonce: sheet.nonce })),
        reason: "",
        person: null,
        until,
      }),
    );
    expect(batch.failed).toEqual([]);
    expect(batch.done.map((one) => one.taskId)).toEqual(rows.map((one) => one.taskId));
    const snoozed = await must(app.invoke("inbox.list", { filter: "state:snoozed" }));
    expect(snoozed.groups.flatMap((group) => group.rows)).toHaveLength(3);
    expect(snoozed.undo).toMatchObject({ entries: batch.done.map((one) => one.receipt.seq), what: "Snoozed, 3 tasks" });
    const { receipts } = await must(withdraw(snoozed.undo?.entries ?? []));
    expect(receipts).toHaveLength(3);
    expect((await must(app.invoke("inbox.list", { filter: "state:snoozed" }))).groups.flatMap((g) => g.rows)).toEqual(
      [],
    );
    expect(await must(app.invoke("audit.verify", {}))).toMatchObject({ verified: true });
  });

  it("approves several only where each is low or medium and unblocked, and says why one is left out", async () => {
    const inbox = await must(app.invoke("inbox.list", { filter: "state:open" }));
    const rows = inbox.groups.flatMap((group) => group.rows);
    const subjects = rows.map(({ taskId, focusAttempt }) => ({ taskId, attemptId: focusAttempt }));
    const { sheets } = await must(app.invoke("decision.sheets", { kind: "approve", subjects }));
    const part = sheets.filter((one) => one.leftOut === null);
    const high = sheets.filter((one) => one.sheet.tier === "high" || one.sheet.tier === "critical");
    expect(high.length).toBeGreaterThan(0);
    for (const one of high) expect(one.leftOut).toMatch(/risk is approved one task at a time/);
    expect(part.length).toBeGreaterThan(0);
    for (const one of part) expect(one.sheet.blocked).toBeNull();
    // Asked for all the same, what is left out is refused and the rest is recorded.
    const batch = await must(
      app.invoke("decision.batch", {
        kind: "approve",
        subjects: sheets.map(({ taskId, sheet }) => ({ taskId, attemptId: sheet.attemptId, nonce: sheet.nonce })),
        reason: "Small and tested.",
        person: null,
        until: null,
      }),
    );
    expect(batch.done.map((one) => one.taskId)).toEqual(part.map((one) => one.taskId));
    expect(batch.failed).toHaveLength(sheets.length - part.length);
    expect(batch.failed.every((one) => one.problem.message.length > 10)).toBe(true);
    const wrong = await app.invoke("decision.batch", {
      kind: "reject",
      subjects: [{ taskId: rows[0]?.taskId ?? "", attemptId: rows[0]?.focusAttempt ?? null, nonce: "" }],
      reason: "no",
      person: null,
      until: null,
    });
    expect(wrong).toMatchObject({ ok: false, error: { code: "not-for-several" } });
  });

  it("is recorded by its own procedure alone", async () => {
    const { taskId } = await row("WEB-123");
    const sheet = await must(app.invoke("decision.sheet", { kind: "withdraw", taskId, attemptId: null }));
    const result = await app.invoke("decision.record", {
      kind: "withdraw",
      taskId,
      attemptId: null,
      nonce: sheet.nonce,
      reason: "",
      person: null,
      until: null,
      confirm: null,
    });
    expect(result).toMatchObject({ ok: false, error: { code: "withdraw-by-entry" } });
  });
});
