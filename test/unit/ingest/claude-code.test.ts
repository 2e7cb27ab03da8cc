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
