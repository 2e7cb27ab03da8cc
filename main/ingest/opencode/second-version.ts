import { filledField, isObject, jsonText, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";

/** What a record of the second version says in the words of the first: a message, parts of it, a piece of a text. */
export interface FirstVersion {
  readonly message: JsonObject | null;
  readonly parts: readonly JsonObject[];
  readonly delta: { readonly messageId: string; readonly partId: string; readonly text: string } | null;
  /** Something about the session as a whole, in words. */
  readonly note: string | null;
}

const nothing: FirstVersion = { message: null, parts: [], delta: null, note: null };

/** The text of a tool's result: `content` is a list of texts and files. */
function contentText(content: readonly unknown[]): string {
  return content
    .filter(isObject)
    .map((one) => textField(one, "text") ?? `[${textField(one, "type") ?? "content"}]`)
    .join("\n");
}

function modelOf(from: JsonObject): string | null {
  const model = objectField(from, "model");
  return model === null ? null : filledField(model, "id");
}

/** A message of the second version: the whole of it is one record. Null for a type that is not known. */
export function messageInFirst(message: JsonObject): FirstVersion | null {
  const id = filledField(message, "id") ?? "(no id)";
  const base = { id, sessionID: message.sessionID, time: message.time };
  const parts = (role: string, list: readonly JsonObject[], more: JsonObject = {}): FirstVersion => ({
    ...nothing,
    message: { ...base, role, ...more },
    parts: list.map((part) => ({ messageID: id, ...part })),
  });
  switch (textField(message, "type")) {
    case "user":
      return parts("user", [
        { id: "text", type: "text", text: message.text },
        ...listField(message, "files")
          .filter(isObject)
          .map((file, index) => ({ ...file, id: `file-${String(index)}`, type: "file", filename: file.name })),
      ]);
    case "synthetic":
    case "system":
      return parts("user", [{ id: "text", type: "text", text: message.text, synthetic: true }]);
    case "shell": {
      const time = objectField(message, "time") ?? {};
      const ended = typeof time.completed === "number";
      return parts("user", [
        tool(message.callID, "shell", ended ? "completed" : "running", {
          input: { command: message.command },
          output: message.output,
          time: { start: time.created, end: time.completed },
        }),
      ]);
    }
    case "assistant":
      return parts("assistant", listField(message, "content").filter(isObject).map(contentPart), {
        modelID: modelOf(message),
        finish: message.finish,
        cost: message.cost,
        tokens: message.tokens,
        error: message.error,
      });
    case "compaction":
      return parts("user", [
        { id: "compaction", type: "compaction", auto: message.reason === "auto", summary: message.summary },
      ]);
    case "agent-switched":
      return { ...nothing, note: `Agent: ${filledField(message, "agent") ?? "(no name)"}` };
    case "model-switched":
      return { ...nothing, note: `Model: ${modelOf(message) ?? "(no name)"}` };
    default:
      return null;
  }
}

function contentPart(content: JsonObject): JsonObject {
  if (content.type !== "tool") {
    const time = objectField(content, "time") ?? {};
    return { ...content, metadata: content.providerMetadata, time: { start: time.created, end: time.completed } };
  }
  const state = objectField(content, "state") ?? {};
  const time = objectField(content, "time") ?? {};
  return tool(content.id, content.name, textField(state, "status") ?? "", {
    input: state.input,
    output: contentText(listField(state, "content")),
    metadata: state.structured,
    error: objectField(state, "error")?.message,
    time: { start: time.ran ?? time.created, end: time.completed },
  });
}

function tool(callId: unknown, name: unknown, status: string, state: JsonObject): JsonObject {
  return { id: callId, type: "tool", callID: callId, tool: name, state: { ...state, status } };
}

/** Reads the events `session.next.*`. A call's name and input are said once and remembered for its result. */
export class NextEvents {
  readonly #calls = new Map<string, { name: unknown; input: unknown; start: unknown; messageId: unknown }>();

  /** `name` is the event's type without `session.next.` and without a version. Null for an event that is not known. */
  inFirst(name: string, said: JsonObject): FirstVersion | null {
    const messageID = said.assistantMessageID ?? said.messageID;
    const id = typeof messageID === "string" ? messageID : "(no id)";
    const created = { time: { created: said.timestamp } };
    const message = (role: string, parts: readonly JsonObject[], more: JsonObject = created): FirstVersion => ({
      ...nothing,
      message: { id, sessionID: said.sessionID, role, ...more },
      parts: parts.map((part) => ({ messageID: id, ...part })),
    });
    const later = (part: JsonObject): FirstVersion => ({ ...nothing, parts: [{ messageID: id, ...part }] });
    const start = { time: { start: said.timestamp } };
    switch (name) {
      case "prompted":
        return message("user", [{ id: "text", type: "text", text: objectField(said, "prompt")?.text }]);
      case "synthetic":
      case "context.updated":
        return message("user", [{ id: "text", type: "text", text: said.text, synthetic: true }]);
      case "step.started":
        return message("assistant", [], { ...created, modelID: modelOf(said), agent: said.agent });
      case "step.ended":
        return later({
          id: `step ${jsonText(said.timestamp)}`,
          type: "step-finish",
          reason: said.finish,
          cost: said.cost,
          tokens: said.tokens,
        });
      case "step.failed":
        return message("assistant", [], { time: { completed: said.timestamp }, error: said.error });
      case "text.started":
        return later({ id: said.textID, type: "text", text: "", ...start });
      case "text.ended":
        return later({ id: said.textID, type: "text", text: said.text, ...start });
      case "reasoning.started":
      case "reasoning.ended":
        return later({
          id: said.reasoningID,
          type: "reasoning",
          text: said.text ?? "",
          metadata: said.providerMetadata,
          ...start,
        });
      case "text.delta":
      case "reasoning.delta": {
        const part = said.textID ?? said.reasoningID;
        const delta =
          typeof part === "string" && typeof said.delta === "string"
            ? { messageId: id, partId: part, text: said.delta }
            : null;
        return { ...nothing, delta };
      }
      case "shell.started": {
        this.#call(said.callID, {
          name: "shell",
          input: { command: said.command },
          start: said.timestamp,
          messageId: messageID,
        });
        return message("user", [this.#part(said, "running", {})]);
      }
      case "shell.ended":
        return later(this.#part(said, "completed", { output: said.output }));
      case "tool.input.started":
        return later(tool(said.callID, said.name, "pending", { input: {} }));
      case "tool.called":
        this.#call(said.callID, { name: said.tool, input: said.input, start: said.timestamp, messageId: messageID });
        return later(this.#part(said, "running", {}));
      case "tool.success":
        return later(
          this.#part(said, "completed", { metadata: said.structured, output: contentText(listField(said, "content")) }),
        );
      case "tool.failed":
        return later(this.#part(said, "error", { error: objectField(said, "error")?.message ?? "failed" }));
      case "compaction.started":
        return message("user", [{ id: "compaction", type: "compaction", auto: said.reason === "auto" }]);
      case "compaction.ended":
        return later({ id: "compaction", type: "compaction", auto: said.reason === "auto", summary: said.text });
      case "retried":
        return {
          ...nothing,
          note: `Attempt ${jsonText(said.attempt)}: ${filledField(objectField(said, "error") ?? {}, "message") ?? "failed"}`,
        };
      case "agent.switched":
        return { ...nothing, note: `Agent: ${filledField(said, "agent") ?? "(no name)"}` };
      case "model.switched":
        return { ...nothing, note: `Model: ${modelOf(said) ?? "(no name)"}` };
      case "moved":
        return {
          ...nothing,
          note: `Folder: ${filledField(objectField(said, "location") ?? {}, "directory") ?? "(not said)"}`,
        };
      case "revert.staged":
        return {
          ...nothing,
          note: `Changes taken back to message ${filledField(objectField(said, "revert") ?? {}, "messageID") ?? "(not said)"}`,
        };
      case "revert.cleared":
        return { ...nothing, note: "Changes taken back were restored" };
      case "revert.committed":
        return { ...nothing, note: `Messages after ${id} were dropped` };
      case "prompt.admitted":
      case "tool.input.delta":
      case "tool.input.ended":
      case "tool.progress":
      case "compaction.delta":
        return nothing;
      default:
        return null;
    }
  }

  #call(callId: unknown, call: { name: unknown; input: unknown; start: unknown; messageId: unknown }): void {
    if (typeof callId === "string") this.#calls.set(callId, call);
  }

  #part(said: JsonObject, status: string, state: JsonObject): JsonObject {
    const call = typeof said.callID === "string" ? this.#calls.get(said.callID) : undefined;
    const ended = status === "running" ? {} : { end: said.timestamp };
    const part = tool(said.callID, call?.name, status, {
      ...state,
      input: call?.input,
      time: { start: call?.start, ...ended },
    });
    return typeof call?.messageId === "string" ? { ...part, messageID: call.messageId } : part;
  }
}
