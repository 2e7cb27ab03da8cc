import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { judgedOtherwise } from "../../main/services/judge-anew";
import { cancelAllJobs } from "../../main/services/jobs";
import { judgeAttempt } from "../../main/services/judge-attempt";
import type { Input, Output } from "../../shared/contract/api";
import { defaultPolicy } from "../builders/policy";
import { openTestApp, tempFolder } from "../support/temp-home";
import { deskOf, fingerprintOf, handOut } from "../support/two-desks";

const text = defaultPolicy().file.text;
const changed = (...pairs: (readonly [string, string])[]): string =>
  pairs.reduce((now, [from, to]) => {
    expect(now.split(from), from).toHaveLength(2);
    return now.replace(from, to);
  }, text);
const twoReviewers = ["- { from: low, count: 1 }", "- { from: low, count: 2 }"] as const;

async function must<T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>,
): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** The sample night, judged by a policy of the machine's own where one is given. */
async function night(own?: string): Promise<App> {
  const home = tempFolder();
  if (own !== undefined) writeFileSync(path.join(home, "policy.yaml"), own);
  const app = openTestApp({ home });
  await must(app.invoke("sample.open", {}));
  return app;
}

async function taskOf(app: App, ref: string): Promise<Output<"task.get"> & { group: string }> {
  const { groups } = await must(app.invoke("inbox.list", { filter: "" }));
  const found = groups
    .flatMap(({ group, rows }) => rows.map((row) => ({ group, row })))
    .find(({ row }) => row.ref === ref);
  if (found === undefined) throw new Error(`no task ${ref}`);
  return { ...(await must(app.invoke("task.get", { taskId: found.row.taskId }))), group: found.group };
}

async function record(app: App, ref: string, kind: Input<"decision.record">["kind"], letter = "A") {
  const { task, attempts } = await taskOf(app, ref);
  const attempt = attempts.find((one) => one.attempt.letter === letter)?.attempt;
  for (const file of attempt?.files ?? [])
    await app.invoke("reading.mark", { attemptId: attempt?.id ?? "", file: file.digest, read: true });
  const subject = { kind, taskId: task.id, attemptId: attempt?.id ?? null };
  const sheet = await must(app.invoke("decision.sheet", subject));
  return app.invoke("decision.record", {
    ...subject,
    nonce: sheet.nonce,
    reason: "because",
    person: null,
    until: null,
    confirm: sheet.confirm,
  });
}

