import { describe, expect, it } from "vitest";
import { codex } from "../../../main/ingest/adapters/codex";
import { details, readFixture, readLines } from "./read-transcript";

const id = "019b04ae-b1c6-7c72-a134-a4c2de660001";
const file = `codex/rollout-2026-11-20T05-00-00-${id}.jsonl`;

describe("a Codex rollout", () => {
  const { session, all, completeness } = readFixture(file);

  it("says what the session is", () => {
    expect(session).toMatchObject({
      runner: "codex",
      runnerSessionId: id,
      kind: "main",
      status: "completed",
      prompt: "Fix the date parser and run the tests.",
      finalMessage: "The parser is fixed and all tests pass.",
      cwd: "/repo/app",
      branch: "agent/dates",
      baseCommit: "0123456789abcdef0123456789abcdef01234567",
      models: ["gpt-5.1-codex"],
      runnerVersions: ["0.142.0"],
      // The last running total; cached tokens are taken out of the input.
      usage: { input: 160, cacheRead: 90, output: 30, reasoning: 12, cacheWrite: null, costUsd: null },
    });
  });

  it("accounts for every record", () => {
    expect(completeness).toMatchObject({ unknown: [], malformedCount: 0, withheldReasoning: 1, unanswered: 1 });
    expect(completeness.recognised).toBe(completeness.records);
  });

  it("tells words that are written twice once", () => {
    const messages = details(all, "message").filter((message) => !message.injected);
    expect(messages.map((message) => [message.role, message.text])).toEqual([
      ["person", "Fix the date parser and run the tests."],
      ["agent", "The parser is fixed and all tests pass."],
    ]);
    expect(details(all, "reasoning")).toEqual([
      { kind: "reasoning", text: "**Reading the parser**", withheldBytes: 9 },
    ]);
  });

  it("takes an edit from the report of what was applied", () => {
    const [update, add, removed] = details(all, "file-edit");
    expect(update).toMatchObject({
      callId: "c2",
      op: "update",
      outcome: "ok",
      path: "/repo/app/src/date.py",
      hunks: "@@ -1 +1 @@\n-def parse(s): ...\n+def parse(s): return date.fromisoformat(s)\n",
      oldText: "def parse(s): ...\n",
      added: 1,
      removed: 1,
    });
    expect(update?.resultPlace).not.toBeNull();
    expect(add).toMatchObject({
      op: "add",
      path: "/repo/app/src/notes.md",
      newText: "# Dates\n",
      fileBefore: "",
      added: 1,
    });
    expect(removed).toMatchObject({ callId: "c5", op: "delete", path: "src/old.py", outcome: "ok" });
    expect(details(all, "file-edit")).toHaveLength(3);
  });

  it("reads exit codes, times and counts in both forms of output", () => {
    const [cat, denied, sleep] = details(all, "command");
    expect(cat).toMatchObject({
      command: "cat src/date.py",
      exitCode: 0,
      durationMs: 200,
      output: "def parse(s): ...",
    });
    expect(denied).toMatchObject({ outcome: "denied", exitCode: null });
    expect(sleep).toMatchObject({ outcome: "unanswered" });
    const [unittest, cargo] = details(all, "check");
    expect(unittest).toMatchObject({
      exitCode: 1,
      durationMs: 1500,
      outcome: "failed",
      counts: { passed: 1, failed: 1, skipped: 0 },
    });
    // It went on after its first output; a later call saw it end.
    expect(cargo).toMatchObject({
      command: "cargo test",
      exitCode: 0,
      outcome: "ok",
      counts: { passed: 3, failed: 0, skipped: 1 },
    });
  });

  it("notes compaction and the permissions", () => {
    expect(details(all, "compaction")).toEqual([{ kind: "compaction", text: "Earlier work was summarised." }]);
    expect(details(all, "note")).toEqual([
      { kind: "note", text: "Permissions: sandbox workspace-write, approvals never" },
    ]);
  });

  it.each([1, 17, 1_000_000])("gives the same for chunks of %i bytes", (chunk) => {
    expect(readFixture(file, chunk).all).toEqual(all);
  });
});

describe("other files of Codex", () => {
  it("reads a bare rollout of the first versions", () => {
    const { session, all, completeness } = readFixture("codex/rollout-bare-019a0000-0000-7000-8000-000000000002.jsonl");
    expect(session).toMatchObject({
      runnerSessionId: "019a0000-0000-7000-8000-000000000002",
      cwd: "/repo/old",
      branch: "main",
      prompt: "List the files",
      finalMessage: "Two files: a and b.",
      status: "completed",
    });
    expect(completeness.recognised).toBe(7);
    expect(details(all, "command")).toMatchObject([{ command: "ls", cwd: "/repo/old", exitCode: 0 }]);
  });

  it("keeps the first identity of a sub-agent's file and names what it does not know", () => {
    const { session, all, completeness } = readFixture("codex/rollout-sub-agent.jsonl");
    expect(session).toMatchObject({
      runnerSessionId: "child-1",
      parentRunnerSessionId: id,
      kind: "sub-agent",
      status: "aborted",
      prompt: "Check the docs.",
      finalMessage: "The docs are right.",
    });
    expect(completeness.unknown.map(({ type }) => type)).toEqual([
      "event_msg/quantum_leap",
      "response_item/teleport",
      "mystery",
    ]);
    expect(all.every((event) => event.lane === "child-1")).toBe(true);
    expect(details(all, "note")[0]?.text).toContain(id);
  });

  it("gives names and no session for the index", () => {
    const { session, names, completeness } = readFixture("codex/session_index.jsonl");
    expect(session).toBeNull();
    expect(names).toEqual([
      { runnerSessionId: id, title: "Date parser" },
      { runnerSessionId: "child-1", title: "Docs" },
    ]);
    expect(completeness.recognised).toBe(2);
  });

  it("does not take output without an exit code for a success", () => {
    const { all } = readLines(codex, [
      {
        timestamp: "2026-11-20T04:00:00Z",
        type: "response_item",
        payload: { type: "function_call", name: "exec_command", arguments: "bun test", call_id: "c" },
      },
      {
        timestamp: "2026-11-20T04:00:01Z",
        type: "response_item",
        payload: { type: "function_call_output", call_id: "c", output: "tests passed" },
      },
    ]);
    expect(details(all, "check")).toMatchObject([
      { command: "bun test", outcome: "unknown", exitCode: null, counts: null },
    ]);
  });
});
