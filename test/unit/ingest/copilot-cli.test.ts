import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { copilotCli } from "../../../main/ingest/adapters/copilot-cli";
import { diffSections } from "../../../main/ingest/copilot-cli/detailed-diff";
import { shellResult } from "../../../main/ingest/copilot-cli/shell-result";
import { parseBytes, type ParsedBytes } from "../../support/parse-bytes";
import { projectRoot } from "../../support/temp-home";
import { details, readLines } from "./read-transcript";

const folder = path.join(projectRoot, "test/fixtures/copilot-cli");
const id = "9b2f7a10-4c1d-4e2f-8a3b-000000000101";
const agent = "5e0c9d4b-aaaa-4bbb-8ccc-000000000001";
const old = "4f1e2d3c-0000-4000-8000-000000000202";

function readFixture(name: string): ParsedBytes {
  return parseBytes(copilotCli, name, readFileSync(path.join(folder, name)));
}

function event(type: string, data: object, second = 0): object {
  const timestamp = `2026-11-20T04:00:${String(second).padStart(2, "0")}.000Z`;
  return { type, data, id: `${type}-${String(second)}`, timestamp, parentId: null };
}

describe("an event log of Copilot CLI", () => {
  const { session, all, completeness } = readFixture(`session-state/${id}/events.jsonl`);

  it("says what the session is and where it worked", () => {
    expect(session).toMatchObject({
      runner: "copilot-cli",
      runnerSessionId: id,
      status: "completed",
      title: "Raise retries",
      prompt: "Raise the number of retries to five, see the issue.",
      finalMessage: "Retries are five now; one test still fails.",
      cwd: "/repo/app",
      branch: "agent/retry",
      repository: "acme/app",
      taskRef: "https://github.com/acme/app/issues/77",
      // The commit the session began on, not the one its branch began on.
      baseCommit: "1".repeat(40),
      headCommit: "3".repeat(40),
      models: ["claude-sonnet-5", "gpt-5-mini"],
      runnerVersions: ["1.0.94"],
    });
    expect(session?.locations.map(({ branch }) => branch)).toEqual(["agent/retry", "agent/retry-2"]);
  });

  it("counts tokens as the shutdown states them, what the cache held apart, and no dollars", () => {
    expect(session?.usage).toEqual({
      input: 260,
      output: 100,
      cacheRead: 940,
      cacheWrite: 400,
      reasoning: 12,
      costUsd: null,
    });
  });

  it("accounts for every record", () => {
    expect(completeness).toMatchObject({ malformedCount: 1, unanswered: 0, withheldReasoning: 1 });
    expect(completeness.unknown).toMatchObject([{ type: "session.telepathy", count: 1 }]);
  });

  it("shows a call once, though it is asked for and begun in two records", () => {
    expect(details(all, "check")).toMatchObject([
      // The tool succeeded, the command did not.
      { callId: "t1", outcome: "failed", exitCode: 1, durationMs: 4000, counts: { passed: 9, failed: 1 } },
    ]);
    expect(details(all, "command")).toMatchObject([
      // It went on in the background; a later look saw it end.
      { callId: "t2", outcome: "ok", exitCode: 0, output: "watching\nstopped", durationMs: null },
      { callId: "t5", outcome: "denied", exitCode: null },
    ]);
    expect(details(all, "note").some(({ text }) => text.startsWith("Not permitted"))).toBe(true);
  });

  it("reads edits with the diff the result shows", () => {
    expect(details(all, "file-edit")).toMatchObject([
      {
        op: "update",
        path: "/repo/app/src/retry.ts",
        oldText: "  tries: 3,",
        hunks: "@@ -1,3 +1,3 @@\n export const limit = {\n-  tries: 3,\n+  tries: 5,\n };\n",
        added: 1,
        removed: 1,
      },
      { op: "add", path: "/repo/app/docs/retry.md", newText: "# Retries\n", fileBefore: "", added: 1, removed: 0 },
    ]);
  });

  it("puts a sub-agent's events in a lane of its own", () => {
    const lane = all.filter((one) => one.lane === agent);
    expect(lane.map(({ actor, detail }) => [actor, detail.kind])).toEqual([
      ["runner", "note"],
      ["agent", "message"],
      ["sub-agent", "reasoning"],
      ["sub-agent", "tool-call"],
      ["sub-agent", "message"],
      ["runner", "note"],
    ]);
    expect(details(lane, "message")[0]).toMatchObject({ role: "person", injected: true });
  });
});