describe("trying a policy", () => {
  it("says what would be blocked and why, with progress, and stores nothing", async () => {
    const app = await night();
    const before = await taskOf(app, "WEB-123");
    const log = app.core.ledger.size();
    const seen: string[] = [];
    app.subscribe((topic, payload) => {
      if (topic === "progress" && "job" in payload) seen.push(`${payload.job} ${String(payload.finished)}`);
    });
    const strict = changed(
      [
        "- { kind: tests, from: low, standing: observed, fresh: true, documents: false }",
        "- { kind: sbom, from: low }",
      ],
      ["undeclared: { code: medium, documents: low }", "undeclared: { code: critical, documents: low }"],
    );
    const run = await must(app.invoke("policy.dryRun", { text: strict }));
    expect(run).toMatchObject({ ref: { id: "default", source: "user" }, problems: [], cancelled: false, attempts: 8 });
    expect(Object.values(run.counts).reduce((sum, count) => sum + count, 0)).toBe(8);
    const web = run.rows.find((row) => row.taskRef === "WEB-123");
    expect(web).toMatchObject({ decided: null, letter: "A" });
    expect(web?.then.unmet).toContain("Required evidence: SBOM");
    expect(web?.because).toContain("Not met: Required evidence: SBOM: No evidence of SBOM.");
    const undeclared = run.rows.filter((row) => row.then.level === "critical" && row.now.level !== "critical");
    expect(undeclared.length).toBeGreaterThan(0);
    for (const row of undeclared) expect(row.because.join("\n")).toContain("Now also critical: No contract");
    expect(seen.at(-1)).toBe("Trying a policy true");
    expect(await taskOf(app, "WEB-123")).toEqual(before);
    expect(app.core.ledger.size()).toBe(log);
  });

  it("finds nothing else under the policy in force, and what a looser one lets through", async () => {
    const app = await night();
    expect(await must(app.invoke("policy.dryRun", { text }))).toMatchObject({ rows: [], counts: { same: 8 } });
    const loose = changed(
      ["contradicted: { from: medium }", "contradicted: { from: critical }"],
      ["reading: { from: high, percent: 100 }", "reading: { from: critical, percent: 100 }"],
      ["acceptance: { from: medium, standing: observed }", "acceptance: { from: critical, standing: observed }"],
      ["contractEvidence: { from: medium }", "contractEvidence: { from: critical }"],
    );
    const run = await must(app.invoke("policy.dryRun", { text: loose }));
    expect(run.rows.filter((row) => row.change === "blocked" || row.change === "raised")).toEqual([]);
    expect(run.counts.passes + run.counts.gates).toBeGreaterThan(0);
  });

  it("names an approval on record that it would not have let through", async () => {
    const app = await night();
    await must(record(app, "WEB-123", "approve"));
    const run = await must(
      app.invoke("policy.dryRun", { text: changed(["- { kind: tests, from: low,", "- { kind: sbom, from: low,"]) }),
    );
    expect(run.counts.approvedAndBlocked).toBe(1);
    expect(run.rows.find((row) => row.taskRef === "WEB-123")?.decided).toMatchObject({ kind: "approve" });
  });

  it("answers what is wrong with a text, and ends where it is cancelled", async () => {
    const app = await night();
    const wrong = await must(app.invoke("policy.dryRun", { text: "version: 1\n" }));
    expect(wrong).toMatchObject({ ref: null, attempts: 0 });
    expect(wrong.problems.length).toBeGreaterThan(3);
    const running = app.invoke("policy.dryRun", { text });
    expect(cancelAllJobs(app.core)).toBe(1);
    const ended = await must(running);
    expect(ended.attempts).toBeLessThanOrEqual(8);
  });
});

