import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
  closeSync,
  ftruncateSync,
  cpSync,
} from "node:fs";
import path from "node:path";
import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { parsers } from "../../main/plugins";
import { surveyEvidence } from "../../main/services/survey-evidence";
import { evidenceCommand } from "../../main/terminal/evidence";
import { Screen } from "../../main/terminal/screen";
import { ok } from "../../shared/result";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

const fixtures = path.join(projectRoot, "test", "fixtures", "evidence");

/** The command as a person types it, without a process of its own. */
async function countersign(...args: string[]): Promise<{ code: number | undefined; out: string }> {
  const app = openTestApp();
  let out = "";
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      out += chunk.toString("utf8");
      done();
    },
  });
  let code: number | undefined;
  const command = evidenceCommand({
    run: async (_command, work) => {
      const done = await work({
        app,
        ask: app.invoke,
        json: args.includes("--json"),
        screen: new Screen(stream),
        reopen: () => ok(app),
      });
      code = done.ok ? done.value : 1;
    },
  });
  await command.parseAsync(args, { from: "user" });
  return { code, out };
}

describe("countersign evidence", () => {
  it("names the format, counts and problems of every file below a folder", async () => {
    const folder = tempFolder();
    cpSync(path.join(fixtures, "junit", "pytest.xml"), path.join(folder, "a.xml"));
    cpSync(path.join(fixtures, "junit", "broken-off.xml"), path.join(folder, "b.xml"));
    cpSync(path.join(fixtures, "image", "small.png"), path.join(folder, "c.bin"));
    writeFileSync(path.join(folder, "d.md"), "# Notes\n");
    const { code, out } = await countersign(folder, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      files: 4,
      read: 2,
      unreadable: 1,
      notRecognised: 1,
      problems: [],
      list: [
        {
          state: "read",
          format: { id: "junit", name: "JUnit XML" },
          evidence: {
            kind: "tests",
            result: "failed",
            counts: { passed: 2, failed: 1, skipped: 1 },
            headline: "2 passed, 1 failed, 1 skipped",
            producer: "pytest",
            producedAt: "2026-10-14T02:11:09.100Z",
            listed: { cases: 4 },
            truncated: null,
          },
        },
        {
          state: "unreadable",
          format: { id: "junit" },
          problem: { code: "xml-malformed", place: path.join(folder, "b.xml:5:1") },
        },
        { state: "read", evidence: { totals: { of: "image", format: "PNG", width: 4, height: 3 } } },
        { state: "not-recognised", bytes: 8 },
      ],
    });
    const text = await countersign(folder);
    expect(text.out).toContain("The file breaks off: <testsuite>, <testcase>, <system-out> never end.");
    expect(text.out).toContain("4 files: 2 read, 1 could not be read, 1 not recognised.");
  });

  it("ends with 0 where everything could be read, and with 1 where a path is not there", async () => {
    expect((await countersign(path.join(fixtures, "tap"))).code).toBe(0);
    const missing = await countersign(path.join(fixtures, "nowhere"));
    expect(missing.code).toBe(1);
    expect(missing.out).toContain("it does not exist");
  });

  it("follows no link, opens no pipe, shows names as they are and writes nothing", async () => {
    const folder = tempFolder();
    const outside = tempFolder();
    cpSync(path.join(fixtures, "junit", "pytest.xml"), path.join(outside, "secret.xml"));
    mkdirSync(path.join(folder, "in"));
    symlinkSync(path.join(outside, "secret.xml"), path.join(folder, "in", "link.xml"));
    symlinkSync(outside, path.join(folder, "in", "folder"));
    symlinkSync(folder, path.join(folder, "in", "circle"));
    execFileSync("sh", ["-c", 'mkfifo "$1"', "sh", path.join(folder, "pipe.log")]);
    const odd = "..%2f..\\etc\\\u001b[2Jpasswd\u202e.tap\n";
    writeFileSync(path.join(folder, odd), "TAP version 14\n1..1\nok 1\n");
    const before = readdirSync(folder).sort();
    const { code, out } = await countersign(folder);
    expect(code).toBe(0);
    expect(out).toContain("1 file: 1 read");
    expect(out).toContain("[U+001B]");
    expect(out).not.toMatch(/secret|\u001b|\u202e/);
    expect(readdirSync(folder).sort()).toEqual(before);
    expect(readdirSync(outside)).toEqual(["secret.xml"]);
    const piped = await surveyEvidence(parsers, [path.join(folder, "pipe.log")]);
    expect(piped.files).toMatchObject([{ state: "unreadable", problem: { code: "not-a-file" } }]);
  });

  it("reads a log of a gigabyte at both ends, and refuses a report of that size", { timeout: 60_000 }, async () => {
    const folder = tempFolder();
    const size = 1024 ** 3;
    for (const [name, head] of [
      ["build.log", "\u001b[32mbuild started\u001b[0m\n".repeat(3_000)],
      ["junit.xml", "<testsuites><testsuite>"],
      ["packed.zip", "PK\u0003\u0004"],
    ] as const) {
      const file = openSync(path.join(folder, name), "w");
      writeSync(file, head, 0);
      ftruncateSync(file, size - 13);
      writeSync(file, "\nBuild FAILED", size - 13);
      closeSync(file);
      expect(statSync(path.join(folder, name)).size).toBe(size);
    }
    const started = performance.now();
    const before = process.memoryUsage.rss();
    const { files } = await surveyEvidence(parsers, [folder]);
    expect(files.map((file) => file.state)).toEqual(["read", "unreadable", "not-recognised"]);
    expect(files[0]).toMatchObject({
      evidence: {
        kind: "log",
        result: "unknown",
        headline: expect.stringContaining("the last: Build FAILED") as unknown,
        truncated: expect.stringMatching(
          /^Of 1,073,741,824 bytes, [\d,]+ bytes between its ends were not read\.$/,
        ) as unknown,
      },
    });
    expect(files[1]).toMatchObject({ problem: { code: "file-too-large" } });
    expect(process.memoryUsage.rss() - before).toBeLessThan(400 * 1024 * 1024);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it("reads what another account wrote in another encoding", async () => {
    const { files } = await surveyEvidence(parsers, [path.join(fixtures, "log", "powershell.log")]);
    expect(readFileSync(path.join(fixtures, "log", "powershell.log"))[0]).toBe(0xff);
    expect(files).toMatchObject([{ evidence: { headline: "2 lines; the last: Build FAILED." } }]);
  });
});
