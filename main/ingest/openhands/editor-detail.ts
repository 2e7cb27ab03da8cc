import type { FileEditDetail, Outcome } from "../../../shared/model/event";
import { linesOf, replacedLines } from "../edit-text";
import type { CallDetail, EventLog } from "../event-log";
import { filledField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";

interface EditCall {
  readonly callId: string | null;
  readonly tool: string;
}

/**
 * The detail of a call of the file editor (`command` is `create`, `write`, `str_replace`, `insert`, `undo_edit`; empty where a model
 * was asked to draft the edit), or null where it only looks.
 */
export function editDetail(call: EditCall, args: JsonObject, log: EventLog): FileEditDetail | null {
  const path = filledField(args, "path");
  const command = textField(args, "command") ?? "";
  if (path === null || command === "view") return null;
  const created = command === "create";
  const before = command === "insert" ? "" : textField(args, "old_str");
  const after = textField(args, "new_str");
  const whole = created || command === "write";
  const content = textField(args, "file_text") ?? (whole ? textField(args, "content") : null);
  return {
    kind: "file-edit",
    callId: call.callId,
    tool: call.tool,
    outcome: "unanswered",
    resultPlace: null,
    durationMs: null,
    op: created ? "add" : "update",
    path: log.text(path),
    newPath: null,
    oldText: created ? "" : log.exact(before),
    newText: log.exact(whole ? content : after),
    fileBefore: null,
    hunks: null,
    replaceAll: false,
    ...(whole ? { added: linesOf(content ?? "").length, removed: 0 } : replacedLines(before ?? "", after ?? "")),
  };
}

/** What the editor says it did: the whole file before and after. */
export function editAnswered(detail: CallDetail, facts: JsonObject, outcome: Outcome, log: EventLog): CallDetail {
  if (detail.kind !== "file-edit") return { ...detail, outcome };
  if (outcome !== "ok") return { ...detail, outcome };
  const before = textField(facts, "old_content");
  const after = textField(facts, "new_content");
  const isNew = facts.prev_exist === false;
  if (after === null) return { ...detail, outcome, ...(isNew ? { op: "add" as const, fileBefore: "" } : {}) };
  // A replacement is told by its own texts; an insertion, an undone edit and a drafted one by the whole file.
  const replaced = detail.oldText !== null && detail.oldText !== "" && detail.newText !== null;
  return {
    ...detail,
    outcome,
    op: isNew ? "add" : "update",
    oldText: isNew ? "" : replaced ? detail.oldText : log.exact(before),
    newText: replaced ? detail.newText : log.exact(after),
    fileBefore: isNew ? "" : log.exact(before),
    ...replacedLines(isNew ? "" : (before ?? ""), after),
  };
}
