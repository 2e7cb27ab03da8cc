import { isObject, textField } from "../json-fields";

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
