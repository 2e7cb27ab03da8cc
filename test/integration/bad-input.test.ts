import {
  chmodSync,
  cpSync,
  mkdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  statSync,
  appendFileSync,
  readdirSync,
  rmSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { allDecisions } from "../support/html-report";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

const options = { job: "test", isSource: anySource, cancelled: () => false };

function transcript(id: string, text: string): string {
  const envelope = {
    isSidechain: false,
    userType: "external",
    cwd: "/work/demo",
    sessionId: id,
    version: "2.1.0",
    gitBranch: "main",
  };
  return [
    {
      ...envelope,
      type: "user",
      uuid: `${id}-1`,
      parentUuid: null,
      timestamp: "2026-11-20T18:40:00.000Z",
      message: { role: "user", content: text },
    },
    {
      ...envelope,
      type: "assistant",
      uuid: `${id}-2`,
      parentUuid: `${id}-1`,
      timestamp: "2026-11-20T18:41:00.000Z",
      message: { id: "m1", model: "large", role: "assistant", content: [{ type: "text", text: "Done." }] },
    },
  ]
    .map((record) => `${JSON.stringify(record)}\n`)
    .join("");
}

describe("bad input", () => {
  it("is named with its file and a remedy, and the rest is still read", async () => {
    const app = openTestApp();
    const folder = tempFolder();
    writeFileSync(path.join(folder, "good.jsonl"), transcript("good", "Make the good change"));
    const cut = path.join(folder, "cut.jsonl");
    writeFileSync(cut, transcript("cut", "Make the change that was cut off"));
    truncateSync(cut, statSync(cut).size - 20);
    writeFileSync(
      path.join(folder, "junk.jsonl"),
      Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 197) % 256)),
    );
    writeFileSync(path.join(folder, "empty.jsonl"), "");
    const missing = path.join(folder, "missing");
    symlinkSync("/etc/hostname", path.join(folder, "link.jsonl"));

    const report = await ingestPaths(app.core, [folder, missing], options);
    expect(report.sessions).toBe(2);
    expect(report.malformed).toBe(1);
    const named = report.problems.map((problem) => problem.path);
    expect(named).toContain(missing);
    expect(named).toContain(path.join(folder, "junk.jsonl"));
    for (const problem of report.problems) {
      expect(problem.message).not.toBe("");
      expect(problem.remedy).not.toBeNull();
    }
    const inbox = await app.invoke("inbox.list", { filter: "cut" });
    const row = inbox.ok ? inbox.value.groups.flatMap((group) => group.rows)[0] : undefined;
    const view = await app.invoke("task.get", { taskId: row?.taskId ?? "T-00000" });
    const note = view.ok ? view.value.attempts[0] : undefined;
    expect(note?.ingestNote).toContain("1 malformed");
    expect(note?.sessions[0]?.completeness.malformed[0]?.line).toBe(2);
  });

  // Root reads everything, so this can only be seen as another account.
  it.skipIf(process.getuid?.() === 0)(
    "names a file this account may not read (skipped as root, who may read all)",
    async () => {
      const app = openTestApp();
      const file = path.join(tempFolder(), "closed.jsonl");
      writeFileSync(file, transcript("closed", "x"));
      chmodSync(file, 0);
      const report = await ingestPaths(app.core, [file], options);
      expect(report.problems[0]?.message).toContain("may not read");
    },
  );

  it("reads past a line of 100 MB in bounded memory, and says which line it was", async () => {
    const app = openTestApp();
    const file = path.join(tempFolder(), "long.jsonl");
    writeFileSync(file, transcript("long", "Work with a very long line"));
    const filler = "x".repeat(10 * 1024 * 1024);
    appendFileSync(file, '{"type":"user","message":"');
    for (let part = 0; part < 10; part += 1) appendFileSync(file, filler);
    appendFileSync(file, '"}\n');
    appendFileSync(file, `${transcript("long", "and goes on").split("\n")[1] ?? ""}\n`);
    const before = process.memoryUsage().rss;
    const report = await ingestPaths(app.core, [file], options);
    expect(report).toMatchObject({ sessions: 1, records: 4, recognised: 3, malformed: 1 });
    expect(process.memoryUsage().rss - before).toBeLessThan(250 * 1024 * 1024);
  });

  it("takes a pack apart from its broken parts: a changed patch is left out and named", async () => {
    const app = openTestApp();
    const pack = path.join(tempFolder(), "pack");
    mkdirSync(pack);
    cpSync(path.join(projectRoot, "resources", "sample", "packs", "web-123-a"), pack, { recursive: true });
    appendFileSync(path.join(pack, "patch.diff"), "\n");
    const report = await ingestPaths(app.core, [pack], options);
    expect(report.attempts).toBe(1);
    expect(report.problems.map((problem) => problem.path)).toContain(path.join(pack, "patch.diff"));
    const inbox = await app.invoke("inbox.list", { filter: "" });
    const row = inbox.ok ? inbox.value.groups.flatMap((group) => group.rows)[0] : undefined;
    const diff = await app.invoke("diff.get", { attemptId: row?.focusAttempt ?? "A-00000" });
    expect(diff).toMatchObject({ ok: true, value: { patch: "", source: "none" } });
    expect(diff.ok && diff.value.note).toContain("does not match");
  });

  it("refuses a request of wrong form and an unknown one, and stays usable", async () => {
    const app = openTestApp();
    expect(await app.dispatch("task.get", { taskId: "../../etc" })).toMatchObject({
      ok: false,
      error: { code: "bad-request" },
    });
    expect(await app.dispatch("task.get", { taskId: "T-00000", extra: 1 })).toMatchObject({
      ok: false,
      error: { code: "bad-request" },
    });
    expect(await app.dispatch("constructor", {})).toMatchObject({ ok: false, error: { code: "unknown-request" } });
    expect(
      await app.dispatch("report.write", {
        formats: ["html"],
        filters: allDecisions,
        redaction: [],
        out: "/tmp/elsewhere.html",
      }),
    ).toMatchObject({ ok: false, error: { code: "path-refused" } });
    expect((await app.invoke("app.status", {})).ok).toBe(true);
  });
});

describe("an index that was deleted", () => {
  it("is made anew by the next sync, with the same ids, and decisions still belong to their tasks", async () => {
    const home = tempFolder();
    const first = openTestApp({ home });
    await first.invoke("sample.open", {});
    const before = await first.invoke("inbox.list", { filter: "" });
    first.close();
    for (const name of readdirSync(home)) if (name.startsWith("index.db")) rmSync(path.join(home, name));
    const second = openTestApp({ home });
    await second.sync();
    const after = await second.invoke("inbox.list", { filter: "" });
    expect(
      before.ok && after.ok && after.value.groups.map((group) => group.rows.map((row) => row.focusAttempt)),
    ).toEqual(before.ok && before.value.groups.map((group) => group.rows.map((row) => row.focusAttempt)));
    expect(after.ok && after.value.total).toBe(5);
  });
});
