import type { EventLog, Stamp } from "../event-log";
import { filledField, jsonText, numberField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { RecordVerdict } from "../port";
import type { CallReader } from "./call-reader";

/** Reads the events beside the conversation: notes, errors, compactions, and what was permitted. */
export class SessionNotes {
  /** What permissions were asked for, by request. */
  readonly #asked = new Map<string, { readonly callId: string | null; readonly what: string }>();

  /** An event that makes a note, an error or a compaction; types that no one knows are named. */
  read(type: string, data: JsonObject, stamp: Stamp, log: EventLog): RecordVerdict {
    const note = (text: string): RecordVerdict => {
      log.add(stamp, { kind: "note", text: log.text(text) });
      return recognised;
    };
    const error = (text: string): RecordVerdict => {
      log.add(stamp, { kind: "error", text: log.text(text) });
      return recognised;
    };
    const compaction = (text: string): RecordVerdict => {
      log.add(stamp, { kind: "compaction", text: log.text(text) });
      return recognised;
    };
    switch (type) {
      case "session.info":
      case "session.warning":
        return note(filledField(data, "message") ?? jsonText(data));
      case "session.mode_changed":
        return note(`Mode: ${filledField(data, "newMode") ?? "not stated"}`);
      case "session.permissions_changed":
        return note(`Permissions: ${filledField(data, "mode") ?? jsonText(data)}`);
      case "session.workspace_file_changed":
        return note(
          `File of the session: ${filledField(data, "operation") ?? "changed"} ${filledField(data, "path") ?? ""}`,
        );
      case "session.snapshot_rewind":
        return note(
          `Rewound: ${String(numberField(data, "eventsRemoved") ?? "some")} events were taken back and removed from the log; files may have been put back.`,
        );
      case "session.import_legacy":
        return note("The session was begun by an earlier version, whose records are not here.");
      case "session.compaction_complete":
        if (data.success === false) return error(`Compaction failed. ${filledField(data, "error") ?? ""}`.trim());
        return compaction(filledField(data, "summaryContent") ?? "The conversation was summed up.");
      case "session.truncation":
        return compaction(truncation(data));
      case "session.context_cleared":
        return compaction(
          `The context was cleared: ${String(numberField(data, "messagesCleared") ?? "all")} messages.`,
        );
      case "model.call_failure":
        return error(
          `A call of the model failed: ${filledField(data, "errorMessage") ?? filledField(data, "errorType") ?? "no reason stated"}`,
        );
      case "session.completion_receipt": {
        const reason = filledField(data, "stopReason");
        const usual = reason === null || reason === "natural" || reason === "terminal_tool";
        return usual ? recognised : note(`Stopped: ${reason}`);
      }
      case "session_limits_exhausted.requested":
        return note("Stopped: the limit of the session was reached.");
      case "hook.end":
        if (data.success !== false) return recognised;
        return error(
          `Hook ${filledField(data, "hookType") ?? ""} failed: ${textField(objectField(data, "error") ?? {}, "message") ?? "no reason stated"}`,
        );
      case "skill.invoked":
        return note(
          `Skill ${filledField(data, "name") ?? ""}: ${filledField(data, "path") ?? filledField(data, "description") ?? ""}`,
        );
      case "subagent.selected":
      case "custom_agent.selected":
        return note(
          `Agent: ${filledField(data, "agentDisplayName") ?? filledField(data, "agentName") ?? "not stated"}`,
        );
      case "subagent.started":
      case "custom_agent.started":
        return note(`Sub-agent ${agentName(data)} began: ${filledField(data, "agentDescription") ?? ""}`);
      case "subagent.completed":
      case "custom_agent.completed":
        return note(
          data.cancelled === true ? `Sub-agent ${agentName(data)} was stopped.` : `Sub-agent ${agentName(data)} ended.`,
        );
      case "subagent.failed":
      case "custom_agent.failed":
        return error(`Sub-agent ${agentName(data)} failed: ${filledField(data, "error") ?? "no reason stated"}`);
      case "exit_plan_mode.completed":
        return note(
          data.approved === true
            ? "The plan was approved."
            : `The plan was not approved. ${filledField(data, "feedback") ?? ""}`.trim(),
        );
      case "user_input.completed": {
        const answer = filledField(data, "answer");
        if (answer !== null)
          log.add(
            { ...stamp, actor: "person" },
            { kind: "message", role: "person", text: log.text(answer), injected: false },
          );
        return recognised;
      }
      default:
        return unknownType(type.slice(0, 200));
    }
  }

  /** A change of model while the session goes on; the first choice is none. */
  modelChange(data: JsonObject, stamp: Stamp, log: EventLog): void {
    const before = filledField(data, "previousModel");
    const after = filledField(data, "newModel");
    if (before === null || after === null || before === after || before === "auto") return;
    log.add(stamp, { kind: "note", text: log.text(`Model: ${after} (before: ${before})`) });
  }

  permissionAsked(data: JsonObject): void {
    const id = filledField(data, "requestId");
    const request = objectField(data, "permissionRequest") ?? {};
    if (id === null || this.#asked.size > 100_000) return;
    const what = ["fullCommandText", "path", "fileName", "url", "toolName", "intention"].map((key) =>
      filledField(request, key),
    );
    this.#asked.set(id, {
      callId: filledField(request, "toolCallId"),
      what: `${filledField(request, "kind") ?? "permission"} ${what.find((one) => one !== null) ?? ""}`.trim(),
    });
  }

  /** A denial that belongs to a call is the call's outcome; any other is a note. */
  permissionGiven(data: JsonObject, calls: CallReader, stamp: Stamp, log: EventLog): void {
    const id = filledField(data, "requestId") ?? "";
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    const kind = filledField(objectField(data, "result") ?? {}, "kind") ?? "";
    if (!/^denied|^cancelled/.test(kind)) return;
    const callId = filledField(data, "toolCallId") ?? asked?.callId ?? null;
    if (callId !== null) calls.deny(callId.toWellFormed());
    log.add(stamp, {
      kind: "note",
      text: log.text(`Not permitted (${kind}): ${asked?.what ?? "what was asked is not stated"}`),
    });
  }
}

function agentName(data: JsonObject): string {
  const name = filledField(data, "agentName") ?? "without a name";
  const shown = filledField(data, "agentDisplayName");
  return shown === null || shown === name ? name : `${name} (${shown})`;
}

function truncation(data: JsonObject): string {
  const messages = numberField(data, "messagesRemovedDuringTruncation");
  const tokens = numberField(data, "tokensRemovedDuringTruncation") ?? numberField(data, "droppedTokens");
  const parts = [
    messages === null ? null : `${String(messages)} messages`,
    tokens === null ? null : `${String(tokens)} tokens`,
  ].filter((part) => part !== null);
  return `The context was cut: ${parts.length === 0 ? "how much is not stated" : parts.join(", ")} removed.`;
}
