import path from "node:path";
import { describe, expect, it } from "vitest";
import { openHands } from "../../../main/ingest/adapters/openhands";
import { filesBelow, headOf, joinFragments } from "../../support/adapter-sources";
import { parseBytes, type ParsedBytes } from "../../support/parse-bytes";
import { projectRoot } from "../../support/temp-home";
import { fixture, readText, told } from "./adapter-fixture";
import { details } from "./read-transcript";

const files = filesBelow(path.join(projectRoot, "test/fixtures/openhands"));

/** A conversation whose files lie below `folder`, as ingest puts them together. */
function conversation(folder: string, without: RegExp | null = null): ParsedBytes {
  const own = files.filter(({ name }) => name.startsWith(folder) && without?.test(name) !== true);
  const sources = joinFragments(openHands, own);
  const [source] = sources;
  if (source === undefined || sources.length !== 1) throw new Error(`${folder} is not one conversation`);
  return parseBytes(openHands, source.name, source.bytes, 4096);
}

function event(id: number, more: object): object {
  return { id, timestamp: `2026-11-20T01:00:0${String(id)}`, source: "agent", message: "", ...more };
}

describe("a trajectory of OpenHands to version 1.0", () => {
  const { session, all, completeness } = fixture(openHands, "trajectory.json");

  it("says what the session is", () => {
    expect(session).toMatchObject({
      runner: "openhands",
      runnerSessionId: "trajectory",
      status: "completed",
      prompt: "Set the tide to 3.",
      finalMessage: "The tide is 3; one test fails.",
      cwd: "/workspace/ferry",
      repository: "harbor/ferry",
      agentName: "CodeActAgent",
      models: ["anthropic/claude-sonnet-4-5"],
      runnerVersions: ["0.59.0"],
      startedAt: "2026-11-20T01:00:00.123456Z",
      endedAt: "2026-11-20T01:00:59.123456Z",
      // The last action's running total, cache taken out of the prompt.
      usage: { input: 2160, output: 150, cacheRead: 100, cacheWrite: 40, reasoning: null, costUsd: 0.1 },
    });
    expect(completeness).toMatchObject({ malformedCount: 0, unanswered: 0, clock: { backwards: 0, missing: 0 } });
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["action/hologram"]);
  });

  it("says once that its times have no zone", () => {
    const notes = details(all, "note").map(({ text }) => text);
    expect(notes.filter((text) => text.startsWith("Times without a zone"))).toHaveLength(1);
    expect(notes[1]).toBe(
      "Added to the conversation: the repository's instructions:\nRun the tests.\nknowledge: github",
    );
  });

  it("pairs every action with the observation that it caused, whatever the provider calls them", () => {
    expect(told(all).filter((line) => !/^(?:message|note|reasoning|compaction)/.test(line))).toEqual([
      "command ok: cat tide.py",
      "update ok: /workspace/ferry/tide.py",
      "add ok: /workspace/ferry/NOTES.md",
      "update failed: /workspace/ferry/tide.py",
      "update ok: tide.py",
      "check failed: cd tests && python -m pytest -q",
      // -1 is no exit code: the command went on.
      "command unknown: sleep 900",
      "execute_bash failed",
      "command denied: git push",
      "browse_interactive failed",
    ]);
    expect(details(all, "command")[0]).toMatchObject({ callId: "toolu_a", exitCode: 0, durationMs: 1000, cwd: null });
    // The id of the first call again.
    expect(details(all, "check")[0]).toMatchObject({
      callId: "toolu_a",
      exitCode: 1,
      cwd: "/workspace/ferry",
      counts: { passed: 2, failed: 1 },
    });
    expect(details(all, "command")[1]).toMatchObject({ exitCode: null, cwd: "/workspace/ferry/tests" });
  });

  it("takes edits from the file before and after", () => {
    const [replaced, created, , drafted] = details(all, "file-edit");
    expect(replaced).toMatchObject({
      oldText: "    return 1",
      newText: "    return 3",
      fileBefore: "def tide():\n    return 1\n",
      added: 1,
      removed: 1,
    });
    expect(created).toMatchObject({ oldText: "", newText: "# Tide\n3\n", fileBefore: "", added: 2, removed: 0 });
    expect(drafted).toMatchObject({
      oldText: "def tide():\n    return 3\n",
      newText: "# tides\ndef tide():\n    return 3\n",
      added: 1,
      removed: 0,
    });
  });

  it("tells thoughts as what they are", () => {
    expect(details(all, "reasoning")).toEqual([
      { kind: "reasoning", text: "One test is about the old tide.", withheldBytes: 0 },
    ]);
    expect(details(all, "message")[1]).toMatchObject({ role: "agent", text: "I look at the file first." });
    expect(details(all, "compaction")).toEqual([{ kind: "compaction", text: "The tide was set." }]);
  });

  it("knows errors and a person's stop by the runner's state", () => {
    const state = (id: number, agent_state: string, reason = "") =>
      event(id, {
        source: "environment",
        observation: "agent_state_changed",
        content: "",
        extras: { agent_state, reason },
      });
    const asked = event(0, { source: "user", action: "message", args: { content: "Go." } });
    const statusAfter = (...events: object[]) => readText(openHands, "t.json", [asked, ...events]);
    expect(statusAfter(state(1, "running")).session?.status).toBe("in-flight");
    expect(statusAfter(state(1, "stopped")).session?.status).toBe("aborted");
    const failed = statusAfter(state(1, "error", "Budget used up"));
    expect(failed.session?.status).toBe("errored");
    expect(details(failed.all, "error")).toEqual([{ kind: "error", text: "Budget used up" }]);
    expect(statusAfter(state(1, "error", "x"), state(2, "awaiting_user_input")).session?.status).toBe("completed");
  });

  it("takes a model that says nothing of tokens and cost at its word", () => {
    const metrics = { accumulated_cost: 0, accumulated_token_usage: { prompt_tokens: 0, completion_tokens: 0 } };
    const args = { command: "ls", thought: "" };
    const { session: silent } = readText(openHands, "t.json", [
      event(1, { action: "run", args, llm_metrics: metrics }),
    ]);
    expect(silent?.usage).toEqual({
      input: null,
      output: null,
      cacheRead: null,
      cacheWrite: null,
      reasoning: null,
      costUsd: null,
    });
    // Older events state no running total, but each response its own.
    const call = (id: string) => ({
      function_name: "execute_bash",
      tool_call_id: id,
      model_response: { id, model: "m", usage: { prompt_tokens: 7, completion_tokens: 2 } },
    });
    const { session: summed } = readText(openHands, "t.json", [
      event(1, { action: "run", args, tool_call_metadata: call("r1") }),
      event(2, { observation: "run", cause: 1, content: "", extras: {}, tool_call_metadata: call("r1") }),
      event(3, { action: "run", args, tool_call_metadata: call("r2") }),
    ]);
    expect(summed?.usage).toMatchObject({ input: 14, output: 4 });
  });

  it("keeps a result whose call is not there", () => {
    const lost = event(2, { observation: "run", cause: 1, content: "out", extras: { metadata: { exit_code: 0 } } });
    expect(details(readText(openHands, "t.json", [lost]).all, "tool-result")).toEqual([
      { kind: "tool-result", callId: null, text: "out", outcome: "ok" },
    ]);
  });
});

