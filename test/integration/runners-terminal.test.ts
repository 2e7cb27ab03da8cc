import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot, tempFolder } from "../support/temp-home";

const program = path.join(projectRoot, "dist", "main", "cli.mjs");

/** Runs the built command line as a person does. */
function countersign(home: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const done = spawnSync(process.execPath, [program, ...args, "--home", home], { encoding: "utf8" });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function record(id: string, n: number, text: string): string {
  const user = n % 2 === 1;
  return `${JSON.stringify({
    isSidechain: false,
    userType: "external",
    cwd: "/work/demo",
    sessionId: id,
    version: "2.1.0",
    gitBranch: "main",
    type: user ? "user" : "assistant",
    uuid: `${id}-${String(n)}`,
    parentUuid: n === 1 ? null : `${id}-${String(n - 1)}`,
    timestamp: new Date(Date.UTC(2026, 10, 20, 18, n)).toISOString(),
    message: user
      ? { role: "user", content: text }
      : { id: `m${String(n)}`, model: "large", role: "assistant", content: [{ type: "text", text }] },
  })}\n`;
}

describe("runners on the command line", () => {
  it("connects, lists, pauses, resumes, shows and removes", () => {
    const home = tempFolder();
    const folder = path.join(tempFolder(), "sessions");
    mkdirSync(folder);
    writeFileSync(path.join(folder, "a.jsonl"), `${record("a", 1, "Do a")}{"type":"brand_new"}\nnot json\n`);

    const connected = countersign(home, "connect", "folder", folder, "--name", "Odds and ends");
    expect(connected).toMatchObject({ code: 0 });
    expect(connected.out).toContain("1 session");
    expect(countersign(home, "runners").out).toMatch(/Odds and ends\s+ready\s+1\s+0\s+0/);

    expect(countersign(home, "runners", "pause", "Odds and ends").out).toContain("neither synced nor followed");
    writeFileSync(path.join(folder, "b.jsonl"), record("b", 1, "Do b"));
    expect(countersign(home, "runners").out).toMatch(/Odds and ends\s+paused\s+1\s+1\s+0/);
    expect(countersign(home, "sync").out).toContain("Nothing to sync");
    expect(countersign(home, "sync", "Odds and ends")).toMatchObject({ code: 1 });
    expect(countersign(home, "runners", "resume", folder).code).toBe(0);
    expect(countersign(home, "sync", "Odds and ends")).toMatchObject({ code: 0 });

    const shown = countersign(home, "runners", "show", "Odds and ends");
    expect(shown.out).toMatch(/2 of 4 records recognised/);
    expect(shown.out).toMatch(/unknown type brand_new: 1 in 1 session, first .*a\.jsonl:2/);
    expect(shown.out).toMatch(/a\.jsonl:3/);
    const said: unknown = JSON.parse(countersign(home, "runners", "show", "Odds and ends", "--json").out);
    expect(said).toMatchObject({
      connection: { name: "Odds and ends" },
      completeness: { sessions: 2, malformedCount: 1 },
    });

    expect(countersign(home, "runners", "remove", "Odds and ends").out).toMatch(/2 sessions.*every decision stay/);
    expect(countersign(home, "runners").out).toContain("No runner is connected");
    expect(countersign(home, "inbox").out).toContain("Do a");
  });

  it("says what is wrong and what to do", () => {
    const home = tempFolder();
    for (const [args, words] of [
      [["connect", "teapot", "/tmp"], /Use one of packs, claude-code/],
      [["connect", "http", "http://runner.example.org"], /Use https/],
      [
        ["connect", "http", "https://127.0.0.1:9", "--token-env", "ghp_0123456789abcdefghijklmnopqrstuvwxyz-"],
        /name of an environment variable/,
      ],
      [["connect", "folder", "/tmp", "--token-env", "X"], /--token-env is for connect http/],
      [["connect", "http", "http://127.0.0.1:9", "--token-env", "NOT_SET_ANYWHERE"], /NOT_SET_ANYWHERE holds no token/],
      [["runners", "show", "none"], /There is no connection none/],
    ] as const) {
      const refused = countersign(home, ...args);
      expect([args.join(" "), refused.code]).toEqual([args.join(" "), 1]);
      expect(refused.err).toMatch(words);
    }
    const help = countersign(home, "connect", "--help").out;
    expect(help).toContain("connect repository");
    expect(help).toContain("--token-env");
  });

  it("follows until it is interrupted, a JSON object a line", async () => {
    const home = tempFolder();
    const folder = path.join(tempFolder(), "sessions");
    mkdirSync(folder);
    const file = path.join(folder, "a.jsonl");
    writeFileSync(file, record("a", 1, "Do a"));
    expect(countersign(home, "connect", "folder", folder).code).toBe(0);
    const child = spawn(process.execPath, [program, "sync", "--follow", "--json", "--home", home]);
    let out = "";
    child.stdout.on("data", (part: Buffer) => (out += part.toString("utf8")));
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const until = async (holds: () => boolean) => {
      for (let n = 0; n < 200 && !holds(); n += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    };
    await until(() => out.includes('"report"'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (let n = 2; n < 6; n += 1) appendFileSync(file, record("a", n, `step ${String(n)}`));
    await until(() => out.includes('{"at"'));
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    const lines = out
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(lines[0]).toMatchObject({ connection: folder, report: { unchanged: 1 } });
    expect(lines.at(-1)).toMatchObject({ path: file, bytes: expect.any(Number) as number });
  });
});
