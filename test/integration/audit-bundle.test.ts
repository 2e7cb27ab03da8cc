import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { sha256 } from "../../main/platform/files";
import { exportBundle } from "../../main/services/export-bundle";
import { verifierFile } from "../../main/services/run-verifier";
import type { Result } from "../../shared/result";
import { allDecisions } from "../support/html-report";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

let app: App;

async function must<T>(answer: Result<T> | Promise<Result<T>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

/** Records a decision that any task takes: a new owner. */
async function assign(person: string, reason = "on call"): Promise<number> {
  const inbox = await must(app.invoke("inbox.list", { filter: "WEB-123" }));
  const row = inbox.groups.flatMap((group) => group.rows)[0];
  if (row === undefined) throw new Error("the sample night has no WEB-123");
  const subject = { kind: "assign-owner" as const, taskId: row.taskId, attemptId: null };
  const sheet = await must(app.invoke("decision.sheet", subject));
  const receipt = await must(
    app.invoke("decision.record", {
      ...subject,
      nonce: sheet.nonce,
      reason,
      person,
      until: null,
      confirm: sheet.confirm,
    }),
  );
  return receipt.seq;
}

const everything = { from: null, to: null, withhold: [], texts: true };
const notCancelled = () => false;

async function bundle(ask: Partial<Parameters<typeof exportBundle>[1]> = {}) {
  const out = path.join(tempFolder(), ask.tar === true ? "bundle.tar" : "bundle");
  return must(exportBundle(app.core, { ...everything, tar: false, out, ...ask }, notCancelled));
}

/** Runs a verifier as a stranger does. Out: its exit code and what it says. */
function verify(program: "node" | "python", args: readonly string[]): { exit: number | null; text: string } {
  const [command, file] =
    program === "node"
      ? [process.execPath, verifierFile(app.core.platform)]
      : ["python3", path.join(projectRoot, "main/verify/python/countersign_verify.py")];
  const run = spawnSync(command, [file, ...args], { encoding: "utf8", env: { PATH: process.env["PATH"] } });
  return { exit: run.status, text: `${run.stdout}${run.stderr}` };
}

const both = ["node", "python"] as const;

async function pins(): Promise<string[]> {
  const { logKey, reviewerKeys } = await must(app.invoke("audit.bar", {}));
  return [
    ...(logKey === null ? [] : ["--log-key", logKey.vkey]),
    ...reviewerKeys.flatMap(({ vkey }) => ["--reviewer-key", vkey]),
  ];
}

async function size(): Promise<number> {
  return (await must(app.invoke("audit.list", { filter: "", before: null, limit: 1 }))).total;
}

describe("a bundle of the app's own log", { timeout: 60_000 }, () => {
  beforeEach(async () => {
    app = openTestApp();
    await must(app.invoke("sample.open", {}));
    await assign("mara");
    await assign("noor", "back from leave");
  });

  it.each([false, true])(
    "is accepted by both verifiers: unpinned, and consistent under its keys (tar: %s)",
    async (tar) => {
      const { path: where } = await bundle({ tar });
      const keys = await pins();
      for (const program of both) {
        expect(verify(program, [where])).toMatchObject({ exit: 20 });
        expect(verify(program, [where, ...keys])).toMatchObject({ exit: 10 });
      }
    },
  );

  it("is accepted with entries withheld, without texts, and from a later entry on", async () => {
    const first = await bundle();
    const withheld = await assign("tomas", "a text that stays here");
    await assign("mara", "another one");
    const partial = await bundle({ from: 5, withhold: [withheld], texts: false });
    expect(partial).toMatchObject({ withheld: 1, textsWithheld: expect.any(Number) as number });
    expect(partial.textsWithheld).toBeGreaterThan(0);
    const files = readdirSync(partial.path, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    for (const file of files)
      expect(readFileSync(path.join(file.parentPath, file.name)).includes("a text that stays here")).toBe(false);
    const keys = await pins();
    const known = path.join(first.path, "checkpoints", `${String(first.to)}.note`);
    for (const program of both) {
      expect(verify(program, [partial.path, ...keys])).toMatchObject({ exit: 10 });
      // The first export's checkpoint, kept elsewhere, anchors all that came later.
      const anchored = verify(program, [partial.path, ...keys, "--known-checkpoint", known]);
      expect(anchored).toMatchObject({ exit: 0 });
      expect(anchored.text).toContain("ANCHORED");
    }
  });

  it("is recorded as an export, and as an anchor when it leaves the data folder", async () => {
    const before = await size();
    const outside = await bundle();
    expect(outside).toMatchObject({ to: before, recorded: before, anchored: before + 1 });
    expect(await must(app.invoke("audit.entry", { seq: before }))).toMatchObject({
      entry: { body: { kind: "export", format: "bundle", digest: outside.digest, entries: before } },
    });
    expect(sha256(readFileSync(path.join(outside.path, "manifest.json")))).toBe(outside.digest);
    const inside = await must(
      app.invoke("audit.export", { tar: true, from: null, to: null, withhold: [], texts: true }),
    );
    expect(path.dirname(inside.path)).toBe(path.join(app.core.home, "reports"));
    expect(inside).toMatchObject({ anchored: null, recorded: before + 2 });
    for (const program of both) expect(verify(program, [inside.path, ...(await pins())])).toMatchObject({ exit: 10 });
  });

  it("is whole or not there: what is in its place is left alone, and one that is ended leaves nothing", async () => {
    const folder = tempFolder();
    const taken = path.join(folder, "mine.txt");
    writeFileSync(taken, "mine");
    const ask = { ...everything, tar: true, out: taken };
    expect(await exportBundle(app.core, ask, notCancelled)).toMatchObject({
      ok: false,
      error: { code: "out-refused" },
    });
    expect(readFileSync(taken, "utf8")).toBe("mine");
    const before = await size();
    const slow = Date.now() + 40;
    const ended = await exportBundle(app.core, { ...everything, tar: false, out: path.join(folder, "b") }, () => {
      while (Date.now() < slow) continue;
      return true;
    });
    // A small log may be written before anyone is asked: then it is whole.
    expect(readdirSync(folder).sort()).toEqual(ended.ok ? ["b", "mine.txt"] : ["mine.txt"]);
    if (!ended.ok) {
      expect(ended.error.code).toBe("cancelled");
      expect(await size()).toBe(before);
    }
    const nowhere = path.join(taken, "b");
    expect(await exportBundle(app.core, { ...everything, tar: false, out: nowhere }, notCancelled)).toMatchObject({
      ok: false,
    });
  });

  it("opens in another's window, with its verdict, entries, proofs and signatures, and enters nothing", async () => {
    const withheld = await assign("tomas", "kept to ourselves");
    const made = await bundle({ tar: true, withhold: [withheld] });
    const [logKey] = made.logKeys;
    const reviewer = (await must(app.invoke("audit.bar", {}))).reviewerKeys.map(({ vkey }) => vkey);
    const other = openTestApp();
    const unpinned = await must(other.invoke("audit.openBundle", { path: made.path }));
    expect(unpinned).toMatchObject({ verdict: "UNPINNED", exit: 20, own: false, withheld: 1, to: made.to });
    expect(unpinned.pinsAskedFor.map(({ vkey }) => vkey)).toEqual([logKey, ...reviewer]);
    const opened = await must(
      other.invoke("audit.openBundle", { path: made.path, logKeys: [logKey ?? ""], reviewerKeys: reviewer }),
    );
    expect(opened).toMatchObject({ verdict: "CONSISTENT", exit: 10, root: made.root, people: ["ilse"] });
    const page = await must(
      other.invoke("audit.list", { bundle: opened.bundle, filter: "", before: null, limit: 100 }),
    );
    expect(page).toMatchObject({ total: made.to, matched: made.to, problems: [] });
    expect(page.rows.find(({ seq }) => seq === withheld)).toMatchObject({ kindId: "withheld", recordedAt: null });
    expect(page.rows.map(({ seq }) => seq)).toEqual(Array.from({ length: made.to }, (_, at) => made.to - 1 - at));
    const filtered = await must(
      other.invoke("audit.list", {
        bundle: opened.bundle,
        filter: "kind:assign-owner is:signed leave",
        before: null,
        limit: 10,
      }),
    );
    expect(filtered.rows).toMatchObject([{ person: "ilse", signed: "counts", standing: null }]);
    const { seq } = filtered.rows[0] ?? { seq: -1 };
    const theirs = await must(other.invoke("audit.entry", { bundle: opened.bundle, seq }));
    const ours = await must(app.invoke("audit.entry", { seq }));
    expect(theirs.canonical).toBe(ours.canonical);
    expect(theirs.entry).toEqual(ours.entry);
    expect(theirs).toMatchObject({
      place: { size: made.to, root: made.root },
      signatures: [{ counts: true, why: null }],
    });
    expect(await other.invoke("audit.entry", { bundle: opened.bundle, seq: withheld })).toMatchObject({
      ok: false,
      error: { code: "entry-withheld" },
    });
    expect(await must(other.invoke("audit.bar", { bundle: opened.bundle }))).toMatchObject({
      from: 0,
      to: made.to,
      logKey: { vkey: logKey },
    });
    expect((await must(other.invoke("audit.list", { filter: "", before: null, limit: 10 }))).total).toBe(0);
    expect(await must(other.invoke("audit.closeBundle", { bundle: opened.bundle }))).toEqual({ closed: true });
    expect(
      await other.invoke("audit.list", { bundle: opened.bundle, filter: "", before: null, limit: 10 }),
    ).toMatchObject({ ok: false, error: { code: "bundle-closed" } });
  });

  it("shows what the verifier says of one that was changed", async () => {
    const made = await bundle();
    const report = path.join(made.path, "report.json");
    writeFileSync(report, readFileSync(report, "utf8").replace("mara", "nora"));
    const opened = await must(app.invoke("audit.openBundle", { path: made.path }));
    expect(opened).toMatchObject({ verdict: "INVALID", exit: 40, own: true });
    expect(opened.problems.join(" ")).toContain("report.json");
  });

  it("says of a log whether it begins with what a bundle shows", async () => {
    const made = await bundle();
    await assign("tomas");
    expect(await must(app.invoke("audit.compare", { path: made.path }))).toMatchObject({
      state: "consistent",
      rootHereAtTo: made.root,
      firstOther: null,
    });
    const other = openTestApp();
    expect(await must(other.invoke("audit.compare", { path: made.path }))).toMatchObject({ state: "other-log" });
    // The same log put back to an older state, and gone on from there.
    const home = tempFolder();
    const old = path.join(home, "old");
    app.core.record.exec(`VACUUM INTO '${path.join(home, "record.db")}'`);
    mkdirSync(old);
    cpSync(path.join(app.core.home, "keys"), path.join(old, "keys"), { recursive: true });
    cpSync(path.join(home, "record.db"), path.join(old, "record.db"));
    // Whoever controls the account puts back the mark outside of the database too.
    cpSync(path.join(app.core.home, "log.mark"), path.join(old, "log.mark"));
    const later = await bundle();
    const restored = openTestApp({ home: old });
    expect(await must(restored.invoke("audit.compare", { path: made.path }))).toMatchObject({ state: "consistent" });
    expect(await must(restored.invoke("audit.compare", { path: later.path }))).toMatchObject({
      state: "consistent",
    });
    await must(app.invoke("audit.export", { tar: true, from: null, to: null, withhold: [], texts: true }));
    const latest = await bundle();
    expect(await must(restored.invoke("audit.compare", { path: latest.path }))).toMatchObject({
      state: "diverged",
      rootHereAtTo: null,
      firstOther: null,
    });
    const gone = restored.core.ledger.append([{ kind: "clock.anomaly", message: "gone on from an older copy" }]);
    expect(gone).toMatchObject({ ok: true });
    const compared = await must(restored.invoke("audit.compare", { path: latest.path }));
    expect(compared).toMatchObject({ state: "diverged", firstOther: later.to });
  });

  it("refuses to open what is no bundle, and follows no link", async () => {
    const folder = tempFolder();
    const linked = path.join(folder, "linked");
    const made = await bundle();
    cpSync(made.path, linked, { recursive: true });
    rmSync(path.join(linked, "keys.json"));
    symlinkSync(path.join(made.path, "keys.json"), path.join(linked, "keys.json"));
    for (const where of [path.join(folder, "missing"), folder, linked, "/dev/null"]) {
      expect(await app.invoke("audit.compare", { path: where })).toMatchObject({ ok: false });
      expect(await app.invoke("audit.openBundle", { path: where })).toMatchObject({ ok: false });
    }
  });
});

describe("a log that is not the one that was left", { timeout: 60_000 }, () => {
  it("is exported too, says that it does not hold, and records nothing", async () => {
    const home = tempFolder();
    app = openTestApp({ home });
    await must(app.invoke("sample.open", {}));
    await assign("mara");
    const copy = path.join(tempFolder(), "record.db");
    app.core.record.exec(`VACUUM INTO '${copy}'`);
    await assign("noor");
    app.close();
    for (const name of ["record.db-wal", "record.db-shm"]) rmSync(path.join(home, name), { force: true });
    cpSync(copy, path.join(home, "record.db"));
    app = openTestApp({ home });
    const before = await size();
    const made = await bundle();
    expect(made.problem).toContain("its end is gone");
    expect(made).toMatchObject({ recorded: null, anchored: null, to: before });
    expect(await size()).toBe(before);
    expect(verify("node", [made.path])).toMatchObject({ exit: 20 });
    const report = await must(
      app.invoke("report.write", { formats: ["json"], filters: allDecisions, redaction: [], out: null }),
    );
    expect(report.unrecorded).toContain("its end is gone");
    expect(readFileSync(report.files[0]?.path ?? "", "utf8")).toContain("its end is gone");
    expect(await size()).toBe(before);
  });
});
