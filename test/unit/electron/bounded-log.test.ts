import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createBoundedLog, safeLine } from "../../../main/electron/bounded-log";

const at = () => new Date("2026-11-22T01:02:03Z");

describe("safeLine", () => {
  it.each([
    ["using ghp_0123456789abcdefghij0123456789abcdef now", "using [removed] now"],
    ["github_pat_11ABCDEFG0123456789_abcdefghijklmnop", "[removed]"],
    [`key sk-proj-${"0a".repeat(12)}`, "key [removed]"],
    ["AKIAIOSFODNN7EXAMPLE", "[removed]"],
    ["Authorization: Bearer abcdefghijklmnop", "Authorization: [removed] [removed]"],
    ['{"password":"hunter2hunter2"}', '{"password":"[removed]"}'],
    ["GITHUB_TOKEN=abcd1234", "GITHUB_TOKEN=[removed]"],
    ["https://user:secret@example.com/x", "https://[removed]@example.com/x"],
    ["-----BEGIN OPENSSH PRIVATE KEY-----abc", "[removed]"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "[removed]"],
    ["read 3 files in 20 ms", "read 3 files in 20 ms"],
    ["SyntaxError: unexpected token at 3", "SyntaxError: unexpected token at 3"],
    ["colour \u001b[31mred\u001b[0m \u202etxt", "colour \ufffd[31mred\ufffd[0m \ufffdtxt"],
  ])("turns %j into %j", (line, safe) => {
    expect(safeLine(line)).toBe(safe);
  });

  it("cuts a long line", () => {
    expect(safeLine("x".repeat(100_000))).toHaveLength(2006);
  });
});

describe("a bounded log", () => {
  let folder = "";
  let path = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bounded-log-"));
    path = join(folder, "logs", "core.log");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("joins the pieces of a line and gives each line its time", async () => {
    const log = createBoundedLog(path, at);
    log.write("one\ntwo in ");
    log.write("pieces\n");
    log.write("three\r\n");
    await log.flushed();
    const time = "2026-11-22T01:02:03.000Z";
    expect(readFileSync(path, "utf8")).toBe(`${time} one\n${time} two in pieces\n${time} three\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("stays below two files of about a megabyte, and counts what it drops", async () => {
    const log = createBoundedLog(path, at);
    for (let round = 0; round < 30; round += 1) {
      for (let line = 0; line < 300; line += 1) log.write(`${"x".repeat(1000)}\n`);
      await log.flushed();
    }
    const size = statSync(path).size + statSync(`${path}.1`).size;
    expect(size).toBeGreaterThan(1024 * 1024);
    expect(size).toBeLessThan(3 * 1024 * 1024);
    expect(readFileSync(path, "utf8")).toMatch(/\d+ lines came too fast and were dropped/);
  });

  it("does not collect a line without end", async () => {
    const log = createBoundedLog(path, at);
    for (let piece = 0; piece < 100; piece += 1) log.write("y".repeat(10_000));
    await log.flushed();
    expect(statSync(path).size).toBeLessThan(300 * 1024);
  });

  it("says nothing when it cannot write", async () => {
    writeFileSync(join(folder, "a-file"), "in the way");
    const log = createBoundedLog(join(folder, "a-file", "core.log"), at);
    log.write("lost\n");
    await log.flushed();
    expect(readFileSync(join(folder, "a-file"), "utf8")).toBe("in the way");
  });
});
