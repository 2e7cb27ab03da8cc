import { describe, expect, it } from "vitest";
import { otel } from "../../../main/ingest/adapters/otel";
import { parseTranscript } from "../../../main/ingest/parse-transcript";
import { fixture, readText, sessionOf, told } from "./adapter-fixture";
import { details } from "./read-transcript";

describe("a trace in OTLP, children before their parents", () => {
  const read = fixture(otel, "otlp.json");
  const { session, events } = sessionOf(read, "conv-1");

  it("is one session where its traces name one conversation", () => {
    expect(read.sessions).toHaveLength(2);
    expect(session).toMatchObject({
      agentName: "coder",
      runnerVersions: ["7.1", "2.0"],
      models: ["gpt-9-2026", "gpt-9"],
      cwd: "/repo",
      branch: "agent/dates",
      baseCommit: "0123456789abcdef0123456789abcdef01234567",
      repository: "https://example.org/acme/dates",
      prompt: "Fix the date parser.",
      status: "errored",
      startedAt: "2026-09-21T14:13:20.000Z",
      endedAt: "2026-09-21T14:13:42.000Z",
    });
  });

  it("counts the tokens of the inner spans of inference, once", () => {
    // 100 + 7 + 200 + 10 less what came from the cache; not the agent's sum, and not the gateway's repetition.
    expect(session.usage).toEqual({
      input: 127,
      output: 34,
      cacheRead: 190,
      cacheWrite: null,
      reasoning: null,
      costUsd: null,
    });
  });

  it("tells its story in order of time, each word once", () => {
    expect(told(events)).toEqual([
      "message: You are a careful engineer.",
      "message: Fix the date parser.",
      "reasoning: Where is it?",
      "message: I run the tests.",
      "check failed: npm test",
      "task ok",
      "note: Sub-agent docs begins.",
      "message: Write the docs.",
      "message: Docs written.",
      "note: The trace does not carry what was said to the model and by it.",
      "message: The parser is fixed.",
      "message: Thank you. Push it.",
      "error: rate_limited: 429",
    ]);
    expect(details(events, "check")[0]).toMatchObject({
      exitCode: 1,
      durationMs: 2000,
      counts: { passed: 3, failed: 1 },
      output: "Tests: 1 failed, 3 passed, 4 total",
    });
  });

  it("gives an agent within an agent a lane", () => {
    const lanes = events.filter(({ lane }) => lane !== "main");
    expect(new Set(lanes.map(({ lane }) => lane))).toEqual(new Set(["aaaaaaaaaaaaaaa5"]));
    expect(lanes.at(-1)).toMatchObject({ actor: "sub-agent", detail: { text: "Docs written." } });
  });

  it("reads the older conventions, where every message is an event of its span", () => {
    const old = sessionOf(read, "7d8efff798038103d269b633813fc60e");
    expect(told(old.events)).toEqual([
      "message: Be brief.",
      "message: What is in src?",
      "list_files ok",
      "message: One file.",
    ]);
    expect(old.session.usage).toMatchObject({ input: 32, output: 9 });
    const lines = fixture(otel, "otlp-lines.jsonl");
    expect(told(lines.all)).toEqual(told(old.events));
    expect(lines.completeness.unknown.map(({ type }) => type)).toEqual(["root/resourceLogs"]);
  });

  it("names what it does not know", () => {
    expect(read.completeness.unknown.map(({ type }) => type)).toEqual(["span/dream", "root/surprise"]);
    expect(read.completeness.malformed.map(({ reason }) => reason)).toEqual([
      "a span without its id or that of its trace",
    ]);
  });
});

describe("the file exporter of the Copilot CLI", () => {
  const { session, all, completeness } = fixture(otel, "exporter.jsonl");

  it("tells calls without their content, and takes no redacted number for one", () => {
    expect(told(all)).toEqual([
      "note: The trace does not carry what was said to the model and by it.",
      "bash ok",
      "skill failed",
      "check ok: npx vitest run",
    ]);
    expect(details(all, "tool-call")).toMatchObject([
      { input: "", result: null, durationMs: 2500 },
      { input: '{"skill_name":"docs"}', result: "no such skill" },
    ]);
    expect(session).toMatchObject({
      runnerSessionId: "copilot-1",
      agentName: "github-copilot",
      usage: { input: null, output: null, costUsd: null },
    });
  });

  it("passes over the metrics between, and names the rest", () => {
    expect(completeness).toMatchObject({ records: 9, recognised: 7, malformedCount: 1 });
    expect(completeness.unknown.map(({ type }) => type)).toEqual(["report"]);
  });
});

