import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { miniSweAgent } from "../../../main/ingest/adapters/mini-swe-agent";
import { isObject, objectField, parseObject, textField } from "../../../main/ingest/json-fields";
import { corpus, hasCorpus, overCorpus } from "../../support/corpus";
import { parseBytes } from "../../support/parse-bytes";
import { fixture, readText, told } from "./adapter-fixture";
import { details } from "./read-transcript";

describe("a trajectory of mini-swe-agent with tool calls", () => {
  const read = fixture(miniSweAgent, "acme__dates-12.traj.json");
  const { session, all, completeness } = read;

  it("says what the run is, and what it states as its result", () => {
    expect(session).toMatchObject({
      runnerSessionId: "resp-1",
      taskRef: "acme__dates-12",
      status: "completed",
      prompt: "Dates are not parsed",
      cwd: "/testbed",
      models: ["provider/deep-1"],
      runnerVersions: ["2.2.7"],
      // The answer that came first was begun two seconds before.
      startedAt: "2026-09-21T14:13:28.000Z",
      // Cached tokens are taken out of the prompt's.
      usage: { input: 360, cacheRead: 640, output: 41, reasoning: 3, cacheWrite: null, costUsd: 0.005 },
    });
    expect(read.sessions[0]?.statedPatch).toMatch(/^diff --git/);
  });

  it("tells how every command ended", () => {
    expect(told(all).slice(2)).toEqual([
      "reasoning: Where is it?",
      "message: I look.",
      "command ok: cat src/dates.py",
      "check failed: sed -i 's/\\.\\.\\./return date.fromisoformat(s)/' src/dates.py && pytest -q",
      "command failed: sleep 600",
      "message: Tool call error: no tool call was found.",
      "message: I submit.",
      "command unknown: echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && cat patch.txt",
      'note: The run ended with exit status "Submitted".',
    ]);
    const [, sleep] = details(all, "command");
    expect(sleep).toMatchObject({ exitCode: -1, durationMs: 60_000 });
    expect(sleep?.output).toContain("timed out after 60 seconds");
    expect(details(all, "check")[0]).toMatchObject({ exitCode: 1, counts: { passed: 3, failed: 1 } });
  });

  it("names what it does not know", () => {
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["message/narrator", "root/surprise"]);
    expect(completeness.malformed.map(({ reason }) => reason)).toEqual(["a message without a role"]);
    expect(completeness.unanswered).toBe(0);
  });
});

describe("a run of mini-swe-agent that an error ended", () => {
  const read = fixture(miniSweAgent, "error.traj.json");

  it("says so, and states no patch", () => {
    expect(read.session?.status).toBe("errored");
    expect(told(read.all).slice(-2)).toEqual([
      "error: InternalServerError: provider said no",
      'note: The run ended with exit status "InternalServerError".',
    ]);
    expect(read.sessions[0]?.statedPatch).toBeNull();
  });
});

describe("a trajectory of mini-swe-agent in text", () => {
  const { session, all } = fixture(miniSweAgent, "text.traj.json");

  it("takes the one fenced block as the command and the user's words behind it as its result", () => {
    expect(told(all).slice(2)).toEqual([
      "message: THOUGHT: I look first.",
      "command failed: ls src",
      "message: THOUGHT: I forgot the command.",
      "message: Please always provide EXACTLY ONE action in triple backticks, found 0 actions.",
      "message: THOUGHT: it hangs?",
      "command failed: sleep 99",
      "command unknown: echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && git diff",
      'note: The run ended with exit status "LimitsExceeded".',
    ]);
    expect(details(all, "command")[0]).toMatchObject({ exitCode: 2, output: "ls: src: No such file" });
    expect(details(all, "message").filter(({ injected }) => !injected)).toHaveLength(4);
  });

  it("says what limit ended it", () => {
    expect(session).toMatchObject({
      status: "aborted",
      usage: { input: 50, output: 5, costUsd: 0.0125 },
      taskRef: null,
    });
  });

  it("is read as a bare list of messages too", () => {
    const bare = fixture(miniSweAgent, "bare-list.json");
    expect(told(bare.all)).toEqual(told(all).slice(0, -1));
    expect(bare.session).toMatchObject({ status: "completed", startedAt: null, prompt: "Dates are not parsed" });
  });
});

