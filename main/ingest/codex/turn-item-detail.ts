import type { Outcome } from "../../../shared/model/event";
import { commandAnswered, commandCall } from "../command-detail";
import type { CallDetail, EventLog } from "../event-log";
import {
  filledField,
  intField,
  isObject,
  jsonText,
  listField,
  numberField,
  objectField,
  textField,
} from "../json-fields";
import type { JsonObject } from "../json-fields";
import { editDetail, reportedChanges } from "../patch-edit";
import { itemsText } from "./items-text";
import type { PatchChange } from "../patch-grammar";
import { commandLine, unwrappedLine } from "../shell-call";

/** The details of a turn's item as a call: none where it says too little. `type` is without case and underscores. */
export function itemDetails(type: string, item: JsonObject, callId: string, log: EventLog): CallDetail[] {
  switch (type) {
    case "commandexecution": {
      const line = typeof item.command === "string" ? unwrappedLine(item.command) : commandLine(item.command);
      if (line === null) return [];
      const cwd = filledField(item, "cwd");
      return [commandCall({ callId, tool: "exec", command: line, cwd: cwd === null ? null : log.text(cwd) }, log)];
    }
    case "filechange":
      return itemChanges(item).map((change) => editDetail(change, { callId, tool: "apply_patch", folder: null }, log));
    case "mcptoolcall":
      return [
        tool(`${filledField(item, "server") ?? "mcp"}/${filledField(item, "tool") ?? "(no name)"}`, item.arguments),
      ];
    case "dynamictoolcall":
    case "collabagenttoolcall":
    case "collabtoolcall":
      return [tool(snake(filledField(item, "tool") ?? "(no name)"), item.arguments ?? { prompt: item.prompt })];
    case "websearch":
      return [tool("web_search", item.action ?? { query: item.query })];
    case "imageview":
      return [tool("view_image", { path: item.path })];
    default:
      return [tool("image_generation", { prompt: item.revised_prompt ?? item.revisedPrompt })];
  }

  function tool(name: string, input: unknown): CallDetail {
    return {
      kind: "tool-call",
      callId,
      tool: name.slice(0, 200).toWellFormed(),
      outcome: "unanswered",
      resultPlace: null,
      durationMs: null,
      input: log.text(typeof input === "string" ? input : jsonText(input ?? {})),
      result: null,
    };
  }
}

/** The detail completed with what the item says at its end. */
export function itemDone(detail: CallDetail, item: JsonObject, outcome: Outcome, log: EventLog): CallDetail {
  const durationMs = itemDuration(item);
  switch (detail.kind) {
    case "command":
    case "check": {
      const output =
        textField(item, "aggregatedOutput") ??
        textField(item, "aggregated_output") ??
        [textField(item, "stdout"), textField(item, "stderr")]
          .filter((part) => part !== null && part !== "")
          .join("\n");
      const exitCode = intField(item, "exitCode") ?? intField(item, "exit_code");
      return commandAnswered(detail, { output, exitCode, durationMs, outcome }, log);
    }
    case "file-edit":
      return { ...detail, outcome, durationMs };
    case "tool-call":
      return { ...detail, outcome, durationMs, result: log.text(resultText(item)) };
  }
}

/** How an item ended: by its status, and for a command by its exit code. `unanswered` while it goes on. */
export function itemOutcome(item: JsonObject): Outcome {
  const status = (textField(item, "status") ?? "").replaceAll("_", "").toLowerCase();
  const exitCode = intField(item, "exitCode") ?? intField(item, "exit_code");
  if (status === "declined") return "denied";
  if (exitCode !== null) return exitCode === 0 ? "ok" : "failed";
  if (status === "inprogress") return "unanswered";
  if (status === "failed" || item.success === false || isObject(item.error)) return "failed";
  // A command that says no exit code may have been stopped.
  return item.command === undefined ? "ok" : "unknown";
}

/** The changes of a file change by path, whichever way they are written. */
export function changesOf(item: JsonObject): JsonObject {
  const map = objectField(item, "changes");
  if (map !== null) return map;
  const entries = listField(item, "changes")
    .filter(isObject)
    .map((change): [string, JsonObject] => {
      const kind = isObject(change.kind) ? change.kind : { type: change.kind };
      const diff = textField(change, "diff");
      const move = filledField(kind, "move_path") ?? filledField(kind, "movePath");
      // The app server puts the target of a move under the hunks.
      const hunks = diff?.replace(/\n+Moved to: [^\n]*\n?$/, "\n") ?? null;
      return [
        filledField(change, "path") ?? "",
        { type: kind.type, content: diff, unified_diff: hunks, move_path: move },
      ];
    })
    .filter(([path]) => path !== "");
  return Object.fromEntries(entries);
}

function itemChanges(item: JsonObject): PatchChange[] {
  return reportedChanges(changesOf(item));
}

function itemDuration(item: JsonObject): number | null {
  const ms = numberField(item, "durationMs") ?? numberField(item, "duration_ms");
  if (ms !== null) return ms >= 0 ? ms : null;
  const duration = objectField(item, "duration");
  const seconds = duration === null ? null : numberField(duration, "secs");
  if (duration === null || seconds === null || seconds < 0) return null;
  return Math.round(seconds * 1000 + Math.max(0, numberField(duration, "nanos") ?? 0) / 1e6);
}

function resultText(item: JsonObject): string {
  const result = objectField(item, "result");
  const error = objectField(item, "error");
  return (
    (error === null ? null : filledField(error, "message")) ??
    filledField(item, "error") ??
    (result === null ? null : itemsText(result.content)) ??
    (itemsText(item.content_items ?? item.contentItems) || (filledField(item, "result") === null ? "" : "(a picture)"))
  );
}

/** `spawnAgent` and `spawn_agent` are the same tool. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