describe("an event log of a version before 1.0", () => {
  const { session, all } = readFixture(`session-state/${old}.jsonl`);

  it("reads arguments and results in their older forms", () => {
    expect(details(all, "command")).toMatchObject([{ command: "ls", exitCode: 0, output: "a.txt", outcome: "ok" }]);
    expect(details(all, "file-edit")).toMatchObject([
      { op: "update", path: "a.txt", oldText: "one\n", newText: "two\n" },
      { op: "add", path: "b.txt", newText: "new\n" },
    ]);
    expect(details(all, "compaction")[0]?.text).toContain("2 messages, 300 tokens");
  });

  it("adds up the runs of a resumed session and names the session it took over", () => {
    expect(session).toMatchObject({
      runnerSessionId: old,
      status: "completed",
      prompt: "List the files and add a note",
      finalMessage: "Two files.",
      repository: "acme/old",
      branch: "main",
      links: [{ kind: "handed-over", runnerSessionId: "remote-1" }],
      usage: { input: 240, cacheRead: 60, output: 14, cacheWrite: 0, reasoning: null },
    });
  });
});

describe("a session of the first versions", () => {
  it("is read from its messages, with the times and notes of what was shown", () => {
    const { session, all, completeness } = readFixture("session_d1d1d1d1-0000-4000-8000-000000000505_1795.json");
    expect(session).toMatchObject({
      runnerSessionId: "d1d1d1d1-0000-4000-8000-000000000505",
      status: "completed",
      prompt: "Say what is here",
      finalMessage: "One file.",
      models: ["gpt-5"],
      startedAt: "2026-11-20T05:00:00.000Z",
      endedAt: "2026-11-20T05:00:09.000Z",
      usage: { input: null },
    });
    expect(details(all, "command")).toMatchObject([{ command: "ls", exitCode: 0, output: "a.md" }]);
    expect(details(all, "file-edit")).toMatchObject([{ op: "add", path: "/repo/a.md", newText: "a\n" }]);
    expect(details(all, "note")).toEqual([{ kind: "note", text: "Trusted folder." }]);
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["chatMessages/oracle", "root/mood"]);
  });

  it("calls its sub-agents by another name", () => {
    const { all } = readLines(copilotCli, [
      event("custom_agent.started", { toolCallId: "t1", agentName: "old" }),
      event("assistant.message", { content: "hi", parentToolCallId: "t1" }, 1),
    ]);
    expect(all.map(({ lane }) => lane)).toEqual(["t1", "t1"]);
  });
});

describe("usage without a shutdown", () => {
  it("is the sum of the calls, each counted once", () => {
    const usage = (call: string) => ({
      usage: { inputTokens: 100, outputTokens: 7, cacheReadTokens: 40, apiCallId: call },
    });
    const { session } = readLines(copilotCli, [
      event("user.message", { content: "go" }),
      event("session.usage_record", usage("a"), 1),
      event("session.usage_record", usage("a"), 2),
      event("session.usage_record", usage("b"), 3),
    ]);
    expect(session?.usage).toMatchObject({ input: 120, output: 14, cacheRead: 80, cacheWrite: 0 });
  });

  it("is the output of the messages where nothing else is stated", () => {
    const { session } = readLines(copilotCli, [event("assistant.message", { content: "hi", outputTokens: 3 })]);
    expect(session?.usage).toMatchObject({ input: null, output: 3, cacheRead: null });
  });
});

