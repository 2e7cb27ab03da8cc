import { describe, expect, it } from "vitest";
import { atif } from "../../../main/ingest/adapters/atif";
import { fixture, readText, sessionOf, told } from "./adapter-fixture";
import { details } from "./read-transcript";

const agent = { name: "night-agent", version: "1" };
const asked = { step_id: 1, source: "user", message: "Go." };

describe("an ATIF document", () => {
  const { session, all, completeness } = fixture(atif, "document.json");
  const main = all.filter(({ lane }) => lane === "main");

  it("says what the session is", () => {
    expect(session).toMatchObject({
      runnerSessionId: "traj-7",
      agentName: "night-agent",
      runnerVersions: ["3.1"],
      models: ["gpt-9", "gpt-9-mini"],
      cwd: "/repo",
      branch: "agent/dates",
      status: "completed",
      // The first words of its own, not those of the session it repeats.
      prompt: "Fix the date parser.\n[image: images/one.png]",
      finalMessage: "Waiting.",
      startedAt: "2026-11-20T02:00:03.000Z",
      // Totals as stated, cached tokens taken out of the prompt's; what is copied is not counted.
      usage: { input: 160, cacheRead: 140, output: 30, costUsd: 0.03 },
    });
  });

  it("marks the first steps that repeat another session", () => {
    expect(session?.copied).toEqual({ from: null, events: 3 });
    expect(told(all)[2]).toBe("message: I looked.");
  });

  it("pairs calls with results, by id and by place", () => {
    expect(told(main).filter((line) => /^(?:command|check|update|add|task|wait)/.test(line))).toEqual([
      "command unknown: cat src/dates.py",
      "update ok: /repo/src/dates.py",
      "check unknown: npm test",
      "command unknown: git status",
      "task ok",
      "task ok",
      "check failed: npm run build",
      "wait unanswered",
    ]);
    const [, screen] = details(main, "command");
    expect(screen?.output).toBe("Tests: 1 failed, 4 passed\nOn branch agent/dates");
    // The step has one time: how long its calls took is not said.
    expect(screen?.durationMs).toBeNull();
    expect(details(main, "check")[1]).toMatchObject({ exitCode: 2, checkType: "build" });
    expect(completeness.unanswered).toBe(1);
  });

  it("reads embedded sub-agents and side chains as lanes, and names those elsewhere", () => {
    const sub = all.filter(({ lane }) => lane === "sub-1");
    expect(told(sub)).toEqual(["message: Write the docs.", "message: Written.", "add ok: /repo/docs/dates.md"]);
    expect(sub.slice(1).every(({ actor }) => actor === "sub-agent")).toBe(true);
    expect(told(all.filter(({ lane }) => lane === "side-9"))).toEqual(["message: aside"]);
    expect(session?.subAgents).toEqual([{ runnerSessionId: "other-session", callId: "c6" }]);
  });

  it("names what it does not know", () => {
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["step/oracle", "root/surprise"]);
    expect(completeness.malformed.map(({ reason }) => reason)).toEqual(["a step without a source"]);
  });
});

describe("a list of trajectories", () => {
  const read = fixture(atif, "list.json");

  it("is as many sessions", () => {
    expect(read.sessions.map(({ session }) => session.runnerSessionId)).toEqual(["first-of-two", "list-2"]);
    expect(sessionOf(read, "list-2").session).toMatchObject({
      agentName: "terminus",
      prompt: "Say hello.",
      finalMessage: "Hello.",
      // More cached tokens than the prompt has: they are not within it.
      usage: { input: 5, cacheRead: 9, output: 2 },
    });
  });

  it("pairs results that stand before their calls, of producers that do not keep to the format", () => {
    const { events, session } = sessionOf(read, "first-of-two");
    expect(told(events)).toEqual([
      "message: Write the file.",
      "note: The result of Write, which is recorded further on.",
      "message: I write it.",
      "update failed: /app/a.txt",
      "tool-result ok: nobody asked",
    ]);
    expect(session).toMatchObject({ models: ["opus"], usage: { input: 7, output: 3, costUsd: 0.5 } });
  });
});

