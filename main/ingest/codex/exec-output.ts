import type { Outcome } from "../../../shared/model/event";
import { intField, isObject, numberField, objectField, parseObject, textField } from "../json-fields";
import type { CommandResult } from "../command-detail";

/** What a call's output says, in any of the forms Codex has written it in. */
export interface ExecOutput extends CommandResult {
  /** The command goes on under this id (`write_stdin` continues it). */
  readonly runningSession: string | null;
}

const deniedBy =
  /^(?:exec command |patch |command |tool call )?(?:was )?(?:rejected|denied|declined) by (?:the )?user|^Rejected\b|^user (?:rejected|denied|declined)/i;
const header =
  /^(?:Chunk ID|Wall time|Process exited with code|Process running with session ID|Original token count|Total output lines|Exit code|Command|Success):?.*$/i;

/**
 * Reads the `output` of a call. Forms: a JSON string `{"output","metadata":{"exit_code","duration_seconds"}}`; text with
 * `Exit code: N` or `Process exited with code N` lines before `Output:`; a list of content items; an object with `content`
 * and `success`. Where no exit code is stated it is null.
 */
export function execOutput(output: unknown): ExecOutput {
  if (isObject(output)) {
    const inner = execOutput(output.content ?? output.output ?? "");
    return output.success === false ? { ...inner, outcome: inner.outcome === "denied" ? "denied" : "failed" } : inner;
  }
  if (Array.isArray(output)) return execOutput(output.map((item: unknown) => itemText(item)).join("\n"));
  if (typeof output !== "string")
    return { output: "", exitCode: null, durationMs: null, outcome: "unknown", runningSession: null };
  const parsed = output.startsWith("{") ? parseObject(output) : null;
  if (parsed !== null && typeof parsed.output === "string") {
    const metadata = objectField(parsed, "metadata") ?? {};
    const exitCode = intField(metadata, "exit_code");
    return {
      output: parsed.output,
      exitCode,
      durationMs: milliseconds(numberField(metadata, "duration_seconds")),
      outcome: outcomeOf(parsed.output, exitCode),
      runningSession: null,
    };
  }
  return fromText(output);
}

function fromText(text: string): ExecOutput {
  const lines = text.split("\n");
  let exitCode: number | null = null;
  let seconds: number | null = null;
  let runningSession: string | null = null;
  let at = 0;
  for (; at < lines.length && at < 12; at += 1) {
    const line = lines[at] ?? "";
    const exit = /^(?:Exit code:|Process exited with code) (-?\d{1,9})\b/.exec(line)?.[1];
    const wall = /^Wall time: ([\d.]+) ?s/.exec(line)?.[1];
    const running = /^Process running with session ID (\S{1,60})/.exec(line)?.[1];
    if (exit !== undefined) exitCode = Number(exit);
    if (wall !== undefined) seconds = Number(wall);
    if (running !== undefined) runningSession = running;
    if (/^Output:\s*$/.test(line)) {
      at += 1;
      break;
    }
    if (!header.test(line)) break;
  }
  const stated = exitCode !== null || seconds !== null || runningSession !== null;
  const body = stated ? lines.slice(at).join("\n") : text;
  return {
    output: body,
    exitCode,
    durationMs: milliseconds(seconds),
    outcome: runningSession === null ? outcomeOf(body, exitCode) : "unknown",
    runningSession,
  };
}

function outcomeOf(text: string, exitCode: number | null): Outcome {
  if (deniedBy.test(text.trimStart())) return "denied";
  if (/^aborted(?: by user)?(?: after [\d.]+s?)?\.?$/i.test(text.trim())) return "unknown";
  if (exitCode !== null) return exitCode === 0 ? "ok" : "failed";
  if (
    /^(?:failed in sandbox|execution error|exec_command failed|failed to parse|apply_patch verification failed|unsupported call|command timed out|sandbox error|err: )/i.test(
      text.trimStart(),
    )
  )
    return "failed";
  return "ok";
}

function itemText(item: unknown): string {
  if (typeof item === "string") return item;
  if (!isObject(item)) return "";
  return textField(item, "text") ?? (typeof item.type === "string" ? `[${item.type}]` : "");
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null || !Number.isFinite(seconds) || seconds < 0 ? null : Math.round(seconds * 1000);
}