describe("a conversation's folder to version 1.0", () => {
  const id = "4f5c0f3f6a7b4c8d9e0f1a2b3c4d5e6f";
  const { session, all, completeness } = conversation("sessions/");

  it("is read in the order of the events' numbers, each once", () => {
    const times = all.map(({ at }) => at ?? "");
    expect(times).toEqual([...times].sort());
    expect(told(all).filter((line) => /^(?:command|check)/.test(line))).toEqual([
      "command ok: cat tide.py",
      "check failed: cd tests && python -m pytest -q",
    ]);
    expect(completeness.recognised).toBe(completeness.records);
  });

  it("is told by what it keeps about itself", () => {
    expect(session).toMatchObject({
      runnerSessionId: id,
      title: "Tide",
      repository: "harbor/ferry",
      branch: "tide",
      usage: { input: 2300, output: 150, costUsd: 0.25 },
    });
    const events = conversation("sessions/", /metadata/);
    expect(events.session).toMatchObject({ runnerSessionId: id, title: null, usage: { input: 1190, output: 108 } });
  });

  it("is named by its folder, for its events name no conversation", () => {
    const name = (folder: string) => ({
      ...headOf(files.find((one) => one.name.endsWith("events/6.json")) ?? never()),
      name: folder,
    });
    expect(openHands.fragmentOf?.(name(`sessions/${id}/events/6.json`))).toBe(id);
    expect(openHands.fragmentOf?.(name("6.json"))).toBeNull();
  });
});

