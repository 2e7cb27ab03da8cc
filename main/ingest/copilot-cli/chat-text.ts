import { isObject, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";

const maxDepth = 200;

/** The text of a tool's result as VS Code keeps it: texts, and trees of nodes whose leaves are texts. */
export function resultText(result: JsonObject): string {
  const parts = listField(result, "content").map((part: unknown) => {
    if (typeof part === "string") return part;
    if (!isObject(part)) return "";
    const value = part.value ?? part.text;
    if (typeof value === "string") return value;
    const node = isObject(value) ? objectField(value, "node") : null;
    if (node === null) return "";
    const out: string[] = [];
    leaves(node, out, 0);
    return out.join("");
  });
  return parts.filter((part) => part !== "").join("\n");
}

function leaves(node: JsonObject, out: string[], depth: number): void {
  const text = textField(node, "text");
  if (text !== null) {
    if (node.lineBreakBefore === true && out.length > 0 && out.at(-1)?.endsWith("\n") === false) out.push("\n");
    out.push(text);
  }
  if (depth >= maxDepth) return;
  for (const child of listField(node, "children")) if (isObject(child)) leaves(child, out, depth + 1);
}

/** A text that may be wrapped, as markdown is: `{ value }`. */
export function wrappedText(value: unknown): string | null {
  if (typeof value === "string") return value;
  return isObject(value) ? textField(value, "value") : null;
}

/** The path of a file's address, or null for one that is none. */
export function filePath(uri: unknown): string | null {
  if (typeof uri === "string")
    return uri.startsWith("file://") ? decoded(uri.slice("file://".length)) : uri.startsWith("/") ? uri : null;
  if (!isObject(uri)) return null;
  const scheme = textField(uri, "scheme");
  return scheme === null || scheme === "file" ? (textField(uri, "fsPath") ?? textField(uri, "path")) : null;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