describe("the streaming variant", () => {
  const { session, all, completeness } = fixture(atif, "stream.atif.jsonl");

  it("is read a line at a time", () => {
    expect(session).toMatchObject({
      runnerSessionId: "stream-1",
      status: "errored",
      taskRef: "T-9",
      headCommit: "0123456789abcdef0123456789abcdef01234567",
      subAgents: [{ runnerSessionId: "sess-a", callId: "part-1" }],
    });
    expect(told(all)).toEqual([
      "note: Session started",
      "check ok: bun test",
      "message: Two parts.",
      'tool-result failed: {"success":false,"agent":"claude-code"}',
      "message: Created commit: 0123456",
      "note: Session failed",
    ]);
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["root/whatever"]);
    expect(completeness.malformed.map(({ line }) => line)).toEqual([7, 10]);
  });
});

describe("any trajectory", () => {
  it.each(["ATIF-v1.0", "ATIF-v1.5", "ATIF-v1.8", "1.4"])("of version %s is recognised", (schema_version) => {
    const { session } = readText(atif, "trajectory.json", { schema_version, agent, steps: [asked] });
    expect(session).toMatchObject({ runnerSessionId: "trajectory", prompt: "Go.", status: "in-flight" });
  });

  it("sums the steps where no totals are stated", () => {
    const metrics = { prompt_tokens: 10, completion_tokens: 2, cached_tokens: 4, cost_usd: 0.5 };
    const steps = [asked, ...[2, 3].map((step_id) => ({ step_id, source: "agent", message: "Hm.", metrics }))];
    const { session } = readText(atif, "t.json", { schema_version: "ATIF-v1.6", agent, steps });
    expect(session?.usage).toMatchObject({ input: 12, cacheRead: 8, output: 4, costUsd: 1 });
  });

  it("is one of several where each has a line", () => {
    const line = (session_id: string) =>
      JSON.stringify({ schema_version: "ATIF-v1.6", session_id, agent, steps: [asked] });
    const read = readText(atif, "all.jsonl", `${line("a")}\n${line("b")}\n${line("c")}\n`);
    expect(read.sessions.map(({ session }) => session.runnerSessionId)).toEqual(["a", "b", "c"]);
    expect(read.sessions.map(({ session }) => session.prompt)).toEqual(["Go.", "Go.", "Go."]);
  });

  it("answers two steps that use one id, in their order", () => {
    const one = (step_id: number, command: string) => ({
      step_id,
      source: "agent",
      message: "",
      tool_calls: [{ tool_call_id: "same", function_name: "bash", arguments: { command } }],
      observation: { results: [{ source_call_id: "same", content: `<returncode>0</returncode>${command}` }] },
    });
    const { all } = readText(atif, "t.json", { schema_version: "ATIF-v1.7", agent, steps: [one(1, "a"), one(2, "b")] });
    expect(details(all, "command").map(({ command, outcome, exitCode }) => [command, outcome, exitCode])).toEqual([
      ["a", "ok", 0],
      ["b", "ok", 0],
    ]);
  });

  it("takes what is said of a step for its result", () => {
    const steps = [
      {
        step_id: 1,
        source: "agent",
        message: "",
        tool_calls: [{ tool_call_id: "c", function_name: "Bash", arguments: { command: "make" } }],
        observation: { results: [{ source_call_id: "c", content: "boom" }] },
        extra: { tool_result_is_error: true, cwd: "/repo" },
      },
    ];
    const { all } = readText(atif, "t.json", { schema_version: "ATIF-v1.5", steps });
    expect(details(all, "check")).toMatchObject([{ command: "make", outcome: "failed", cwd: "/repo" }]);
  });

  it("is no file of figures", () => {
    const head = (value: unknown) => ({ name: "x.json", bytes: new TextEncoder().encode(JSON.stringify(value)) });
    expect(atif.recognises(head({ instruction: "x", turns: 3, tokens: { input: 1 }, cost: 0.1 }))).toBe(false);
    expect(atif.recognises(head({ schema_version: "1.4", name: "x" }))).toBe(false);
    expect(atif.recognises(head([{ source: "user", message: "x" }]))).toBe(false);
  });
});
