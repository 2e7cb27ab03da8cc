import { NOTHING, type Layout } from "../../../shared/diff/layout";
import { RowKind } from "../../../shared/diff/rows";
import type { DiffEngine } from "../../parts/diff/diff-engine";

const half = ".diff-half";

/** In split layout a selection keeps to the side it begins on: the other side's code is left out of it. */
export function holdSelectionTo(target: EventTarget, pane: HTMLElement): void {
  const side = target instanceof Element ? target.closest(half) : null;
  if (side === null) delete pane.dataset["side"];
  else pane.dataset["side"] = side.previousElementSibling === null ? "old" : "new";
}

/** The rows on the two sides of a screen line. */
export function linesAt(layout: Layout, index: number): { readonly old: number; readonly fresh: number } {
  return { old: layout.left[index] ?? NOTHING, fresh: layout.right[index] ?? NOTHING };
}

/**
 * What a selection of several lines copies: their code as the patch has it, without signs, numbers and chips, also of lines in its
 * middle that are no longer drawn. Null where the browser's own copy is right: within one line.
 */
export function cleanCopy(
  selection: Selection | null,
  pane: HTMLElement | null,
  at: (index: number) => { readonly old: number; readonly fresh: number },
  engine: DiffEngine,
): string | null {
  if (selection === null || pane === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const [first, last] = [placeOf(range.startContainer), placeOf(range.endContainer)];
  if (first === null || last === null || first.index === last.index) return null;
  const { rows } = engine.state;
  const side = pane.dataset["side"] ?? null;
  const lines: string[] = [];
  for (let index = first.index; index <= last.index; index += 1) {
    const { old, fresh } = at(index);
    const row = side === "old" ? old : side === "new" ? fresh : old >= 0 ? old : fresh;
    if (row < 0 || rows === null || (rows.kind[row] ?? 0) < RowKind.context) continue;
    let text = engine.textOf(row);
    if (index === last.index && last.code !== null) text = text.slice(0, lengthTo(last.code, range, "end"));
    if (index === first.index && first.code !== null) text = text.slice(lengthTo(first.code, range, "start"));
    lines.push(text);
  }
  return lines.length === 0 ? null : lines.join("\n");
}

function placeOf(node: Node): { readonly index: number; readonly code: Element | null } | null {
  const element = node instanceof Element ? node : node.parentElement;
  const index = Number(element?.closest<HTMLElement>(".diff-row")?.dataset["index"] ?? NaN);
  return Number.isNaN(index) ? null : { index, code: element?.closest(".diff-code") ?? null };
}

/** Characters of a line before one end of the selection. A chip stands for one character, whatever its label. */
function lengthTo(code: Element, range: Range, end: "start" | "end"): number {
  const before = document.createRange();
  before.selectNodeContents(code);
  if (end === "start") before.setEnd(range.startContainer, range.startOffset);
  else before.setEnd(range.endContainer, range.endOffset);
  const part = before.cloneContents();
  let chips = 0;
  for (const chip of part.querySelectorAll(".hidden-chip")) {
    chips += 1;
    chip.remove();
  }
  return part.textContent.length + chips;
}
