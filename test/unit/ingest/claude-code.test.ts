import { describe, expect, it } from "vitest";
import { claudeCode } from "../../../main/ingest/adapters/claude-code";
import { details, readFixture, readLines } from "./read-transcript";

const id = "5d1c0c3e-9b7a-4f0e-8a11-3f2a77c0d001";
const file = `claude-code/${id}.jsonl`;

describe("a Claude Code session", () => {
  const read = readFixture(file);
  const { session, all, completeness } = read;

  it("says what the session is", () => {
    expect(session).toMatchObject({
      runner: "claude-code",
      runnerSessionId: id,
      parentRunnerSessionId: null,
      kind: "main",
      status: "completed",
      title: "Round invoice totals",
      prompt: "Round invoice totals to cents and make the tests pass.",
      finalMessage: "All tests pass.\n\nThe totals are rounded to cents.",
      cwd: "/repo/billing",
      branch: "agent/rounding",
      baseCommit: "89abcdef0123456789abcdef0123456789abcdef",
      models: ["claude-sonnet-4-5", "claude-haiku-4-5"],
      runnerVersions: ["2.1.40"],
    });
  });

  it("counts the tokens of a message once, by its last record", () => {
    const outputs = [60, 95, 30, 30, 10, 10, 10, 10, 10, 10, 25, 7];
    expect(session?.usage.output).toBe(outputs.reduce((sum, one) => sum + one, 0));
    expect(session?.usage.cacheRead).toBe(12 * 100);
    expect(session?.usage.costUsd).toBeNull();
  });

  it("accounts for every record", () => {
    expect(completeness).toMatchObject({
      unknown: [],
      malformedCount: 0,
      withheldReasoning: 1,
      unanswered: 0,
      shortened: 0,
    });
    expect(completeness.recognised).toBe(completeness.records);
  });

  it("pairs an edit with what was applied", () => {
    const [edit] = details(all, "file-edit");
    expect(edit).toMatchObject({
      tool: "Edit",
      op: "update",
      outcome: "ok",
      path: "/repo/billing/totals.py",
      fileBefore: "def total(lines):\n    return sum(l.price for l in lines)\n",
      hunks:
        "@@ -1,2 +1,2 @@\n def total(lines):\n-    return sum(l.price for l in lines)\n+    return round(sum(l.price for l in lines), 2)\n",
      added: 1,
      removed: 1,
    });
    expect(edit?.resultPlace?.line).toBeGreaterThan(0);
  });

  it("makes one edit of each replacement of a MultiEdit, the file before on the first", () => {
    const edits = details(all, "file-edit").filter((edit) => edit.tool === "MultiEdit");
    expect(edits.map((edit) => [edit.oldText, edit.newText, edit.replaceAll, edit.outcome])).toEqual([
      ["assert total(a) == 1.005", "assert total(a) == 1.0", false, "ok"],
      ["x", "y", true, "ok"],
    ]);
    expect(edits.map((edit) => edit.fileBefore)).toEqual(["assert total(a) == 1.005\nx = x\n", null]);
    expect(edits.map((edit) => edit.hunks)).toEqual([null, null]);
  });

  it("knows a new file, and an edit that was not applied", () => {
    const edits = details(all, "file-edit");
    expect(edits.find((edit) => edit.tool === "Write")).toMatchObject({
      op: "add",
      fileBefore: "",
      added: 3,
      removed: 0,
      outcome: "ok",
    });
    expect(edits.find((edit) => edit.path.endsWith("other.py"))).toMatchObject({ outcome: "failed", fileBefore: null });
  });

  it("reads exit codes and counts of checks", () => {
    const [pytest, background, lint] = details(all, "check");
    expect(pytest).toMatchObject({
      checkType: "tests",
      exitCode: 1,
      outcome: "failed",
      masked: false,
      counts: { passed: 2, failed: 1, skipped: 0, line: "1 failed, 2 passed in 0.04s" },
    });
    expect(pytest?.output.startsWith("Exit code")).toBe(false);
    expect(lint).toMatchObject({ checkType: "static-analysis", exitCode: 0, outcome: "ok", counts: null });
    // Started in the background and reported later by another call.
    expect(background).toMatchObject({
      command: "npm test",
      exitCode: 0,
      outcome: "ok",
      counts: { passed: 4, failed: 0, skipped: 1 },
    });
  });

  it("calls a person's no denied, not failed", () => {
    expect(details(all, "command")).toMatchObject([{ command: "git push --force", outcome: "denied", exitCode: null }]);
  });

  it("tells a person's words from the runner's", () => {
    const messages = all.flatMap((event) =>
      event.detail.kind === "message" && event.detail.role === "person"
        ? [{ ...event.detail, actor: event.actor }]
        : [],
    );
    expect(messages.filter((message) => !message.injected).map((message) => message.text)).toEqual([
      "Round invoice totals to cents and make the tests pass.",
      "also update the changelog",
    ]);
    expect(messages.filter((message) => message.injected)).toHaveLength(3);
    expect(messages.every((message) => message.actor === (message.injected ? "runner" : "person"))).toBe(true);
  });

  it("puts an inline sub-agent in its own lane, its task not in a person's mouth", () => {
    const lane = all.filter((event) => event.lane === "a1b2c3d");
    expect(lane.map((event) => [event.actor, event.detail.kind])).toEqual([
      ["agent", "message"],
      ["sub-agent", "message"],
    ]);
  });

  it("keeps errors, compaction, withheld reasoning and notes", () => {
    expect(details(all, "error")).toEqual([{ kind: "error", text: "API error 529: Overloaded, attempt 1 of 10" }]);
    expect(details(all, "compaction")).toEqual([
      { kind: "compaction", text: "Conversation compacted, auto, 167000 tokens before" },
    ]);
    expect(details(all, "reasoning")).toEqual([{ kind: "reasoning", text: null, withheldBytes: 12 }]);
    expect(details(all, "note").map((note) => note.text)).toEqual([
      "Permission mode: acceptEdits",
      "Pull request: https://example.invalid/acme/billing/pull/7",
    ]);
  });

  it.each([1, 13, 1_000_000])("gives the same for chunks of %i bytes", (chunk) => {
    expect(readFixture(file, chunk).all).toEqual(all);
  });

  it("gives a call out before its result, and again with it", () => {
    const call = {
      type: "assistant",
      sessionId: "s",
      message: {
        id: "m",
        role: "assistant",
        content: [{ type: "tool_use", id: "t", name: "Bash", input: { command: "npm test" } }],
      },
    };
    const open = readLines(claudeCode, [call]);
    expect(open.all).toMatchObject([{ seq: 1, detail: { kind: "check", outcome: "unanswered", resultPlace: null } }]);
    expect(open.completeness.unanswered).toBe(1);
    expect(open.session?.status).toBe("in-flight");
    const result = {
      type: "user",
      sessionId: "s",
      message: {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "t", content: "3 passing (1ms)", is_error: false }],
      },
    };
    const closed = readLines(claudeCode, [call, result]);
    expect(closed.all).toMatchObject([
      {
        seq: 1,
        place: { line: 1 },
        detail: { outcome: "ok", exitCode: 0, resultPlace: { line: 2 }, counts: { passed: 3 } },
      },
    ]);
  });
});

