import { DatabaseSync } from "node:sqlite";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { openCode } from "../../../main/ingest/adapters/opencode";
import { parseTranscript } from "../../../main/ingest/parse-transcript";
import { filesBelow, headOf, joinFragments } from "../../support/adapter-sources";
import { databaseLines } from "../../support/database-lines";
import { parseBytes, type ParsedBytes } from "../../support/parse-bytes";
import { projectRoot } from "../../support/temp-home";
import { details, readLines } from "./read-transcript";

const files = filesBelow(path.join(projectRoot, "test/fixtures/opencode"));
const sources = joinFragments(openCode, files);
const started = Date.parse("2026-11-20T02:00:00Z");

/** The source whose name begins so, as ingest puts it together. */
function fixture(start: string): ParsedBytes {
  const source = sources.find(({ name }) => name.startsWith(start));
  if (source === undefined) throw new Error(`no fixture begins with ${start}`);
  return parseBytes(openCode, source.name, source.bytes, 4096);
}

function document(value: unknown, name = "answer.json"): ParsedBytes {
  return parseBytes(openCode, name, new TextEncoder().encode(JSON.stringify(value, null, 2)), 4096);
}

function bus(type: string, properties: object): object {
  return { type, properties };
}

const session = "ses_0000winter";

function user(id: string, at: number): object {
  return bus("message.updated", { info: { id, sessionID: session, role: "user", time: { created: started + at } } });
}

function agent(id: string, at: number, more: object = {}): object {
  const info = { id, sessionID: session, role: "assistant", time: { created: started + at }, modelID: "m", ...more };
  return bus("message.updated", { info });
}

function part(messageID: string, id: string, more: object): object {
  return bus("message.part.updated", { part: { id, sessionID: session, messageID, ...more } });
}

describe("the file store of OpenCode", () => {
  const { session: facts, all, completeness, sessions } = fixture("storage/");

  it("puts the files of one session together, whatever their order", () => {
    expect(sessions).toHaveLength(1);
    expect(facts).toMatchObject({
      runner: "opencode",
      runnerSessionId: "ses_7a01c0ffee01Winter",
      kind: "main",
      status: "completed",
      title: "Keep the timetable in order",
      prompt: "Sort the departures by time and run the tests.",
      finalMessage: "Departures are sorted by time; one test still fails.",
      cwd: "/srv/repos/ferry",
      models: ["claude-sonnet-4-5"],
      runnerVersions: ["1.1.40"],
      startedAt: "2026-11-20T02:00:00.000Z",
      endedAt: "2026-11-20T02:00:12.000Z",
      usage: { input: 45, output: 150, reasoning: 8, cacheRead: 1900, cacheWrite: 60, costUsd: 0.75 },
    });
  });

  it("names what it does not know and counts the rest", () => {
    expect(completeness.unknown).toMatchObject([{ type: "part/hologram", count: 1 }]);
    expect(completeness).toMatchObject({ malformedCount: 0, withheldReasoning: 1, unanswered: 0 });
    expect(completeness.recognised).toBe(completeness.records - 1);
  });

  it("tells the words apart that nobody typed", () => {
    expect(details(all, "message").map(({ role, injected }) => [role, injected])).toEqual([
      ["person", false],
      ["person", true],
      ["agent", false],
      ["agent", false],
    ]);
    expect(all[1]?.actor).toBe("runner");
    expect(details(all, "reasoning")[1]).toEqual({ kind: "reasoning", text: null, withheldBytes: 20 });
  });

  it("takes edits with the file before and the hunks", () => {
    const [update, created] = details(all, "file-edit");
    expect(update).toMatchObject({
      callId: "toolu_01edit",
      op: "update",
      outcome: "ok",
      path: "/srv/repos/ferry/times.py",
      fileBefore: "def departures(rows):\n    return sorted(rows, key=lambda row: row.name)\n\n",
      durationMs: 40,
      added: 2,
      removed: 1,
      resultPlace: null,
    });
    expect(update?.hunks).toMatch(/^@@ -1,3 \+1,4 @@\n def departures/);
    expect(created).toMatchObject({ op: "add", fileBefore: "", oldText: "", added: 2, removed: 0 });
  });

  it("takes a command that ended with another code than 0 as failed, and a person's no as denied", () => {
    expect(details(all, "check")).toMatchObject([
      {
        command: "python -m pytest -q",
        cwd: "/srv/repos/ferry/tests",
        exitCode: 1,
        outcome: "failed",
        durationMs: 2400,
        counts: { passed: 2, failed: 1 },
      },
    ]);
    expect(details(all, "command")).toMatchObject([{ outcome: "denied", exitCode: null, cwd: "/srv/repos/ferry" }]);
  });

  it("states the session's own diff as a patch", () => {
    expect(sessions[0]?.statedPatch).toBe(
      [
        "diff --git a/times.py b/times.py",
        "--- a/times.py",
        "+++ b/times.py",
        "@@ -1,3 +1,4 @@",
        " def departures(rows):",
        "-    return sorted(rows, key=lambda row: row.name)",
        "+    # by time",
        "+    return sorted(rows, key=lambda row: row.time)",
        " ",
        "diff --git a/NOTES.md b/NOTES.md",
        "new file mode 100644",
        "--- /dev/null",
        "+++ b/NOTES.md",
        "@@ -0,0 +1,2 @@",
        "+# Notes",
        "+Sorted by time.",
        "\\ No newline at end of file",
        "",
      ].join("\n"),
    );
  });

  it("gives the events once however often it is asked", () => {
    const source = sources.find(({ name }) => name.startsWith("storage/"));
    if (source === undefined) throw new Error("no store");
    const parse = parseTranscript(openCode, headOf(source));
    parse.push(source.bytes);
    const first = parse.state();
    expect(first.batches.flatMap(({ events }) => events)).toEqual(all);
    expect(parse.state().batches).toEqual([]);
    expect(parse.end()).toMatchObject({ batches: [], sessions: first.sessions });
  });
});

