import { filledField, isObject, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { contentText } from "./command-result";

export interface Thinking {
  readonly text: string | null;
  readonly withheldBytes: number;
}

/** What the model answered, whichever of the two interfaces it was asked by. */
export interface ModelAnswer {
  readonly text: string;
  readonly reasoning: readonly Thinking[];
  readonly toolCalls: readonly JsonObject[];
  /** The response with its id, model, time and tokens; null where the file does not keep it. */
  readonly response: JsonObject | null;
}

/**
 * The role of a message. Where the model was asked by OpenAI's Responses interface an answer is the response itself
 * (`object: "response"`) and a command's result is a `function_call_output`: neither has a role.
 */
export function roleOf(message: JsonObject): string | null {
  const role = textField(message, "role");
  if (role !== null) return role;
  if (message.object === "response") return "assistant";
  return message.type === "function_call_output" ? "tool" : null;
}

/** Reads an answer of the model: a chat message, or a response with its `output` items. */
export function answerOf(message: JsonObject, extra: JsonObject): ModelAnswer {
  if (message.object === "response") return fromOutput(message);
  const thinking = filledField(message, "reasoning_content");
  return {
    text: contentText(message.content),
    reasoning: thinking === null ? [] : [{ text: thinking, withheldBytes: 0 }],
    toolCalls: listField(message, "tool_calls").filter(isObject),
    response: objectField(extra, "response"),
  };
}

function fromOutput(response: JsonObject): ModelAnswer {
  const items = listField(response, "output").filter(isObject);
  const ofType = (type: string): JsonObject[] => items.filter((item) => item.type === type);
  return {
    text: ofType("message")
      .map((item) => contentText(item.content))
      .filter((text) => text !== "")
      .join("\n\n"),
    reasoning: ofType("reasoning").flatMap((item): Thinking[] => {
      const text = contentText(item.summary) || contentText(item.content);
      const hidden = filledField(item, "encrypted_content");
      if (text !== "") return [{ text, withheldBytes: 0 }];
      return hidden === null ? [] : [{ text: null, withheldBytes: Buffer.byteLength(hidden) }];
    }),
    toolCalls: ofType("function_call"),
    response,
  };
}
