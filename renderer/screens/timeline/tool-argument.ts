import * as z from "zod";
import { oneLine } from "./bounded";
import { shownPath } from "./shown-path";

const inputSchema = z.record(z.string(), z.unknown());
/** What most says which thing a call is about, best first. */
const telling = [
  "file_path",
  "path",
  "notebook_path",
  "command",
  "pattern",
  "query",
  "url",
  "description",
  "prompt",
  "skill",
];

/** The one argument that tells what a call is about, or the input in one line. In: input as the runner recorded it. */
export function toolArgument(input: string, cwd: string | null): string {
  const value = parsed(input);
  if (value === null) return oneLine(input, 200);
  for (const key of telling) {
    const argument = value[key];
    if (typeof argument === "string" && argument !== "") return oneLine(shownPath(argument, cwd), 200);
  }
  return Object.keys(value).length === 0 ? "" : oneLine(input, 200);
}

function parsed(input: string): Record<string, unknown> | null {
  if (!input.trimStart().startsWith("{")) return null;
  try {
    const value = inputSchema.safeParse(JSON.parse(input));
    return value.success ? value.data : null;
  } catch {
    // Input cut for the list, or no JSON: it is shown as it is.
    return null;
  }
}
