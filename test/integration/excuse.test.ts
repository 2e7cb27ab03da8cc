import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import type { Input, Output } from "../../shared/contract/api";
import type { Result } from "../../shared/result";
import { htmlReport } from "../support/html-report";
import { openTestApp } from "../support/temp-home";

type Kind = Input<"decision.record">["kind"];
type Row = Output<"inbox.list">["groups"][number]["rows"][number];
let app: App;

async function must<T>(answer: Promise<Result<T>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

async function rowOf(filter: string): Promise<Row> {
  const inbox = await must(app.invoke("inbox.list", { filter }));
  const [row] = inbox.groups.flatMap((group) => group.rows);
  if (row === undefined) throw new Error(`no row for ${filter}`);
  return row;
}

async function viewOf(row: Row) {
  const task = await must(app.invoke("task.get", { taskId: row.taskId }));
  const attempt = task.attempts.find((one) => one.attempt.id === row.focusAttempt);
  if (attempt === undefined) throw new Error("the focused attempt is not in its task");
  return { task, attempt };
}

async function record(kind: Kind, row: Row, fields: Partial<Input<"decision.record">> = {}) {
  const subject = { kind, taskId: row.taskId, attemptId: row.focusAttempt };
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

/** A task whose focused attempt has at least so many gates that are not met. */
async function rowWithUnmet(least: number): Promise<Row> {
  const inbox = await must(app.invoke("inbox.list", { filter: "" }));
  for (const row of inbox.groups.flatMap((group) => group.rows)) {
    const { attempt } = await viewOf(row);
    if (attempt.gates.filter((gate) => !gate.met).length >= least) return row;
  }
  throw new Error(`no attempt of the sample night has ${String(least)} unmet gates`);
}

async function overrideAll(row: Row): Promise<readonly string[]> {
  const { attempt } = await viewOf(row);
  const unmet = attempt.gates.filter((gate) => !gate.met);
  for (const gate of unmet)
    await must(record("override-gate", row, { gate: gate.id, reason: `Shown by hand: ${gate.title}` }));
  return unmet.map((gate) => gate.id);
}

beforeEach(async () => {
  app = openTestApp();
  await must(app.invoke("sample.open", {}));
});

describe("lowering a tier", () => {
  it("changes tier and gates of that attempt alone, says from what, and is set back", async () => {
    const row = await rowOf("PAY-121");
    const before = (await viewOf(row)).attempt;
    const { machine } = before.effective;
    expect(before.effective).toEqual({ level: machine, machine, lowered: null, limit: null });
    expect(machine).not.toBe("low");

    const sheet = await must(
      app.invoke("decision.sheet", { kind: "lower-tier", taskId: row.taskId, attemptId: row.focusAttempt }),
    );
    expect(sheet.levels).toContain("low");
    expect(sheet.levels).not.toContain(machine);
    const receipt = await must(record("lower-tier", row, { level: "low", reason: "A demo nobody runs." }));

    const { task, attempt } = await viewOf(row);
    expect(attempt.effective).toMatchObject({
      level: "low",
      machine,
      lowered: { level: "low", seq: receipt.seq, reason: "A demo nobody runs." },
    });
    expect(attempt.judgement.tier.level).toBe(machine);
    expect(attempt.gates.length).toBeLessThan(before.gates.length);
    expect(task.decisions.at(-1)).toMatchObject({
      standing: "in-force",
      decision: { kind: "lower-tier", level: "low", tier: machine, policy: before.judgement.tier.policy },
    });
    if (task.attempts.length === 1) expect((await rowOf("PAY-121")).tier).toBe("low");

    const back = await must(record("lower-tier", row, { level: machine, reason: "It is run after all." }));
    const after = await viewOf(row);
    expect(after.attempt.effective).toEqual({ level: machine, machine, lowered: null, limit: null });
    expect(after.attempt.gates).toEqual(before.gates);
    expect(after.task.decisions.map((one) => [one.seq, one.standing])).toEqual([
      [receipt.seq, "superseded"],
      [back.seq, "in-force"],
    ]);
    expect(after.task.decisions.at(-1)?.decision).toMatchObject({ tier: "low", machineTier: machine });
  });

  it("ends when what was judged is another, and says so", async () => {
    const row = await rowOf("owner:none");
    const { machine } = (await viewOf(row)).attempt.effective;
    await must(record("lower-tier", row, { level: "low" }));
    expect((await viewOf(row)).attempt.effective.level).toBe("low");
    // An owner takes away the finding that nobody owns it: the judgement is another.
    await must(
      app.invoke("decision.sheet", { kind: "assign-owner", taskId: row.taskId, attemptId: null }).then(async (sheet) =>
        sheet.ok
          ? app.invoke("decision.record", {
              kind: "assign-owner",
              taskId: row.taskId,
              attemptId: null,
              nonce: sheet.value.nonce,
              reason: "",
              person: "dario",
              until: null,
              confirm: null,
            })
          : sheet,
      ),
    );
    const { task, attempt } = await viewOf(row);
    expect(task.decisions[0]?.standing).toBe("stale");
    expect(attempt.effective).toMatchObject({ level: attempt.effective.machine, lowered: null });
    expect(attempt.effective.limit).toMatch(/no longer holds/);
    expect(machine).not.toBe("low");
  });

  it.each([
    [{}, "level-missing"],
    [{ level: "critical" }, "level-refused"],
    [{ level: "low", reason: " " }, "reason-missing"],
    [{ level: "low", gate: "tests-shown" }, "gate-refused"],
    [{ level: "low", confirm: "0000000" }, "confirm-missing"],
  ] as const)("is refused with %j", async (fields, code) => {
    const row = await rowOf("tier:high");
    expect(await record("lower-tier", row, fields)).toMatchObject({ ok: false, error: { code } });
  });
});

describe("overriding a gate", () => {
  it("lets an approval pass, stays unmet, and every report lists it", async () => {
    const row = await rowOf("PAY-121");
    expect(await record("approve", row)).toMatchObject({ ok: false, error: { code: "gates-unmet" } });
    const ids = await overrideAll(row);
    expect(ids.length).toBeGreaterThan(0);
    const { attempt } = await viewOf(row);
    for (const id of ids)
      expect(attempt.gates.find((gate) => gate.id === id)).toMatchObject({
        met: false,
        overridden: { reason: expect.stringMatching(/^Shown by hand/) as string },
      });
    const receipt = await must(record("approve", row, { reason: "Looked at by hand." }));
    const { task } = await viewOf(row);
    const approval = task.decisions.find((one) => one.seq === receipt.seq);
    const passed = approval?.decision.gates.filter((gate) => !gate.met) ?? [];
    expect(passed.map((gate) => gate.id).sort()).toEqual([...ids].sort());
    for (const gate of passed)
      expect(gate).toMatchObject({ overridden: expect.any(Number) as number, title: expect.any(String) as string });
    const report = await htmlReport(app);
    const text = readFileSync(report.path, "utf8");
    expect(text).toContain("Overridden gates and lowered tiers");
    expect(text.split("Shown by hand").length - 1).toBeGreaterThanOrEqual(ids.length);
  });

  it("is superseded by the next override of the same gate alone", async () => {
    const row = await rowWithUnmet(2);
    const [first, second] = (await viewOf(row)).attempt.gates.filter((gate) => !gate.met);
    if (first === undefined || second === undefined) throw new Error("two gates are to be unmet");
    await must(record("override-gate", row, { gate: first.id, reason: "One." }));
    await must(record("override-gate", row, { gate: second.id, reason: "Two." }));
    await must(record("override-gate", row, { gate: first.id, reason: "Three." }));
    const { task, attempt } = await viewOf(row);
    expect(task.decisions.map((one) => one.standing)).toEqual(["superseded", "in-force", "in-force"]);
    expect(attempt.gates.find((gate) => gate.id === first.id)?.overridden).toMatchObject({ reason: "Three." });
    expect(task.decisions.at(-1)?.decision.gate).toEqual({ id: first.id, title: first.title, why: first.why });
  });

  it.each([
    [{}, "gate-missing"],
    [{ gate: "no-such-gate" }, "gate-refused"],
    [{ gate: "tests-shown", level: "low" }, "level-refused"],
  ] as const)("is refused with %j", async (fields, code) => {
    const row = await rowOf("PAY-121");
    expect(await record("override-gate", row, fields)).toMatchObject({ ok: false, error: { code } });
  });

  it("has nothing to override where every gate is met", async () => {
    const row = await rowOf("WEB-123");
    for (const file of (await viewOf(row)).attempt.attempt.files)
      await must(app.invoke("reading.mark", { attemptId: row.focusAttempt, file: file.digest, read: true }));
    expect((await viewOf(row)).attempt.gates.filter((gate) => !gate.met)).toEqual([]);
    const sheet = await must(
      app.invoke("decision.sheet", { kind: "override-gate", taskId: row.taskId, attemptId: row.focusAttempt }),
    );
    expect(sheet.blocked).toMatch(/Every gate is met/);
  });
});