describe("other files of Claude Code", () => {
  it("reads a sub-agent's file under its own id and its parent's", () => {
    const { session, all } = readFixture("claude-code/agent-a1b2c3d.jsonl");
    expect(session).toMatchObject({
      kind: "sub-agent",
      runnerSessionId: "a1b2c3d",
      parentRunnerSessionId: id,
      status: "completed",
      prompt: "Find the changelog and say where it is.",
      finalMessage: "It is CHANGELOG.md.",
    });
    expect(new Set(all.map((event) => event.lane))).toEqual(new Set(["a1b2c3d"]));
  });

  it("reads the stream output with its cost and totals", () => {
    const { session, all } = readFixture("claude-code/stream.jsonl");
    expect(session).toMatchObject({
      status: "completed",
      finalMessage: "Done.",
      usage: { input: 11, output: 40, cacheRead: 200, cacheWrite: 20, costUsd: 0.25 },
    });
    expect(details(all, "check")).toMatchObject([{ masked: true, exitCode: 0, counts: null }]);
    expect(details(all, "note")).toMatchObject([{ text: "Permission mode: bypassPermissions" }]);
  });

  it("reads the stream output inside an envelope", () => {
    const { session, all } = readFixture("claude-code/wrapped-stream.jsonl");
    expect(session).toMatchObject({
      runnerSessionId: "9a0d4e7c-1111-4222-8333-444455556666",
      status: "errored",
      startedAt: "2026-11-20T02:00:00.123456789+00:00",
      usage: { costUsd: 0.01 },
    });
    expect(details(all, "file-edit")).toMatchObject([{ op: "add", newText: "a\n", fileBefore: "", outcome: "ok" }]);
    expect(details(all, "error")).toMatchObject([
      { text: "The run ended with error_max_turns.\nReached the limit of turns" },
    ]);
  });

  it("names what it does not know and says where what it cannot read is", () => {
    const { session, all, completeness } = readFixture("claude-code/drift.jsonl");
    expect(completeness.unknown.map(({ type, count, firstLine }) => [type, count, firstLine])).toEqual([
      ["assistant/hologram", 1, 2],
      ["system/brand_new", 1, 3],
      ["attachment/never_seen", 1, 4],
      ["hyperdrive", 2, 5],
    ]);
    expect(completeness.malformed).toEqual([
      { line: 7, reason: "line 7 is not valid JSON" },
      { line: 8, reason: "line 8 is JSON but not an object" },
    ]);
    expect(completeness.records).toBe(9);
    expect(details(all, "tool-result")).toMatchObject([{ callId: "lost", text: "late", outcome: "ok" }]);
    expect(details(all, "message").map((message) => message.text)).toEqual(["Go on", "Going on."]);
    // An impossible time is no time.
    expect(session?.endedAt).toBe("2026-11-20T03:00:03.000Z");
  });

  it("takes an interruption as the person's, and the run as aborted", () => {
    const user = (content: unknown) => ({ type: "user", sessionId: "s", message: { role: "user", content } });
    const { session, all } = readLines(claudeCode, [
      user("Do it"),
      user([{ type: "text", text: "[Request interrupted by user]" }]),
    ]);
    expect(session).toMatchObject({ status: "aborted", prompt: "Do it", finalMessage: null });
    expect(all[1]).toMatchObject({ actor: "person", detail: { kind: "note" } });
  });

  it("does not repeat records that a resumed session repeats", () => {
    const record = {
      type: "user",
      sessionId: "s",
      uuid: "u",
      timestamp: "2026-11-20T03:00:00.000Z",
      message: { role: "user", content: "Once" },
    };
    const { all, completeness } = readLines(claudeCode, [record, record]);
    expect(all).toHaveLength(1);
    expect(completeness).toMatchObject({ records: 2, recognised: 2 });
  });

  it("shortens an output with head and tail, leaves out a file that is too long, and counts both", () => {
    const use = (toolId: string, name: string, input: unknown) => ({
      type: "assistant",
      sessionId: "s",
      message: { id: toolId, role: "assistant", content: [{ type: "tool_use", id: toolId, name, input }] },
    });
    const result = (toolId: string, toolUseResult: unknown) => ({
      type: "user",
      sessionId: "s",
      toolUseResult,
      message: { role: "user", content: [{ type: "tool_result", tool_use_id: toolId, content: "", is_error: false }] },
    });
    const long = `${"x".repeat(200_000)}\n7 passed in 1.0s`;
    const { all, completeness } = readLines(claudeCode, [
      use("a", "Bash", { command: "pytest" }),
      result("a", { stdout: long, stderr: "" }),
      use("b", "Edit", { file_path: "/a", old_string: "x", new_string: "y" }),
      result("b", {
        filePath: "/a",
        oldString: "x",
        newString: "y",
        originalFile: "z".repeat(300_000),
        structuredPatch: [],
      }),
    ]);
    const [check] = details(all, "check");
    expect(check?.output.length).toBeLessThan(70_000);
    expect(check?.counts?.passed).toBe(7);
    expect(details(all, "file-edit")[0]?.fileBefore).toBeNull();
    expect(completeness.shortened).toBe(2);
  });
});