describe("which session a file of the store is a part of", () => {
  const of = (name: string, value: unknown) =>
    openCode.fragmentOf?.({ name, bytes: new TextEncoder().encode(JSON.stringify(value, null, 2)) }) ?? null;

  it("is said by the file, else by its folders", () => {
    const time = { created: started };
    const own = { id: "ses_a", projectID: "p", directory: "/", version: "1", time };
    expect(of("x.json", own)).toBe("ses_a");
    expect(of("x.json", { id: "msg_a", sessionID: "ses_a", role: "user", time })).toBe("ses_a");
    const text = { id: "prt_a", messageID: "msg_a", type: "text", text: "x" };
    expect(of("x.json", { ...text, sessionID: "ses_a" })).toBe("ses_a");
    expect(of("storage/session/part/ses_a/msg_a/prt_a.json", text)).toBe("ses_a");
    expect(of("storage/session_diff/ses_a.json", [{ file: "a", patch: "", additions: 0, deletions: 0 }])).toBe("ses_a");
  });

  it("is the message where nothing says the session, and nothing for other sources", () => {
    const text = { id: "prt_a", messageID: "msg_a", type: "text", text: "x" };
    expect(of("storage/part/msg_a/prt_a.json", text)).toBe("msg_a");
    const bare = { id: "prt_a", type: "text", text: "x", time: { start: started } };
    expect(of("storage/part/msg_a/prt_a.json", bare)).toBe("msg_a");
    expect(of("prt_a.json", bare)).toBeNull();
    expect(of("export.json", { info: { id: "ses_a", projectID: "p", time: { created: 1 } }, messages: [] })).toBeNull();
  });

  it("is found in files that are longer than what is looked at first", () => {
    const long = "x".repeat(300_000);
    const state = { status: "completed", input: { command: "yes" }, output: long, time: {} };
    const call = {
      id: "prt_a",
      sessionID: "ses_a",
      messageID: "msg_a",
      type: "tool",
      callID: "c",
      tool: "bash",
      state,
    };
    const info = { id: "ses_a", projectID: "p", directory: "/", version: "1", summary: { diffs: [{ patch: long }] } };
    for (const indent of [0, 2]) {
      const head = (value: unknown) =>
        headOf({ name: "x.json", bytes: new TextEncoder().encode(JSON.stringify(value, null, indent)) });
      expect(openCode.fragmentOf?.(head(call))).toBe("ses_a");
      const whole = { info: { ...info, time: { created: started } }, messages: [] };
      expect(openCode.framing?.(head(whole))).toEqual({ descend: [["messages", "*", "parts"]] });
    }
  });

  it("does not guess who wrote a message that has no record", () => {
    const { session: facts, all } = fixture("storage-lost/part/msg_0lost0001");
    expect(facts).toMatchObject({
      runnerSessionId: "msg_0lost0001",
      prompt: null,
      finalMessage: null,
      status: "unknown",
    });
    expect(details(all, "message")).toEqual([]);
    expect(details(all, "note").map(({ text }) => text)).toContain(
      "Words of a message whose author is not recorded: Nobody knows who said this.",
    );
  });

  it("reads the first layout, where zeros are no statement", () => {
    const { session: facts, all } = fixture("storage-first/");
    expect(facts).toMatchObject({
      runnerSessionId: "ses_0legacy0001Old",
      title: null,
      prompt: "Show the README.",
      usage: { input: null, output: null, costUsd: null },
    });
    // No exit code was kept: "success" is the call's, not the command's.
    expect(details(all, "command")).toMatchObject([{ exitCode: null, outcome: "unknown", cwd: "/srv/repos/old" }]);
  });
});

