import type { Usage } from "../../../shared/model/session";
import type { EventLog, Stamp } from "../event-log";
import { countField, filledField, isObject, jsonText, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { RecordVerdict } from "../port";
import type { RunCourse } from "../run-course";
import type { ItemReader } from "./item-reader";
import { itemsText } from "./items-text";
import { quietEvents } from "./record-types";
import type { Spawned } from "./spawned";
import type { TurnItems } from "./turn-items";

/** Reads `event_msg` payloads: what the screen was told. Much of it repeats items. */
export class EventReader {
  readonly #course: RunCourse;
  readonly #items: ItemReader;
  readonly #turnItems: TurnItems;
  readonly #spawned: Spawned;
  title: string | null = null;
  /** The agent's last message as the end of the turn states it. */
  lastMessage: string | null = null;
  usage: Usage = { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning: null, costUsd: null };

  constructor(course: RunCourse, items: ItemReader, turnItems: TurnItems, spawned: Spawned) {
    this.#course = course;
    this.#items = items;
    this.#turnItems = turnItems;
    this.#spawned = spawned;
  }

  /** `name` is how an event is named that is not known, where its line has a name of its own. */
  read(payload: JsonObject, stamp: Stamp, log: EventLog, name?: string): RecordVerdict {
    const type = textField(payload, "type") ?? "(no type)";
    const runner: Stamp = { ...stamp, actor: "runner" };
    const note = (text: string): RecordVerdict => {
      log.add(runner, { kind: "note", text: log.text(text) });
      return recognised;
    };
    switch (type) {
      case "user_message":
        this.lastMessage = null;
        this.#items.say("event", "person", textField(payload, "message") ?? "", stamp, log);
        return recognised;
      case "agent_message":
        this.#items.say("event", "agent", textField(payload, "message") ?? "", stamp, log);
        return recognised;
      case "agent_reasoning":
        this.#items.reasonTold("event", textField(payload, "text") ?? "", stamp, log);
        return recognised;
      case "task_started":
      case "turn_started":
        this.lastMessage = null;
        this.#course.turnBegan();
        return recognised;
      case "task_complete":
      case "turn_complete":
        this.#course.turnEnded();
        this.lastMessage = filledField(payload, "last_agent_message") ?? this.lastMessage;
        return recognised;
      case "turn.completed":
        this.#course.turnEnded();
        this.#tokens(objectField(payload, "usage"));
        return recognised;
      case "turn_aborted":
        this.#course.interrupted();
        return note(`Turn aborted: ${filledField(payload, "reason") ?? "no reason given"}`);
      case "thread_rolled_back":
        return note(`Rolled back ${String(countField(payload, "num_turns") ?? 0)} turns.`);
      case "thread_name_updated":
        this.title = filledField(payload, "thread_name") ?? filledField(payload, "name") ?? this.title;
        return recognised;
      case "token_count":
        this.#tokens(objectField(objectField(payload, "info") ?? {}, "total_token_usage"));
        return recognised;
      case "patch_apply_end":
        this.#items.calls.patchReport(payload, stamp, log);
        return recognised;
      case "exec_command_end":
        this.#items.calls.execEnd(payload, stamp, log);
        return recognised;
      case "exec_command_begin":
        return recognised;
      case "mcp_tool_call_end":
        this.#mcpEnd(payload, stamp, log);
        return recognised;
      case "error":
      case "stream_error":
      case "warning":
      case "guardian_warning":
      case "deprecation_notice": {
        const error = objectField(payload, "error");
        const text =
          filledField(payload, "message") ??
          filledField(payload, "summary") ??
          (error === null ? null : filledField(error, "message")) ??
          `${type} without a message`;
        if (type !== "error" && type !== "stream_error") return note(text);
        log.add(runner, { kind: "error", text: log.text(text) });
        if (type === "error") this.#course.failed();
        return recognised;
      }
      case "entered_review_mode":
        return note(`Review mode entered: ${filledField(payload, "user_facing_hint") ?? "no target given"}`);
      case "exited_review_mode": {
        const review = objectField(payload, "review_output");
        const findings = review === null ? 0 : listField(review, "findings").length;
        return note(
          [
            `Review mode left, ${String(findings)} ${findings === 1 ? "finding" : "findings"}.`,
            review === null ? null : filledField(review, "overall_explanation"),
          ]
            .filter((part) => part !== null)
            .join("\n"),
        );
      }
      case "item_completed": {
        // The paginated history has these instead of messages' events.
        const unknown = this.#turnItems.completed(objectField(payload, "item") ?? {}, stamp, log);
        return unknown === null ? recognised : unknownType(`event_msg/item_completed/${unknown}`);
      }
      case "sub_agent_activity":
      case "collab_agent_spawn_end":
        this.#spawned.report(payload);
        return recognised;
      case "guardian_assessment": {
        const rationale = filledField(payload, "rationale");
        return textField(payload, "status") === "denied"
          ? note(`An automatic review denied an action${rationale === null ? "." : `: ${rationale}`}`)
          : recognised;
      }
      case "model_reroute":
        return note(
          `The model was changed from ${filledField(payload, "from_model") ?? "(not named)"} to ${filledField(payload, "to_model") ?? "(not named)"}.`,
        );
      default:
        return quietEvents.has(type) ? recognised : unknownType(name ?? `event_msg/${type}`);
    }
  }

  /** An MCP call's end: of use only where the call itself is not in the file. */
  #mcpEnd(payload: JsonObject, stamp: Stamp, log: EventLog): void {
    const callId = filledField(payload, "call_id");
    if (callId !== null && log.knows(callId)) return;
    const invocation = objectField(payload, "invocation") ?? {};
    const result = objectField(payload, "result") ?? {};
    const value = result.Ok ?? result.Err ?? result;
    const tool = `${filledField(invocation, "server") ?? "mcp"}/${filledField(invocation, "tool") ?? "(no name)"}`
      .slice(0, 200)
      .toWellFormed();
    const text = isObject(value) ? itemsText(value.content) : typeof value === "string" ? value : "";
    const failed = "Err" in result || (isObject(value) && value.is_error === true);
    log.openCall(null, stamp, [
      {
        kind: "tool-call",
        callId,
        tool,
        outcome: failed ? "failed" : "ok",
        resultPlace: { ...stamp.place },
        durationMs: null,
        input: log.text(jsonText(invocation.arguments ?? {})),
        result: log.text(text),
      },
    ]);
  }

  /** A running total in the spelling of the app server. */
  appServerTokens(total: JsonObject | null): void {
    if (total === null) return;
    this.#tokens({
      input_tokens: total.inputTokens,
      cached_input_tokens: total.cachedInputTokens,
      output_tokens: total.outputTokens,
      reasoning_output_tokens: total.reasoningOutputTokens,
    });
  }

  /**
   * The running total; reports come twice, so they are never added up. Codex counts cached tokens as input: here `input`
   * is without them, as for other runners.
   */
  #tokens(total: JsonObject | null): void {
    if (total === null) return;
    const input = countField(total, "input_tokens");
    const cacheRead = countField(total, "cached_input_tokens");
    this.usage = {
      input: input === null ? null : Math.max(0, input - (cacheRead ?? 0)),
      output: countField(total, "output_tokens"),
      cacheRead,
      cacheWrite: null,
      reasoning: countField(total, "reasoning_output_tokens"),
      costUsd: null,
    };
  }
}
