import type { FileEditDetail, Outcome } from "../../shared/model/event";
import { hunkLines, linesOf } from "./edit-text";
import type { EventLog } from "./event-log";
import { filledField, isObject, objectField, textField } from "./json-fields";
import type { JsonObject } from "./json-fields";
import { hunkTexts, withoutFileHeaders } from "./patch-grammar";
import type { PatchChange } from "./patch-grammar";

/** The detail of one file of a patch. `folder` is put before relative paths (a `cd` before `apply_patch`). */
export function editDetail(
  change: PatchChange,
  call: { callId: string | null; tool: string; folder: string | null },
  log: EventLog,
): FileEditDetail {
  const path = inFolder(change.path, call.folder);
  const delta =
    change.hunks !== null
      ? hunkLines(change.hunks)
      : {
          added: change.op === "add" ? linesOf(change.content ?? "").length : 0,
          removed: change.op === "delete" ? linesOf(change.content ?? "").length : 0,
        };
  // Only hunks with line numbers can stand as unified hunks; the others are given as replaced and new text where there is one hunk.
  const placed = change.hunks !== null && /^@@ -\d/m.test(change.hunks);
  const single = change.hunks !== null && (change.hunks.match(/^@@/gm)?.length ?? 0) <= 1;
  const texts = change.hunks !== null && single ? hunkTexts(change.hunks) : null;
  const deleted = change.op === "delete" ? change.content : null;
  return {
    kind: "file-edit",
    callId: call.callId,
    tool: call.tool,
    outcome: "unanswered",
    resultPlace: null,
    durationMs: null,
    op: change.op,
    path: log.text(path),
    newPath: change.newPath === null ? null : log.text(inFolder(change.newPath, call.folder)),
    oldText: change.op === "add" ? "" : log.exact(deleted ?? texts?.before ?? null),
    newText:
      change.op === "add" ? log.exact(change.content) : change.op === "delete" ? "" : log.exact(texts?.after ?? null),
    fileBefore: change.op === "add" ? "" : log.exact(deleted),
    hunks: log.exact(placed || (change.hunks !== null && !single) ? change.hunks : null),
    replaceAll: false,
    ...delta,
  };
}

/**
 * The files of a `patch_apply_end` report: `changes` by path, each `{ type, content | unified_diff, move_path }`, or
 * `{ add | delete | update: { … } }` in older versions.
 */
export function reportedChanges(changes: JsonObject): PatchChange[] {
  return Object.entries(changes).flatMap(([path, value]): PatchChange[] => {
    if (!isObject(value)) return [];
    const type = textField(value, "type") ?? ["add", "delete", "update"].find((key) => isObject(value[key])) ?? null;
    const facts = type === null ? value : (objectField(value, type) ?? value);
    const content = textField(facts, "content");
    switch (type) {
      case "add":
        return [{ op: "add", path, newPath: null, content: content ?? "", hunks: null }];
      case "delete":
        return [{ op: "delete", path, newPath: null, content, hunks: null }];
      case "update": {
        const diff = textField(facts, "unified_diff");
        const newPath = filledField(facts, "move_path");
        return [
          {
            op: newPath === null ? "update" : "move",
            path,
            newPath,
            content: null,
            hunks: diff === null ? null : withoutFileHeaders(diff),
          },
        ];
      }
      default:
        return [];
    }
  });
}

/** The report of a file put over the detail that the call gave: the report says what was applied. */
export function withReport(detail: FileEditDetail, report: FileEditDetail, outcome: Outcome): FileEditDetail {
  return {
    ...report,
    callId: detail.callId,
    tool: detail.tool,
    path: report.path,
    resultPlace: detail.resultPlace,
    durationMs: detail.durationMs,
    outcome,
    newText: report.newText ?? detail.newText,
    oldText: report.oldText ?? detail.oldText,
  };
}

/** True if both are the same file, one of them perhaps relative to the working folder. */
export function samePath(one: string, other: string): boolean {
  if (one === other) return true;
  const [long, short] = one.length > other.length ? [one, other] : [other, one];
  return long.endsWith(`/${short.replace(/^\.\//, "")}`);
}

function inFolder(path: string, folder: string | null): string {
  if (folder === null || folder === "" || /^(?:\/|[A-Za-z]:[\\/]|~)/.test(path)) return path;
  return `${folder.replace(/\/+$/, "")}/${path}`;
}
