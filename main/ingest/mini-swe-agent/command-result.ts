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
  const body = /<output>\n?([\s\S]*?)\n?<\/output>\s*$/.exec(text)?.[1];
  const cut = /<output_head>\n?([\s\S]*?)<\/output_head>[\s\S]*?<output_tail>\n?([\s\S]*?)\n?<\/output_tail>/.exec(
    text,
  );
  const exception =
    filledField(extra, "exception_info") ?? /<exception>([\s\S]*?)<\/exception>/.exec(text)?.[1] ?? null;
  const late = /^The last command [\s\S]{0,20000}? timed out and has been killed/.test(text);
  return {
    output:
      textField(extra, "raw_output") ??
      body ??
      (cut === null ? text : `${cut[1] ?? ""}\n(the runner left out lines here)\n${cut[2] ?? ""}`),
    exitCode: intField(extra, "returncode") ?? (code === undefined ? null : Number(code)),
    stopped: exception ?? (late ? "The command timed out." : null),
  };
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