describe("a Claude Code session of 2026", () => {
  const { session, all, completeness } = readFixture("claude-code/night.jsonl", 100);

  it("says where it ran, what it committed and what it opened", () => {
    expect(session).toMatchObject({
      headCommit: "fedcba9876543210fedcba9876543210fedcba98",
      repository: "acme/night",
      taskRef: "https://example.invalid/acme/night/pull/12",
      locations: [
        { fromSeq: 1, cwd: "/repo/night", branch: "main" },
        { fromSeq: 8, cwd: "/repo/night/web", branch: "agent/export" },
      ],
      links: [],
      copied: null,
    });
  });

  it("names its sub-agents, those too whose call was never answered", () => {
    expect(session?.subAgents).toEqual([
      { runnerSessionId: "a111111", callId: "t1" },
      { runnerSessionId: "a222222", callId: "t2" },
    ]);
    const inline = readLines(claudeCode, [
      {
        type: "user",
        sessionId: "s-1",
        message: { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: "agentId: a444444" }] },
      },
      {
        type: "assistant",
        sessionId: "s-1",
        message: { role: "assistant", content: [{ type: "tool_use", id: "t2", name: "Task", input: {} }] },
      },
      {
        type: "user",
        sessionId: "s-1",
        message: { role: "user", content: [{ type: "tool_result", tool_use_id: "t2", content: "agentId: a555555" }] },
      },
    ]);
    expect(inline.session?.subAgents).toEqual([{ runnerSessionId: "a555555", callId: "t2" }]);
  });

  it("gives calls the time they took, as stated or from record to record", () => {
    const calls = all.flatMap(({ detail }) => ("durationMs" in detail ? [[detail.callId, detail.durationMs]] : []));
    expect(calls).toEqual([
      ["t1", 4321],
      ["t2", null],
      ["b1", 1000],
      ["b2", 1000],
      ["b3", 1000],
      ["g1", 12],
    ]);
  });

  it("names the file of an output that was too long, counts hidden reasoning, and knows a rule's no", () => {
    const [check] = details(all, "check");
    expect(check?.output).toMatch(/^first lines\n\[The whole output is in .*\/tool-results\/b1\.txt, 92262 bytes\]$/);
    expect(details(all, "reasoning")).toEqual([
      { kind: "reasoning", text: null, withheldBytes: 12 },
      { kind: "reasoning", text: null, withheldBytes: 4 },
    ]);
    expect(details(all, "command").map(({ outcome }) => outcome)).toEqual(["ok", "denied"]);
    expect(details(all, "error")).toEqual([{ kind: "error", text: "The disk was full (ENOSPC), lost: transcript" }]);
    expect(completeness).toMatchObject({ withheldReasoning: 2, malformedCount: 1 });
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["system/moon_phase"]);
  });

  it("takes a workflow's journal for what it is: no session", () => {
    const journal = readFixture("claude-code/journal.jsonl");
    expect(journal.session).toBeNull();
    expect(journal.completeness).toMatchObject({ records: 2, recognised: 2 });
  });
});

