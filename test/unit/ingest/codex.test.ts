import { describe, expect, it } from "vitest";
import { codex } from "../../../main/ingest/adapters/codex";
import { details, readFixture, readLines } from "./read-transcript";
import type { FileEditDetail } from "../../../shared/model/event";

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

  it("reads the document of the first CLI, record by record", () => {
    const { session, all, completeness } = readFixture("codex/first-cli.json", 17);
    expect(session).toMatchObject({
      runnerSessionId: "3f0d2a51b7c84f0e9d3e6a1c5b2f7e90",
      prompt: "Which files are here?",
      finalMessage: "Two files: a.txt and b.txt.",
      startedAt: "2025-04-22T09:15:00.000Z",
      status: "completed",
    });
    expect(details(all, "command")).toMatchObject([{ command: "ls", cwd: "/repo/tiny", exitCode: 0, durationMs: 100 }]);
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["hologram", "root/theme"]);
    expect(completeness).toMatchObject({ records: 8, recognised: 6, withheldReasoning: 1 });
  });
});

describe("a paginated history", () => {
  const { session, all, completeness } = readFixture(
    "codex/rollout-paginated-019d0000-0000-7000-8000-000000000003.jsonl",
  );

  it("tells once what stands in items of the turn and of the model", () => {
    expect(details(all, "message").map(({ role, text }) => [role, text])).toEqual([
      ["person", "Add a page."],
      ["agent", "The page is there."],
    ]);
    expect(details(all, "reasoning")).toEqual([{ kind: "reasoning", text: "**Planning**", withheldBytes: 8 }]);
    expect(details(all, "tool-call").map(({ tool, outcome }) => [tool, outcome])).toEqual([
      ["docs/read", "failed"],
      ["web_search", "ok"],
    ]);
  });

  it("reads calls that are items of the turn alone, and what such items add to the model's", () => {
    // The model's output states no exit code; the turn's item does.
    expect(details(all, "check")).toMatchObject([
      { command: "npm run build", outcome: "ok", exitCode: 0, durationMs: 2400, output: "built" },
    ]);
    expect(details(all, "command")).toMatchObject([
      { command: "git status", cwd: "/repo/app/web", outcome: "ok", exitCode: 0, durationMs: 5, output: "clean" },
    ]);
    expect(details(all, "file-edit")).toMatchObject([
      { op: "add", path: "/repo/app/page.ts", newText: "export {};\n", outcome: "ok" },
    ]);
  });

  it("says where it ran, whom it began and what it does not know", () => {
    expect(session).toMatchObject({
      repository: "https://example.test/team/app.git",
      subAgents: [{ runnerSessionId: "019d0000-0000-7000-8000-0000000000c3", callId: null }],
      locations: [
        { fromSeq: 1, cwd: "/repo/app", branch: "agent/pages" },
        { fromSeq: 10, cwd: "/repo/app/web", branch: "agent/pages" },
      ],
    });
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["event_msg/item_completed/Wormhole"]);
    expect(completeness.malformedCount).toBe(1);
  });
});

