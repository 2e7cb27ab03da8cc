import type { Event } from "../../../shared/model/event";
import { commandAnswered, commandCall } from "../command-detail";
import type { CallDetail, EventLog, Stamp } from "../event-log";
import { filledField, isObject, jsonText, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { RecordVerdict } from "../port";
import type { RunCourse } from "../run-course";
import { editDetail, reportedChanges, samePath, withReport } from "./edit-detail";
import { execOutput } from "./exec-output";
import { parseApplyPatch } from "./patch-grammar";
import type { SaidTwice } from "./said-twice";
import { isShellTool, localShellCall, patchInShell, shellCall } from "./shell-call";
import type { ShellCall } from "./shell-call";

const injectedStarts = [
  "<environment_context>",
  "<user_instructions>",
  "# AGENTS.md instructions",
  "<INSTRUCTIONS>",
  "<turn_aborted>",
  "<permissions",
  "<subagent_notification>",
  "<skill>",
  "<user_shell_command>",
  "<collaboration_mode>",
  "<hook_prompt>",
  "<personality",
  "<model_switch>",
];

/** Reads `response_item` payloads: messages, reasoning, calls and outputs. */
export class ItemReader {
  readonly #course: RunCourse;
  readonly #words: SaidTwice;
  readonly #reasoning: SaidTwice;
  /** Commands that go on, by the id under which `write_stdin` continues them. */
  readonly #running = new Map<string, { callId: string; output: string }>();
  readonly #stdin = new Map<string, string>();
  /** The commit a snapshot of the working tree stands on. */
  snapshotParent: string | null = null;

  constructor(course: RunCourse, words: SaidTwice, reasoning: SaidTwice) {
    this.#course = course;
    this.#words = words;
    this.#reasoning = reasoning;
  }

  read(payload: JsonObject, stamp: Stamp, cwd: string | null, log: EventLog): RecordVerdict {
    const type = textField(payload, "type");
    const callId = filledField(payload, "call_id");
    switch (type) {
      case "message":
        return this.#message(payload, stamp, log);
      case "agent_message":
        log.add(
          { ...stamp, actor: "agent" },
          { kind: "message", role: "agent", text: log.text(itemsText(payload.content)), injected: true },
        );
        return recognised;
      case "reasoning":
        this.#reason(payload, stamp, log);
        return recognised;
      case "function_call":
        this.#functionCall(payload, callId, stamp, cwd, log);
        return recognised;
      case "custom_tool_call":
        this.#customCall(payload, callId, stamp, log);
        return recognised;
      case "local_shell_call":
        this.#shell(localShellCall(payload), "local_shell", callId ?? filledField(payload, "id"), stamp, cwd, log);
        return recognised;
      case "function_call_output":
      case "custom_tool_call_output":
      case "tool_search_output":
      case "mcp_tool_call_output":
        this.#output(payload, callId, stamp, log);
        return recognised;
      case "web_search_call":
      case "tool_search_call":
      case "image_generation_call": {
        const done = textField(payload, "status") === "completed";
        const input = payload.action ?? payload.arguments ?? payload.query ?? {};
        const call: CallDetail = {
          kind: "tool-call",
          callId,
          tool: type.slice(0, -5),
          outcome: callId === null ? (done ? "ok" : "unknown") : "unanswered",
          resultPlace: null,
          input: log.text(jsonText(input)),
          result: null,
        };
        log.openCall(callId, stamp, [call]);
        return recognised;
      }
      case "ghost_snapshot":
        this.snapshotParent ??= filledField(objectField(payload, "ghost_commit") ?? {}, "parent");
        return recognised;
      case "compaction":
      case "context_compaction":
      case "compaction_summary":
        log.add({ ...stamp, actor: "runner" }, { kind: "compaction", text: "Conversation compacted" });
        return recognised;
      case "other":
        return recognised;
      default:
        return unknownType(`response_item/${type ?? "(no type)"}`);
    }
  }

  /** Words of a person or of the agent, in either of the two forms they are written in. */
  say(form: "item" | "event", role: "person" | "agent", text: string, stamp: Stamp, log: EventLog): void {
    if (text.trim() === "") return;
    const other = this.#words.match(form, `${role}:${text}`);
    const injected =
      role === "person" && form === "item" && injectedStarts.some((start) => text.trimStart().startsWith(start));
    if (other === null) {
      const actor: Event["actor"] =
        role === "agent" ? stamp.actor : injected ? "runner" : stamp.actor === "sub-agent" ? "agent" : "person";
      const event = log.add({ ...stamp, actor }, { kind: "message", role, text: log.text(text), injected });
      this.#words.remember(form, `${role}:${text}`, event);
      if (role === "agent") this.#course.said(text, log);
      else if (!injected) this.#course.asked(text, log);
      return;
    }
    // `user_message` is what a person typed, so the item that looked injected was not.
    if (other.detail.kind === "message" && other.detail.injected && form === "event") {
      log.rewrite(other, { actor: "person", detail: { ...other.detail, injected: false } });
      this.#course.asked(text, log);
    }
  }

  /** A report on an applied patch: it counts more than the patch that was asked for. */
  patchReport(payload: JsonObject, stamp: Stamp, log: EventLog): void {
    const callId = filledField(payload, "call_id");
    const changes = objectField(payload, "changes");
    if (changes === null) return;
    const outcome = payload.success === false ? "failed" : "ok";
    const tool = "apply_patch";
    const reports = reportedChanges(changes).map((change) => editDetail(change, { callId, tool, folder: null }, log));
    const left = new Set(reports);
    if (callId !== null && log.eventsOf(callId) !== null) {
      log.update(callId, (detail) => {
        if (detail.kind !== "file-edit") return detail;
        const report = reports.find((one) => left.has(one) && samePath(one.path, detail.path));
        if (report === undefined) return detail;
        left.delete(report);
        return withReport(detail, report, outcome);
      });
      for (const report of left) log.extendCall(callId, stamp, { ...report, outcome });
      return;
    }
    log.openCall(
      null,
      stamp,
      reports.map((report) => ({ ...report, outcome })),
    );
  }

  /** The end of a command as older versions report it beside the output. */
  execEnd(payload: JsonObject, stamp: Stamp, log: EventLog): void {
    const callId = filledField(payload, "call_id");
    const exit = payload.exit_code;
    const exitCode = typeof exit === "number" && Number.isSafeInteger(exit) ? exit : null;
    const duration = objectField(payload, "duration");
    const seconds = duration === null || typeof duration.secs !== "number" ? null : duration.secs;
    const nanos = duration === null || typeof duration.nanos !== "number" ? 0 : duration.nanos;
    const durationMs =
      seconds === null || !Number.isFinite(seconds)
        ? null
        : Math.round(seconds * 1000 + (Number.isFinite(nanos) ? nanos : 0) / 1e6);
    if (
      callId !== null &&
      log.update(callId, (detail) =>
        detail.kind === "command" || detail.kind === "check"
          ? {
              ...detail,
              exitCode: exitCode ?? detail.exitCode,
              durationMs: durationMs === null || durationMs < 0 ? detail.durationMs : durationMs,
            }
          : detail,
      )
    )
      return;
    const output =
      textField(payload, "aggregated_output") ??
      [textField(payload, "stdout"), textField(payload, "stderr")]
        .filter((part) => part !== null && part !== "")
        .join("\n");
    const command =
      typeof payload.command === "string"
        ? payload.command
        : listField(payload, "command")
            .filter((word) => typeof word === "string")
            .at(-1);
    if (command === undefined) return;
    const call = commandCall({ callId, tool: "exec", command, cwd: textField(payload, "cwd") }, log);
    log.openCall(null, stamp, [
      commandAnswered(
        call,
        { output, exitCode, durationMs, outcome: exitCode === null ? "unknown" : exitCode === 0 ? "ok" : "failed" },
        log,
      ),
    ]);
  }

  #message(payload: JsonObject, stamp: Stamp, log: EventLog): RecordVerdict {
    const text = itemsText(payload.content);
    switch (textField(payload, "role")) {
      case "assistant":
        this.say("item", "agent", text, stamp, log);
        return recognised;
      case "user":
        this.say("item", "person", text, stamp, log);
        return recognised;
      case "developer":
      case "system":
        if (text.trim() !== "")
          log.add(
            { ...stamp, actor: "runner" },
            { kind: "message", role: "person", text: log.text(text), injected: true },
          );
        return recognised;
      default:
        return unknownType("response_item/message of another role");
    }
  }

  #reason(payload: JsonObject, stamp: Stamp, log: EventLog): void {
    const parts = listField(payload, "summary")
      .concat(listField(payload, "content"))
      .map((part) => (isObject(part) ? (textField(part, "text") ?? "") : ""))
      .filter((part) => part.trim() !== "");
    const withheldBytes = Buffer.byteLength(textField(payload, "encrypted_content") ?? "");
    const told = parts.map((part) => this.#reasoning.match("item", part));
    const last = told.at(-1) ?? null;
    // All parts were told by events: only what is withheld is new.
    if (parts.length > 0 && told.every((event) => event !== null) && last?.detail.kind === "reasoning") {
      if (withheldBytes > 0) log.rewrite(last, { detail: { ...last.detail, withheldBytes } });
      return;
    }
    const left = parts.filter((_, index) => told[index] === null);
    if (left.length === 0 && withheldBytes === 0) return;
    const event = log.add(stamp, {
      kind: "reasoning",
      text: left.length === 0 ? null : log.text(left.join("\n\n")),
      withheldBytes,
    });
    for (const part of left) this.#reasoning.remember("item", part, event);
  }

  #functionCall(payload: JsonObject, callId: string | null, stamp: Stamp, cwd: string | null, log: EventLog): void {
    const name = (filledField(payload, "name") ?? "(no name)").slice(0, 200).toWellFormed();
    const raw = payload.arguments;
    const args = typeof raw === "string" ? raw : jsonText(raw ?? {});
    if (isShellTool(name)) {
      this.#shell(shellCall(args), name, callId, stamp, cwd, log);
      return;
    }
    if (name === "apply_patch" && this.#patch(shellCall(args).command, null, name, callId, stamp, log)) return;
    if (name === "write_stdin" && callId !== null) {
      const session = /"session_id"\s*:\s*"?([^",}\s]{1,60})/.exec(args)?.[1];
      if (session !== undefined) this.#stdin.set(callId, session);
    }
    this.#toolCall(name, args, callId, stamp, log);
  }

  #customCall(payload: JsonObject, callId: string | null, stamp: Stamp, log: EventLog): void {
    const name = (filledField(payload, "name") ?? "(no name)").slice(0, 200).toWellFormed();
    const input = textField(payload, "input") ?? jsonText(payload.input ?? {});
    if (name === "apply_patch" && this.#patch(input, null, name, callId, stamp, log)) return;
    this.#toolCall(name, input, callId, stamp, log);
  }

  #toolCall(tool: string, input: string, callId: string | null, stamp: Stamp, log: EventLog): void {
    log.openCall(callId, stamp, [
      {
        kind: "tool-call",
        callId,
        tool,
        outcome: "unanswered",
        resultPlace: null,
        input: log.text(input),
        result: null,
      },
    ]);
    this.#course.called();
  }

  #shell(call: ShellCall, tool: string, callId: string | null, stamp: Stamp, cwd: string | null, log: EventLog): void {
    const folder = call.cwd ?? cwd;
    const patch = patchInShell(call.command);
    if (patch !== null && this.#patch(patch.patch, patch.folder ?? call.cwd, tool, callId, stamp, log)) return;
    log.openCall(callId, stamp, [
      commandCall({ callId, tool, command: call.command, cwd: folder === null ? null : log.text(folder) }, log),
    ]);
    this.#course.called();
  }

  #patch(
    text: string,
    folder: string | null,
    tool: string,
    callId: string | null,
    stamp: Stamp,
    log: EventLog,
  ): boolean {
    const changes = parseApplyPatch(text);
    if (changes.length === 0) return false;
    log.openCall(
      callId,
      stamp,
      changes.map((change) => editDetail(change, { callId, tool, folder }, log)),
    );
    this.#course.called();
    return true;
  }

  #output(payload: JsonObject, callId: string | null, stamp: Stamp, log: EventLog): void {
    const result = execOutput(payload.output ?? payload.result ?? "");
    this.#course.answered();
    const answered = callId !== null && log.answer(callId, stamp.place, (detail) => answeredBy(detail, result, log));
    if (!answered) {
      if (callId !== null && log.knows(callId)) return;
      log.add(
        { ...stamp, actor: "runner" },
        { kind: "tool-result", callId, text: log.text(result.output), outcome: result.outcome },
      );
      return;
    }
    if (result.runningSession !== null && !this.#stdin.has(callId)) {
      log.pin(callId);
      this.#running.set(result.runningSession, { callId, output: result.output });
      return;
    }
    const session = this.#stdin.get(callId);
    const running = session === undefined ? undefined : this.#running.get(session);
    if (running === undefined) return;
    running.output = `${running.output}${result.output}`.slice(-4 * 1024 * 1024);
    log.update(running.callId, (detail) => commandAnswered(detail, { ...result, output: running.output }, log));
  }
}

function answeredBy(detail: CallDetail, result: ReturnType<typeof execOutput>, log: EventLog): CallDetail {
  switch (detail.kind) {
    case "command":
    case "check":
      // An older version's own report of the end may have come first: it knows the exit code where the output does not say.
      return commandAnswered(
        detail,
        { ...result, exitCode: result.exitCode ?? detail.exitCode, durationMs: result.durationMs ?? detail.durationMs },
        log,
      );
    case "file-edit":
      // A patch report counts more than this text.
      return detail.outcome === "unanswered" ? { ...detail, outcome: result.outcome } : detail;
    case "tool-call":
      return { ...detail, outcome: result.outcome, result: log.text(result.output) };
  }
}

/** The text of content items: `input_text`, `output_text` and the like; pictures are named. */
export function itemsText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((item: unknown) =>
      isObject(item) ? (textField(item, "text") ?? (textField(item, "type") === "input_image" ? "[image]" : "")) : "",
    )
    .filter((text) => text !== "")
    .join("\n");
}
