import type { FileEditDetail, Outcome } from "../../shared/model/event";
import { editDetail } from "./patch-edit";
import { parseApplyPatch } from "./patch-grammar";
import { commandLine } from "./shell-call";
import { commandAnswered, commandCall } from "./command-detail";
import type { CallDetail, EventLog } from "./event-log";
import { filledField, intField, isObject, jsonText, listField, parseObject, textField } from "./json-fields";
import type { JsonObject } from "./json-fields";
import { replacementEdit } from "./replacement-edit";

/** A call by a tool's name and arguments, in a format that carries the tools of many agents. */
export interface PlainCall {
  readonly callId: string | null;
  readonly tool: string;
  /** As recorded: an object, JSON text of one, or anything else. */
  readonly args: unknown;
  readonly cwd: string | null;
}

export interface PlainResult {
  readonly text: string;
  /** Null where the source does not say how the call ended. */
  readonly failed: boolean | null;
  readonly exitCode: number | null;
  readonly durationMs: number | null;
}

const shellTools =
  /^(?:(?:ba|z|da|)sh|shell|terminal|(?:shell|terminal)_command|local_shell|exec|exec_command|execute|execute_(?:bash|command|shell)|bash_command|run|run_script|run_(?:shell|terminal|bash)?_?(?:command|cmd)|run_in_terminal|unified_exec|powershell|pwsh|cmd)$/;
const commandKeys = ["command", "cmd", "keystrokes", "script", "commandLine"] as const;
const pathKeys = ["file_path", "filePath", "path", "target_file", "absolute_path", "filename", "file"] as const;
const oldKeys = ["old_string", "old_str", "oldString", "oldText", "old_text"] as const;
const newKeys = ["new_string", "new_str", "newString", "newText", "new_text"] as const;
const wholeKeys = ["content", "file_text", "contents", "text"] as const;
const writeTools = /^(?:write|create|add|save|new)(?:_?(?:to_?)?file)?$/;
const failure =
  /^\s*(?:<(?:tool_use_)?error>|(?:\w+)?error\b|exception\b|traceback\b|failed\b|E[A-Z]{4,}:|no replacement|string (?:to replace )?not found|permission denied|invalid )/i;

/** True for the names of tools that run a command line, with or without the name of a server before them. */
export function runsCommands(tool: string): boolean {
  return shellTools.test(shortName(tool));
}

/** The details of a call as it is made: one, or one per file or replacement. */
export function plainCall(call: PlainCall, log: EventLog): CallDetail[] {
  const args = isObject(call.args) ? call.args : typeof call.args === "string" ? parseObject(call.args) : null;
  if (runsCommands(call.tool)) {
    const command = commandOf(args, call.args);
    const cwd = args === null ? null : (filledField(args, "workdir") ?? filledField(args, "cwd"));
    if (command !== null) return [commandCall({ ...name(call), command, cwd: stored(cwd ?? call.cwd, log) }, log)];
  }
  const edits = args === null ? [] : editsOf(call, args, log);
  if (edits.length > 0) return edits;
  const input = typeof call.args === "string" ? call.args : call.args === undefined ? "" : jsonText(call.args);
  return [{ kind: "tool-call", ...open(call), input: log.text(input), result: null }];
}

/**
 * The detail completed with its result. A command of which neither an exit code nor a failure is stated ended in a way that
 * is not known; an edit or another call counts as done unless the source or the first words of the result say otherwise.
 */
export function plainAnswered(detail: CallDetail, result: PlainResult, log: EventLog): CallDetail {
  const { durationMs } = result;
  if (detail.kind === "command" || detail.kind === "check") {
    const exitCode = result.exitCode ?? exitCodeIn(result.text);
    const outcome: Outcome =
      exitCode !== null ? (exitCode === 0 ? "ok" : "failed") : result.failed === true ? "failed" : "unknown";
    const said = exitCode === null && result.failed === false ? "ok" : outcome;
    return commandAnswered(detail, { output: result.text, exitCode, durationMs, outcome: said }, log);
  }
  const failed = result.failed ?? failure.test(result.text.slice(0, 400));
  const shared = { outcome: failed ? ("failed" as const) : ("ok" as const), durationMs };
  if (detail.kind === "file-edit") return { ...detail, ...shared };
  return { ...detail, ...shared, result: log.text(result.text) };
}

