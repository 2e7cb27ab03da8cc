import type { FileEditDetail, Outcome } from "../../../shared/model/event";
import { parseApplyPatch } from "../patch-grammar";
import { commandAnswered, commandCall } from "../command-detail";
import { hunkLines, linesOf, replacedLines } from "../edit-text";
import type { CallDetail, EventLog } from "../event-log";
import {
  countField,
  filledField,
  intField,
  isObject,
  jsonText,
  listField,
  objectField,
  textField,
} from "../json-fields";
import type { JsonObject } from "../json-fields";
import { msInstant } from "./time";
import type { Replacement } from "../replacement-edit";

/** A tool part: the call and, once it has ended, its result. */
export interface ToolPart {
  readonly callId: string | null;
  readonly tool: string;
  readonly input: JsonObject;
  readonly metadata: JsonObject;
  readonly outcome: Outcome;
  readonly output: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly durationMs: number | null;
  /** The sub-agent's session, where the tool began one. */
  readonly child: string | null;
}

/** Reads a part of type `tool`. Before version 1 a call that ended well had the status "success". */
export function toolPart(part: JsonObject): ToolPart {
  const state = objectField(part, "state") ?? {};
  const time = objectField(state, "time") ?? objectField(part, "time") ?? {};
  const metadata = objectField(state, "metadata") ?? {};
  const start = time.start;
  const end = time.end;
  const durationMs = typeof start === "number" && typeof end === "number" && end >= start ? end - start : null;
  const error = textField(state, "error");
  return {
    callId: filledField(part, "callID")?.toWellFormed() ?? null,
    tool: (filledField(part, "tool") ?? "(no name)").slice(0, 200).toWellFormed(),
    input: objectField(state, "input") ?? {},
    metadata,
    outcome: outcomeOf(textField(state, "status"), error, metadata),
    output: error ?? textField(state, "output") ?? textField(metadata, "output") ?? "",
    startedAt: msInstant(start),
    endedAt: msInstant(end),
    durationMs: durationMs !== null && Number.isFinite(durationMs) ? durationMs : null,
    child: filledField(metadata, "sessionId") ?? filledField(metadata, "sessionID"),
  };
}

const denied = /rejected permission|user dismissed|prevents you from using this specific tool|specified a rule which/i;

function outcomeOf(status: string | null, error: string | null, metadata: JsonObject): Outcome {
  switch (status) {
    case "completed":
    case "success":
      return "ok";
    case "error":
    case "failed":
      if (error !== null && denied.test(error)) return "denied";
      // A call that was stopped says nothing of how it would have ended.
      return metadata.interrupted === true || (error !== null && /^tool execution aborted/i.test(error))
        ? "unknown"
        : "failed";
    default:
      return "unanswered";
  }
}

const shells = new Set(["bash", "shell"]);

/** The details of a tool part as it stands: one, or one per file or replacement for an edit. */
export function toolDetails(call: ToolPart, cwd: string | null, log: EventLog): CallDetail[] {
  const command = textField(call.input, "command");
  if (shells.has(call.tool.toLowerCase()) && command !== null) return [commandDetail(call, command, cwd, log)];
  const edits = editsOf(call, log);
  if (edits.length > 0) return edits;
  return [
    {
      kind: "tool-call",
      callId: call.callId,
      tool: call.tool,
      outcome: call.outcome,
      resultPlace: null,
      durationMs: call.durationMs,
      input: log.text(jsonText(call.input)),
      result: call.outcome === "unanswered" ? null : log.text(call.output),
    },
  ];
}

function commandDetail(call: ToolPart, command: string, cwd: string | null, log: EventLog): CallDetail {
  const folder = filledField(call.input, "workdir") ?? filledField(call.input, "cwd") ?? cwd;
  const open = commandCall({ callId: call.callId, tool: call.tool, command, cwd: folder }, log);
  if (call.outcome === "unanswered") return open;
  // A command that ends with another code than 0 is "completed" for OpenCode.
  const exitCode = intField(call.metadata, "exit");
  const outcome =
    call.outcome === "ok" ? (exitCode === null ? "unknown" : exitCode === 0 ? "ok" : "failed") : call.outcome;
  return commandAnswered(open, { output: call.output, exitCode, durationMs: call.durationMs, outcome }, log);
}

function editsOf(call: ToolPart, log: EventLog): FileEditDetail[] {
  const { input, metadata } = call;
  const path = filledField(input, "filePath") ?? filledField(input, "path") ?? filledField(metadata, "filepath");
  switch (call.tool.toLowerCase()) {
    case "edit":
      return path === null ? [] : [edited(call, path, replacement(input), metadata, log)];
    case "multiedit": {
      const results = listField(metadata, "results");
      return listField(input, "edits")
        .filter(isObject)
        .flatMap((one, index) => {
          const file = filledField(one, "filePath") ?? path;
          const result = results[index];
          return file === null ? [] : [edited(call, file, replacement(one), isObject(result) ? result : {}, log)];
        });
    }
    case "write": {
      if (path === null) return [];
      const created = metadata.exists === false;
      const after = textField(input, "content");
      return [edited(call, path, { before: created ? "" : null, after, all: false }, metadata, log, created)];
    }
    case "patch":
    case "apply_patch":
      return patched(call, log);
    default:
      return [];
  }
}

