import type { Event } from "../../../shared/model/event";
import type { CallDetail, EventLog, Stamp } from "../event-log";
import { filledField, isObject, jsonText, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { RecordVerdict } from "../port";
import type { RunCourse } from "../run-course";
import { CallReader } from "./call-reader";
import { itemsText } from "./items-text";
import { SaidTwice } from "./said-twice";
import type { Form } from "./said-twice";
import { localShellCall } from "../shell-call";
import type { Spawned } from "./spawned";

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

/** Reads `response_item` payloads: messages and reasoning itself, calls and outputs by the reader of calls. */
export class ItemReader {
  readonly #course: RunCourse;
  readonly #words = new SaidTwice();
  readonly #reasoning = new SaidTwice();
  readonly calls: CallReader;
  /** The commit a snapshot of the working tree stands on. */
  snapshotParent: string | null = null;
  /** Ids of items that made an event and are no calls with a result. */
  readonly #written = new Set<string>();

  constructor(course: RunCourse, spawned: Spawned) {
    this.#course = course;
    this.calls = new CallReader(course, spawned);
  }

  /** True if an item with this id made its event already. */
  wrote(id: string): boolean {
    return this.#written.has(id);
  }

  read(payload: JsonObject, stamp: Stamp, cwd: string | null, log: EventLog): RecordVerdict {
    const type = textField(payload, "type");
    const callId = filledField(payload, "call_id");
    switch (type) {
      case "message":
        return this.#message(payload, stamp, log);
      case "agent_message":
        // How one agent gives a task to another: for the other it is the prompt.
        if (stamp.actor === "sub-agent" && this.#course.prompt === null)
          this.#course.asked(itemsText(payload.content), log);
        log.add(
          { ...stamp, actor: "agent" },
          { kind: "message", role: "agent", text: log.text(itemsText(payload.content)), injected: true },
        );
        return recognised;
      case "reasoning":
        this.#reason(payload, stamp, log);
        return recognised;
      case "function_call":
        this.calls.functionCall(payload, callId, stamp, cwd, log);
        return recognised;
      case "custom_tool_call":
        this.calls.customCall(payload, callId, stamp, log);
        return recognised;
      case "local_shell_call":
        this.calls.shell(localShellCall(payload), "local_shell", callId ?? filledField(payload, "id"), stamp, cwd, log);
        return recognised;
      case "function_call_output":
      case "custom_tool_call_output":
      case "tool_search_output":
      case "mcp_tool_call_output":
        this.calls.output(payload, callId, stamp, log);
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
          durationMs: null,
          input: log.text(jsonText(input)),
          result: null,
        };
        log.openCall(callId, stamp, [call]);
        const id = filledField(payload, "id");
        if (callId === null && id !== null && this.#written.size < 100_000) this.#written.add(id);
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
      case "compaction_trigger":
      case "additional_tools":
        return recognised;
      default:
        return unknownType(`response_item/${type ?? "(no type)"}`);
    }
  }

  /** Words of a person or of the agent, in any of the forms they are written in. */
  say(form: Form, role: "person" | "agent", text: string, stamp: Stamp, log: EventLog): void {
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
    if (other.detail.kind === "message" && other.detail.injected && form !== "item") {
      log.rewrite(other, { actor: "person", detail: { ...other.detail, injected: false } });
      this.#course.asked(text, log);
    }
  }

  /** A piece of reasoning as an event or a turn's item tells it. */
  reasonTold(form: "event" | "turn", text: string, stamp: Stamp, log: EventLog): void {
    if (text.trim() === "" || this.#reasoning.match(form, text) !== null) return;
    this.#reasoning.remember(form, text, log.add(stamp, { kind: "reasoning", text: log.text(text), withheldBytes: 0 }));
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
}
