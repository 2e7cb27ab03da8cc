import type { FileEditDetail } from "../../../shared/model/event";
import { commandAnswered, commandCall } from "../command-detail";
import { replacementEdit } from "../replacement-edit";
import type { CallDetail, EventLog } from "../event-log";
import { shellCommands } from "../shell-words";

/** One step's action and what came of it. SWE-agent records no exit codes. */
export interface StepAction {
  readonly callId: string | null;
  readonly action: string;
  readonly observation: string;
  /** File that was open in the editor, for edits that name none. */
  readonly openFile: string | null;
  readonly cwd: string | null;
  readonly durationMs: number | null;
}

/**
 * The detail of a step, with its result. An action is a command unless it is an edit that states what it replaces by what
 * (`str_replace_editor`, and the `edit` of search and replace); line ranges (`edit 10:12`) state only what is new.
 */
export function stepDetail(step: StepAction, log: EventLog): CallDetail {
  const edit = editOf(step, log);
  if (edit !== null) return { ...edit, durationMs: step.durationMs, outcome: editOutcome(step.observation) };
  const tool = /^\s*([\w-]+)/.exec(step.action)?.[1] ?? "bash";
  const call = commandCall({ callId: step.callId, tool, command: step.action.trimEnd(), cwd: step.cwd }, log);
  const stopped =
    /^\s*(?:EXECUTION TIMED OUT|The command .{0,200} was cancelled because it took|COMMAND FAILED|Your proposed edit has introduced new syntax error)/s.test(
      step.observation,
    );
  const result = { output: step.observation, exitCode: null, durationMs: step.durationMs };
  return commandAnswered(call, { ...result, outcome: stopped ? "failed" : "unknown" }, log);
}

function editOf(step: StepAction, log: EventLog): FileEditDetail | null {
  if (!/^\s*(?:str_replace_editor|edit_anthropic|edit)\s/.test(step.action)) return null;
  const [only, further] = shellCommands(step.action);
  // Text that is too long to be taken apart, or more than one command: it stays the command it was.
  if (only === undefined || further !== undefined || step.action.length > 20_000) return null;
  const [program, ...words] = only.words;
  return program === "edit" ? replaceEdit(step, words, log) : editorEdit(step, words, log);
}

/** `edit SEARCH REPLACE [replace-all]` of 1.x works on the open file. */
function replaceEdit(step: StepAction, words: readonly string[], log: EventLog): FileEditDetail | null {
  const [before, after, all] = words;
  const path =
    /\[File: ([^\n]{1,1000}?) \(\d+ lines total\)\]/.exec(step.observation.slice(0, 20_000))?.[1] ?? step.openFile;
  if (before === undefined || after === undefined || words.length > 3 || path === null) return null;
  return replacementEdit(
    { callId: step.callId, tool: "edit" },
    path,
    { before, after, all: all === "True" || all === "true" || all === "1" },
    log,
  );
}

/** `str_replace_editor COMMAND PATH --option value …`. */
function editorEdit(step: StepAction, words: readonly string[], log: EventLog): FileEditDetail | null {
  const [command, path, ...rest] = words;
  if (path === undefined) return null;
  const option = (name: string): string | null => {
    const at = rest.indexOf(`--${name}`);
    return at === -1 ? null : (rest[at + 1] ?? null);
  };
  const tool = "str_replace_editor";
  switch (command) {
    case "create": {
      const after = option("file_text");
      if (after === null) return null;
      return {
        ...replacementEdit({ callId: step.callId, tool: tool }, path, { before: "", after, all: false }, log),
        fileBefore: "",
      };
    }
    case "str_replace": {
      const before = option("old_str");
      if (before === null) return null;
      return {
        ...replacementEdit(
          { callId: step.callId, tool: tool },
          path,
          { before, after: option("new_str") ?? "", all: false },
          log,
        ),
        op: "update",
      };
    }
    case "insert": {
      const after = option("new_str");
      return after === null
        ? null
        : replacementEdit({ callId: step.callId, tool: tool }, path, { before: null, after, all: false }, log);
    }
    default:
      return null;
  }
}

/** The editors say in words whether they changed the file. */
function editOutcome(observation: string): FileEditDetail["outcome"] {
  if (
    /^(?:Text replaced|The file .{1,1000} has been edited|File created successfully|\[File: )/s.test(
      observation.trimStart(),
    )
  )
    return "ok";
  if (
    /no replacement was performed|new syntax error|not found|did not appear verbatim|already exists|invalid|usage:|error|your edit was not applied/i.test(
      observation.slice(0, 2000),
    )
  )
    return "failed";
  return "unknown";
}