describe("a session that goes on with another", () => {
  it("begins with records of the session that was split", () => {
    const { session } = readFixture("claude-code/11111111-2222-4333-8444-999999999999.jsonl");
    expect(session).toMatchObject({
      runnerSessionId: "11111111-2222-4333-8444-999999999999",
      links: [{ kind: "continued", runnerSessionId: "11111111-2222-4333-8444-000000000000" }],
      copied: { from: "11111111-2222-4333-8444-000000000000", events: 1 },
      prompt: "Yes, finish it.",
    });
  });

  it("was resumed where it begins with another's words", () => {
    const row = (sessionId: string, content: string) => ({
      type: "user",
      sessionId,
      message: { role: "user", content },
    });
    const { session } = readLines(claudeCode, [row("session-1", "Begin."), row("session-2", "Go on.")]);
    expect(session).toMatchObject({
      runnerSessionId: "session-2",
      links: [{ kind: "resumed", runnerSessionId: "session-1" }],
      copied: { from: "session-1", events: 1 },
    });
  });

  it("was forked where its records say so", () => {
    const { session } = readFixture("claude-code/fork.jsonl");
    expect(session).toMatchObject({
      runnerSessionId: "22222222-3333-4444-8555-000000000001",
      links: [{ kind: "forked", runnerSessionId: "7e1f0000-aaaa-4bbb-8ccc-000000000001" }],
      copied: { from: "7e1f0000-aaaa-4bbb-8ccc-000000000001", events: 2 },
      startedAt: "2026-11-21T02:00:03.000Z",
    });
  });

  it("names the file its summary points at", () => {
    const other = "99999999-2222-4333-8444-999999999999";
    const { session } = readLines(claudeCode, [
      {
        type: "user",
        sessionId: "session-9",
        isCompactSummary: true,
        message: {
          role: "user",
          content: `This session is being continued. Read /home/me/${other}.jsonl for details.`,
        },
      },
    ]);
    expect(session).toMatchObject({ links: [{ kind: "continued", runnerSessionId: other }], copied: null });
  });
});

