import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import type { App } from "../../main/app";
import { openRecord } from "../../main/services/recover-record";
import { replayBundle } from "../../main/services/recover-replay";
import { listBackups } from "../../main/store/backup";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

async function valueOf<T>(
  asked: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>,
): Promise<T> {
  const answer = await asked;
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

/** Snoozes one of the sample's tasks: an entry with something typed. */
async function decide(app: App, reason: string) {
  const inbox = await valueOf(app.invoke("inbox.list", { filter: "" }));
  const taskId = inbox.groups.flatMap((group) => group.rows.map((row) => row.taskId))[0] ?? "";
  const sheet = await valueOf(app.invoke("decision.sheet", { kind: "snooze", taskId, attemptId: null }));
  return app.invoke("decision.record", {
    kind: "snooze",
    taskId,
    attemptId: null,
    nonce: sheet.nonce,
    reason,
    person: null,
    until: "2099-01-01T00:00:00Z",
    confirm: null,
  });
}

/** A data folder with the sample and some decisions; a backup after the first `before` of them. */
async function withBackup(before: number, after: number): Promise<{ home: string; id: string; entries: number }> {
  const home = tempFolder();
  const app = openTestApp({ home });
  await app.invoke("sample.open", {});
  for (let n = 0; n < before; n += 1) await valueOf(decide(app, `before ${n}`));
  const { id, entries } = await valueOf(app.invoke("backups.make", {}));
  for (let n = 0; n < after; n += 1) await valueOf(decide(app, `after ${n}`));
  app.close();
  return { home, id, entries };
}

describe("a backup", () => {
  it("is verified before it has its name, can be read whole, and is rehearsed without a trace", async () => {
    const { home, id, entries } = await withBackup(2, 0);
    const app = openTestApp({ home });
    expect(await valueOf(app.invoke("backups.verify", { id }))).toMatchObject({ id, holds: true, entries });
    const log = await valueOf(app.invoke("audit.verify", {}));
    expect(await valueOf(app.invoke("backups.rehearse", {}))).toMatchObject({ holds: true, root: log.root });
    const state = await valueOf(app.invoke("backups.state", {}));
    expect(state).toMatchObject({ since: 0, recovery: { state: "whole", missing: null, setAside: null } });
    expect(readdirSync(path.join(home, "backups"))).toEqual([`${id}.db`]);
  });

  it("that was changed does not hold, is not restored, and its place says so", async () => {
    const { home, id } = await withBackup(2, 0);
    const db = new Database(path.join(home, "backups", `${id}.db`));
    for (const { name } of db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
      .all())
      db.exec(`DROP TRIGGER "${name}"`);
    db.exec("UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'snooze', 'approve') AS BLOB)");
    db.exec("UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'sources', 'sourced') AS BLOB) WHERE seq = 1");
    db.close();
    const app = openTestApp({ home });
    expect(await valueOf(app.invoke("backups.verify", { id }))).toMatchObject({ holds: false });
    const refused = await app.invoke("backups.restore", { id });
    expect(!refused.ok && refused.error.code).toBe("backup-does-not-hold");
    expect(existsSync(path.join(home, "restore-asked"))).toBe(false);
  });

  it("of a record without a guard does not hold, and is not restored", async () => {
    const { home } = await withBackup(1, 0);
    const file = path.join(home, "record.db");
    const db = new Database(file);
    db.exec("DROP TRIGGER entry_no_update");
    db.close();
    const app = openTestApp({ home });
    const { id } = await valueOf(app.invoke("backups.make", {}));
    const check = await valueOf(app.invoke("backups.verify", { id }));
    expect(check.holds).toBe(false);
    expect(check.problem).toContain("entry_no_update is gone");
  });

  it("is made by itself after 50 decisions or a day, and not of a log that does not hold", async () => {
    let now = new Date("2026-11-23T08:00:00Z");
    const clock = { now: () => now, monotonicNs: () => BigInt(now.getTime()) * 1_000_000n, bootId: "boot" };
    const home = tempFolder();
    const app = openTestApp({ home, platform: { clock } });
    await app.invoke("sample.open", {});
    await valueOf(decide(app, "one"));
    await app.backUpIfDue();
    expect(listBackups(home)).toEqual([]);
    now = new Date("2026-11-24T08:00:01Z");
    await app.backUpIfDue();
    expect(listBackups(home)).toMatchObject([{ why: "scheduled" }]);
    await app.backUpIfDue();
    expect(listBackups(home)).toHaveLength(1);
    now = new Date("2026-11-24T09:00:00Z");
    for (let n = 0; n < 50; n += 1) await valueOf(decide(app, `many ${n}`));
    await app.backUpIfDue();
    // The newest of a day is the one that is kept of it.
    const [newest, ...more] = listBackups(home);
    expect(more).toEqual([]);
    expect(newest).toMatchObject({ at: now, entries: app.core.ledger.size() });
    now = new Date("2026-11-26T09:00:00Z");
    await valueOf(decide(app, "last"));
    for (const trigger of ["entry_no_update", "node_no_update"]) app.core.record.exec(`DROP TRIGGER ${trigger}`);
    app.core.record.exec("UPDATE node SET hash = zeroblob(32) WHERE level = 0 AND idx = 1");
    await app.invoke("audit.verify", {});
    await app.backUpIfDue();
    expect(listBackups(home)).toEqual([newest]);
  });
});

describe("a restored backup", () => {
  it("that is older than the log was is DIVERGED, takes no decision, keeps what was typed, and goes on by an entry", async () => {
    const { home, id, entries } = await withBackup(1, 3);
    const first = openTestApp({ home });
    expect(await valueOf(first.invoke("backups.restore", { id }))).toEqual({ restarts: false });
    first.close();
    const app = openTestApp({ home });
    const state = await valueOf(app.invoke("backups.state", {}));
    expect(state.recovery).toMatchObject({ state: "diverged", missing: { from: entries, to: entries + 3 } });
    expect(existsSync(path.join(state.recovery.setAside ?? "", "record.db"))).toBe(true);
    const refused = await decide(app, "typed while nothing is recorded");
    expect(!refused.ok && refused.error.code).toBe("log-closed");
    const [kept = ""] = (await valueOf(app.invoke("backups.state", {}))).recovery.unrecorded;
    expect(readFileSync(kept, "utf8")).toContain("typed while nothing is recorded");
    expect(!refused.ok && refused.error.remedy).toContain(kept);
    const { seq } = await valueOf(app.invoke("backups.goOn", { words: "the disk was replaced" }));
    expect(seq).toBe(entries);
    const entry = await valueOf(app.invoke("audit.entry", { seq }));
    const body = JSON.stringify(entry);
    expect(body).toContain(`entries ${entries} to ${entries + 2} of then are not in it`);
    expect(body).toContain("the disk was replaced");
    expect(await valueOf(app.invoke("audit.verify", {}))).toMatchObject({ verified: true });
    await valueOf(decide(app, "recorded again"));
    app.close();
    const again = openTestApp({ home });
    expect(await valueOf(again.invoke("audit.verify", {}))).toMatchObject({ verified: true, diverged: false });
  });

  it("that is what the log was left as is told of in the log, and nothing is missing", async () => {
    const { home, id, entries } = await withBackup(2, 0);
    const first = openTestApp({ home });
    await valueOf(first.invoke("backups.restore", { id }));
    first.close();
    const app = openTestApp({ home });
    expect((await valueOf(app.invoke("backups.state", {}))).recovery).toMatchObject({ state: "whole", missing: null });
    const entry = await valueOf(app.invoke("audit.entry", { seq: entries }));
    expect(JSON.stringify(entry)).toContain("no entry is missing");
  });

  it("gets its missing entries back from a bundle of the same log, and from no other", async () => {
    const { home, id, entries } = await withBackup(1, 3);
    const first = openTestApp({ home });
    const bundle = await valueOf(
      first.invoke("audit.export", { tar: false, from: null, to: null, withhold: [], texts: true }),
    );
    const left = first.core.ledger.left();
    await valueOf(first.invoke("backups.restore", { id }));
    first.close();
    const app = openTestApp({ home });
    const other = await withBackup(1, 0);
    const stranger = openTestApp({ home: other.home });
    const strange = replayBundle(stranger.core, bundle.path);
    expect(!strange.ok && strange.error.code).toBe("replay-refused");
    expect(await valueOf(stranger.invoke("audit.verify", {}))).toMatchObject({ verified: true });
    const given = replayBundle(app.core, bundle.path);
    if (!given.ok) throw new Error(given.error.message);
    expect(given.value.entries).toBeGreaterThanOrEqual(3);
    expect(given.value.size).toBeLessThanOrEqual(left?.size ?? 0);
    const texts = app.core.ledger.decisions(null).map(({ decision }) => decision.reason);
    expect(texts).toEqual(["before 0", "after 0", "after 1", "after 2"]);
    expect(app.core.ledger.size()).toBeGreaterThan(entries);
  });
});

describe("a damaged record", () => {
  it("is put aside, the newest backup that holds takes its place, and what can still be read of it comes back", async () => {
    const { home, entries } = await withBackup(1, 2);
    const file = path.join(home, "record.db");
    const db = new Database(file);
    const page = db
      .prepare<[], { rootpage: number }>("SELECT rootpage FROM sqlite_schema WHERE name = 'source_gone'")
      .get();
    const size = Number(db.pragma("page_size", { simple: true }));
    db.close();
    const bytes = readFileSync(file);
    bytes.fill(0xaa, ((page?.rootpage ?? 0) - 1) * size, ((page?.rootpage ?? 0) - 1) * size + 100);
    writeFileSync(file, bytes);
    const app = openTestApp({ home });
    const state = await valueOf(app.invoke("backups.state", {}));
    expect(state.recovery).toMatchObject({ state: "whole", missing: null });
    expect(readFileSync(path.join(state.recovery.setAside ?? "", "record.db")).equals(bytes)).toBe(true);
    const kinds = app.core.ledger.entriesOf("recovery").map((seq) => JSON.stringify(app.core.ledger.body(seq)));
    expect(kinds[0]).toContain(`Entries ${entries} to ${entries + 1} were given back`);
    expect(app.core.ledger.decisions(null).map(({ decision }) => decision.reason)).toEqual([
      "before 0",
      "after 0",
      "after 1",
    ]);
  });

  it("that is no database any more says which entries are missing", async () => {
    const { home, entries } = await withBackup(1, 2);
    writeFileSync(path.join(home, "record.db"), Buffer.alloc(8192, 7));
    const app = openTestApp({ home });
    expect((await valueOf(app.invoke("backups.state", {}))).recovery).toMatchObject({
      state: "diverged",
      missing: { from: entries, to: entries + 2 },
    });
  });

  it("stays where it is where no backup holds", async () => {
    const { home } = await withBackup(1, 0);
    rmSync(path.join(home, "backups"), { recursive: true });
    writeFileSync(path.join(home, "record.db"), Buffer.alloc(8192, 7));
    const copy = tempFolder();
    cpSync(home, copy, { recursive: true });
    expect(() => openTestApp({ home: copy })).toThrow(/not a database/);
    expect(readFileSync(path.join(copy, "record.db")).equals(Buffer.alloc(8192, 7))).toBe(true);
    expect(existsSync(path.join(copy, "set-aside"))).toBe(false);
  });
});

describe("a record that another program has open", () => {
  it("is not replaced by a backup; the start says why, and the next one does not try again", async () => {
    const { home, id, entries } = await withBackup(1, 1);
    const app = openTestApp({ home });
    await valueOf(app.invoke("backups.restore", { id }));
    app.close();
    const flags = ["--disable-warning=ExperimentalWarning", "--experimental-transform-types", "--import"];
    const child = spawn(
      process.execPath,
      [
        ...flags,
        path.join(projectRoot, "scripts", "resolve-typescript.mjs"),
        path.join(projectRoot, "test", "trust", "append-child.ts"),
        ...[home, "1", "wait"],
      ],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
    const now = new Date("2026-11-23T08:00:00Z");
    const during = openRecord(home, now);
    if (!during.ok) throw new Error(during.error.message);
    during.value.db.close();
    expect(during.value.replaced).toBeNull();
    expect(during.value.problems).toMatchObject([{ code: "record-in-use" }]);
    expect(existsSync(path.join(home, "set-aside"))).toBe(false);
    child.stdin.end("go\n");
    await new Promise<void>((resolve) => child.once("close", () => resolve()));
    const after = openTestApp({ home });
    expect(await valueOf(after.invoke("audit.verify", {}))).toMatchObject({ verified: true, entries: entries + 2 });
  });
});
