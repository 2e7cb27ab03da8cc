import { structuredPatch } from "diff";
import type { Agent, RunOptions } from "./agent.ts";
import { replaceOnce } from "./agent.ts";
import { Clock } from "./clock.ts";
import { between, opaque, token, uuid4 } from "./ids.ts";
import type { Workspace } from "./workspace.ts";

export interface ClaudeCodeSetup {
  readonly seed: string;
  readonly workspace: Workspace;
  readonly start: string;
  readonly model: string;
  readonly version: string;
  readonly permissionMode: string;
}

interface Lane {
  readonly agentId: string | null;
  readonly sessionId: string;
}

type Json = Record<string, unknown>;

/**
 * Does what a script says and writes it down as Claude Code does: one JSON object per line, one line per content block,
 * chained by `parentUuid`, tool results as records of the user's with a structured `toolUseResult`.
 */
export class ClaudeCodeRecorder implements Agent {
  readonly sessionId: string;
  readonly agentId: string | null;
  readonly clock: Clock;
  readonly children: ClaudeCodeRecorder[] = [];
  readonly #setup: ClaudeCodeSetup;
  readonly #lines: string[] = [];
  #parent: string | null = null;
  #message: { id: string; requestId: string; usage: Json } | null = null;
  #count = 0;
  #context: number;
  #output = 0;
  #calls = 0;
  #turnStart: number;
  #finalText = "";

  constructor(setup: ClaudeCodeSetup, lane?: Lane, clock?: Clock) {
    this.#setup = setup;
    this.sessionId = lane?.sessionId ?? uuid4(setup.seed);
    this.agentId = lane?.agentId ?? null;
    this.clock = clock ?? new Clock(setup.start, setup.seed);
    this.#turnStart = this.clock.ms;
    this.#context = between(setup.seed + " context", 14_000, 19_000);
  }

  /** The transcript as the runner leaves it on disk. */
  transcript(): string {
    return this.#lines.join("\n") + "\n";
  }

  /** The runner's name for the folder of a project: the path with everything but letters and digits made a dash. */
  projectFolder(): string {
    return this.#setup.workspace.cwd.replaceAll(/[^A-Za-z0-9]/g, "-");
  }

  /** What the agent said last. */
  get finalText(): string {
    return this.#finalText;
  }

  /** US dollars, rounded to cents, at a flat price per token: what the pack's runner says the attempt cost. */
  cost(): number {
    const own = (this.#context * this.#calls * 0.5 + this.#output * 25) / 1_000_000;
    return Math.round((own + this.children.reduce((sum, child) => sum + child.cost(), 0)) * 100) / 100;
  }

  jump(instant: string): void {
    this.clock.jump(instant);
  }

  person(text: string): void {
    this.#message = null;
    this.#turnStart = this.clock.ms;
    if (this.agentId === null) {
      const messageId = uuid4(this.#next("user"));
      this.#raw({
        type: "file-history-snapshot",
        messageId,
        snapshot: { messageId, trackedFileBackups: {}, timestamp: this.clock.iso() },
        isSnapshotUpdate: false,
      });
      this.#record(
        { type: "user", message: { role: "user", content: text }, permissionMode: this.#setup.permissionMode },
        messageId,
      );
    } else {
      this.#record({ type: "user", message: { role: "user", content: text } });
    }
  }

  think(text: string): void {
    this.clock.pass(3_000, 9_000);
    this.#assistant({ type: "thinking", thinking: text, signature: opaque(this.#next("signature"), 96) }, text.length);
  }

  say(text: string): void {
    this.clock.pass(1_000, 4_000);
    this.#finalText = text;
    this.#assistant({ type: "text", text }, text.length);
  }