describe("a fork", () => {
  it("tells its own work from the history it repeats", () => {
    const { session } = readFixture("codex/rollout-fork-019d0000-0000-7000-8000-000000000004.jsonl");
    expect(session).toMatchObject({
      kind: "main",
      parentRunnerSessionId: null,
      links: [{ kind: "forked", runnerSessionId: "019d0000-0000-7000-8000-000000000003" }],
      copied: { from: "019d0000-0000-7000-8000-000000000003", events: 3 },
      startedAt: "2026-11-20T07:00:00.000Z",
      subAgents: [{ runnerSessionId: "019d0000-0000-7000-8000-0000000000d4", callId: "s1" }],
    });
  });

  it("tells them by the turns' ids where the repeated lines have the time of the fork", () => {
    const line = (type: string, payload: unknown) => ({ timestamp: "2026-11-20T07:00:00Z", type, payload });
    const [older, own, newer] = ["019d0000-0000-7000", "019d0001-0000-7000", "019d0002-0000-7000"].map(
      (id) => `${id}-8000-000000000000`,
    );
    const { session } = readLines(codex, [
      line("session_meta", { id: own, forked_from_id: "a" }),
      line("session_meta", { id: "a" }),
      line("event_msg", { type: "task_started", turn_id: older }),
      line("event_msg", { type: "user_message", message: "Old" }),
      line("event_msg", { type: "task_started", turn_id: newer }),
      line("event_msg", { type: "user_message", message: "New" }),
    ]);
    // The note that names the other session, and its words.
    expect(session?.copied).toEqual({ from: "a", events: 2 });
  });

  it("does not guess where neither tells", () => {
    const { session } = readLines(codex, [
      { timestamp: "2026-11-20T07:00:00Z", type: "session_meta", payload: { id: "b", forked_from_id: "a" } },
      { timestamp: "2026-11-20T07:00:00Z", type: "session_meta", payload: { id: "a" } },
      { timestamp: "2026-11-20T07:00:00Z", type: "event_msg", payload: { type: "user_message", message: "Old" } },
      { timestamp: "2026-11-20T07:00:09Z", type: "event_msg", payload: { type: "user_message", message: "New" } },
    ]);
    expect(session).toMatchObject({ links: [{ kind: "forked", runnerSessionId: "a" }], copied: null });
  });
});

