import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { systemClock } from "../../main/platform/clock";
import { lookAtClock } from "../../main/services/watch-escalations";
import type { Input } from "../../shared/contract/api";
import type { DecisionKind } from "../../shared/model/decision";
import { withQuestion } from "../../shared/review/escalation-question";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

let app: App;
let skipped = 0;
const hour = 3_600_000;

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
  expect(inbox.problems).toEqual([]);
  const found = inbox.groups.flatMap((group) => group.rows)[0];
  if (found === undefined) throw new Error(`no row for ${filter}`);
  return found;
}

const count = async (filter: string): Promise<number> =>
  (await must(app.invoke("inbox.list", { filter }))).groups.flatMap((group) => group.rows).length;

async function tryRecord(kind: DecisionKind, taskId: string, fields: Partial<Input<"decision.record">> = {}) {
  const subject = { kind, taskId, attemptId: null };
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

const record = async (...of: Parameters<typeof tryRecord>) => must(tryRecord(...of));
const list = (taskId: string | null, ended = true) => must(app.invoke("escalations.list", { taskId, ended }));
const later = (hours: number): string => new Date(Date.now() + skipped + hours * hour).toISOString();

async function escalated(
  fields: Partial<Input<"decision.record">> = {},
): Promise<{ taskId: string; seq: number; leafHash: string }> {
  const { taskId } = await row("WEB-123");
  const { seq, leafHash } = await record("escalate", taskId, {
    person: "Dario",
    until: later(2),
    reason: withQuestion("It cannot be undone.", "May it run?"),
    ...fields,
  });
  return { taskId, seq, leafHash };
}

describe("escalations on the sample night", () => {
  beforeEach(async () => {
    skipped = 0;
    app = openTestApp({ platform: { clock } });
    await must(app.invoke("sample.open", {}));
  });

  it("goes from open through acknowledged to answered, each by an entry that names it", async () => {
    const { taskId, seq, leafHash } = await escalated();
    expect(await row("WEB-123")).toMatchObject({ turn: "waiting", escalation: { state: "open", to: "Dario", seq } });
    await record("acknowledge", taskId, { person: "Dario", reason: "" });
    expect((await row("WEB-123")).escalation).toMatchObject({ state: "acknowledged" });
    const twice = await tryRecord("acknowledge", taskId, { reason: "" });
    expect(twice).toMatchObject({ ok: false, error: { code: "escalation-acknowledged" } });

    const answer = await record("answer", taskId, {
      person: "Dario",
      reason: "Yes, after the backup.",
      escalation: { seq, leafHash },
    });
    const [one] = (await list(taskId)).escalations;
    expect(one).toMatchObject({
      state: "answered",
      question: "May it run?",
      reason: "It cannot be undone.",
      answer: { seq: answer.seq, by: "Dario", text: "Yes, after the backup." },
    });
    expect(one?.history.map(({ what, by }) => [what, by])).toEqual([
      ["raised", one?.by],
      ["acknowledged", "Dario"],
      ["answered", "Dario"],
    ]);
    // It came back: it is the reviewer's turn, and says why.
    expect(await row("WEB-123")).toMatchObject({
      turn: "your-turn",
      escalation: null,
      verdict: { label: "Answered", cause: "by Dario: Yes, after the backup." },
    });
    expect((await row("WEB-123")).why).toMatch(/^Dario answered the escalation, entry \d+, recorded by /u);
    const view = await must(app.invoke("task.get", { taskId }));
    expect(view.decisions.map(({ decision, standing }) => [decision.kind, standing])).toEqual([
      ["escalate", "superseded"],
      ["acknowledge", "in-force"],
      ["answer", "in-force"],
    ]);
    expect(await must(app.invoke("audit.verify", {}))).toMatchObject({ problem: null });
  });

  it("is missed when its time passed, without a timer, and can be answered late", async () => {
    const { taskId } = await escalated();
    expect(await count("escalated:dario")).toBe(1);
    expect(await count("is:overdue")).toBe(0);
    skipped = 3 * hour;
    expect(await row("WEB-123")).toMatchObject({ turn: "your-turn", escalation: { state: "missed" } });
    expect(await count("is:overdue")).toBe(1);
    await record("answer", taskId, { reason: "Too late, but yes." });
    const [one] = (await list(taskId)).escalations;
    expect(one).toMatchObject({ state: "answered" });
    expect(one?.missedSince).toBe(one?.due);
    expect(await count("is:overdue")).toBe(0);
  });

  it("says in which stretch nobody could be told, at the next start and after sleep", async () => {
    await escalated();
    const last = lookAtClock(app.core, null);
    skipped = 9 * hour;
    const told: unknown[] = [];
    app.subscribe((topic, payload) => told.push([topic, payload]));
    // The next start: nothing is known but what was kept.
    lookAtClock(app.core, null);
    expect(told).toEqual([["changed", { scopes: ["inbox", "task"] }]]);
    const { away, escalations } = await list(null, false);
    expect(escalations).toHaveLength(1);
    expect(away).toEqual([
      {
        from: new Date(last).toISOString(),
        to: clock
          .now()
          .toISOString()
          .replace(/\.\d+Z$/u, () => away[0]?.to.slice(19) ?? ""),
      },
    ]);
    // Nothing more is due: nothing is kept any more, and nothing told again.
    told.length = 0;
    lookAtClock(app.core, clock.now().getTime() - 30_000);
    expect(told).toEqual([]);
  });

  it("closes by a decision, and refuses an answer to what waits no more", async () => {
    const { taskId, seq, leafHash } = await escalated();
    await record("snooze", taskId, { until: later(4) });
    expect((await list(taskId)).escalations[0]).toMatchObject({ state: "closed" });
    expect(await tryRecord("answer", taskId, { escalation: { seq, leafHash } })).toMatchObject({
      ok: false,
      error: { code: "escalation-gone" },
    });
    expect(await tryRecord("acknowledge", taskId)).toMatchObject({ ok: false, error: { code: "escalation-none" } });
    expect(await tryRecord("answer", taskId, { escalation: { seq, leafHash: "f".repeat(64) } })).toMatchObject({
      ok: false,
    });
    expect(await tryRecord("snooze", taskId, { until: later(5), escalation: { seq, leafHash } })).toMatchObject({
      ok: false,
      error: { code: "escalation-refused" },
    });
  });

  it("waits for me where it goes to me, and is found so", async () => {
    const { reviewer } = await list(null);
    await escalated({ person: reviewer });
    expect(await row("escalated:me")).toMatchObject({ ref: "WEB-123", turn: "your-turn" });
  });

  it("answers the agent's own question: the task waits for the agent, and the answer is a prompt with its resume command", async () => {
    const asking = (await list(null)).questions;
    expect(asking.length).toBeGreaterThan(0);
    const [question] = asking;
    if (question === undefined) throw new Error("no agent asks in the sample night");
    const { taskId, event, digest } = question;
    expect(await count("escalated:agent")).toBe(new Set(asking.map((one) => one.taskId)).size);
    const answer = await record("answer", taskId, { escalation: { event, digest }, reason: "Use the staging key." });
    const after = await row(`escalated:agent ${taskId}`).catch(() => null);
    expect(after).toBeNull();
    const shown = (await must(app.invoke("inbox.list", { filter: "" }))).groups
      .flatMap((group) => group.rows)
      .find((one) => one.taskId === taskId);
    expect(shown).toMatchObject({ turn: "waiting", decided: "answer" });
    const prompt = await must(app.invoke("escalations.prompt", { taskId, entry: answer.seq }));
    expect(prompt.text).toContain("> Use the staging key.");
    expect(prompt.text).toContain(question.text.split("\n")[0]);
    expect(prompt.resume?.session).not.toBe("");
    expect(prompt.resume?.argv?.at(-1)).toBe(prompt.resume?.session);
    expect((await list(taskId)).questions[0]?.answer).toMatchObject({ seq: answer.seq, text: "Use the staging key." });
    const other = await tryRecord("answer", taskId, { escalation: { event, digest: "0".repeat(64) } });
    expect(other).toMatchObject({ ok: false, error: { code: "escalation-gone" } });
  });

  it("offers what the policy asks to be escalated, says so until somebody raises it, and raises nothing by itself", async () => {
    const home = tempFolder();
    const shipped = readFileSync(path.join(projectRoot, "resources", "policy", "default.yaml"), "utf8");
    const own = shipped
      .replace("id: default", "id: own")
      .replace(/^escalate: \[\]$/mu, "escalate:\n  - { from: critical, to: platform on-call, within: 4h }");
    expect(own).toContain("platform on-call");
    writeFileSync(path.join(home, "policy.yaml"), own);
    app = openTestApp({ home, platform: { clock } });
    await must(app.invoke("sample.open", {}));
    const { asked, escalations } = await list(null);
    expect(escalations).toEqual([]);
    expect(asked).toMatchObject([{ taskRef: "PAY-121", rule: "tier-critical", to: "platform on-call", minutes: 240 }]);
    const [one] = asked;
    if (one === undefined) throw new Error("nothing is asked for");
    // The agent of this task asks too, and that comes first.
    expect((await row("PAY-121")).escalation).toMatchObject({ state: "asked" });
    const wrong = await tryRecord("escalate", one.taskId, {
      person: "platform on-call",
      until: later(4),
      raisedBy: { rule: "nothing-of-the-kind" },
    });
    expect(wrong).toMatchObject({ ok: false, error: { code: "escalation-gone" } });
    await record("escalate", one.taskId, { person: one.to, until: later(4), raisedBy: { rule: one.rule } });
    const after = await list(one.taskId);
    expect(after.asked).toEqual([]);
    expect(after.escalations).toMatchObject([{ cause: { kind: "rule", rule: "tier-critical" }, state: "open" }]);
  });

  it("prepares an e-mail and records that it was prepared, never that it was sent", async () => {
    const { taskId, seq } = await escalated();
    const mail = await must(app.invoke("escalations.mail", { taskId, entry: seq, to: "dario@example.org" }));
    expect(mail.url).toMatch(/^mailto:dario@example\.org\?subject=Escalation/u);
    const { entry } = await must(app.invoke("audit.entry", { seq: mail.entry }));
    expect(entry.body).toMatchObject({ kind: "effect", via: "mail", decision: seq, state: "confirmed" });
    expect(JSON.stringify(entry.body)).toContain("not known here");
    expect(JSON.stringify(entry.body)).not.toContain("dario@example.org");
    expect(await app.invoke("escalations.mail", { taskId, entry: seq, to: "x\r\nBcc: y@z" })).toMatchObject({
      ok: false,
    });
  });
});
