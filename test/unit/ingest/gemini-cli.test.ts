import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { geminiCli } from "../../../main/ingest/adapters/gemini-cli";
import { shellOutput } from "../../../main/ingest/gemini-cli/shell-output";
import { parseBytes, type ParsedBytes } from "../../support/parse-bytes";
import { projectRoot } from "../../support/temp-home";
import { details, readLines } from "./read-transcript";

const folder = path.join(projectRoot, "test/fixtures/gemini-cli");
const chatId = "7c1f0a52-3b7e-4c55-9d1e-0a5e2b7f1c01";

function readFixture(name: string, chunk?: number): ParsedBytes {
  return parseBytes(geminiCli, name, readFileSync(path.join(folder, name)), chunk);
}

function recognises(text: string): boolean {
  return geminiCli.recognises({ name: "x", bytes: new TextEncoder().encode(text) });
}

describe("a chat of Gemini CLI as one document", () => {
  const { session, all, completeness } = readFixture("session-2026-11-20T01-10-3f0d2c8e.json");

  it("says what the session is", () => {
    expect(session).toMatchObject({
      runner: "gemini-cli",
      runnerSessionId: "3f0d2c8e-61a4-4b7e-8f55-2d9b7a1c0001",
      kind: "main",
      status: "completed",
      title: "Fix the date parser",
      prompt: "Fix the date parser in @src/dates.ts",
      finalMessage: "The parser reads UTC now; one test still fails.",
      // The one folder above a named path that has the stated digest.
      cwd: "/repo/app",
      branch: null,
      models: ["gemini-3-pro"],
      startedAt: "2026-11-20T01:10:00.000Z",
      endedAt: "2026-11-20T01:14:30.000Z",
      // The prompt's tokens without those from the cache; a message counted with zeros was not counted.
      usage: { input: 1100, cacheRead: 1100, output: 100, reasoning: 30, cacheWrite: null, costUsd: null },
    });
  });

  it("names what it does not know", () => {
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["root/tipOfTheDay", "message/quiz"]);
    expect(completeness).toMatchObject({ malformedCount: 0, unanswered: 1 });
  });

  it("tells the person's words from the file put behind them", () => {
    expect(details(all, "message").map(({ role, injected, text }) => [role, injected, text.slice(0, 20)])).toEqual([
      ["person", false, "Fix the date parser "],
      ["person", true, "--- Content from ref"],
      ["agent", false, "I will run the tests"],
      ["person", false, "Go on"],
      ["agent", false, "The parser reads UTC"],
    ]);
  });

  it("reads a command's exit code, output and time", () => {
    expect(details(all, "check")).toMatchObject([
      {
        command: "npm test",
        exitCode: 1,
        outcome: "failed",
        durationMs: 4500,
        resultPlace: null,
        output: "Tests:       1 failed, 3 passed, 4 total",
        counts: { passed: 3, failed: 1 },
      },
    ]);
    // A person's no is no failure.
    expect(details(all, "command")).toMatchObject([{ command: "rm -rf build", outcome: "denied", exitCode: null }]);
  });

  it("takes edits from the runner's report, else from what the call and the result say", () => {
    expect(details(all, "file-edit")).toMatchObject([
      {
        op: "update",
        path: "src/dates.ts",
        outcome: "ok",
        oldText: "  return new Date(text);",
        fileBefore: "export function parse(text: string) {\n  return new Date(text);\n}\n",
        hunks: expect.stringMatching(/^@@ -1,2 \+1,2 @@\n/) as string,
        added: 1,
        removed: 1,
        // When the call began is not stated: the message was written when it had ended.
        durationMs: null,
      },
      { op: "add", path: "docs/dates.md", newText: "# Dates\n", fileBefore: "", added: 1, removed: 0 },
      { op: "update", outcome: "failed" },
    ]);
  });
});

