import type { SessionEvent } from "../../shared/model/event";

/** What a file's text was after an edit. `held`: the lines that the edit's record holds, whole or in part. */
export interface PlainVersion {
  readonly sessionId: string;
  readonly seq: number;
  readonly before: string | null;
  readonly text: string | null;
  readonly input: string;
}

/**
 * Applies recorded edits to file texts one after the other and keeps every version: the plainest replay there is, without any of the
 * engine's code. In: events with their texts, in time order. Out: versions by path as recorded; a file whose text cannot be
 * known any more ends there with a version without text.
 */
export function plainReplay(events: readonly SessionEvent[]): Map<string, PlainVersion[]> {
  const files = new Map<string, PlainVersion[]>();
  for (const { sessionId, event } of events) {
    const { detail } = event;
    if (detail.kind !== "file-edit" || detail.outcome !== "ok") continue;
    const versions = files.get(detail.path) ?? [];
    files.set(detail.path, versions);
    const before = detail.fileBefore ?? versions.at(-1)?.text ?? null;
    let text: string | null = null;
    if (detail.op === "delete" || detail.newPath !== null) text = null;
    else if (detail.oldText === null || detail.op === "add") text = detail.newText;
    else if (before !== null && detail.newText !== null) {
      const parts = before.split(detail.oldText);
      if (detail.oldText === "") text = before === "" ? detail.newText : null;
      else if (parts.length > 1)
        text = detail.replaceAll
          ? parts.join(detail.newText)
          : `${parts[0] ?? ""}${detail.newText}${parts.slice(1).join(detail.oldText)}`;
    }
    const input = [detail.newText ?? "", detail.hunks ?? ""].join("\n");
    versions.push({ sessionId, seq: event.seq, before, text, input });
  }
  return files;
}
