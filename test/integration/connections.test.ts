import { cpSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

const day = 24 * 60 * 60 * 1000;
const envelope = (sessionId: string) => ({
  isSidechain: false,
  userType: "external",
  cwd: "/work/demo",
  sessionId,
  version: "2.1.0",
  gitBranch: "main",
});

/** A session of Claude Code with one of each gap: an unknown type, a line that is no JSON, a call that nobody answered. */
function session(id: string, more: readonly string[] = []): string {
  const records = [
    {
      ...envelope(id),
      type: "user",
      uuid: `${id}-1`,
      parentUuid: null,
      timestamp: "2026-11-20T18:40:00.000Z",
      message: { role: "user", content: `Do ${id}` },
    },
    {
      ...envelope(id),
      type: "assistant",
      uuid: `${id}-2`,
      parentUuid: `${id}-1`,
      timestamp: "2026-11-20T18:41:00.000Z",
      message: {
        id: `m-${id}`,
        model: "large",
        role: "assistant",
        content: [{ type: "tool_use", id: `call-${id}`, name: "Bash", input: { command: "npm test" } }],
      },
    },
  ];
  return [...records.map((record) => JSON.stringify(record)), ...more].map((line) => `${line}\n`).join("");
}

/** A home folder in which Claude Code has left one session for each age in days. */
function claudeHome(ages: readonly number[]): { home: string; projects: string; file: (n: number) => string } {
  const home = tempFolder();
  const projects = path.join(home, ".claude", "projects");
  const file = (n: number) => path.join(projects, "-work-demo", `session-${String(n)}.jsonl`);
  mkdirSync(path.dirname(file(0)), { recursive: true });
  for (const [n, age] of ages.entries()) {
    writeFileSync(file(n), session(`session-${String(n)}`));
    const at = new Date(Date.now() - age * day);
    utimesSync(file(n), at, at);
  }
  return { home, projects, file };
}

async function only(app: App) {
  const status = await app.invoke("app.status", {});
  if (!status.ok) throw new Error(status.error.message);
  const [connection] = status.value.connections;
  if (connection === undefined) throw new Error("nothing is connected");
  return connection;
}

describe("a connection", () => {
  it("is found with its files counted, and nothing is read before it is connected", async () => {
    const { home } = claudeHome([1, 2]);
    const app = openTestApp({ platform: { userHome: home } });
    const found = await app.invoke("runners.found", {});
    expect(found.ok && found.value).toMatchObject([{ kind: "claude-code", files: 2, connected: false }]);
    const status = await app.invoke("app.status", {});
    expect(status.ok && [status.value.firstRun, status.value.counts?.sessions]).toEqual([true, 0]);
  });

  it("says what waits, and pausing keeps it waiting", async () => {
    const { projects, file } = claudeHome([1]);
    const app = openTestApp();
    await app.invoke("runners.connect", { kind: "claude-code", path: projects });
    const { id } = await only(app);
    expect(await only(app)).toMatchObject({ state: "ready", waiting: 0, sources: 1 });

    await app.invoke("runners.pause", { id, paused: true });
    writeFileSync(file(1), session("session-1"));
    await app.invoke("runners.survey", {});
    expect(await only(app)).toMatchObject({ state: "paused", waiting: 1, sources: 1 });
    const refused = await app.invoke("runners.sync", { id });
    expect(!refused.ok && refused.error).toMatchObject({ code: "paused", remedy: "Resume it, then sync." });
    await app.sync();
    expect(await only(app)).toMatchObject({ state: "paused", waiting: 1, sources: 1 });

    await app.invoke("runners.pause", { id, paused: false });
    await app.sync();
    expect(await only(app)).toMatchObject({ state: "ready", waiting: 0, sources: 2, sessions: 2 });
  });

  it("warns of the day on which its runner deletes sources, by the runner's own setting", async () => {
    const { home, projects, file } = claudeHome([22, 24, 3]);
    const app = openTestApp({ platform: { userHome: home } });
    await app.invoke("runners.connect", { kind: "claude-code", path: projects });
    const { deletion } = await only(app);
    expect(deletion).toMatchObject({ sources: 2, unread: 0 });
    expect(Math.abs(Date.parse(deletion?.at ?? "") - (Date.now() + 6 * day))).toBeLessThan(60_000);
    expect(deletion?.ground).toContain("30 days");

    writeFileSync(path.join(home, ".claude", "settings.json"), JSON.stringify({ cleanupPeriodDays: 90 }));
    writeFileSync(file(9), session("session-9"));
    const old = new Date(Date.now() - 80 * day);
    utimesSync(file(9), old, old);
    await app.invoke("runners.survey", {});
    const later = (await only(app)).deletion;
    expect(later).toMatchObject({ sources: 1, unread: 1 });
    expect(Math.abs(Date.parse(later?.at ?? "") - (Date.now() + 10 * day))).toBeLessThan(60_000);
    expect(later?.ground).toContain("cleanupPeriodDays is 90");
  });

  it("keeps sessions and archived copies of sources that vanish, and tells a folder that is away from sources that are gone", async () => {
    const { projects, file } = claudeHome([1, 1]);
    const app = openTestApp();
    await app.invoke("runners.connect", { kind: "claude-code", path: projects });
    rmSync(file(0));
    await app.invoke("runners.survey", {});
    const { id } = await only(app);
    expect(await only(app)).toMatchObject({ gone: 1, sessions: 2, state: "ready" });
    const complete = await app.invoke("runners.completeness", { id });
    expect(complete.ok && complete.value).toMatchObject({ goneCount: 1, gone: [{ path: file(0), archived: true }] });

    rmSync(projects, { recursive: true });
    await app.invoke("runners.survey", {});
    await app.invoke("runners.sync", { id });
    expect(await only(app)).toMatchObject({ gone: 1, sessions: 2, state: "failed" });
    expect((await only(app)).problem?.remedy).toBeTruthy();
  });

  it("is removed with nothing but itself", async () => {
    const { projects } = claudeHome([1]);
    const app = openTestApp();
    await app.invoke("runners.connect", { kind: "claude-code", path: projects });
    const { id } = await only(app);
    expect((await app.invoke("runners.remove", { id })).ok).toBe(true);
    const status = await app.invoke("app.status", {});
    expect(status.ok && [status.value.connections, status.value.counts?.sessions, status.value.counts?.tasks]).toEqual([
      [],
      1,
      1,
    ]);
    const again = await app.invoke("runners.remove", { id });
    expect(!again.ok && again.error.code).toBe("not-found");
  });

  it("says how completely it was read, with every gap named", async () => {
    const { projects, file } = claudeHome([1, 1]);
    writeFileSync(
      file(0),
      session("session-0", ['{"type":"brand_new","value":"<b>hi</b>"}', '{"type":"brand_new"}', "{not json"]),
    );
    writeFileSync(file(1), session("session-1", ['{"type":"brand_new","value":2}']));
    const app = openTestApp();
    await app.invoke("runners.connect", { kind: "claude-code", path: projects });
    const { id } = await only(app);
    const complete = await app.invoke("runners.completeness", { id });
    if (!complete.ok) throw new Error(complete.error.message);
    const said = complete.value;
    expect(said).toMatchObject({ sessions: 2, records: 8, recognised: 4, unknownTypes: 1, malformedCount: 1 });
    expect(said.unknown).toMatchObject([
      { type: "brand_new", count: 3, sessions: 2, first: { path: file(0), line: 3 } },
    ]);
    expect(said.unknown[0]?.sample).toContain("<b>hi</b>");
    expect(said.malformed).toMatchObject([{ path: file(0), line: 5 }]);
    expect(said.unanswered).toBe(2);
    expect(said.incompleteSessions).toBe(2);
    expect(said.worst.map((row) => row.records - row.recognised)).toEqual([3, 1]);
    const missing = await app.invoke("runners.completeness", { id: "none" });
    expect(!missing.ok && missing.error.code).toBe("not-found");
  });

  it("of any folder reads transcripts and packs by their content", async () => {
    const folder = tempFolder();
    cpSync(path.join(projectRoot, "resources", "sample", "packs", "web-123-a"), path.join(folder, "pack"), {
      recursive: true,
    });
    writeFileSync(path.join(folder, "some.jsonl"), session("one"));
    writeFileSync(path.join(folder, "settings.json"), "{}");
    const app = openTestApp();
    const report = await app.invoke("runners.connect", { kind: "folder", path: folder, name: "Odds and ends" });
    expect(report.ok && [report.value.files, report.value.problems]).toEqual([2, []]);
    expect(await only(app)).toMatchObject({ name: "Odds and ends", kind: "folder", waiting: 0, sources: 2 });
  });

  it("can be made again: a new name is taken, nothing is twice, and a paused one is read", async () => {
    const { projects } = claudeHome([1]);
    const app = openTestApp();
    await app.invoke("runners.connect", { kind: "claude-code", path: projects });
    const { id } = await only(app);
    await app.invoke("runners.pause", { id, paused: true });
    const again = await app.invoke("runners.connect", { kind: "claude-code", path: projects, name: "Laptop" });
    expect(again.ok && again.value.unchanged).toBe(1);
    expect(await only(app)).toMatchObject({ id, name: "Laptop", state: "ready", sessions: 1 });
  });
});

describe("files dropped on the window", () => {
  it("are read as the command line reads them, and the report names what could not be", async () => {
    const { projects, file } = claudeHome([1]);
    const app = openTestApp();
    const report = await app.invoke("ingest.paths", { paths: [file(0), path.join(projects, "nowhere.jsonl")] });
    expect(report.ok && report.value).toMatchObject({
      sessions: 1,
      problems: [{ message: expect.stringMatching(/nowhere/) as string }],
    });
    const status = await app.invoke("app.status", {});
    expect(status.ok && [status.value.connections, status.value.firstRun]).toEqual([[], false]);
    for (const bad of [[], [""], ["x".repeat(5000)]]) {
      const refused = await app.invoke("ingest.paths", { paths: bad });
      expect(refused.ok).toBe(false);
    }
  });
});
