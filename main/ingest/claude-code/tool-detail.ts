import type { FileEditDetail } from "../../../shared/model/event";
import { commandAnswered, commandCall } from "../command-detail";
import { hunkLines, linesOf, replacedLines, structuredHunks } from "../edit-text";
import type { CallDetail, EventLog } from "../event-log";
import { filledField, isObject, jsonText, listField, numberField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { exitCodeOf } from "./tool-result";
import type { ToolResult } from "./tool-result";
import { replacementEdit } from "../replacement-edit";
import type { Replacement } from "../replacement-edit";

/** A `tool_use` block. */
export interface ToolUse {
  readonly callId: string | null;
  readonly tool: string;
  readonly input: JsonObject;
}

/** The details of a call as it is made: one, or one per replacement for a tool that makes several. */
export function openDetails(use: ToolUse, cwd: string | null, log: EventLog): CallDetail[] {
  const command = textField(use.input, "command");
  if (use.tool.toLowerCase() === "bash" && command !== null) {
    return [commandCall({ callId: use.callId, tool: use.tool, command, cwd }, log)];
  }
  const edits = openEdits(use, log);
  if (edits.length > 0) return edits;
  return [
    {
      kind: "tool-call",
      callId: use.callId,
      tool: use.tool,
      outcome: "unanswered",
      resultPlace: null,
      durationMs: null,
      input: log.text(jsonText(use.input)),
      result: null,
    },
  ];
}

/** The detail completed with its result. `index` is its place among the call's details, `count` how many there are. */
export function answeredDetail(
  detail: CallDetail,
  index: number,
  count: number,
  result: ToolResult,
  log: EventLog,
): CallDetail {
  const durationMs = statedDuration(result.structured);
  switch (detail.kind) {
    case "command":
    case "check": {
      const background = result.structured !== null && textField(result.structured, "backgroundTaskId") !== null;
      return commandAnswered(
        detail,
        {
          output: withOverflow(commandOutput(result), result),
          exitCode: exitCodeOf(result),
          durationMs,
          outcome: background ? "unknown" : result.outcome,
        },
        log,
      );
    }
    case "file-edit":
      return answeredEdit(detail, index, count, result, log);
    case "tool-call":
      return { ...detail, outcome: result.outcome, durationMs, result: log.text(withOverflow(result.text, result)) };
  }
}

/** How long a call took as its result states it, in milliseconds; null where it does not. */
function statedDuration(facts: JsonObject | null): number | null {
  if (facts === null) return null;
  const seconds = numberField(facts, "durationSeconds");
  const ms =
    numberField(facts, "totalDurationMs") ??
    numberField(facts, "durationMs") ??
    (seconds === null ? null : Math.round(seconds * 1000));
  return ms !== null && ms >= 0 ? ms : null;
}

/** A result that is too long is kept by the runner in a file of its own, under the session's `tool-results`: it is named. */
function withOverflow(text: string, result: ToolResult): string {
  const file = result.structured === null ? null : filledField(result.structured, "persistedOutputPath");
  if (result.structured === null || file === null || text.includes(file)) return text;
  const size = numberField(result.structured, "persistedOutputSize");
  return `${text}\n[The whole output is in ${file}${size === null ? "" : `, ${String(size)} bytes`}]`;
}

function commandOutput(result: ToolResult): string {
  const stdout = result.structured === null ? null : textField(result.structured, "stdout");
  const stderr = result.structured === null ? null : textField(result.structured, "stderr");
  if (stdout === null) return result.text.replace(/^(?:Error: )?Exit code \d+\n?/, "");
  return [stdout, stderr ?? ""].filter((part) => part !== "").join("\n");
}

function openEdits(use: ToolUse, log: EventLog): FileEditDetail[] {
  const { input } = use;
  const path = filledField(input, "file_path") ?? filledField(input, "notebook_path");
  if (path === null) return [];
  switch (use.tool) {
    case "Edit":
      return [replacementEdit(use, path, replacement(input), log)];
    case "MultiEdit":
      return listField(input, "edits")
        .filter(isObject)
        .map((one) => replacementEdit(use, path, replacement(one), log));
    case "Write":
      return [replacementEdit(use, path, { before: null, after: textField(input, "content"), all: false }, log)];
    case "NotebookEdit":
      return [replacementEdit(use, path, { before: null, after: textField(input, "new_source"), all: false }, log)];
    default:
      return [];
  }
}

function replacement(input: JsonObject): Replacement {
  return {
    before: textField(input, "old_string"),
    after: textField(input, "new_string"),
    all: input.replace_all === true,
  };
}

function answeredEdit(
  detail: FileEditDetail,
  index: number,
  count: number,
  result: ToolResult,
  log: EventLog,
): FileEditDetail {
  const facts = result.structured;
  if (result.outcome !== "ok") return { ...detail, outcome: result.outcome };
  if (facts === null) {
    // The stream output has only the sentence for the model.
    const created = detail.tool === "Write" && /^(?:File|New file) created/i.test(result.text);
    return created
      ? { ...detail, outcome: "ok", op: "add", oldText: "", fileBefore: "" }
      : { ...detail, outcome: "ok" };
  }
  // Several replacements in one call share one recorded file and one recorded patch: those belong to no single event.
  if (count > 1) return { ...detail, outcome: "ok", fileBefore: index === 0 ? log.exact(fileBefore(facts)) : null };
  const before = fileBefore(facts);
  const hunks = structuredHunks(listField(facts, "structuredPatch"));
  if (detail.tool === "Write") return answeredWrite(detail, facts, before, hunks, log);
  if (detail.tool === "NotebookEdit") {
    const after = textField(facts, "updated_file");
    if (before === null || after === null) return { ...detail, outcome: "ok" };
    return {
      ...detail,
      outcome: "ok",
      oldText: log.exact(before),
      newText: log.exact(after),
      fileBefore: log.exact(before),
      ...replacedLines(before, after),
    };
  }
  // The person may have changed the proposed edit before allowing it: the result says what was applied.
  const oldText = textField(facts, "oldString");
  const newText = textField(facts, "newString");
  const created = detail.op === "add" && (before === null || before === "");
  return {
    ...detail,
    outcome: "ok",
    op: created ? "add" : "update",
    oldText: oldText === null ? detail.oldText : log.exact(oldText),
    newText: newText === null ? detail.newText : log.exact(newText),
    fileBefore: created ? "" : log.exact(before),
    hunks: log.exact(hunks),
    replaceAll: detail.replaceAll || facts.replaceAll === true,
    ...(hunks === null ? { added: detail.added, removed: detail.removed } : hunkLines(hunks)),
  };
}

function answeredWrite(
  detail: FileEditDetail,
  facts: JsonObject,
  before: string | null,
  hunks: string | null,
  log: EventLog,
): FileEditDetail {
  const content = textField(facts, "content");
  const created = textField(facts, "type") === "create";
  const delta =
    hunks !== null
      ? hunkLines(hunks)
      : created
        ? { added: linesOf(content ?? detail.newText ?? "").length, removed: 0 }
        : before !== null
          ? replacedLines(before, content ?? detail.newText ?? "")
          : { added: detail.added, removed: detail.removed };
  return {
    ...detail,
    outcome: "ok",
    op: created ? "add" : "update",
    oldText: created ? "" : log.exact(before),
    newText: content === null ? detail.newText : log.exact(content),
    fileBefore: created ? "" : log.exact(before),
    hunks: log.exact(hunks),
    ...delta,
  };
}

function fileBefore(facts: JsonObject): string | null {
  return (
    textField(facts, "originalFile") ?? textField(facts, "originalFileContents") ?? textField(facts, "original_file")
  );
}

/** A later word on a command in the background: its id, and its result if it has ended. */
export function backgroundReport(
  facts: JsonObject,
): { taskId: string; exitCode: number | null; output: string; ended: boolean } | null {
  const task = isObject(facts.task) ? facts.task : facts;
  const taskId = filledField(task, "task_id") ?? filledField(task, "shellId") ?? filledField(task, "bash_id");
  if (taskId === null) return null;
  const exit = numberField(task, "exitCode");
  const status = textField(task, "status");
  const output =
    textField(task, "output") ??
    [textField(task, "stdout"), textField(task, "stderr")].filter((part) => part !== null && part !== "").join("\n");
  return {
    taskId,
    exitCode: exit !== null && Number.isSafeInteger(exit) ? exit : null,
    output,
    ended: status === "completed" || status === "failed" || status === "killed",
  };
}
