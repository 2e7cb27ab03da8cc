import type { FileEditDetail } from "../../shared/model/event";
import { replacedLines } from "./edit-text";
import type { EventLog } from "./event-log";

/** A text put in the place of another, as most runners' editing tools are asked for it. */
export interface Replacement {
  /** Null where the call writes the whole file: what stood there is not known. */
  readonly before: string | null;
  readonly after: string | null;
  readonly all: boolean;
}

/** The detail of an edit that is called: unanswered, and a new file where the replaced text is empty. */
export function replacementEdit(
  { callId, tool }: Pick<FileEditDetail, "callId" | "tool">,
  path: string,
  change: Replacement,
  log: EventLog,
): FileEditDetail {
  return {
    kind: "file-edit",
    callId,
    tool,
    outcome: "unanswered",
    resultPlace: null,
    durationMs: null,
    op: change.before === "" ? "add" : "update",
    path: log.text(path),
    newPath: null,
    oldText: log.exact(change.before),
    newText: log.exact(change.after),
    fileBefore: null,
    hunks: null,
    replaceAll: change.all,
    ...replacedLines(change.before ?? "", change.after ?? ""),
  };
}
