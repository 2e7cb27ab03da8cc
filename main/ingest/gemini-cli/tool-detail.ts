import type { FileEditDetail, Outcome } from "../../../shared/model/event";
import { commandAnswered, commandCall } from "../command-detail";
import { hunkLines, linesOf } from "../edit-text";
import type { CallDetail, EventLog } from "../event-log";
import { countField, filledField, isObject, jsonText, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { responseText } from "./part-text";
import { shellOutput } from "./shell-output";
import { replacementEdit } from "../replacement-edit";

/** A call as the chat holds it: an entry of `toolCalls`, or a `functionCall` part. */
export interface ToolUse {
  readonly callId: string | null;
  readonly tool: string;
  readonly args: JsonObject;
}

export interface ToolResult {
  readonly text: string;
  readonly outcome: Outcome;
  /** What the runner showed: a text, the report of an edit, a list, or nothing. */
  readonly display: unknown;
}

/** The details of a call as it is made. `cwd` is the project's folder where it is known. */
export function openDetail(use: ToolUse, cwd: string | null, log: EventLog): CallDetail {
  const { args, callId, tool } = use;
  const command = textField(args, "command");
  if ((tool === "run_shell_command" || tool === "shell") && command !== null) {
    const folder = filledField(args, "dir_path") ?? filledField(args, "directory") ?? filledField(args, "cwd");
    return commandCall({ callId, tool, command, cwd: folder === null ? cwd : log.text(folder) }, log);
  }
  const path = filledField(args, "file_path") ?? filledField(args, "absolute_path");
  const content = textField(args, "content");
  if (tool === "write_file" && path !== null && content !== null)
    return replacementEdit(use, path, { before: null, after: content, all: false }, log);
  const after = textField(args, "new_string");
  if ((tool === "replace" || tool === "edit") && path !== null && after !== null) {
    const all = args.allow_multiple === true || (countField(args, "expected_replacements") ?? 1) > 1;
    return replacementEdit(use, path, { before: textField(args, "old_string"), after, all }, log);
  }
  return {
    kind: "tool-call",
    callId,
    tool: log.text(tool),
    outcome: "unanswered",
    resultPlace: null,
    durationMs: null,
    input: log.text(jsonText(args)),
    result: null,
  };
}

/** The result of an entry of `toolCalls`, or null while it runs or waits for approval. */
export function toolResult(call: JsonObject): ToolResult | null {
  const status = textField(call, "status");
  const response = responseText(call.result);
  const display = call.resultDisplay;
  const text = response?.text ?? (typeof display === "string" ? display : "");
  switch (status) {
    case "success":
      return { text, outcome: "ok", display };
    case "error":
      return { text, outcome: "failed", display };
    case "cancelled":
      return { text, outcome: /did not allow|denied|rejected|declined/i.test(text) ? "denied" : "unknown", display };
    case "validating":
    case "scheduled":
    case "executing":
    case "awaiting_approval":
      return null;
    default:
      return response === null ? null : { text, outcome: response.isError ? "failed" : "ok", display };
  }
}

/** The detail completed with its result. */
export function answeredDetail(detail: CallDetail, result: ToolResult, log: EventLog): CallDetail {
  switch (detail.kind) {
    case "command":
    case "check": {
      const shell = shellOutput(result.text, result.outcome === "ok");
      const failed = result.outcome === "ok" && shell.exitCode !== null && shell.exitCode !== 0;
      const answered = commandAnswered(
        detail,
        {
          output: shell.output,
          exitCode: shell.exitCode,
          durationMs: null,
          outcome: failed ? "failed" : result.outcome,
        },
        log,
      );
      const folder = detail.cwd ?? (shell.directory === null ? null : log.text(shell.directory));
      return answered.kind === "command" || answered.kind === "check" ? { ...answered, cwd: folder } : answered;
    }
    case "file-edit":
      return answeredEdit(detail, result, log);
    case "tool-call":
      return { ...detail, outcome: result.outcome, result: log.text(resultText(result)) };
  }
}

/** A path the result names in full: of the edited file, in the report of the edit or in the sentence for the model. */
export function namedPath(result: ToolResult): string | null {
  if (isObject(result.display)) {
    const path = filledField(result.display, "filePath");
    if (path !== null) return path;
  }
  return (
    /^Successfully (?:created and wrote to new file|overwrote file|modified file): ([^\n]{1,4096}?)(?:\.(?:\s|$)| \()/.exec(
      result.text,
    )?.[1] ?? null
  );
}

function resultText(result: ToolResult): string {
  if (result.text !== "") return result.text;
  return typeof result.display === "string" ? result.display : "";
}

function answeredEdit(detail: FileEditDetail, result: ToolResult, log: EventLog): FileEditDetail {
  if (result.outcome !== "ok") return { ...detail, outcome: result.outcome };
  const facts = isObject(result.display) && typeof result.display.fileDiff === "string" ? result.display : null;
  if (facts === null) {
    const created = /^Successfully created|^Created new file/.test(result.text);
    return created
      ? { ...detail, outcome: "ok", op: "add", oldText: "", fileBefore: "" }
      : { ...detail, outcome: "ok", op: "update" };
  }
  return withReport(detail, facts, log);
}

/** Takes the edit from the runner's report: the person may have changed the proposal before allowing it. */
function withReport(detail: FileEditDetail, facts: JsonObject, log: EventLog): FileEditDetail {
  const before = textField(facts, "originalContent");
  const after = textField(facts, "newContent");
  const hunks = hunksOf(textField(facts, "fileDiff") ?? "");
  const delta = hunks === null ? { added: detail.added, removed: detail.removed } : hunkLines(hunks);
  if (facts.isNewFile === true || (before === null && after !== null))
    return {
      ...detail,
      outcome: "ok",
      op: "add",
      oldText: "",
      newText: after === null ? detail.newText : log.exact(after),
      fileBefore: "",
      hunks: log.exact(hunks),
      added: after === null ? delta.added : linesOf(after).length,
      removed: 0,
    };
  const stat = objectField(facts, "diffStat");
  const changed =
    stat !== null &&
    ((countField(stat, "user_added_lines") ?? 0) > 0 || (countField(stat, "user_removed_lines") ?? 0) > 0);
  const whole = before !== null && after !== null && (changed || detail.oldText === null);
  return {
    ...detail,
    outcome: "ok",
    op: "update",
    oldText: whole ? log.exact(before) : detail.oldText,
    newText: whole ? log.exact(after) : detail.newText,
    fileBefore: log.exact(before),
    hunks: log.exact(hunks),
    ...delta,
  };
}

/** The hunks of a patch with `Index:` and file headers; null where it holds none. */
function hunksOf(diff: string): string | null {
  const at = diff.startsWith("@@") ? 0 : diff.indexOf("\n@@") + 1;
  return at === 0 && !diff.startsWith("@@") ? null : diff.slice(at);
}
