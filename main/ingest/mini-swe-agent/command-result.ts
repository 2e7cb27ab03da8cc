import { commandAnswered } from "../command-detail";
import type { CallDetail, EventLog } from "../event-log";
import { filledField, intField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";

export interface ObservedResult {
  readonly output: string;
  readonly exitCode: number | null;
  /** Why the command did not run to its end, in the runner's words. */
  readonly stopped: string | null;
}

/**
 * What a message says of how a command ended: `extra.raw_output` and `extra.returncode`, else the tags of its text. A
 * command that was stopped carries return code -1 beside the exception.
 */
export function observedResult(message: JsonObject): ObservedResult {
  const extra = objectField(message, "extra") ?? {};
  const text = contentText(message.content ?? message.output);
  const code = /<returncode>\s*(-?\d{1,10})\s*<\/returncode>/.exec(text)?.[1];
  const exception = filledField(extra, "exception_info") ?? within(text, "<exception>", "</exception>");
  const late = /^The last command [\s\S]{0,20000}? timed out and has been killed/.test(text);
  return {
    output: textField(extra, "raw_output") ?? shownOutput(text),
    exitCode: intField(extra, "returncode") ?? (code === undefined ? null : Number(code)),
    stopped: exception ?? (late ? "The command timed out." : null),
  };
}

/** The output in the text the model was shown, which leaves out the middle of long ones. */
function shownOutput(text: string): string {
  const head = within(text, "<output_head>", "</output_head>");
  const tail = within(text, "<output_tail>", "</output_tail>");
  if (head !== null && tail !== null) return `${head}\n(the runner left out lines here)\n${tail}`;
  const start = text.indexOf("<output>");
  const end = text.lastIndexOf("</output>");
  if (start === -1 || end < start || text.slice(end + "</output>".length).trim() !== "") return text;
  return text
    .slice(start + "<output>".length, end)
    .replace(/^\n/, "")
    .replace(/\n$/, "");
}

/** What stands between the first of both marks, without the line ends beside them; null where they are not there. */
function within(text: string, before: string, behind: string): string | null {
  const start = text.indexOf(before);
  const end = start === -1 ? -1 : text.indexOf(behind, start + before.length);
  return end === -1
    ? null
    : text
        .slice(start + before.length, end)
        .replace(/^\n/, "")
        .replace(/\n$/, "");
}

/** A command's or call's detail completed with its result. */
export function withResult(detail: CallDetail, result: ObservedResult, log: EventLog): CallDetail {
  const { exitCode, stopped } = result;
  const outcome =
    stopped !== null ? "failed" : exitCode === null ? "unknown" : exitCode === 0 ? "ok" : ("failed" as const);
  const output = [result.output, stopped ?? ""].filter((part) => part !== "").join("\n");
  if (detail.kind === "tool-call") return { ...detail, outcome, result: log.text(output) };
  return commandAnswered(detail, { output, exitCode, durationMs: null, outcome }, log);
}

/** The text of a message's content: a string, or a list of blocks. */
export function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((block: unknown) =>
      typeof block === "object" && block !== null ? (textField({ ...block }, "text") ?? "") : "",
    )
    .filter((text) => text !== "")
    .join("\n\n");
}
