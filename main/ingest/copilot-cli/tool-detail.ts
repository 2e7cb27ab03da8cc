import type { FileEditDetail, Outcome } from "../../../shared/model/event";
import { editDetail, samePath } from "../patch-edit";
import { parseApplyPatch } from "../patch-grammar";
import { commandAnswered, commandCall } from "../command-detail";
import { hunkLines, replacedLines } from "../edit-text";
import type { CallDetail, EventLog } from "../event-log";
import { filledField, isObject, jsonText, listField, parseObject, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { diffSections } from "./detailed-diff";
import type { DiffSection } from "./detailed-diff";

/** A tool call as it is asked for. `args` is an object, or text that may be JSON. */
export interface ToolUse {
  readonly callId: string | null;
  readonly tool: string;
  readonly args: unknown;
}

export interface ToolResult {
  readonly text: string;
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  readonly durationMs: number | null;
  /** The diff that was made, as Copilot shows it; null where there is none. */
  readonly diff: string | null;
}

/** Shell tools of Copilot CLI and of Copilot in VS Code. */
const shells = new Set(["bash", "shell", "powershell", "local_shell", "run_in_terminal", "runInTerminal"]);

const sketches = new Set(["insert_edit_into_file", "edit_notebook_file"]);

/** Arguments as an object, or null where they are text of another kind. */
export function argumentsOf(args: unknown): JsonObject | null {
  if (isObject(args)) return args;
  return typeof args === "string" && args.trimStart().startsWith("{") ? parseObject(args) : null;
}

/** The details of a call as it is made: one, or one per edit. */
export function openDetails(use: ToolUse, cwd: string | null, log: EventLog): CallDetail[] {
  const args = argumentsOf(use.args);
  const command = args === null ? null : textField(args, "command");
  if (shells.has(use.tool) && command !== null)
    return [
      commandCall({ callId: use.callId, tool: use.tool, command, cwd: cwd === null ? null : log.text(cwd) }, log),
    ];
  const edits = openEdits(use, args, log);
  // The text these are given is a sketch with gaps: what was written is not known, and what was asked for is shown beside it.
  return edits.length > 0 && !sketches.has(use.tool) ? edits : [...edits, plainCall(use, log)];
}

function plainCall(use: ToolUse, log: EventLog): CallDetail {
  return {
    kind: "tool-call",
    callId: use.callId,
    tool: log.text(use.tool),
    outcome: "unanswered",
    resultPlace: null,
    durationMs: null,
    input: log.text(typeof use.args === "string" ? use.args : jsonText(use.args)),
    result: null,
  };
}

/** The detail completed with its result. `count` is how many details the call has. */
export function answeredDetail(detail: CallDetail, count: number, result: ToolResult, log: EventLog): CallDetail {
  const durationMs = result.durationMs;
  switch (detail.kind) {
    case "command":
    case "check": {
      const failed = result.outcome === "ok" && result.exitCode !== null && result.exitCode !== 0;
      return commandAnswered(
        detail,
        { output: result.text, exitCode: result.exitCode, durationMs, outcome: failed ? "failed" : result.outcome },
        log,
      );
    }
    case "file-edit":
      return { ...answeredEdit(detail, count, result, log), durationMs };
    case "tool-call":
      return { ...detail, outcome: result.outcome, result: log.text(result.text), durationMs };
  }
}

function openEdits(use: ToolUse, args: JsonObject | null, log: EventLog): FileEditDetail[] {
  if (use.tool === "apply_patch") {
    const patch = args === null ? use.args : (textField(args, "input") ?? textField(args, "patch"));
    if (typeof patch !== "string") return [];
    return parseApplyPatch(patch).map((change) =>
      editDetail(change, { callId: use.callId, tool: use.tool, folder: null }, log),
    );
  }
  if (args === null) return [];
  if (use.tool === "multi_replace_string_in_file")
    return listField(args, "replacements")
      .filter(isObject)
      .flatMap((one) => fileEdit(use, pathOf(one) ?? pathOf(args), replacement(one), log));
  const path = pathOf(args);
  switch (use.tool === "str_replace_editor" ? (textField(args, "command") ?? "") : use.tool) {
    case "create":
    case "create_file": {
      const text = textField(args, "file_text") ?? textField(args, "content");
      return fileEdit(use, path, text === null ? nothing : { op: "add", before: "", after: text }, log);
    }
    case "edit":
    case "str_replace":
    case "replace_string_in_file":
      return fileEdit(use, path, replacement(args), log);
    case "insert":
      return fileEdit(use, path, { ...replacement(args), before: "" }, log);
    case "insert_edit_into_file":
    case "edit_notebook_file":
      return fileEdit(use, path, nothing, log);
    default:
      return [];
  }
}

interface Change {
  readonly op: "add" | "update";
  readonly before: string | null;
  readonly after: string | null;
}

const nothing: Change = { op: "update", before: null, after: null };

function pathOf(args: JsonObject): string | null {
  return filledField(args, "path") ?? filledField(args, "filePath") ?? filledField(args, "file_path");
}

function replacement(args: JsonObject): Change {
  const before = textField(args, "old_str") ?? textField(args, "oldString");
  const after = textField(args, "new_str") ?? textField(args, "newString") ?? textField(args, "insert_text");
  return before === null ? { op: "update", before: null, after: null } : { op: "update", before, after: after ?? "" };
}

function fileEdit(use: ToolUse, path: string | null, change: Change, log: EventLog): FileEditDetail[] {
  if (path === null) return [];
  return [
    {
      kind: "file-edit",
      callId: use.callId,
      tool: use.tool,
      outcome: "unanswered",
      resultPlace: null,
      durationMs: null,
      op: change.op,
      path: log.text(path),
      newPath: null,
      oldText: log.exact(change.before),
      newText: log.exact(change.after),
      fileBefore: null,
      hunks: null,
      replaceAll: false,
      ...replacedLines(change.before ?? "", change.after ?? ""),
    },
  ];
}

function answeredEdit(detail: FileEditDetail, count: number, result: ToolResult, log: EventLog): FileEditDetail {
  if (result.outcome !== "ok") return { ...detail, outcome: result.outcome };
  const sections = result.diff === null ? [] : diffSections(result.diff);
  const section = sectionOf(detail, count, sections);
  if (section === null) return { ...detail, outcome: "ok" };
  const counted = { ...detail, outcome: "ok" as const, hunks: log.exact(section.hunks), ...hunkLines(section.hunks) };
  if (section.created) return { ...counted, op: "add", oldText: "", fileBefore: "" };
  // A file that is created over another is rewritten: what stood there is in the diff only.
  return detail.op === "add" ? { ...counted, op: "update", oldText: null } : counted;
}

function sectionOf(detail: FileEditDetail, count: number, sections: readonly DiffSection[]): DiffSection | null {
  const fitting = sections.filter(({ path }) =>
    [path, `/${path}`].some((one) => samePath(one, detail.newPath ?? detail.path)),
  );
  if (fitting.length === 1) return fitting[0] ?? null;
  return count === 1 && sections.length === 1 ? (sections[0] ?? null) : null;
}
