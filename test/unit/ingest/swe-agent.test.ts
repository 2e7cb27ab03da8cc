import { describe, expect, it } from "vitest";
import { sweAgent } from "../../../main/ingest/adapters/swe-agent";
import { fixture, readText, told } from "./adapter-fixture";
import { details } from "./read-transcript";

const step = { action: "ls", observation: "a", response: "I look.", thought: "I look.", state: "{}" };

describe("a trajectory of SWE-agent 0.x", () => {
  const read = fixture(sweAgent, "acme__dates-12.traj");
  const { session, all, completeness } = read;

  it("says what the run is, and what it states as its result", () => {
    expect(session).toMatchObject({
      taskRef: "acme__dates-12",
      status: "aborted",
      prompt: "Dates are not parsed\n\nparse('2026-11-20') gives nothing.",
      finalMessage: "Done.",
      cwd: "/acme__dates",
      startedAt: null,
      endedAt: null,
      // The cost of this task, not of the batch.
      usage: { input: 1200, output: 90, costUsd: 1.25, cacheRead: null, cacheWrite: null, reasoning: null },
    });
    expect(read.sessions[0]?.statedPatch).toContain("+def parse(s): return date.fromisoformat(s)");
  });

  it("keeps commands commands, in the order of the source, and demonstrations out of the agent's work", () => {
    expect(told(all).filter((line) => !line.startsWith("message"))).toEqual([
      "command unknown: open src/dates.py",
      "command failed: edit 1:1\ndef parse(s): return date.fromisoformat(s\nend_of_edit",
      "check unknown: python -m pytest tests -q",
      "command unknown: submit",
      "note: Demonstration shown to the agent, not its work:\nHere is a demonstration of how to do it.\nrm -rf /somewhere",
      'note: The run ended with exit status "submitted (exit_cost)".',
    ]);
    expect(all.every((event) => event.at === null)).toBe(true);
    expect(details(all, "check")[0]).toMatchObject({ exitCode: null, counts: { passed: 2 } });
  });

  it("names what it does not know", () => {
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["root/surprise"]);
    expect(completeness.malformed.map(({ reason }) => reason)).toEqual([
      "a step without an action",
      "a history item without role or content",
    ]);
  });
});

describe("a trajectory of SWE-agent 1.x", () => {
  const { session, all } = fixture(sweAgent, "function-calling.traj");

  it("takes task, repository, base and model from the configuration", () => {
    expect(session).toMatchObject({
      taskRef: "acme__dates-12",
      status: "completed",
      prompt: "Dates are not parsed\n\nparse('2026-11-20') gives nothing.",
      repository: "https://example.org/acme/dates",
      baseCommit: "0123456789abcdef0123456789abcdef01234567",
      models: ["gpt-9"],
      runnerVersions: ["1.1.0"],
    });
  });

  it("tells an edit where the action states old and new text", () => {
    expect(details(all, "file-edit")).toMatchObject([
      {
        op: "update",
        path: "/testbed/src/dates.py",
        outcome: "ok",
        oldText: "def parse(s): ...",
        newText: "def parse(s): return date.fromisoformat(s)",
        durationMs: 500,
      },
      { op: "update", outcome: "failed", oldText: "absent" },
      { op: "add", path: "/testbed/notes.md", outcome: "ok", fileBefore: "", newText: "# Dates\n", added: 1 },
      { op: "update", path: "/testbed/src/cli.py", oldText: "import os", newText: "import sys", replaceAll: true },
    ]);
    expect(details(all, "command").map(({ command }) => command)).toEqual([
      "str_replace_editor view /testbed/src/dates.py",
      "submit",
    ]);
  });

  it("begins with what the model was shown, which stands in the first step", () => {
    expect(told(all).slice(0, 2)).toEqual([
      "message: SETTING: You are an autonomous programmer.",
      expect.stringContaining("message: We're currently solving"),
    ]);
  });
});

describe("any trajectory of SWE-agent", () => {
  it.each([
    ["submitted", "completed"],
    ["submitted (exit_context)", "aborted"],
    ["early_exit", "aborted"],
    ["exit_format", "errored"],
    ["exit_api", "errored"],
  ])("ended with %s is %s", (exit_status, status) => {
    const { session } = readText(sweAgent, "x__y-1.traj", { trajectory: [step], history: [], info: { exit_status } });
    expect(session?.status).toBe(status);
  });

  it("is another run where the first step differs, under the same name", () => {
    const id = (one: object) =>
      readText(sweAgent, "x__y-1.traj", { trajectory: [one], history: [], info: {} }).session?.runnerSessionId;
    expect(id(step)).toBe(id(step));
    expect(id(step)).not.toBe(id({ ...step, execution_time: 0.5 }));
  });

  it("states no patch where what was handed in is none", () => {
    const info = { exit_status: "submitted", submission: "FLAG{x}" };
    const { sessions } = readText(sweAgent, "x.traj", { trajectory: [step], history: [], info });
    expect(sessions[0]?.statedPatch).toBeNull();
  });

  it("may be the chosen one of several attempts, which stand before it", () => {
    const one = { trajectory: [step], history: [], info: { exit_status: "submitted" } };
    const { all, completeness } = readText(sweAgent, "x.traj", { attempts: [one, one, one], ...one });
    expect(told(all)).toEqual([
      "note: The runner made 3 attempts; this is the one it chose.",
      "message: I look.",
      "command unknown: ls",
      'note: The run ended with exit status "submitted".',
    ]);
    expect(completeness.unknown).toEqual([]);
  });

  it("is not a list of predictions or a report", () => {
    const head = (value: unknown) => ({ name: "x.json", bytes: new TextEncoder().encode(JSON.stringify(value)) });
    expect(sweAgent.recognises(head({ "x__y-1": { model_patch: "diff", instance_id: "x__y-1" } }))).toBe(false);
    expect(sweAgent.recognises(head({ trajectory: [{ role: "user", content: "x" }] }))).toBe(false);
  });
});
