import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { isIncluded } from "../../main/audit/proof";
import { leafHash } from "../../main/audit/tree";
import { openDatabase } from "../../main/store/database";
import { allDecisions } from "../support/html-report";
import { appendLater } from "../support/later-entries";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

async function must<T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>,
): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** The sample night with one decision, closed. */
async function leftHome(home: string): Promise<void> {
  const app = openTestApp({ home });
  await must(app.invoke("sample.open", {}));
  const inbox = await must(app.invoke("inbox.list", { filter: "PAY-118" }));
  const row = inbox.groups.flatMap(({ rows }) => rows)[0];
  if (row === undefined) throw new Error("no task");
  const subject = { kind: "request-changes" as const, taskId: row.taskId, attemptId: row.focusAttempt };
  const { nonce } = await must(app.invoke("decision.sheet", subject));
  await must(
    app.invoke("decision.record", { ...subject, nonce, reason: "Two fail.", person: null, until: null, confirm: null }),
  );
  app.close();
}

/** Everything in a folder: names, kinds, times and bytes. */
function everything(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const { mtimeMs, mode } = lstatSync(file);
      const held = lstatSync(file).isFile()
        ? createHash("sha256").update(readFileSync(file)).digest("hex")
        : lstatSync(file).isSymbolicLink()
          ? readlinkSync(file)
          : "";
      return `${name} ${String(mode)} ${String(mtimeMs)} ${held}`;
    });
}

/** As a later program might: another form, a table and a column that nobody here knows, and a table of today gone. */
function writtenLater(home: string): void {
  for (const name of ["record.db", "index.db"]) {
    const db = openDatabase(path.join(home, name), "durable");
    if (!db.ok) throw new Error(db.error.message);
    if (name === "record.db") {
      db.value.exec(`CREATE TABLE later_note (id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT;
        INSERT INTO later_note (words) VALUES ('a'), ('b'), ('c');
        ALTER TABLE connection ADD COLUMN later_state TEXT;
        DROP TABLE fit_answer;`);
    }
    db.value.pragma("user_version = 9000");
    db.value.pragma("wal_checkpoint(TRUNCATE)");
    db.value.close();
  }
}

