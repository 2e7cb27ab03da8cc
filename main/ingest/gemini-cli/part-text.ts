import { isObject, jsonText, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";

/** The parts of a content: a string, one part, or a list of strings and parts. */
export function partsOf(content: unknown): JsonObject[] {
  if (typeof content === "string") return content === "" ? [] : [{ text: content }];
  if (isObject(content)) return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: unknown): JsonObject[] => {
    if (typeof part === "string") return [{ text: part }];
    return isObject(part) ? [part] : [];
  });
}

/** The words of a content, without thoughts, calls and results. Pictures and files are named by their type. */
export function partsText(content: unknown): string {
  return partsOf(content)
    .filter((part) => part.thought !== true)
    .map(partText)
    .filter((text) => text !== "")
    .join("");
}

function partText(part: JsonObject): string {
  const text = textField(part, "text");
  if (text !== null) return text;
  const data = objectField(part, "inlineData") ?? objectField(part, "fileData");
  return data === null ? "" : `[${textField(data, "mimeType") ?? "file"}]`;
}

/** The text of a tool's result as it was given to the model, and whether it is an error. */
export interface ResponseText {
  readonly text: string;
  readonly isError: boolean;
}

/** Reads the parts of a tool's result: `functionResponse` with `output` or `error`, and texts beside it. Null where there are none. */
export function responseText(result: unknown): ResponseText | null {
  const parts = partsOf(result);
  if (parts.length === 0) return null;
  let isError = false;
  const texts = parts.map((part) => {
    const call = objectField(part, "functionResponse");
    if (call === null) return partText(part);
    const response = objectField(call, "response");
    if (response === null) return "";
    const error = textField(response, "error");
    if (error !== null) isError = true;
    return textField(response, "output") ?? error ?? jsonText(response);
  });
  return { text: texts.filter((text) => text !== "").join("\n"), isError };
}
