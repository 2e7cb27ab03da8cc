import type { FileEditDetail } from "../../../shared/model/event";

export interface EditLine {
  readonly kind: "context" | "add" | "del" | "gap";
  readonly text: string;
}

function linesOf(text: string): string[] {
  if (text === "") return [];
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Lines of unified hunks without file headers. A line with an unknown sign (a hunk cut short) is context. */
function hunkLines(hunks: string): EditLine[] {
  return linesOf(hunks).flatMap((line): EditLine[] => {
    if (line.startsWith("@@")) return [{ kind: "gap", text: line }];
    if (line.startsWith("\\")) return [];
    if (line.startsWith("+")) return [{ kind: "add", text: line.slice(1) }];
    if (line.startsWith("-")) return [{ kind: "del", text: line.slice(1) }];
    return [{ kind: "context", text: line.startsWith(" ") ? line.slice(1) : line }];
  });
}

/** The lines an edit changed: from its hunks, else from the replaced and the new text; nothing where the runner kept neither. */
export function editLines(detail: Pick<FileEditDetail, "hunks" | "oldText" | "newText">): EditLine[] {
  if (detail.hunks !== null && detail.hunks !== "") return hunkLines(detail.hunks);
  return [
    ...linesOf(detail.oldText ?? "").map((text): EditLine => ({ kind: "del", text })),
    ...linesOf(detail.newText ?? "").map((text): EditLine => ({ kind: "add", text })),
  ];
}

/** The first changed lines, each with the line before it: what a row shows of an edit unasked. */
export function firstChanges(lines: readonly EditLine[], most: number): EditLine[] {
  const changed = (line: EditLine | undefined) => line?.kind === "add" || line?.kind === "del";
  return lines
    .filter(
      (line, at) => changed(line) || (line.kind === "context" && line.text.trim() !== "" && changed(lines[at + 1])),
    )
    .slice(0, most);
}