function replacement(input: JsonObject): Replacement {
  return {
    before: textField(input, "oldString"),
    after: textField(input, "newString") ?? textField(input, "content"),
    all: input.replaceAll === true,
  };
}

function edited(
  call: ToolPart,
  path: string,
  change: Replacement,
  metadata: JsonObject,
  log: EventLog,
  created = false,
): FileEditDetail {
  const file = objectField(metadata, "filediff") ?? {};
  const wholeBefore = textField(file, "before");
  const hunks = hunksOf(textField(metadata, "diff") ?? textField(file, "patch") ?? textField(file, "diff"));
  const empty = wholeBefore === null ? hunks === null || hunks.startsWith("@@ -0,0 ") : wholeBefore === "";
  const isNew = created || (change.before === "" && empty);
  const counted =
    hunks === null ? replacedLines(change.before ?? wholeBefore ?? "", change.after ?? "") : hunkLines(hunks);
  return {
    ...editCall(call),
    op: isNew ? "add" : "update",
    path: log.text(path),
    newPath: null,
    oldText: isNew ? "" : log.exact(change.before ?? (call.tool.toLowerCase() === "write" ? wholeBefore : null)),
    newText: log.exact(change.after),
    fileBefore: isNew ? "" : log.exact(wholeBefore),
    hunks: log.exact(hunks),
    replaceAll: change.all,
    added: countField(file, "additions") ?? counted.added,
    removed: countField(file, "deletions") ?? counted.removed,
  };
}

/** One detail per file: from what was applied (`metadata.files`), else from the patch that was asked for. */
function patched(call: ToolPart, log: EventLog): FileEditDetail[] {
  const applied = listField(call.metadata, "files").filter(isObject);
  const reported = applied.flatMap((file) => appliedFile(call, file, log));
  if (reported.length > 0) return reported;
  return parseApplyPatch(textField(call.input, "patchText") ?? "").map((change) => {
    const counted = change.hunks === null ? null : hunkLines(change.hunks);
    return {
      ...editCall(call),
      op: change.op,
      path: log.text(change.path),
      newPath: change.newPath === null ? null : log.text(change.newPath),
      oldText: change.op === "add" ? "" : null,
      newText: change.op === "add" ? log.exact(change.content) : change.op === "delete" ? "" : null,
      fileBefore: change.op === "add" ? "" : null,
      // The hunks asked for have no line numbers: they are shown, not applied.
      hunks: log.exact(change.hunks),
      replaceAll: false,
      added: counted?.added ?? linesOf(change.content ?? "").length,
      removed: counted?.removed ?? 0,
    };
  });
}

function appliedFile(call: ToolPart, file: JsonObject, log: EventLog): FileEditDetail[] {
  const path = filledField(file, "filePath") ?? filledField(file, "relativePath") ?? filledField(file, "file");
  if (path === null) return [];
  const type = textField(file, "type");
  const op = type === "add" || type === "delete" || type === "move" ? type : "update";
  const before = textField(file, "before");
  const after = textField(file, "after");
  const hunks = hunksOf(textField(file, "patch") ?? textField(file, "diff"));
  const counted = hunks === null ? replacedLines(before ?? "", after ?? "") : hunkLines(hunks);
  const newPath = filledField(file, "movePath");
  return [
    {
      ...editCall(call),
      op,
      path: log.text(path),
      newPath: newPath === null ? null : log.text(newPath),
      oldText: op === "add" ? "" : log.exact(before),
      newText: op === "delete" ? "" : log.exact(after),
      fileBefore: op === "add" ? "" : log.exact(before),
      hunks: log.exact(hunks),
      replaceAll: false,
      added: countField(file, "additions") ?? counted.added,
      removed: countField(file, "deletions") ?? counted.removed,
    },
  ];
}

function editCall(call: ToolPart) {
  return {
    kind: "file-edit" as const,
    callId: call.callId,
    tool: call.tool,
    outcome: call.outcome,
    resultPlace: null,
    durationMs: call.durationMs,
  };
}

/** The hunks of a unified diff of one file, without its headers; null where there are none. */
export function hunksOf(diff: string | null): string | null {
  if (diff === null) return null;
  const at = diff.startsWith("@@") ? 0 : diff.indexOf("\n@@") + 1;
  if (at === 0 && !diff.startsWith("@@")) return null;
  const hunks = diff.slice(at);
  return hunks.endsWith("\n") ? hunks : `${hunks}\n`;
}
