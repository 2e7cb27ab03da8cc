import { structuredPatch } from "diff";
import type { Agent, RunOptions } from "./agent.ts";
import { replaceOnce } from "./agent.ts";
import { Clock } from "./clock.ts";
import { between, opaque, token, uuid7 } from "./ids.ts";
import type { Workspace } from "./workspace.ts";

export interface CodexSetup {
  readonly seed: string;
  readonly workspace: Workspace;
  readonly start: string;
  readonly model: string;
  readonly version: string;
  readonly originator: "codex_exec" | "codex-tui";
}

type Json = Record<string, unknown>;
type Change = { type: "add"; content: string } | { type: "update"; unified_diff: string; move_path: null };

/**
 * Does what a script says and writes it down as Codex does: `{timestamp, type, payload}` lines, messages both as response
 * items and as events, edits as `apply_patch` calls followed by what was applied, token counts after every request.
 */
export class CodexRecorder implements Agent {
  readonly sessionId: string;
  readonly clock: Clock;
  readonly #setup: CodexSetup;
  readonly #lines: string[] = [];
  readonly #start: number;
  #turnId = "";
  #count = 0;
  #totals = { input: 0, cached: 0, output: 0, reasoning: 0 };
  #context = 3_400;
  #pending = 0;
  #pendingReasoning = 0;
  #finalText = "";