describe("rows of an evaluation", () => {
  const { sessions, eventsOf, completeness } = fixture(openHands, "output.jsonl");

  it("are a session each, with the patch that the run states", () => {
    expect(sessions).toHaveLength(2);
    const [first, second] = sessions;
    expect(first?.session).toMatchObject({
      runnerSessionId: "harbor__ferry-12 2026-11-20T01:00:02.123456Z",
      taskRef: "harbor__ferry-12",
      repository: "harbor/ferry",
      baseCommit: "0123456789abcdef0123456789abcdef01234567",
      status: "completed",
      usage: { input: 4000, output: 400, cacheRead: 1000, cacheWrite: 0, costUsd: 0.4 },
    });
    expect(first?.statedPatch).toMatch(/^diff --git a\/tide\.py/);
    expect(second?.session).toMatchObject({ taskRef: "harbor__ferry-13", status: "errored" });
    expect(second?.session.prompt).toContain("Fix the tide.");
    expect(second?.statedPatch).toBeNull();
    expect(completeness).toMatchObject({ records: 3, recognised: 2, malformedCount: 1 });
  });

  it("are read from pairs of action and observation too", () => {
    const events = eventsOf.get(sessions[1]?.key ?? "") ?? [];
    expect(told(events).slice(2)).toEqual([
      "command ok: cat tide.py",
      "update ok: /workspace/ferry/tide.py",
      "error: AgentStuckInLoopError: the agent is stuck",
    ]);
  });

  it("are read when they stand over many lines, an event a record", () => {
    const row = fixture(openHands, "output-row.json");
    expect(row.session).toMatchObject({ taskRef: "harbor__ferry-15", finalMessage: "The tide is 3; one test fails." });
    expect(row.sessions[0]?.statedPatch).toMatch(/^diff --git/);
    expect(new Set(row.all.map(({ place }) => place.line)).size).toBeGreaterThan(2);
  });
});

describe("a conversation of the SDK", () => {
  const { session, all, completeness } = conversation("conversations/");

  it("says what the session is", () => {
    expect(session).toMatchObject({
      runnerSessionId: "0c1d2e3f-4a5b-4c6d-8e7f-9a0b1c2d3e4f",
      status: "completed",
      prompt: "Set the tide to 3.",
      finalMessage: "The tide is 3.",
      cwd: "/workspace/ferry",
      models: ["anthropic/claude-sonnet-4-5"],
      // All models of the conversation together.
      usage: { input: 400, output: 100, cacheRead: 500, cacheWrite: 100, reasoning: 12, costUsd: 0.04 },
    });
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["HologramEvent"]);
    expect(completeness).toMatchObject({ unanswered: 0, withheldReasoning: 1 });
  });

  it("pairs actions with what came of them", () => {
    expect(told(all).filter((line) => !/^(?:message|note|reasoning|compaction)/.test(line))).toEqual([
      "command ok: ls",
      "update ok: /workspace/ferry/tide.py",
      "file_editor ok",
      "check ok: pytest -q",
      "command denied: git push",
      "add failed: x",
      "lighthouse_search ok",
    ]);
    expect(details(all, "check")).toMatchObject([{ exitCode: 0, durationMs: 5000, counts: { passed: 3 } }]);
    expect(details(all, "file-edit")[0]).toMatchObject({
      fileBefore: "def tide():\n    return 1\n",
      added: 1,
      removed: 1,
    });
  });

  it("tells what the runner put in, and what it does not show", () => {
    expect(details(all, "message").map(({ role, injected }) => [role, injected])).toEqual([
      ["person", false],
      ["person", true],
      ["agent", false],
      ["agent", false],
    ]);
    expect(details(all, "reasoning").map(({ withheldBytes }) => withheldBytes)).toEqual([0, 8, 0]);
  });

  it("is read without its state file, which holds keys", () => {
    const events = conversation("conversations/", /base_state/);
    expect(events.session).toMatchObject({
      runnerSessionId: "0c1d2e3f4a5b4c6d8e7f9a0b1c2d3e4f",
      status: "completed",
      cwd: "/workspace/ferry",
      usage: { input: 400, costUsd: 0.04 },
    });
  });

  it("is read from what the server answers", () => {
    expect(told(fixture(openHands, "sdk-events.json").all).at(-1)).toBe("command ok: ls");
  });
});

describe("what is not OpenHands'", () => {
  it.each([
    ["a list of steps", [{ step_id: 1, source: "agent", message: "x" }]],
    ["a prediction", { instance_id: "a__b-1", model_patch: "diff", model_name_or_path: "m" }],
    ["a report", { instance_id: "a__b-1", test_result: { report: { resolved: true } } }],
    ["an action of another program", { id: 1, timestamp: "2026-11-20T01:00:00", action: "click" }],
    ["an object of a cluster", { kind: "Event", id: "e", source: { component: "kubelet" } }],
  ])("%s is not claimed", (_, value) => {
    for (const indent of [0, 2])
      expect(
        openHands.recognises({ name: "x.json", bytes: new TextEncoder().encode(JSON.stringify(value, null, indent)) }),
      ).toBe(false);
  });
});

function never(): never {
  throw new Error("a fixture is missing");
}