describe("a run whose model was asked by the Responses interface", () => {
  const call = (call_id: string, command: string) => ({
    type: "function_call",
    call_id,
    name: "bash",
    arguments: JSON.stringify({ command }),
  });
  const answer = (id: string, output: unknown[]) => ({
    object: "response",
    id,
    created_at: 1790000000,
    model: "gpt-9",
    output,
    usage: { input_tokens: 10, output_tokens: 3, input_tokens_details: { cached_tokens: 4 } },
    extra: { actions: [], cost: 0.25, timestamp: 1790000002 },
  });
  const { session, all, completeness } = readText(miniSweAgent, "x.traj.json", {
    info: { mini_version: "2.1", config: {} },
    messages: [
      { role: "user", content: "Fix it." },
      answer("resp-a", [
        { type: "reasoning", summary: [], encrypted_content: "xxxx" },
        { type: "message", content: [{ type: "output_text", text: "I look." }] },
        call("c1", "ls"),
        call("c2", "pwd"),
      ]),
      { type: "function_call_output", call_id: "c1", output: "a", extra: { raw_output: "a\n", returncode: 0 } },
      { type: "function_call_output", call_id: "c2", output: "<returncode>1</returncode>\n<output>\nno\n</output>" },
      { role: "user", content: "Stop, do b.", extra: { interrupt_type: "UserInterruption" } },
      { role: "exit", content: "LimitsExceeded", extra: { exit_status: "LimitsExceeded", submission: "" } },
    ],
  });

  it("is read alike", () => {
    expect(told(all)).toEqual([
      "message: Fix it.",
      "reasoning: ",
      "message: I look.",
      "command ok: ls",
      "command failed: pwd",
      "message: Stop, do b.",
      'note: The run ended with exit status "LimitsExceeded".',
    ]);
    expect(details(all, "message").map(({ injected }) => injected)).toEqual([false, false, false]);
    expect(completeness).toMatchObject({ withheldReasoning: 1, malformedCount: 0, unanswered: 0 });
    expect(session).toMatchObject({
      runnerSessionId: "resp-a",
      status: "aborted",
      startedAt: "2026-09-21T14:13:20.000Z",
      usage: { input: 6, cacheRead: 4, output: 3, costUsd: 0.25 },
    });
  });
});

describe("any file of mini-swe-agent", () => {
  it("is none of its side files", () => {
    const head = (value: unknown) => ({ name: "x.json", bytes: new TextEncoder().encode(JSON.stringify(value)) });
    expect(miniSweAgent.recognises(head({ "a__b-1": { model_patch: "diff" } }))).toBe(false);
    expect(miniSweAgent.recognises(head({ "a__b-1": { resolved: true, tests_status: {} } }))).toBe(false);
    expect(miniSweAgent.recognises(head([{ role: "user", content: "hello" }]))).toBe(false);
    expect(miniSweAgent.recognises(head({ info: { exit_status: "x" }, messages: [] }))).toBe(false);
  });

  it("has its task from its name where the end is cut off", () => {
    const text =
      '{"info":{"mini_version":"2","exit_status":"Submitted"},"messages":[{"role":"user","content":"Fix it."},{"ro';
    const { session } = readText(miniSweAgent, "runs__acme__dates-12__B.traj.json", text);
    expect(session).toMatchObject({ taskRef: "acme__dates-12", prompt: "Fix it.", status: "completed" });
  });
});

describe.skipIf(!hasCorpus)(overCorpus("attempts at one task side by side"), () => {
  const folder = path.join(corpus, "parallel-mini-swe-agent");
  const names = hasCorpus ? readdirSync(folder).filter((name) => name.endsWith(".traj.json")) : [];
  const runs = names.map((name) => {
    const bytes = readFileSync(path.join(folder, name));
    return { name, whole: parseObject(bytes.toString("utf8")) ?? {}, read: parseBytes(miniSweAgent, name, bytes) };
  });

  it("are told apart, and belong to the task they state", () => {
    expect(runs).toHaveLength(16);
    expect(new Set(runs.map(({ read }) => read.session?.id)).size).toBe(16);
    const tasks = new Set(runs.map(({ read }) => read.session?.taskRef));
    expect(tasks.size).toBe(4);
    for (const task of tasks) expect(runs.filter(({ read }) => read.session?.taskRef === task)).toHaveLength(4);
    for (const { whole, read } of runs) expect(read.session?.taskRef).toBe(textField(whole, "instance_id"));
  });

  it("state the patch, the cost and the tokens of their source", () => {
    for (const { name, whole, read } of runs) {
      const info = objectField(whole, "info") ?? {};
      expect(read.sessions[0]?.statedPatch, name).toBe(textField(info, "submission"));
      let prompt = 0;
      for (const message of Array.isArray(whole.messages) ? whole.messages.filter(isObject) : []) {
        const usage = objectField(objectField(objectField(message, "extra") ?? {}, "response") ?? {}, "usage") ?? {};
        prompt += Number(usage.prompt_tokens ?? 0);
      }
      const { usage } = read.session ?? {};
      expect((usage?.input ?? 0) + (usage?.cacheRead ?? 0), name).toBe(prompt);
      expect(usage?.costUsd, name).toBe(objectField(info, "model_stats")?.instance_cost);
    }
  });
});