describe("opencode export", () => {
  const { session: facts, all, completeness, sessions } = fixture("export.json");

  it("says whose sub-agent it was and how it ended", () => {
    expect(facts).toMatchObject({
      runnerSessionId: "ses_7a01c0ffee02Child",
      parentRunnerSessionId: "ses_7a01c0ffee01Winter",
      kind: "sub-agent",
      status: "aborted",
      title: null,
      usage: { input: 50, output: 20, reasoning: 5, cacheRead: 0, cacheWrite: 0, costUsd: null },
    });
    expect(new Set(all.map(({ lane }) => lane))).toEqual(new Set(["ses_7a01c0ffee02Child"]));
    expect(all.map(({ actor }) => actor)).toEqual([
      "agent",
      "sub-agent",
      "sub-agent",
      "sub-agent",
      "runner",
      "sub-agent",
      "runner",
    ]);
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["root/tui"]);
  });

  it("has an edit for every file that a patch was applied to", () => {
    expect(details(all, "file-edit")).toMatchObject([
      { op: "update", path: "/srv/repos/ferry/ports/bergen.py", added: 2, removed: 1, outcome: "ok" },
      { op: "delete", path: "/srv/repos/ferry/ports/old.py", oldText: "GONE = 1\n", newText: "", removed: 1 },
    ]);
    expect(details(all, "command")).toMatchObject([{ command: "sleep 600", outcome: "unknown", durationMs: 7000 }]);
    expect(details(all, "error")).toMatchObject([{ text: "Attempt 1: APIError: Overloaded" }]);
    expect(details(all, "note").at(-1)?.text).toBe("Stopped: MessageAbortedError: The operation was aborted.");
  });

  it("states the patch of the second version", () => {
    expect(sessions[0]?.statedPatch).toContain("diff --git a/ports/bergen.py b/ports/bergen.py\n--- a/ports/bergen.py");
    expect(sessions[0]?.statedPatch).toContain(
      "deleted file mode 100644\n--- a/ports/old.py\n+++ /dev/null\n@@ -1,1 +0,0 @@",
    );
  });
});

describe("answers of the server", () => {
  it("reads messages with their parts, the summary of a compaction, and which call began a sub-agent", () => {
    const { session: facts, all } = fixture("messages.json");
    expect(facts).toMatchObject({
      runnerSessionId: "ses_7a01c0ffee03Main",
      finalMessage: "The tide is 3.",
      usage: { input: 40, output: 10, cacheRead: 12 },
      subAgents: [{ runnerSessionId: "ses_7a01c0ffee04Helper", callId: "call_task" }],
    });
    expect(details(all, "compaction")).toHaveLength(1);
    expect(details(all, "message")[1]).toMatchObject({ role: "agent", injected: true });
  });

  it("tells a compaction once where only its summary is there", () => {
    const time = { created: started, completed: started + 5 };
    const info = { id: "msg_1", sessionID: session, role: "assistant", summary: true, time, modelID: "m" };
    const parts = [{ id: "prt_1", sessionID: session, messageID: "msg_1", type: "text", text: "Short.", time: {} }];
    expect(details(document([{ info, parts }]).all, "compaction")).toHaveLength(1);
  });

  it("reads one message, a list of sessions, and bare rows without their messages", () => {
    expect(fixture("message.json").session).toMatchObject({ finalMessage: "Done.", status: "completed" });
    // What happened in them is elsewhere: an empty session would stand in its place.
    const list = fixture("sessions.json");
    expect(list.sessions).toEqual([]);
    expect(list.names.map(({ title }) => title)).toEqual(["Tide", "Bergen"]);
    const bare = fixture("part-rows.json");
    expect(bare.session).toMatchObject({
      prompt: "Count the boats.",
      finalMessage: "Four boats.",
      status: "completed",
    });
    expect(details(bare.all, "note")[0]?.text).toMatch(/told from its parts/);
  });

  it("reads messages of the second version", () => {
    const { session: facts, all } = fixture("second-version-messages.json");
    expect(facts).toMatchObject({
      runnerSessionId: "second-version-messages",
      prompt: "Ring the bell.",
      finalMessage: "Rung.",
      models: ["kimi-k3"],
      usage: { input: 12, output: 7, costUsd: 0.01 },
    });
    expect(details(all, "command")).toMatchObject([
      { command: "ring", exitCode: 0, outcome: "ok", durationMs: 90, output: "dong" },
      { command: "date", exitCode: null, outcome: "unknown" },
    ]);
    expect(details(all, "compaction")[0]?.text).toContain("The bell was rung.");
  });
});