describe("how a run of Copilot ends", () => {
  const begin = [event("user.message", { content: "go" }), event("assistant.message", { content: "Done." }, 1)];
  it.each([
    ["completed", []],
    ["aborted", [event("abort", { reason: "user_initiated" }, 2)]],
    ["errored", [event("session.shutdown", { shutdownType: "error", errorReason: "lost" }, 2)]],
    ["in-flight", [event("user.message", { content: "more" }, 2)]],
    [
      "aborted",
      [event("user.message", { content: "more" }, 2), event("session.shutdown", { shutdownType: "routine" }, 3)],
    ],
  ])("%s", (status, rest) => {
    expect(readLines(copilotCli, [...begin, ...rest]).session?.status).toBe(status);
  });

  it.each([
    ["Stopped: agent_stop_block_limit", event("session.completion_receipt", { stopReason: "agent_stop_block_limit" })],
    ["Stopped: autopilot_credit_limit", event("abort", { reason: "autopilot_credit_limit" })],
    ["Stopped: the limit of the session was reached.", event("session_limits_exhausted.requested", {})],
    ["The model's answer was cut off: length", event("assistant.usage", { outputTokens: 1, finishReason: "length" })],
  ])("says why it stopped: %s", (text, record) => {
    expect(details(readLines(copilotCli, [...begin, record]).all, "note")).toEqual([{ kind: "note", text }]);
  });

  it.each([
    { content: "Continue", source: "autopilot" },
    { content: "Continue", isAutopilotContinuation: true },
    { content: "<system_notification>Agent done</system_notification>" },
    { content: "hello", transformedContent: "<cross_session_message>hello</cross_session_message>" },
  ])("words no human typed are marked: %j", (data) => {
    const { all, session } = readLines(copilotCli, [event("user.message", data)]);
    expect(details(all, "message")).toMatchObject([{ injected: true }]);
    expect(session?.prompt).toBeNull();
  });
});

describe("a chat of Copilot in VS Code", () => {
  it("reads the document", () => {
    const { session, all, completeness } = readFixture("chat.json");
    expect(session).toMatchObject({
      runnerSessionId: "aa11bb22-0000-4000-8000-000000000303",
      title: "Change a word",
      prompt: "Change hello to bye",
      status: "aborted",
      cwd: "/repo/web",
      models: ["gpt-5.1"],
      runnerVersions: ["0.40.1"],
      usage: { input: 900, output: 30 },
    });
    expect(completeness.unknown).toMatchObject([{ type: "root/horoscope" }]);
    expect(details(all, "file-edit")).toMatchObject([
      { path: "/repo/web/index.ts", oldText: "hello", newText: "bye", outcome: "ok" },
    ]);
    expect(details(all, "check")).toMatchObject([{ command: "npm test", outcome: "failed", exitCode: null }]);
  });

  it("reads the log of changes as the answer grows, and completes it with the result", () => {
    const { session, all, completeness } = readFixture("chat-changes.jsonl");
    expect(session).toMatchObject({ title: "Run tests", status: "completed", finalMessage: "Two tests fail." });
    expect(details(all, "message").map(({ text }) => text)).toEqual([
      "Run the tests",
      "I run package.json first.",
      "Two tests fail.",
    ]);
    expect(details(all, "check")).toMatchObject([
      { command: "npm test", tool: "run_in_terminal", exitCode: 1, outcome: "failed", counts: { failed: 2 } },
    ]);
    expect(completeness).toMatchObject({ malformedCount: 1, unknown: [{ type: "chat/aura" }] });
  });

  it("gives calls that were shown without arguments what the result says of them", () => {
    const call = { name: "create_file", arguments: '{"filePath":"/r/a.ts","content":"a\\n"}', id: "toolu_1" };
    const { all } = readLines(copilotCli, [
      { kind: 0, v: { version: 3, requests: [{ requestId: "r", message: { text: "make it" }, response: [] }] } },
      {
        kind: 2,
        k: ["requests", 0, "response"],
        v: [{ kind: "toolInvocationSerialized", toolCallId: "shown", toolId: "x" }],
      },
      {
        kind: 1,
        k: ["requests", 0, "result"],
        v: { metadata: { toolCallRounds: [{ toolCalls: [call] }], toolCallResults: { toolu_1: { content: [] } } } },
      },
    ]);
    expect(details(all, "file-edit")).toMatchObject([{ op: "add", path: "/r/a.ts", newText: "a\n", outcome: "ok" }]);
    expect(details(all, "tool-call")).toEqual([]);
  });

  it("shows a sketched edit as an edit whose text is not known, with what was asked for beside it", () => {
    const call = { name: "insert_edit_into_file", arguments: '{"filePath":"/r/a.ts","code":"...b"}', id: "c" };
    const { all } = readLines(copilotCli, [
      {
        kind: 0,
        v: {
          version: 3,
          requests: [
            {
              requestId: "r",
              message: "do",
              response: [],
              result: { metadata: { toolCallRounds: [{ toolCalls: [call] }] } },
            },
          ],
        },
      },
    ]);
    expect(details(all, "file-edit")).toMatchObject([{ path: "/r/a.ts", oldText: null, newText: null, hunks: null }]);
    expect(details(all, "tool-call")).toMatchObject([{ input: call.arguments }]);
  });

  it("is known without a version, as VS Code exports it", () => {
    const text = JSON.stringify({
      requesterUsername: "a",
      responderUsername: "GitHub Copilot",
      requests: [{ requestId: "r" }],
    });
    expect(copilotCli.recognises({ name: "x", bytes: new TextEncoder().encode(text) })).toBe(true);
    const other = JSON.stringify({ sessionId: "s", requests: [{ url: "/", response: {} }] });
    expect(copilotCli.recognises({ name: "x", bytes: new TextEncoder().encode(other) })).toBe(false);
  });

  it("makes nothing of paths that would reach into an object's own workings", () => {
    const { completeness, session } = readLines(copilotCli, [
      { kind: 0, v: { version: 3, sessionId: "s", requests: [] } },
      { kind: 1, k: ["requests", "__proto__", "spoiled"], v: true },
      { kind: 1, k: ["requests", 999_999_999], v: {} },
    ]);
    expect(session?.runnerSessionId).toBe("s");
    expect(completeness.unknown.reduce((sum, one) => sum + one.count, 0)).toBe(2);
    expect(Object.hasOwn(Object.prototype, "spoiled")).toBe(false);
  });
});