  read(path: string): void {
    const content = this.#setup.workspace.read(path);
    const filePath = this.#absolute(path);
    const lines = content.replace(/\n$/, "").split("\n");
    const id = this.#call("Read", { file_path: filePath });
    this.clock.pass(40, 160);
    this.#result(id, lines.map((line, index) => `${String(index + 1).padStart(6)}\t${line}`).join("\n"), {
      type: "text",
      file: { filePath, content, numLines: lines.length, startLine: 1, totalLines: lines.length },
    });
  }

  search(pattern: string, folder: string): void {
    const id = this.#call("Grep", { pattern, path: this.#absolute(folder), output_mode: "content", "-n": true });
    const found = this.#setup.workspace.run(`git grep -n -I -E -e '${pattern}' -- '${folder}'`, this.clock.iso());
    const content = found.stdout.trimEnd();
    this.clock.pass(60, 220);
    this.#result(id, content === "" ? "No matches found" : content, {
      mode: "content",
      numFiles: 0,
      filenames: [],
      content,
      numLines: content === "" ? 0 : content.split("\n").length,
    });
  }

  run(command: string, options: RunOptions = {}): void {
    const id = this.#call("Bash", {
      command,
      ...(options.description === undefined ? {} : { description: options.description }),
    });
    const done = this.#setup.workspace.run(command, this.clock.iso());
    if (done.exitCode !== (options.expect ?? 0)) {
      throw new Error(
        `${this.#setup.seed}: ${command} ended with ${String(done.exitCode)}\n${done.stdout}${done.stderr}`,
      );
    }
    this.clock.pass(900, 4_200);
    const stdout = done.stdout.replace(/\n+$/, "");
    const stderr = done.stderr.replace(/\n+$/, "");
    const output = [stdout, stderr].filter((text) => text !== "").join("\n");
    if (done.exitCode === 0) {
      this.#result(id, output, { stdout, stderr, interrupted: false, isImage: false, noOutputExpected: false });
    } else {
      const text = `Exit code ${String(done.exitCode)}\n${output}`;
      this.#result(id, text, `Error: ${text}`, true);
    }
  }

  edit(path: string, oldText: string, newText: string): void {
    const before = this.#setup.workspace.read(path);
    const after = replaceOnce(path, before, oldText, newText);
    const filePath = this.#absolute(path);
    this.clock.pass(6_000, 22_000);
    const id = this.#call("Edit", {
      replace_all: false,
      file_path: filePath,
      old_string: oldText,
      new_string: newText,
    });
    this.#setup.workspace.write(path, after);
    this.clock.pass(60, 240);
    this.#result(id, `The file ${filePath} has been updated successfully.`, {
      filePath,
      oldString: oldText,
      newString: newText,
      originalFile: before,
      structuredPatch: hunks(before, after),
      userModified: false,
      replaceAll: false,
    });
  }

  write(path: string, text: string): void {
    const filePath = this.#absolute(path);
    this.clock.pass(8_000, 30_000);
    const id = this.#call("Write", { file_path: filePath, content: text });
    this.#setup.workspace.write(path, text);
    this.clock.pass(60, 240);
    this.#result(id, `File created successfully at: ${filePath}`, {
      type: "create",
      filePath,
      content: text,
      structuredPatch: [],
      originalFile: null,
    });
  }

  /** Gives a piece of the work to a sub-agent, which records into a file of its own. */
  delegate(
    task: { description: string; kind: string; prompt: string },
    script: (agent: ClaudeCodeRecorder) => void,
  ): void {
    const id = this.#call("Task", { description: task.description, subagent_type: task.kind, prompt: task.prompt });
    const agentId = "a" + uuid4(this.#next("agent")).replaceAll("-", "").slice(0, 16);
    const started = this.clock.ms;
    const child = new ClaudeCodeRecorder(
      { ...this.#setup, seed: this.#next("child") },
      { agentId, sessionId: this.sessionId },
      this.clock,
    );
    this.children.push(child);
    child.person(task.prompt);
    script(child);
    this.clock.pass(200, 600);
    const content = [{ type: "text", text: child.#finalText }];
    this.#result(id, [...content, { type: "text", text: `agentId: ${agentId}` }], {
      status: "completed",
      prompt: task.prompt,
      agentId,
      content,
      totalDurationMs: this.clock.ms - started,
      totalTokens: child.#context + child.#output,
      totalToolUseCount: child.#calls,
      usage: {
        input_tokens: 4,
        cache_creation_input_tokens: 900,
        cache_read_input_tokens: child.#context,
        output_tokens: child.#output,
      },
    });
  }

  finish(text: string): void {
    this.clock.pass(4_000, 12_000);
    this.#message = null;
    this.#finalText = text;
    this.#assistant({ type: "text", text }, text.length, "end_turn");
    if (this.agentId === null) {
      this.clock.pass(20, 60);
      this.#record({
        type: "system",
        subtype: "turn_duration",
        durationMs: this.clock.ms - this.#turnStart,
        isMeta: false,
      });
    }
  }

  /** The model's service did not answer: the session ends where it is, as runners leave it. */
  breakOff(status: number, text: string): void {
    this.clock.pass(30_000, 60_000);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      this.#record({
        type: "system",
        subtype: "api_error",
        level: "error",
        error: { status, headers: {}, message: text },
        retryInMs: 2_000 * attempt,
        retryAttempt: attempt,
        maxRetries: 3,
      });
      this.clock.pass(2_000 * attempt, 2_000 * attempt + 500);
    }
    const id = this.#next("synthetic");
    this.#record({
      type: "assistant",
      isApiErrorMessage: true,
      error: "overloaded",
      apiErrorStatus: status,
      message: {
        id: uuid4(id),
        model: "<synthetic>",
        role: "assistant",
        type: "message",
        content: [{ type: "text", text: `API Error: ${String(status)} ${text}` }],
        stop_reason: "stop_sequence",
        stop_sequence: "",
        usage: { input_tokens: 0, output_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
      },
    });
  }

  #absolute(path: string): string {
    return `${this.#setup.workspace.cwd}/${path}`;
  }

  #next(kind: string): string {
    this.#count += 1;
    return `${this.#setup.seed}/${kind}/${String(this.#count)}`;
  }

  #raw(record: Json): void {
    this.#lines.push(JSON.stringify(record));
  }

  #record(record: Json, uuid = uuid4(this.#next("record"))): string {
    this.#raw({
      parentUuid: this.#parent,
      isSidechain: this.agentId !== null,
      userType: "external",
      cwd: this.#setup.workspace.cwd,
      sessionId: this.sessionId,
      version: this.#setup.version,
      gitBranch: this.#setup.workspace.branch,
      ...(this.agentId === null ? {} : { agentId: this.agentId }),
      ...record,
      uuid,
      timestamp: this.clock.iso(),
    });
    this.#parent = uuid;
    return uuid;
  }

  #assistant(block: Json, characters: number, stop: string | null = null): string {
    this.#message ??= this.#open();
    const tokens = 8 + Math.ceil(characters / 3.6);
    this.#output += tokens;
    this.#context += tokens;
    this.#message.usage = {
      ...this.#message.usage,
      output_tokens: Number(this.#message.usage["output_tokens"]) + tokens,
    };
    return this.#record({
      message: {
        model: this.#setup.model,
        id: this.#message.id,
        type: "message",
        role: "assistant",
        content: [block],
        stop_reason: stop,
        stop_sequence: null,
        usage: this.#message.usage,
      },
      requestId: this.#message.requestId,
      type: "assistant",
    });
  }

  #open(): { id: string; requestId: string; usage: Json } {
    const created = between(this.#next("cache"), 300, 2_400);
    const cached = this.#context;
    this.#context += created;
    return {
      id: "msg_01" + token(this.#next("message"), 22),
      requestId: "req_011" + token(this.#next("request"), 21),
      usage: {
        input_tokens: between(this.#next("input"), 2, 9),
        cache_creation_input_tokens: created,
        cache_read_input_tokens: cached,
        cache_creation: { ephemeral_5m_input_tokens: created, ephemeral_1h_input_tokens: 0 },
        output_tokens: 0,
        service_tier: "standard",
      },
    };
  }

  #call(name: string, input: Json): string {
    this.clock.pass(1_200, 4_800);
    this.#calls += 1;
    const id = "toolu_01" + token(this.#next("call"), 22);
    this.#assistant(
      { type: "tool_use", id, name, input, caller: { type: "direct" } },
      JSON.stringify(input).length,
      "tool_use",
    );
    return id;
  }

  #result(callId: string, content: unknown, toolUseResult: unknown, isError = false): void {
    const assistant = this.#parent;
    this.#context += Math.ceil(JSON.stringify(content).length / 3.6);
    this.#record({
      type: "user",
      message: { role: "user", content: [{ tool_use_id: callId, type: "tool_result", content, is_error: isError }] },
      toolUseResult,
      sourceToolAssistantUUID: assistant,
    });
    this.#message = null;
  }
}

function hunks(before: string, after: string): readonly unknown[] {
  return structuredPatch("file", "file", before, after, "", "", { context: 3 }).hunks;
}