/** The exit code that tools write into the text of their result. */
export function exitCodeIn(text: string): number | null {
  const stated =
    /^(?:Error: )?Exit code:? (-?\d{1,10})\b/.exec(text) ??
    /^\s*<returncode>(-?\d{1,10})<\/returncode>/.exec(text) ??
    /(?:<exited with exit code |\[(?:The )?command (?:completed|finished) with exit code |Command finished with exit code )(-?\d{1,10})[.>\]]*\s*$/i.exec(
      text.slice(-400),
    );
  if (stated !== null) return Number(stated[1]);
  const facts = text.startsWith("{") && text.length < 1_000_000 ? parseObject(text) : null;
  if (facts === null) return null;
  return intField(facts, "exit_code") ?? intField(facts, "exitCode") ?? intField(facts, "returncode");
}

function commandOf(args: JsonObject | null, raw: unknown): string | null {
  if (args === null) return typeof raw === "string" && raw !== "" ? raw : null;
  for (const key of commandKeys) {
    const line = commandLine(args[key]);
    // Keys typed into a terminal end with the return key.
    if (line !== null && line !== "") return key === "keystrokes" ? line.replace(/\n$/, "") : line;
  }
  return null;
}

function editsOf(call: PlainCall, args: JsonObject, log: EventLog): FileEditDetail[] {
  const patch = firstText(args, ["input", "patch", "patchText"]);
  if (patch?.includes("*** Begin Patch") === true)
    return parseApplyPatch(patch).map((change) => {
      const detail = editDetail(change, { ...name(call), folder: null }, log);
      // Some models leave out the space before what stays: then the hunks do not say what stood there.
      const odd = change.hunks?.split("\n").some((line) => line !== "" && !/^[ +\-@\\]/.test(line)) === true;
      return odd ? { ...detail, oldText: null, newText: null, hunks: null } : detail;
    });
  const path = firstText(args, pathKeys);
  if (path === null || path === "") return [];
  const several = listField(args, "edits").filter(isObject);
  const changes = several.length > 0 ? several : [args];
  return changes.flatMap((change): FileEditDetail[] => {
    const before = firstText(change, oldKeys);
    const after = firstText(change, newKeys);
    if (before !== null && after !== null)
      return [
        replacementEdit(
          call,
          path,
          { before, after, all: change.replace_all === true || change.replaceAll === true },
          log,
        ),
      ];
    // An insertion says what is new, and not what the file is then.
    if (after !== null && "insert_line" in change)
      return [replacementEdit(call, path, { before: null, after, all: false }, log)];
    const whole = firstText(change, wholeKeys);
    const named = textField(change, "command") ?? shortName(call.tool);
    if (whole === null || !writeTools.test(named)) return [];
    const made = named.startsWith("create");
    return [
      {
        ...replacementEdit(call, path, { before: made ? "" : null, after: whole, all: false }, log),
        ...(made ? { fileBefore: "" } : {}),
      },
    ];
  });
}

function open(call: PlainCall) {
  return { ...name(call), outcome: "unanswered" as const, resultPlace: null, durationMs: null };
}

function name(call: PlainCall) {
  return { callId: call.callId, tool: call.tool };
}

/** `mcp__server__run_command` and `server.run_command` are `run_command`. */
function shortName(tool: string): string {
  return (/(?:^|__|[./:])([^./:]*?)$/.exec(tool)?.[1]?.split("__").at(-1) ?? tool).toLowerCase();
}

function firstText(object: JsonObject, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = textField(object, key);
    if (value !== null) return value;
  }
  return null;
}

function stored(text: string | null, log: EventLog): string | null {
  return text === null ? null : log.text(text);
}