describe("a data folder that a later Countersign wrote", () => {
  it("is seen, searched, verified and exported whole, says what it does not read, and stays as it is to the byte", async () => {
    const home = tempFolder();
    await leftHome(home);
    writtenLater(home);
    const before = everything(home);
    const app = openTestApp({ home });
    const status = await must(app.invoke("app.status", {}));
    expect(status.home).toBe(home);
    expect(status.viewed).toMatchObject({
      why: "newer",
      notRead: [
        { what: "column connection.later_state", rows: 3 },
        { what: "table later_note", rows: 3 },
        { what: "table fit_answer, which is gone", rows: 0 },
      ],
    });
    expect(status.viewed?.sentence).toMatch(/^A later Countersign wrote this data folder: its record has form 9000/);
    expect(status.counts?.tasks).toBe(5);

    const inbox = await must(app.invoke("inbox.list", { filter: "PAY-118" }));
    const row = inbox.groups.flatMap(({ rows }) => rows)[0];
    const taskId = row?.taskId ?? "";
    const attemptId = row?.focusAttempt ?? "";
    const view = await must(app.invoke("task.get", { taskId }));
    expect(view.decisions.map(({ decision }) => decision.reason)).toEqual(["Two fail."]);
    expect((await must(app.invoke("diff.get", { attemptId }))).attemptId).toBe(attemptId);
    const found = await must(
      app.invoke("search.query", { query: "refund", attemptId: null, cursor: null, limit: 20, zone: "UTC" }),
    );
    expect(JSON.stringify(found)).toContain("refund");
    expect(await must(app.invoke("audit.verify", {}))).toMatchObject({ verified: true, problem: null });
    const list = await must(app.invoke("audit.list", { filter: "kind:decision", before: null, limit: 10 }));
    expect(list.rows).toHaveLength(1);

    const asked = { filters: allDecisions, redaction: [], formats: ["json" as const], out: null };
    const written = await must(app.invoke("report.write", asked));
    expect(written.decisions).toBe(1);
    expect(written.files.map((file) => path.dirname(file.path))).toEqual([path.join(app.core.home, "reports")]);
    expect(written.unrecorded).toMatch(/open for reading only/);

    // What would record, read anew or send is refused, and the sheet says so before anything is typed.
    const subject = { kind: "request-changes" as const, taskId, attemptId };
    const sheet = await must(app.invoke("decision.sheet", subject));
    expect(sheet.blocked).toMatch(/open for reading only/);
    const record = { ...subject, nonce: sheet.nonce, reason: "No.", person: null, until: null, confirm: null };
    for (const refused of [
      await app.invoke("decision.record", record),
      await app.invoke("app.settings", { theme: "dark" }),
      await app.invoke("runners.sync", { id: "all" }),
      await app.invoke("backups.make", {}),
      await app.invoke("identity.create", { protect: { by: "file" } }),
    ])
      expect(refused).toMatchObject({ ok: false, error: { code: "read-only", place: home } });
    await app.sync();
    await app.backUpIfDue();
    const copy = app.core.home;
    expect(existsSync(copy)).toBe(true);
    app.close();
    expect(existsSync(copy)).toBe(false);
    expect(everything(home)).toEqual(before);
  });

  it("is not opened where what makes a record is not there any more", async () => {
    const home = tempFolder();
    await leftHome(home);
    const db = openDatabase(path.join(home, "record.db"), "durable");
    if (!db.ok) throw new Error(db.error.message);
    db.value.exec("PRAGMA foreign_keys = OFF; ALTER TABLE entry RENAME COLUMN bytes TO pieces;");
    db.value.pragma("user_version = 9000");
    db.value.close();
    expect(() => openTestApp({ home })).toThrow(/version 9000, which this program cannot read/);
  });
});

const cliFile = path.join(projectRoot, "dist", "main", "cli.mjs");
const status = z.object({ viewed: z.object({ why: z.string(), sentence: z.string() }).nullable() });

