import type { PatchFile } from "../../shared/diff/parse-patch";
import type { LineOrigin } from "../../shared/model/provenance";

/** A hunk of a patch of which no line has an origin. */
export interface UnexplainedHunk {
  readonly path: string;
  readonly side: "new" | "old";
  readonly from: number;
  readonly to: number;
  readonly added: number;
  readonly removed: number;
}

/** The hunks of a file in which every changed line is of unknown origin. Hunks of blank lines alone are none. */
export function unexplainedHunks(file: PatchFile, origins: readonly LineOrigin[]): UnexplainedHunk[] {
  const unknown = { new: new Set<number>(), old: new Set<number>() };
  for (const { side, from, to, grade } of origins)
    if (grade === "unknown") for (let no = from; no <= to; no += 1) unknown[side].add(no);
  if (unknown.new.size + unknown.old.size === 0) return [];
  return file.hunks.flatMap(({ lines }): UnexplainedHunk[] => {
    const changed = lines.filter(({ kind }) => kind === "add" || kind === "del");
    const none = changed.every(({ kind, oldNo, newNo }) =>
      kind === "add" ? newNo !== null && unknown.new.has(newNo) : oldNo !== null && unknown.old.has(oldNo),
    );
    if (!none || !changed.some(({ text }) => text.trim() !== "")) return [];
    const added = changed.flatMap(({ kind, newNo }) => (kind === "add" && newNo !== null ? [newNo] : []));
    const removed = changed.flatMap(({ kind, oldNo }) => (kind === "del" && oldNo !== null ? [oldNo] : []));
    const side = added.length > 0 ? "new" : "old";
    const shown = side === "new" ? added : removed;
    const [from, to] = [shown[0], shown.at(-1)];
    return from === undefined || to === undefined
      ? []
      : [{ path: file.path, side, from, to, added: added.length, removed: removed.length }];
  });
}
