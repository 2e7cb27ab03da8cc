import type { TimelineMark } from "../../../shared/contract/timeline";
import type { EventRef } from "../../../shared/model/evidence";
import { formatCount } from "../../ui/format";
import { oneLine } from "./bounded";

/** What a landmark is to the reader. */
export type LandmarkKind =
  "instruction" | "message" | "summary" | "edit" | "final-edit" | "passed" | "failed" | "compaction" | "other";

export interface OutlineItem {
  readonly key: string;
  readonly kind: LandmarkKind;
  readonly label: string;
  readonly at: string | null;
  /** Positions in the unfiltered order that this line stands for. */
  readonly from: number;
  readonly to: number;
  readonly event: EventRef;
}

/** Words that tell an instruction and a summary from other messages: a mark carries no role. */
export interface KnownWords {
  readonly prompts: readonly (string | null)[];
  readonly summaries: readonly (string | null)[];
  readonly lastEdit: EventRef | null;
}

/** As the marks' labels are made: one line of at most 100 characters. */
function labelled(text: string): string {
  return oneLine(text, 100);
}

function saidIn(label: string, texts: readonly (string | null)[]): boolean {
  return label !== "" && texts.some((text) => text !== null && labelled(text) === label);
}

/** What one mark is. In: the mark, the words known. */
export function landmarkKind(mark: TimelineMark, known: KnownWords): LandmarkKind {
  switch (mark.kind) {
    case "message":
      if (saidIn(mark.label, known.summaries)) return "summary";
      return saidIn(mark.label, known.prompts) ? "instruction" : "message";
    case "file-edit":
      if (mark.outcome === "failed" || mark.outcome === "denied") return "failed";
      return known.lastEdit?.sessionId === mark.sessionId && known.lastEdit.seq === mark.seq ? "final-edit" : "edit";
    case "check":
      if (mark.outcome === "failed") return "failed";
      return mark.outcome === "ok" ? "passed" : "other";
    case "error":
      return "failed";
    case "compaction":
      return "compaction";
    case "reasoning":
    case "tool-call":
    case "tool-result":
    case "command":
    case "note":
      return mark.outcome === "failed" ? "failed" : "other";
  }
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** The outline: one line a landmark, edits that follow one another folded into one line with their counts. */
export function outlineItems(marks: readonly TimelineMark[], known: KnownWords): OutlineItem[] {
  const items: OutlineItem[] = [];
  let edits: TimelineMark[] = [];
  const endEdits = () => {
    const first = edits[0];
    const last = edits.at(-1);
    if (first === undefined || last === undefined) return;
    const files = new Set(edits.map((mark) => mark.label));
    const label =
      edits.length === 1
        ? fileName(first.label)
        : files.size === 1
          ? `${fileName(first.label)}, ${formatCount(edits.length)} edits`
          : `${formatCount(edits.length)} edits, ${formatCount(files.size)} files`;
    items.push(itemOf(first, "edit", label, last.index));
    edits = [];
  };
  for (const mark of marks) {
    const kind = landmarkKind(mark, known);
    if (kind === "edit") {
      edits.push(mark);
      continue;
    }
    endEdits();
    items.push(itemOf(mark, kind, labelOf(mark, kind), mark.index));
  }
  endEdits();
  return items;
}

function labelOf(mark: TimelineMark, kind: LandmarkKind): string {
  if (kind === "final-edit") return `Final edit, ${fileName(mark.label)}`;
  if (kind === "instruction") return `Instruction: ${mark.label}`;
  if (kind === "summary") return `Summary: ${mark.label}`;
  if (mark.kind === "file-edit") return `Edit of ${fileName(mark.label)} ${mark.outcome ?? ""}`.trim();
  if (kind === "compaction") return "Context compacted";
  return mark.label === "" ? mark.kind : mark.label;
}

function itemOf(mark: TimelineMark, kind: LandmarkKind, label: string, to: number): OutlineItem {
  return {
    key: `${mark.sessionId} ${String(mark.seq)}`,
    kind,
    label,
    at: mark.at,
    from: mark.index,
    to,
    event: { sessionId: mark.sessionId, seq: mark.seq },
  };
}

/** The line that an event belongs to: the last one that begins at or before it; -1 before the first. */
export function outlineAt(items: readonly OutlineItem[], index: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.from ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The line of a row's own event; -1 where none is: of a filtered list, positions say nothing. */
export function outlineOfRow(
  items: readonly OutlineItem[],
  row: { readonly sessionId: string; readonly event: { readonly seq: number } } | undefined,
): number {
  return items.findIndex(({ event }) => event.sessionId === row?.sessionId && event.seq === row.event.seq);
}