/** The terminal on a data folder, as another account where this one may write everywhere. */
function terminal(home: string, uid: number | null, ...args: string[]) {
  const done = spawnSync(process.execPath, [cliFile, ...args, "--home", home], {
    encoding: "utf8",
    env: { ...process.env, HOME: "/nonexistent" },
    ...(uid === null ? {} : { uid, gid: uid }),
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** What holds of a data folder that takes nothing, by its commands. */
function expectReadOnly(home: string, uid: number | null, out: string): void {
  const run = (...args: string[]) => terminal(home, uid, ...args);
  const inbox = run("inbox");
  expect(inbox.code, inbox.err).toBe(0);
  expect(inbox.out).toContain("PAY-118");
  expect(inbox.err).toMatch(/^Open for reading only\. Nothing can be written to this data folder: /);
  const verified = run("audit", "verify", "--json");
  expect(verified.code).toBe(0);
  expect(JSON.parse(verified.out)).toMatchObject({ verified: true });
  const refused = run("decide", "PAY-118/B", "reject", "--reason", "No.", "--json");
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.out)).toMatchObject({ error: { code: "read-only" } });
  expect(run("report").err).toMatch(/--out PATH/);
  const report = run("report", "--format", "html", "--out", path.join(out, "night.html"));
  expect(report.code, report.err).toBe(0);
  expect(report.out).toMatch(/Not recorded in the log/);
  const bundle = run("audit", "export", "--tar", "--out", path.join(out, "night.tar"));
  expect(bundle.code, bundle.err).toBe(0);
  expect(readdirSync(out).sort()).toEqual(["night.html", "night.tar"]);
}

describe("a log with entries of kinds that a later Countersign made", () => {
  it("is shown, listed and reported as what it is, and not as broken", async () => {
    const home = tempFolder();
    await leftHome(home);
    const first = appendLater(home);
    writtenLater(home);
    const before = everything(home);
    const app = openTestApp({ home });
    const state = { verified: false, problem: null, diverged: false, unknown: 3 };
    expect(await must(app.invoke("audit.verify", {}))).toMatchObject({ ...state, brokenAt: null });
    expect((await must(app.invoke("app.status", {}))).log).toMatchObject(state);
    for (const filter of ["", "kind:unknown"]) {
      const { rows, log } = await must(app.invoke("audit.list", { filter, before: null, limit: 3 }));
      expect(log).toMatchObject(state);
      expect(rows).toMatchObject([
        { seq: first + 2, kindId: "unknown", kind: "Unknown kind", recordedAt: null, person: "", signed: null },
        { seq: first + 1, kindId: "unknown", recordedAt: "2027-03-01T08:00:00.000Z", standing: null },
        { seq: first, kindId: "unknown", on: expect.stringContaining("“review.session”") as string },
      ]);
    }
    const policies = await must(app.invoke("audit.list", { filter: "kind:policy", before: null, limit: 9 }));
    expect(policies.rows.every(({ seq }) => seq < first)).toBe(true);
    const view = await must(app.invoke("audit.entry", { seq: first }));
    expect(view.entry.body).toMatchObject({ kind: "unknown", v: 2, named: "review.session" });
    expect(view).toMatchObject({ signed: null, signatures: [], standing: null });
    expect(view.canonical).toContain('"minutes":12');
    const leaf = leafHash(Buffer.from(view.canonical));
    expect(leaf.toString("hex")).toBe(view.entry.leafHash);
    const root = Buffer.from(view.place?.root ?? "", "hex");
    const proof = view.place?.proof.map((hash) => Buffer.from(hash, "hex")) ?? [];
    expect(isIncluded(leaf, { index: first, size: first + 3, root }, proof)).toBe(true);

    const asked = { filters: allDecisions, redaction: [], formats: ["json" as const, "html" as const], out: null };
    const { files } = await must(app.invoke("report.write", asked));
    const [json = "", html = ""] = files.map((file) => readFileSync(file.path, "utf8"));
    const report = z
      .object({
        log: z.object({ problem: z.null(), unreadable: z.array(z.int()), unknown: z.array(z.unknown()) }),
        population: z.object({ contiguous: z.boolean(), unknown: z.int() }),
      })
      .parse(JSON.parse(json));
    expect(report.log.unreadable).toEqual([]);
    expect(report.population).toEqual({ contiguous: false, unknown: 3 });
    expect(report.log.unknown).toMatchObject([
      { seq: first, v: 2, kind: "review.session", leafHash: view.entry.leafHash },
      { seq: first + 1, v: 2, kind: "policy" },
      { seq: first + 2, v: 3, kind: "decision", recordedAt: null },
    ]);
    expect(html).toContain("Entries of kinds this version does not know");
    expect(html).toContain(view.entry.leafHash);
    expect(html).not.toContain("Does not verify");

    const bundle = path.join(tempFolder(), "later.tar");
    const exported = await must(
      app.invoke("audit.export", { tar: true, from: null, to: null, withhold: [], texts: true }),
    );
    cpSync(exported.path, bundle);
    expect(exported.problem).toMatch(/^The log holds 3 entries of kinds this version does not know/);
    app.close();
    expect(everything(home)).toEqual(before);

    // Both verifiers say the same of it, and so does the terminal of the log itself.
    const logKey = exported.logKeys.flatMap((key) => ["--log-key", key]);
    expect(terminal(home, null, "audit", "verify", bundle, ...logKey).code).toBe(50);
    const python = path.join(projectRoot, "main", "verify", "python", "countersign_verify.py");
    const told = spawnSync("python3", [python, bundle, ...logKey], { encoding: "utf8" });
    if (told.error === undefined) expect(told.status).toBe(50);
    const own = terminal(home, null, "audit", "verify");
    expect(own.code).toBe(50);
    expect(own.out).toMatch(
      /entries are in the tree as they were recorded, root [0-9a-f]{64}, and the signed heads hold/,
    );
    expect(own.out).toContain("The log holds 3 entries of kinds this version does not know");
    expect(own.out).not.toContain("does not hold");
    const shown = terminal(home, null, "audit", "show", String(first));
    expect(shown.out).toContain("“review.session”, a kind this version does not know. It is in the tree");
    expect(shown.out).toContain("Recorded 2027-03-01T08:00:00.000Z");
    expect(shown.out).toMatch(/Proof {6}[0-9a-f]{64}/);
    expect(shown.out).toContain("Signature  cannot be told");
    const listed = terminal(home, null, "audit", "list", "--filter", "kind:unknown");
    expect(listed.out).toContain("--filter kind:unknown lists them.");
    expect(listed.out).toContain("Unknown kind");
    expect(JSON.parse(terminal(home, null, "audit", "list", "--json").out)).toMatchObject({ log: state });
    const opened = terminal(home, null, "audit", "open", bundle, "--filter", "kind:unknown");
    expect(opened.code).toBe(50);
    expect(opened.out).toContain("“review.session”");
  }, 120_000);
});

describe("a data folder that takes nothing", () => {
  const root = process.getuid?.() === 0;
  it.skipIf(process.platform === "win32")("by its rights: everything is seen, nothing is written", async () => {
    const home = tempFolder();
    await leftHome(home);
    // Readable by the other account, and writable by nobody.
    for (const name of readdirSync(home, { recursive: true, encoding: "utf8" }))
      if (!lstatSync(path.join(home, name)).isSymbolicLink())
        chmodSync(path.join(home, name), lstatSync(path.join(home, name)).isDirectory() ? 0o555 : 0o444);
    chmodSync(home, 0o555);
    onTestFinished(() => {
      for (const name of ["", ...readdirSync(home, { recursive: true, encoding: "utf8" })])
        if (lstatSync(path.join(home, name)).isDirectory()) chmodSync(path.join(home, name), 0o755);
    });
    const out = tempFolder();
    chmodSync(out, 0o777);
    const before = everything(home);
    expectReadOnly(home, root ? 65_534 : null, out);
    expect(everything(home)).toEqual(before);
  });

  const mount = (...args: string[]) => spawnSync("mount", args, { encoding: "utf8" }).status === 0;
  const mayMount =
    root &&
    (() => {
      const probe = path.join("/tmp", `countersign-mount-${String(process.pid)}`);
      mkdirSync(probe);
      const mounted = mount("-t", "tmpfs", "none", probe);
      if (mounted) spawnSync("umount", [probe]);
      rmSync(probe, { recursive: true, force: true });
      return mounted;
    })();
  it.skipIf(!mayMount)(
    mayMount ? "by its medium: everything is seen, nothing is written" : "skipped: this account may not mount anything",
    async () => {
      const left = tempFolder();
      await leftHome(left);
      const medium = tempFolder();
      expect(mount("-t", "tmpfs", "none", medium)).toBe(true);
      onTestFinished(() => {
        spawnSync("umount", [medium]);
      });
      const home = path.join(medium, "home");
      cpSync(left, home, { recursive: true, preserveTimestamps: true });
      expect(mount("-o", "remount,ro", medium)).toBe(true);
      const out = tempFolder();
      expectReadOnly(home, null, out);
      const app = openTestApp({ home });
      const { viewed } = status.parse(await must(app.invoke("app.status", {})));
      expect(viewed).toMatchObject({ why: "unwritable" });
      expect(viewed?.sentence).toMatch(/medium that cannot be written to/);
      app.close();
    },
  );
});