describe("the result of a shell tool", () => {
  const waits =
    "<command with shellId: w is still running after 30 seconds. The command is still running but hasn't produced output yet. Use read_bash to continue waiting, or stop_bash to stop it.>";
  it.each([
    ["a\n<exited with exit code 2>", {}, { output: "a", exitCode: 2, background: null }],
    ["a\n<shellId: 7 completed with exit code 0>", {}, { output: "a", exitCode: 0, background: null }],
    ["a", { shellExecution: { exitCode: 3 } }, { output: "a", exitCode: 3, background: null }],
    [
      "a",
      { result: { contents: [{ type: "shell_exit", exitCode: 4 }] } },
      { output: "a", exitCode: 4, background: null },
    ],
    ["<command started in background with shellId: w>", {}, { exitCode: null, background: "w" }],
    [waits, {}, { exitCode: null, background: "w" }],
    ["plain", {}, { output: "plain", exitCode: null, background: null }],
  ])("reads %j beside %j", (text, data, expected) => {
    expect(shellResult(text, data)).toMatchObject(expected);
  });

  it("of a sub-agent that fails leaves the session's own course alone", () => {
    const { session } = readLines(copilotCli, [
      event("user.message", { content: "go" }),
      event("assistant.message", { content: "Done." }, 1),
      { ...event("session.error", { message: "lost" }, 2), agentId: "sub" },
    ]);
    expect(session?.status).toBe("completed");
  });
});

describe("the diff of a result", () => {
  it("loses the line Copilot counts behind the end of the file, and only that", () => {
    const file = (hunk: string) => `\ndiff --git a/x/a b/x/a\nindex 0..0 100644\n--- a/x/a\n+++ b/x/a\n${hunk}\n`;
    expect(diffSections(file("@@ -1,2 +1,2 @@\n-one\n+two\n "))[0]?.hunks).toBe("@@ -1,1 +1,1 @@\n-one\n+two\n");
    const whole = "@@ -1,4 +1,4 @@\n-one\n+two\n a\n b\n ";
    expect(diffSections(file(whole))[0]?.hunks).toBe(`${whole}\n`);
    expect(diffSections("SQL: SELECT 1")).toEqual([]);
  });
});