describe("the stream of events", () => {
  const { sessions, eventsOf, completeness } = fixture("events.jsonl");
  const main = eventsOf.get("ses_7a01c0ffee06Stream") ?? [];

  it("is parted into its sessions", () => {
    expect(sessions.map(({ session: one }) => [one.kind, one.status, one.parentRunnerSessionId])).toEqual([
      ["main", "errored", null],
      ["sub-agent", "completed", "ses_7a01c0ffee06Stream"],
    ]);
    expect(sessions[0]?.session).toMatchObject({
      branch: "tides",
      finalMessage: "Two folders",
      usage: { input: 300, output: 10 },
      subAgents: [{ runnerSessionId: "ses_7a01c0ffee07Help", callId: "call_h" }],
    });
    expect(completeness).toMatchObject({ malformedCount: 1, malformed: [{ line: 29 }] });
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["session.hologram"]);
  });

  it("tells a part once, as it was last told, and puts pieces of a text together", () => {
    expect(details(main, "reasoning")).toEqual([{ kind: "reasoning", text: "I call a helper.", withheldBytes: 0 }]);
    expect(details(main, "tool-call")).toMatchObject([{ outcome: "ok", durationMs: 10, result: "Helped." }]);
    expect(details(main, "command")).toMatchObject([{ command: "ls /srv", exitCode: 0, outcome: "ok" }]);
    const [command] = details(main, "command");
    expect(command?.resultPlace?.line).toBe(28);
    expect(details(main, "message").at(-1)?.text).toBe("Two folders");
  });

  it("tells an error once that the message and the bus both say", () => {
    expect(details(main, "error")).toEqual([{ kind: "error", text: "APIError: Bad gateway" }]);
    expect(details(main, "note").map(({ text }) => text)).toEqual([
      "Permission asked: bash ls /srv",
      "Permission: once",
      "Trying again: Overloaded",
    ]);
    expect(sessions[0]?.statedPatch).toContain("new file mode 100644\n--- /dev/null\n+++ b/a.txt");
  });

  it("is in flight while a call runs, and completed when the runner rests", () => {
    const tool = (state: object) => part("m2", "p2", { type: "tool", callID: "c", tool: "bash", state });
    const begun = [user("m1", 0), part("m1", "p1", { type: "text", text: "Go." }), agent("m2", 5)];
    const running = tool({ status: "running", input: { command: "ls" }, time: { start: started + 6 } });
    const open = readLines(openCode, [...begun, running]);
    expect(open.session?.status).toBe("in-flight");
    expect(open.completeness.unanswered).toBe(1);
    const ended = { status: "completed", input: { command: "ls" }, output: "", metadata: { exit: 0 }, time: {} };
    const done = readLines(openCode, [...begun, running, tool(ended), bus("session.idle", { sessionID: session })]);
    expect(done.session?.status).toBe("completed");
    expect(done.completeness.unanswered).toBe(0);
    expect(details(done.all, "command")).toHaveLength(1);
  });

  it("tells the agent's words from a person's where the stream was caught in the middle", () => {
    const end = readLines(openCode, [
      part("m1", "p1", { type: "text", text: "Go." }),
      part("m2", "p2", { type: "text", text: "Gone.", time: { start: started } }),
    ]);
    expect(end.session).toMatchObject({ prompt: "Go.", finalMessage: "Gone." });
  });

  it("reads a list of events, `opencode run`, and the events of the second version", () => {
    expect(fixture("events.json").session).toMatchObject({ status: "completed", finalMessage: "Hello to you." });
    const run = fixture("run.jsonl");
    expect(run.session).toMatchObject({ finalMessage: "All pass.", usage: { input: 9, output: 3, costUsd: 0.001 } });
    expect(details(run.all, "check")).toMatchObject([{ outcome: "ok", counts: { passed: 3, failed: 0 } }]);
    const next = fixture("second-version-events.jsonl");
    expect(next.session).toMatchObject({
      prompt: "Paint the hull.",
      finalMessage: "Painted.",
      status: "completed",
      models: ["kimi-k3"],
      usage: { input: 70, output: 8, reasoning: 2, cacheRead: 5, cacheWrite: 0, costUsd: 0.02 },
    });
    expect(details(next.all, "check")).toMatchObject([{ command: "cargo test", exitCode: 0, counts: { passed: 4 } }]);
    expect(details(next.all, "file-edit")).toMatchObject([{ path: "hull.txt", outcome: "failed" }]);
    expect(next.completeness.unknown.map(({ type }) => type)).toEqual(["session.next.hologram"]);
  });
});