  constructor(setup: CodexSetup) {
    this.#setup = setup;
    this.clock = new Clock(setup.start, setup.seed);
    this.#start = this.clock.ms;
    this.sessionId = uuid7(this.clock.ms, setup.seed);
    const { workspace } = setup;
    this.#line("session_meta", {
      id: this.sessionId,
      timestamp: this.clock.iso(),
      cwd: workspace.cwd,
      originator: setup.originator,
      cli_version: setup.version,
      source: setup.originator === "codex_exec" ? "exec" : "cli",
      model_provider: "openai",
      git: {
        commit_hash: workspace.repository.base,
        branch: workspace.branch,
        repository_url: "https://git.halden.invalid/payments/ledger-service.git",
      },
    });
  }

  transcript(): string {
    return this.#lines.join("\n") + "\n";
  }

  get finalText(): string {
    return this.#finalText;
  }

  /** Where Codex keeps this rollout, relative to its home: folders and file name carry local time, here one hour ahead of UTC. */
  rolloutPath(): string {
    const local = new Date(this.#start + 3_600_000).toISOString();
    return `sessions/${local.slice(0, 4)}/${local.slice(5, 7)}/${local.slice(8, 10)}/rollout-${local.slice(0, 19).replaceAll(":", "-")}-${this.sessionId}.jsonl`;
  }

  /** US dollars, rounded to cents, at a flat price per token. */
  cost(): number {
    return Math.round((this.#totals.input * 0.3 + this.#totals.output * 10) / 10_000) / 100;
  }

  jump(instant: string): void {
    this.clock.jump(instant);
  }

  person(text: string): void {
    const { workspace, model, originator } = this.#setup;
    this.#turnId = uuid7(this.clock.ms, this.#next("turn"));
    this.clock.pass(10, 60);
    this.#line("event_msg", { type: "task_started", turn_id: this.#turnId, model_context_window: 258_400 });
    if (this.#context === 3_400) {
      const about = `<environment_context>\n  <cwd>${workspace.cwd}</cwd>\n  <approval_policy>never</approval_policy>\n  <sandbox_mode>workspace-write</sandbox_mode>\n  <network_access>restricted</network_access>\n  <shell>bash</shell>\n</environment_context>`;
      this.#line("response_item", { type: "message", role: "user", content: [{ type: "input_text", text: about }] });
    }
    this.#line("response_item", { type: "message", role: "user", content: [{ type: "input_text", text }] });
    this.#line("event_msg", { type: "user_message", message: text, images: [], local_images: [], text_elements: [] });
    this.#line("turn_context", {
      turn_id: this.#turnId,
      cwd: workspace.cwd,
      approval_policy: originator === "codex_exec" ? "never" : "on-request",
      sandbox_policy: {
        type: "workspace-write",
        network_access: false,
        exclude_tmpdir_env_var: false,
        exclude_slash_tmp: false,
      },
      model,
      effort: "medium",
      summary: "auto",
    });
    this.#context += 60 + Math.ceil(text.length / 3.6);
  }

  think(text: string): void {
    this.clock.pass(3_000, 12_000);
    this.#pendingReasoning += 60 + Math.ceil(text.length / 2);
    this.#line("event_msg", { type: "agent_reasoning", text });
    this.#line("response_item", {
      type: "reasoning",
      summary: [{ type: "summary_text", text }],
      content: null,
      encrypted_content: "gAAAAAB" + opaque(this.#next("reasoning"), 180),
    });
  }

  say(text: string): void {
    this.clock.pass(1_000, 4_000);
    this.#message(text, "commentary");
  }

  read(path: string): void {
    this.run(`sed -n '1,200p' ${path}`);
  }

  search(pattern: string, folder: string): void {
    this.run(`git grep -n -I -E -e '${pattern}' -- ${folder}`);
  }

  run(command: string, options: RunOptions = {}): void {
    this.clock.pass(1_500, 5_000);
    const callId = "call_" + token(this.#next("call"), 24);
    const input = JSON.stringify({ cmd: command, workdir: this.#setup.workspace.cwd });
    this.#pending += Math.ceil(input.length / 3.6);
    this.#line("response_item", { type: "function_call", name: "exec_command", arguments: input, call_id: callId });
    const done = this.#setup.workspace.run(command, this.clock.iso());
    if (done.exitCode !== (options.expect ?? 0)) {
      throw new Error(
        `${this.#setup.seed}: ${command} ended with ${String(done.exitCode)}\n${done.stdout}${done.stderr}`,
      );
    }
    const ms = this.clock.pass(60, 2_600);
    const output = done.stdout + done.stderr;
    const tokens = Math.ceil(output.length / 3.6);
    this.#request(tokens);
    this.#line("response_item", {
      type: "function_call_output",
      call_id: callId,
      output: [
        `Chunk ID: ${token(this.#next("chunk"), 6).toLowerCase()}`,
        `Wall time: ${(ms / 1000).toFixed(4)} seconds`,
        `Process exited with code ${String(done.exitCode)}`,
        `Original token count: ${String(tokens)}`,
        "Output:",
        output,
      ].join("\n"),
    });
  }

  edit(path: string, oldText: string, newText: string): void {
    const before = this.#setup.workspace.read(path);
    const after = replaceOnce(path, before, oldText, newText);
    const { hunks } = structuredPatch(path, path, before, after, "", "", { context: 3 });
    const grammar = [`*** Update File: ${path}`, ...hunks.flatMap((hunk) => ["@@", ...hunk.lines])];
    const unified = hunks
      .flatMap((hunk) => [
        `@@ -${String(hunk.oldStart)},${String(hunk.oldLines)} +${String(hunk.newStart)},${String(hunk.newLines)} @@`,
        ...hunk.lines,
      ])
      .join("\n");
    this.#apply(path, after, grammar, { type: "update", unified_diff: unified + "\n", move_path: null }, "M");
  }

  write(path: string, text: string): void {
    const lines = text.replace(/\n$/, "").split("\n");
    this.#apply(
      path,
      text,
      [`*** Add File: ${path}`, ...lines.map((line) => "+" + line)],
      { type: "add", content: text },
      "A",
    );
  }

  finish(text: string): void {
    this.clock.pass(4_000, 12_000);
    this.#message(text, "final_answer");
    this.#request(0);
    this.#line("event_msg", {
      type: "task_complete",
      turn_id: this.#turnId,
      last_agent_message: text,
      duration_ms: this.clock.ms - this.#start,
    });
  }

  #next(kind: string): string {
    this.#count += 1;
    return `${this.#setup.seed}/${kind}/${String(this.#count)}`;
  }

  #line(type: string, payload: Json): void {
    this.#lines.push(JSON.stringify({ timestamp: this.clock.iso(), type, payload }));
  }

  #message(text: string, phase: "commentary" | "final_answer"): void {
    this.#finalText = text;
    this.#pending += Math.ceil(text.length / 3.6);
    this.#line("event_msg", { type: "agent_message", message: text, phase });
    this.#line("response_item", {
      type: "message",
      role: "assistant",
      content: [{ type: "output_text", text }],
      phase,
    });
  }

  #apply(path: string, after: string, grammar: readonly string[], change: Change, letter: "A" | "M"): void {
    this.clock.pass(8_000, 28_000);
    const callId = "call_" + token(this.#next("call"), 24);
    const input = ["*** Begin Patch", ...grammar, "*** End Patch"].join("\n");
    this.#pending += Math.ceil(input.length / 3.6);
    this.#line("response_item", {
      type: "custom_tool_call",
      status: "completed",
      call_id: callId,
      name: "apply_patch",
      input,
    });
    this.#setup.workspace.write(path, after);
    this.clock.pass(80, 400);
    const output = `Success. Updated the following files:\n${letter} ${path}\n`;
    this.#line("event_msg", {
      type: "patch_apply_end",
      call_id: callId,
      turn_id: this.#turnId,
      stdout: output,
      stderr: "",
      success: true,
      changes: { [`${this.#setup.workspace.cwd}/${path}`]: change },
    });
    this.#request(30);
    this.#line("response_item", {
      type: "custom_tool_call_output",
      call_id: callId,
      output: JSON.stringify({ output, metadata: { exit_code: 0, duration_seconds: 0.1 } }),
    });
  }

  /** One request to the model ends: its tokens are added and stated twice, as Codex does. `result` is what comes back from the tool. */
  #request(result: number): void {
    const output = this.#pending + this.#pendingReasoning;
    const cached = this.#totals.input === 0 ? 0 : this.#context - (this.#context % 128);
    const last = { input: this.#context, cached, output, reasoning: this.#pendingReasoning };
    this.#totals = {
      input: this.#totals.input + last.input,
      cached: this.#totals.cached + last.cached,
      output: this.#totals.output + last.output,
      reasoning: this.#totals.reasoning + last.reasoning,
    };
    this.#context += output + result;
    this.#pending = 0;
    this.#pendingReasoning = 0;
    const info = {
      total_token_usage: usage(this.#totals),
      last_token_usage: usage(last),
      model_context_window: 258_400,
    };
    const used = between(this.#next("limit"), 3, 40);
    const rate = {
      primary: { used_percent: used, window_minutes: 300, resets_at: this.clock.seconds + 9_000 },
      secondary: null,
    };
    for (let time = 0; time < 2; time += 1) this.#line("event_msg", { type: "token_count", info, rate_limits: rate });
  }
}

function usage(tokens: { input: number; cached: number; output: number; reasoning: number }): Json {
  return {
    input_tokens: tokens.input,
    cached_input_tokens: tokens.cached,
    output_tokens: tokens.output,
    reasoning_output_tokens: tokens.reasoning,
    total_tokens: tokens.input + tokens.output,
  };
}
