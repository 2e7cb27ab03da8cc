import { isObject, textField, type JsonObject } from "./json-fields";

/*
 * Pictures in a runner's own records. They come in three forms: Anthropic's content block `{type: "image", source: {type: "base64",
 * data}}`, MCP's `{type: "image", data, mimeType}`, and OpenAI's `{type: "input_image", image_url: "data:image/png;base64,..."}` or
 * `{type: "image_url", image_url: {url}}`. A picture that is only named by an address is not fetched.
 */

/** Deeper than this no runner nests its content. */
const maxDepth = 12;

/** The pictures in a record, in their order. In: the record's text. Out: their bytes as the record holds them, whatever they are. */
export function picturesIn(record: string): Uint8Array[] {
  let value: unknown;
  try {
    value = JSON.parse(record);
  } catch {
    return [];
  }
  const found: Uint8Array[] = [];
  collect(value, 0, found);
  return found;
}

function collect(value: unknown, depth: number, found: Uint8Array[]): void {
  if (depth > maxDepth) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) collect(item, depth + 1, found);
    return;
  }
  if (!isObject(value)) return;
  const data = dataOf(value);
  if (data !== null) {
    found.push(Buffer.from(data, "base64"));
    return;
  }
  for (const item of Object.values(value)) collect(item, depth + 1, found);
}

/** The Base64 text of a picture's block; null for what is none. */
function dataOf(block: JsonObject): string | null {
  switch (textField(block, "type")) {
    case "image": {
      const { source } = block;
      if (isObject(source) && textField(source, "type") === "base64") return textField(source, "data");
      return textField(block, "data");
    }
    case "input_image":
    case "image_url": {
      const { image_url: image } = block;
      const url = isObject(image) ? textField(image, "url") : textField(block, "image_url");
      return /^data:image\/[a-z0-9.+-]+;base64,(.*)$/isu.exec(url ?? "")?.[1] ?? null;
    }
    default:
      return null;
  }
}