describe("a chat of Gemini CLI as JSON Lines", () => {
  const name = "session-2026-11-20T01-59-7c1f0a52.jsonl";
  const { session, all, completeness } = readFixture(name);

  it("completes a message that is written again, and does not repeat it", () => {
    expect(details(all, "message").filter(({ text }) => text === "Running the tests.")).toHaveLength(1);
    expect(details(all, "check")).toMatchObject([
      // Written four times; what the runner masked later does not replace what was read first.
      { command: "npx vitest run", outcome: "ok", exitCode: 0, output: " Tests  12 passed (12)", cwd: "/repo/app/web" },
    ]);
    expect(session?.usage).toMatchObject({ input: 650, cacheRead: 1000, output: 57, reasoning: 8 });
    expect(completeness).toMatchObject({ malformedCount: 1, unanswered: 0 });
  });

  it("keeps what was taken back, with a note that names its events", () => {
    const [note] = all.filter(({ detail }) => detail.kind === "note");
    const [looked] = all.filter(({ detail }) => detail.kind === "message" && detail.text === "Looking for the button.");
    expect(looked).toBeDefined();
    expect(note?.detail).toMatchObject({
      text: expect.stringContaining(
        `1 message taken back, events ${String(looked?.seq)} to ${String((looked?.seq ?? 0) + 1)}`,
      ) as string,
    });
    expect(note?.actor).toBe("runner");
  });

  it("takes a replaced history as a compaction", () => {
    expect(details(all, "compaction").map(({ text }) => text)).toEqual([
      "<state_snapshot>The button is green.</state_snapshot>",
      "3 messages left the model's context; what they hold happened.",
    ]);
    expect(session?.finalMessage).toBe("The button is green.");
  });

  it("links a sub-agent with the call that began it", () => {
    expect(session?.subAgents).toEqual([
      { runnerSessionId: "codebase_investigator-a1", callId: "codebase_investigator_1" },
    ]);
    const sub = readFixture(`chats/${chatId}/codebase_investigator-a1.jsonl`);
    expect(sub.session).toMatchObject({ kind: "sub-agent", parentRunnerSessionId: chatId, cwd: "/repo/app" });
    expect(new Set(sub.all.map(({ lane }) => lane))).toEqual(new Set(["codebase_investigator-a1"]));
  });

  it("forgets a prompt that was taken back", () => {
    const user = (id: string, text: string) => ({ id, timestamp: "2026-11-20T02:00:00Z", type: "user", content: text });
    const { session: again, all: events } = readLines(geminiCli, [
      { sessionId: "s", projectHash: "0".repeat(64), startTime: "2026-11-20T02:00:00Z" },
      user("a", "first thought"),
      { id: "b", timestamp: "2026-11-20T02:00:01Z", type: "gemini", content: "Done." },
      { $rewindTo: "a" },
      user("c", "second thought"),
    ]);
    expect(again).toMatchObject({ prompt: "second thought", finalMessage: null, status: "in-flight" });
    expect(details(events, "message")).toHaveLength(3);
    const unknownId = readLines(geminiCli, [user("a", "x"), { $rewindTo: "nowhere" }]);
    expect(details(unknownId.all, "note")[0]?.text).toContain("1 message taken back");
    expect(unknownId.session?.status).toBe("aborted");
  });
});

describe("other files of Gemini CLI", () => {
  it.each(["checkpoint-flag.json", "history.json"])("reads the saved conversation %s", (name) => {
    const { session, all } = readFixture(name);
    expect(session).toMatchObject({
      runnerSessionId: name.replace(".json", ""),
      prompt: "Rename the flag",
      finalMessage: "The flag is called --silent now.",
      cwd: "/repo/tool",
      startedAt: null,
      usage: { input: null },
    });
    expect(details(all, "file-edit")).toMatchObject([{ path: "/repo/tool/cli.ts", outcome: "ok" }]);
    expect(details(all, "command")).toMatchObject([{ command: "git status", exitCode: 0 }]);
    expect(all.every(({ at }) => at === null)).toBe(true);
  });

  it("does not look at the file's name", () => {
    expect(readFixture("full.jsonl").session).toMatchObject({ runnerSessionId: "s-pretty", finalMessage: "Hi!" });
  });

  it("knows a chat in which nothing was said yet", () => {
    const text = JSON.stringify({ sessionId: "s", projectHash: "0".repeat(64), messages: [] }, null, 2);
    expect(recognises(text)).toBe(true);
    const { session, completeness } = parseBytes(geminiCli, "x.json", new TextEncoder().encode(text));
    expect(session).toMatchObject({ runnerSessionId: "s", status: "unknown", prompt: null });
    expect(completeness.unknown).toEqual([]);
  });

  it("claims no other JSON", () => {
    expect(recognises('{"sessionId":"s","type":"user","message":{"role":"user"}}\n')).toBe(false);
    expect(recognises('[{"role":"user","content":"hello"},{"role":"assistant","content":"hi"}]')).toBe(false);
    expect(recognises('{"messages":[{"role":"user","content":"hello"}],"info":{}}')).toBe(false);
    expect(recognises('{"history":[{"role":"assistant","content":"hello"}],"trajectory":[]}')).toBe(false);
  });

  it("knows the project's folder only where its digest fits", () => {
    const chat = (hash: string) =>
      readLines(geminiCli, [
        { sessionId: "s", projectHash: hash },
        {
          id: "a",
          timestamp: "2026-11-20T02:00:00Z",
          type: "gemini",
          content: "",
          toolCalls: [{ id: "c", name: "read_file", args: { file_path: "/work/one/two/three.ts" } }],
        },
      ]).session?.cwd;
    expect(chat(createHash("sha256").update("/work/one").digest("hex"))).toBe("/work/one");
    expect(chat("f".repeat(64))).toBeNull();
  });
});

describe("the text of the shell tool", () => {
  it.each([
    ["Output: a\nb\nProcess Group PGID: 1", true, { output: "a\nb", exitCode: 0 }],
    ["Output: a\nExit Code: 2\nProcess Group PGID: 1", true, { output: "a", exitCode: 2 }],
    ["Output: a\nSignal: 9\nProcess Group PGID: 1", true, { output: "a", exitCode: null }],
    ["Output: a", false, { output: "a", exitCode: null }],
    [
      "Command: x\nDirectory: src\nStdout: out\nStderr: err\nError: (none)\nExit Code: (none)\nSignal: 15",
      true,
      { output: "out\nerr", exitCode: null, directory: "src" },
    ],
    ["Command was cancelled.", true, { output: "Command was cancelled.", exitCode: null }],
  ])("reads %j", (text, succeeded, expected) => {
    expect(shellOutput(text, succeeded)).toMatchObject(expected);
  });
});