describe("a live stream", () => {
  it("of codex exec is a session", () => {
    const { session, all, completeness } = readFixture("codex/exec-stream.jsonl", 100);
    expect(session).toMatchObject({
      runnerSessionId: "019c0000-0000-7000-8000-000000000011",
      status: "completed",
      finalMessage: "The parser is fixed.",
      startedAt: null,
      usage: { input: 300, cacheRead: 600, output: 70, reasoning: 20 },
    });
    expect(details(all, "check")).toMatchObject([
      { command: "npm test", exitCode: 1, outcome: "failed", durationMs: null, counts: { passed: 2, failed: 1 } },
    ]);
    expect(details(all, "file-edit").map(({ op, path }) => [op, path])).toEqual([
      ["update", "/repo/app/src/parse.ts"],
      ["add", "/repo/app/src/new.ts"],
    ]);
    expect(details(all, "tool-call").map(({ tool, result }) => [tool, result])).toEqual([
      ["docs/search", "ISO 8601"],
      ["web_search", ""],
    ]);
    expect(details(all, "command")).toMatchObject([{ command: "sleep 100", outcome: "unanswered" }]);
    expect(details(all, "note")).toEqual([{ kind: "note", text: "Plan\n[x] Fix the parser\n[ ] Write a test" }]);
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["item.completed/crystal_ball"]);
    expect(completeness.unanswered).toBe(1);
  });

  it("adds up the turns of processes that count anew", () => {
    const turn = (input: number, output: number) => ({
      type: "turn.completed",
      usage: { input_tokens: input, cached_input_tokens: 0, output_tokens: output },
    });
    const thread = { type: "thread.started", thread_id: "t" };
    const first = readLines(codex, [thread, turn(10, 5), turn(30, 9)]);
    expect(first.session?.usage).toMatchObject({ input: 30, output: 9 });
    const second = readLines(codex, [thread, turn(10, 5), turn(30, 9), thread, turn(20, 2)]);
    expect(second.session?.usage).toMatchObject({ input: 50, output: 11 });
  });

  it("says how a turn failed", () => {
    const { session, all } = readLines(codex, [
      { type: "thread.started", thread_id: "t" },
      { type: "turn.started" },
      { type: "turn.failed", error: { message: "no credit" } },
    ]);
    expect(session?.status).toBe("errored");
    expect(details(all, "error")).toEqual([{ kind: "error", text: "no credit" }]);
  });

  it("of the first codex exec is one too", () => {
    const event = (msg: unknown) => ({ id: "0", msg });
    const { session, all, completeness } = readLines(codex, [
      { model: "gpt-5", provider: "openai", workdir: "/repo/app", approval: "never" },
      { prompt: "Count the files." },
      event({ type: "task_started" }),
      event({ type: "exec_command_begin", call_id: "c1", command: ["bash", "-lc", "ls | wc -l"], cwd: "/repo/app" }),
      event({
        type: "exec_command_end",
        call_id: "c1",
        stdout: "3\n",
        stderr: "",
        exit_code: 0,
        duration: { secs: 0, nanos: 9e6 },
      }),
      event({ type: "agent_message", message: "Three." }),
      event({ type: "task_complete", last_agent_message: "Three." }),
    ]);
    expect(session).toMatchObject({
      runnerSessionId: "session",
      prompt: "Count the files.",
      finalMessage: "Three.",
      cwd: "/repo/app",
      models: ["gpt-5"],
      status: "completed",
    });
    expect(details(all, "command")).toMatchObject([
      { command: "ls | wc -l", exitCode: 0, durationMs: 9, output: "3\n", outcome: "ok" },
    ]);
    expect(completeness.recognised).toBe(completeness.records);
  });

  describe("of the app server", () => {
    const { sessions, eventsOf, completeness } = readFixture("codex/app-server-stream.jsonl", 100);
    const [root, child] = sessions;

    it("is a session per thread", () => {
      expect(root?.session).toMatchObject({
        runnerSessionId: "019c0000-0000-7000-8000-0000000000a1",
        status: "completed",
        prompt: "Fix the dates.",
        finalMessage: "The dates are fixed.",
        cwd: "/repo/app",
        branch: "agent/dates",
        baseCommit: "0123456789abcdef0123456789abcdef01234567",
        repository: "git@example.test:team/app.git",
        models: ["gpt-5.4-codex"],
        runnerVersions: ["0.150.0"],
        usage: { input: 300, cacheRead: 700, output: 30, reasoning: 5 },
        subAgents: [{ runnerSessionId: "019c0000-0000-7000-8000-0000000000b2", callId: "call_4" }],
      });
      expect(child?.session).toMatchObject({
        runnerSessionId: "019c0000-0000-7000-8000-0000000000b2",
        parentRunnerSessionId: "019c0000-0000-7000-8000-0000000000a1",
        kind: "sub-agent",
        status: "aborted",
        prompt: "Look at other.",
      });
      expect(sessions).toHaveLength(2);
    });

    it("tells once what it is told in two forms", () => {
      const all = eventsOf.get(root?.key ?? "none") ?? [];
      expect(details(all, "message").map(({ text }) => text)).toEqual(["Fix the dates.", "The dates are fixed."]);
      expect(details(all, "reasoning")).toHaveLength(1);
      expect(details(all, "check")).toMatchObject([
        { command: "cargo test", outcome: "ok", exitCode: 0, durationMs: 1200, counts: { passed: 3, skipped: 1 } },
      ]);
      expect(details(all, "command")).toMatchObject([{ command: "rm -rf build", outcome: "denied" }]);
    });

    it("takes edits with their hunks, and the turn's patch", () => {
      const all = eventsOf.get(root?.key ?? "none") ?? [];
      expect(details(all, "file-edit")).toMatchObject([
        {
          op: "move",
          path: "/repo/app/src/date.rs",
          newPath: "/repo/app/src/dates.rs",
          hunks: "@@ -1 +1 @@\n-old\n+new\n",
        },
        { op: "add", path: "/repo/app/src/add.rs", newText: "fn add() {}\n" },
      ] satisfies Partial<FileEditDetail>[]);
      expect(root?.statedPatch).toContain("rename to src/dates.rs");
      expect(child?.statedPatch).toBeNull();
    });

    it("names what it does not know; a comment in the first line is no record", () => {
      expect(completeness.unknown.map(({ type }) => type)).toEqual(["thread/telepathy"]);
      expect(completeness.malformedCount).toBe(0);
    });
  });
});