describe("a stream of several turns", () => {
  const { session, all, completeness } = readFixture("claude-code/stream-turns.jsonl", 64);

  it("adds cost and tokens of processes, each cumulative, and what follows the last row", () => {
    // Two processes: 0.30 at the end of the first, 0.05 of the second; then one message without a row.
    expect(session?.usage).toMatchObject({ input: 30 + 5 + 3, output: 45 + 6 + 4, cacheRead: 20, cacheWrite: 2 });
    expect(session?.usage.costUsd).toBeCloseTo(0.35);
  });

  it("tells a message in pieces once, and one that never became whole as far as it came", () => {
    expect(details(all, "message").map(({ text }) => text)).toEqual([
      "Looking.",
      "Second turn.",
      "Third turn, another process.",
      "After the last row.",
      "I was about to",
    ]);
    expect(session?.status).toBe("in-flight");
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["dream"]);
  });

  it("knows of a denial long after the call", () => {
    const call = (id: string, error: boolean) => [
      {
        type: "assistant",
        session_id: "s",
        message: { role: "assistant", content: [{ type: "tool_use", id, name: "Glob", input: {} }] },
      },
      {
        type: "user",
        session_id: "s",
        message: { role: "user", content: [{ type: "tool_result", tool_use_id: id, content: "no", is_error: error }] },
      },
    ];
    const many = Array.from({ length: 100 }, (_, index) => call(`ok-${String(index)}`, false)).flat();
    const denial = { tool_name: "Glob", tool_use_id: "early", tool_input: {} };
    const last = {
      type: "result",
      subtype: "success",
      session_id: "s",
      total_cost_usd: 0,
      permission_denials: [denial],
    };
    const read = readLines(claudeCode, [...call("early", true), ...many, last]);
    expect(details(read.all, "tool-call")[0]).toMatchObject({ callId: "early", outcome: "denied" });
    expect(details(read.all, "note")).toEqual([]);
  });

  it("knows what was not permitted", () => {
    expect(details(all, "command")).toMatchObject([{ callId: "d1", outcome: "denied" }]);
    expect(details(all, "note")).toEqual([{ kind: "note", text: "Permission denied: WebFetch, not on the list" }]);
    expect(details(all, "error").map(({ text }) => text)).toEqual([
      "The run ended with error_max_turns (max_turns).\nReached maximum number of turns (1)",
    ]);
  });
});