describe("the database", () => {
  it("is read by its rows", () => {
    const { sessions, eventsOf, completeness } = fixture("database-rows.jsonl");
    expect(sessions.map(({ session: one }) => [one.runnerSessionId, one.kind])).toEqual([
      ["ses_7a01c0ffee10Row", "main"],
      ["ses_7a01c0ffee11Row", "sub-agent"],
    ]);
    // The messages say nothing, the session does.
    expect(sessions[0]?.session.usage).toMatchObject({ input: 11, output: 22, costUsd: 0.5 });
    const main = eventsOf.get("ses_7a01c0ffee10Row") ?? [];
    expect(main.map(({ detail }) => detail.kind)).toEqual([
      "note",
      "message",
      "error",
      "file-edit",
      "file-edit",
      "message",
    ]);
    expect(details(main, "note")[0]?.text).toBe("Changes taken back to message msg_d9");
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["part without data", "table/hologram"]);
  });

  it("gives the same as the store's own SQLite file", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "countersign-opencode-"));
    const file = path.join(folder, "opencode.db");
    const db = new DatabaseSync(file);
    db.exec(
      `CREATE TABLE session (id TEXT PRIMARY KEY, project_id TEXT, parent_id TEXT, directory TEXT, title TEXT, version TEXT,
         time_created INTEGER, time_updated INTEGER);
       CREATE TABLE message (id TEXT PRIMARY KEY, session_id TEXT, time_created INTEGER, time_updated INTEGER, data TEXT);
       CREATE TABLE part (id TEXT PRIMARY KEY, message_id TEXT, session_id TEXT, time_created INTEGER, time_updated INTEGER, data TEXT);`,
    );
    db.prepare("INSERT INTO session VALUES (?, 'p', NULL, '/srv', 'Lamp', '1.2.0', ?, ?)").run(
      session,
      started,
      started,
    );
    const message = db.prepare("INSERT INTO message VALUES (?, ?, ?, ?, ?)");
    const row = db.prepare("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)");
    const time = { created: started };
    message.run("m1", session, started, started, JSON.stringify({ role: "user", time }));
    const ended = { role: "assistant", time: { created: started + 1, completed: started + 9 }, finish: "stop" };
    message.run("m2", session, started + 1, started + 9, JSON.stringify(ended));
    row.run("p1", "m1", session, started, started, JSON.stringify({ type: "text", text: "Light the lamp." }));
    row.run("p2", "m2", session, started + 2, started + 2, JSON.stringify({ type: "text", text: "Lit." }));
    db.close();
    const bytes = databaseLines({ name: "opencode.db", bytes: readFileSync(file) }, [openCode]);
    rmSync(folder, { recursive: true });
    expect(openCode.recognises(headOf({ name: "opencode.db", bytes }))).toBe(true);
    const { session: facts, all, completeness } = parseBytes(openCode, "opencode.db", bytes);
    expect(facts).toMatchObject({
      title: "Lamp",
      prompt: "Light the lamp.",
      finalMessage: "Lit.",
      status: "completed",
    });
    expect(all.map(({ at }) => at)).toEqual(["2026-11-20T02:00:00.000Z", "2026-11-20T02:00:00.002Z"]);
    expect(completeness).toMatchObject({ records: 5, recognised: 5 });
  });
});

describe("what is not OpenCode's", () => {
  it.each([
    [
      "a message of an API",
      { id: "msg_1", type: "message", role: "assistant", content: [{ type: "text", text: "x" }] },
    ],
    ["a text block", { type: "text", text: "x", id: "t" }],
    ["a list of files", [{ file: "a", additions: 1, deletions: 0 }]],
    ["a package", { id: "p", version: "1.0.0", directory: "/x", time: { created: "2026-11-20" } }],
    ["an event of another program", { type: "file.changed", properties: { path: "a" } }],
    ["an envelope", { timestamp: started, event: { type: "click", properties: {} } }],
  ])("%s is not claimed", (_, value) => {
    for (const indent of [0, 2])
      expect(
        openCode.recognises({ name: "x.json", bytes: new TextEncoder().encode(JSON.stringify(value, null, indent)) }),
      ).toBe(false);
  });
});