describe("a policy of this machine", () => {
  it("is in force from the next start on: every attempt is judged by it, and its gates count", async () => {
    const home = tempFolder();
    const first = openTestApp({ home });
    await must(first.invoke("sample.open", {}));
    expect((await taskOf(first, "SRCH-114")).attempts[0]?.judgement.tier.policy.source).toBe("default");
    first.close();
    writeFileSync(
      path.join(home, "policy.yaml"),
      changed(["id: default", "id: mine"], ["stale: { level: low,", "stale: { level: high,"]),
    );
    const app = openTestApp({ home });
    await expect.poll(() => judgedOtherwise(app.core)).toBe(false);
    const tier = (await taskOf(app, "SRCH-114")).attempts[0]?.judgement.tier;
    expect(tier).toMatchObject({ level: "high", policy: { id: "mine", source: "user" } });
    app.close();
    // The looser policy is back; the tier that was reached stays.
    writeFileSync(path.join(home, "policy.yaml"), text);
    const again = openTestApp({ home });
    await expect.poll(() => judgedOtherwise(again.core)).toBe(false);
    const held = (await taskOf(again, "SRCH-114")).attempts[0]?.judgement.tier;
    expect(held?.level).toBe("high");
    expect(held?.matched[0]).toMatchObject({ rule: "held", level: "high" });
    expect(held?.matched[0]?.why).toContain("A claim of the summary is stale");
  });

  it("that is broken is named, and the default holds", async () => {
    const app = await night("version: 1\nid: [\n");
    const shown = await must(app.invoke("policy.get", { attemptId: null }));
    expect(shown).toMatchObject({ ref: { id: "default" }, refused: { problems: [{ code: "policy-yaml", line: 3 }] } });
    const tier = (await taskOf(app, "WEB-123")).attempts[0]?.judgement.tier;
    expect(tier?.matched.at(-1)?.why).toContain("This machine's own policy is not in force");
  });

  it("lets an approval expire, and has it said until when", async () => {
    const app = await night(
      changed(["- { from: high, days: 90 }", "- { from: low, days: 7 }"], ["    - { from: critical, days: 30 }\n", ""]),
    );
    await must(record(app, "WEB-123", "approve"));
    const { decisions, group } = await taskOf(app, "WEB-123");
    const until = Date.parse(decisions.at(-1)?.decision.until ?? "");
    expect(until - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    expect(until - Date.now()).toBeLessThan(7.1 * 86_400_000);
    expect(group).toBe("done");
  });

  it("that asks for two reviewers lets the first approve, and is done with the second", async () => {
    const app = await night(changed(twoReviewers));
    const settings = await must(app.invoke("app.settings", { reviewerName: "Tomas" }));
    expect(settings.reviewerName).toBe("Tomas");
    await must(record(app, "WEB-123", "approve"));
    const waiting = await taskOf(app, "WEB-123");
    expect(waiting.group).toBe("waiting");
    expect(waiting.verdict.label).toContain("another reviewer is needed");
    // Once more, and by another spelling: it is still one person.
    await must(app.invoke("app.settings", { reviewerName: "TOMAS " }));
    await must(record(app, "WEB-123", "approve"));
    expect((await taskOf(app, "WEB-123")).group).toBe("waiting");
    // Another name at one desk, with one key, is nobody else either: the second approval comes from a log of its own.
    await must(app.invoke("app.settings", { reviewerName: "Lena" }));
    await must(record(app, "WEB-123", "approve"));
    const still = await taskOf(app, "WEB-123");
    expect(still.group).toBe("waiting");
    expect(still.attempts[0]?.gates.find((gate) => gate.id === "reviewers")?.met).toBe(false);
    await must(app.invoke("app.settings", { reviewerName: "Tomas" }));
    const marit = await deskOf("Marit", changed(twoReviewers));
    await must(record(marit.app, "WEB-123", "approve"));
    const file = await handOut(marit.app, "WEB-123");
    const trust = { person: "Marit", fingerprint: await fingerprintOf(marit.app) };
    await must(app.invoke("approvals.takeIn", { path: file.path, trust }));
    const done = await taskOf(app, "WEB-123");
    expect(done.group).toBe("done");
    expect(done.decisions.map(({ standing }) => standing)).toEqual(["superseded", "in-force", "in-force"]);
    expect(done.attempts[0]?.gates.find((gate) => gate.id === "reviewers")?.met).toBe(true);
  });
});

it("history: what was decided against other work counts when an attempt is judged next", async () => {
  const app = await night(
    changed(["decisions: { atLeast: 3, level: medium", "decisions: { atLeast: 1, level: critical"]),
  );
  const { attempts } = await taskOf(app, "PAY-118");
  await must(record(app, "PAY-118", "request-changes"));
  const [a, b] = attempts;
  if (a === undefined || b === undefined) throw new Error("PAY-118 has three attempts");
  judgeAttempt(app.core, b.attempt.id);
  // The other attempts of the same task are what is being chosen from: no history.
  expect((await taskOf(app, "PAY-118")).attempts[1]?.judgement.tier.matched.map((match) => match.rule)).not.toContain(
    "history-decisions",
  );
  const other = app.core.index
    .prepare("SELECT id FROM task WHERE id <> ? ORDER BY id LIMIT 1")
    .pluck()
    .get(a.attempt.taskId);
  app.core.index
    .prepare("UPDATE task SET record = json_set(record, '$.repository', ?) WHERE id = ?")
    .run((await taskOf(app, "PAY-118")).task.repository, other);
  app.core.index
    .prepare("UPDATE attempt SET record = json_set(record, '$.files[0].path', ?) WHERE task_id = ?")
    .run(a.attempt.files[0]?.path, other);
  const ids = app.core.index.prepare<[unknown], { id: string }>("SELECT id FROM attempt WHERE task_id = ?").all(other);
  for (const { id } of ids) judgeAttempt(app.core, id);
  const judged = await must(app.invoke("task.get", { taskId: String(other) }));
  expect(judged.attempts[0]?.judgement.tier).toMatchObject({ level: "critical" });
  expect(judged.attempts[0]?.judgement.tier.matched[0]?.why).toMatch(
    /^1 decision of the last 90 days went against other work on these paths; the newest is entry \d+, changes requested on /,
  );
});
