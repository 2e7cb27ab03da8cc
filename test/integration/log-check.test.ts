import path from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { logState } from "../../main/views/log-state";
import type { TopicPayload } from "../../shared/contract/topics";
import { openTestApp, tempFolder } from "../support/temp-home";

const many = 3000;

const anomalies = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ kind: "clock.anomaly" as const, message: `number ${at}` }));

/** A data folder whose log is longer than what is checked before it is opened. */
function longLog(): string {
  const home = tempFolder();
  const app = openTestApp({ home });
  for (let at = 0; at < many; at += 500) expect(app.core.ledger.append(anomalies(500)).ok).toBe(true);
  app.close();
  return home;
}

/** Changes the record behind its back, its guards put back after. */
function changed(home: string, sql: string): void {
  const db = new Database(path.join(home, "record.db"));
  const guards = db
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'",
    )
    .all();
  for (const { name } of guards) db.exec(`DROP TRIGGER ${name}`);
  db.exec(sql);
  for (const guard of guards) db.exec(guard.sql);
  db.close();
}

const edited = (seq: number) =>
  `UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'number', 'NUMBER') AS BLOB) WHERE seq = ${seq}`;

async function log(app: App) {
  const status = await app.invoke("app.status", {});
  if (!status.ok) throw new Error(status.error.message);
  return status.value.log;
}

function told(app: App): TopicPayload<"progress">[] {
  const heard: TopicPayload<"progress">[] = [];
  app.subscribe((topic, payload) => {
    if (topic === "progress" && "job" in payload && payload.job === "Checking the audit log") heard.push(payload);
  });
  return heard;
}

describe("the check of a long log when it is opened", () => {
  it("goes on in steps while the log is written to, and says how far it is", async () => {
    const home = longLog();
    const app = openTestApp({ home });
    const heard = told(app);
    // What is known before anything else gets its turn.
    const first = logState(app.core);
    expect(first).toMatchObject({ entries: many + 1, verified: false, problem: null, diverged: false });
    expect(first.checking?.total).toBe(many + 1);
    expect(first.checking?.done).toBeLessThan(many);
    expect(app.core.ledger.append(anomalies(2)).ok).toBe(true);
    expect(logState(app.core).checking).not.toBeNull();
    await expect
      .poll(() => log(app), { timeout: 20_000 })
      .toMatchObject({
        entries: many + 3,
        verified: true,
        problem: null,
        checking: null,
      });
    expect(heard.at(-1)).toMatchObject({ finished: true, done: many + 1, total: many + 1, unit: "entries" });
    expect(app.core.ledger.append(anomalies(1)).ok).toBe(true);
    expect(await log(app)).toMatchObject({ entries: many + 4, verified: true });
  });

  it("stops writing at once where it finds an entry in the middle that was changed", async () => {
    const home = longLog();
    changed(home, edited(2000));
    const app = openTestApp({ home });
    const heard = told(app);
    expect(logState(app.core)).toMatchObject({ problem: null, verified: false });
    await expect
      .poll(() => log(app), { timeout: 20_000 })
      .toMatchObject({
        verified: false,
        problem: "Entry 2000 was changed after it was recorded.",
        checking: null,
      });
    expect(heard.at(-1)?.failed?.message).toContain("Entry 2000");
    const refused = app.core.ledger.append(anomalies(1));
    expect(refused.ok ? null : refused.error.code).toBe("log-closed");
    expect(await app.invoke("audit.list", { filter: "", before: null, limit: 5 })).toMatchObject({ ok: true });
  });

  it.each([
    ["one of the newest entries that was changed", edited(many), `Entry ${many} was changed`, false],
    [
      "a log that lost its end",
      `DELETE FROM entry WHERE seq > ${many - 10}`,
      `The newest checkpoint is of ${many + 1} entries`,
      false,
    ],
  ])("knows %s before anything is written", async (_what, sql, says, diverged) => {
    const home = longLog();
    changed(home, sql);
    const app = openTestApp({ home });
    const state = await log(app);
    expect(state.problem).toContain(says);
    expect(state.diverged).toBe(diverged);
    expect(app.core.ledger.append(anomalies(1)).ok).toBe(false);
  });

  it("can be ended, and says then that not every entry was checked", async () => {
    const app = openTestApp({ home: longLog() });
    const heard = told(app);
    const id = heard.at(-1)?.id ?? "";
    expect(await app.invoke("jobs.cancel", { id })).toMatchObject({ ok: true });
    await expect.poll(() => heard.at(-1)?.cancelled).toBe(true);
    expect(await log(app)).toMatchObject({ verified: false, problem: null, checking: null });
    expect(app.core.ledger.append(anomalies(1)).ok).toBe(true);
    const asked = await app.invoke("audit.verify", {});
    expect(asked).toMatchObject({ ok: true, value: { verified: true, entries: many + 2, brokenAt: null } });
    expect(await log(app)).toMatchObject({ verified: true });
  });

  it("is one for all who ask while it goes on", async () => {
    const app = openTestApp({ home: longLog() });
    const heard = told(app);
    const [one, two] = await Promise.all([app.invoke("audit.verify", {}), app.invoke("audit.verify", {})]);
    expect(one).toMatchObject({ ok: true, value: { verified: true } });
    expect(two).toMatchObject({ ok: true, value: { verified: true } });
    expect(new Set(heard.map(({ id }) => id)).size).toBe(1);
  });
});