describe("spans of the Python SDK", () => {
  it("are read with an attribute per field of a message", () => {
    const { session, all } = fixture(otel, "sdk.jsonl");
    expect(told(all)).toEqual([
      "message: Add a joke.",
      "message: I write it.",
      "update ok: /repo/jokes.md",
      "message: Here it is.",
      "error: openai.chat failed",
    ]);
    expect(session).toMatchObject({ status: "errored", usage: { input: 9, output: 4 }, agentName: "py-agent" });
  });

  it("are read as they are printed, over several lines each", () => {
    const span = (id: string) => ({
      name: "chat x",
      context: { trace_id: "0x1", span_id: id },
      parent_id: null,
      start_time: "2026-11-20T02:00:00.5Z",
      end_time: "2026-11-20T02:00:01Z",
      status: { status_code: "UNSET" },
      attributes: { "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 2 },
    });
    const text = [span("0xa"), span("0xb")].map((one) => JSON.stringify(one, null, 4)).join("\n");
    expect(readText(otel, "spans.txt", text).session?.usage.input).toBe(4);
    expect(readText(otel, "spans.json", JSON.stringify([span("0xa"), span("0xb")], null, 4)).session?.usage.input).toBe(
      4,
    );
  });
});

describe("VS Code's agent traces", () => {
  const read = fixture(otel, "trace-rows.jsonl");

  it("are put together from three tables, by the chat they belong to", () => {
    const { session, events } = sessionOf(read, "chat-1");
    expect(session).toMatchObject({
      agentName: "Chat",
      branch: "main",
      cwd: "/repo",
      prompt: "Run the tests.",
      finalMessage: "All green.",
      status: "completed",
      models: ["gpt-9-2026"],
      usage: { input: 40, cacheRead: 60, output: 10 },
    });
    expect(told(events).filter((line) => !line.startsWith("message"))).toEqual([
      "note: Hook PreToolUse: deny (guard.sh)",
      "check ok: npm test",
    ]);
    // What the editor wraps around a person's words is not what the person said.
    expect(details(events, "message").filter(({ injected, role }) => !injected && role === "person")).toHaveLength(1);
  });

  it("keep requests on the side apart", () => {
    expect(sessionOf(read, "req-title").session).toMatchObject({
      kind: "sub-agent",
      parentRunnerSessionId: "chat-1",
      agentName: "title",
    });
  });

  it("name what is not known, in which table", () => {
    expect(read.completeness.unknown.map(({ type }) => type)).toEqual(["table/mood"]);
    expect(read.completeness.malformedCount).toBe(2);
  });
});

describe("a trace that grows", () => {
  const line = (spanId: string, seconds: number, attributes: object, traceId = "t1") =>
    JSON.stringify({
      type: "span",
      traceId,
      spanId,
      name: "x",
      startTime: [seconds, 0],
      endTime: [seconds + 1, 0],
      attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "view", ...attributes },
      status: { code: 0 },
      events: [],
    });
  const parse = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    const stream = parseTranscript(otel, { name: "x.jsonl", bytes });
    return { stream, push: (more: string) => stream.push(new TextEncoder().encode(`${more}\n`)) };
  };

  it("is told once, whatever was told before", () => {
    const first = line("a", 100, { "gen_ai.conversation.id": "c" });
    const { stream, push } = parse(`${first}\n`);
    push(first);
    expect(stream.state().batches.flatMap(({ events }) => events)).toHaveLength(1);
    expect(stream.state().batches).toEqual([]);
    push(line("b", 50, { "gen_ai.conversation.id": "c" }));
    push(first);
    const { batches, sessions } = stream.end();
    expect(batches.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual([2]);
    expect(sessions[0]?.session.startedAt).toBe("1970-01-01T00:00:50.000Z");
  });

  it("keeps a conversation whose name comes late with the trace it began in", () => {
    const { stream, push } = parse(`${line("z", 1, {}, "other")}\n`);
    push(line("z", 1, {}, "other"));
    push(line("a", 100, {}));
    push(line("b", 102, { "gen_ai.conversation.id": "late" }));
    push(line("c", 104, {}));
    push(line("d", 106, { "gen_ai.conversation.id": "late" }, "t2"));
    push(line("e", 108, {}, "t2"));
    const { sessions, batches } = stream.end();
    expect(sessions.map(({ session }) => session.runnerSessionId)).toEqual(["other", "late"]);
    expect(batches.map(({ events }) => events.length)).toEqual([1, 5]);
  });
});
