import { useMemo } from "react";
import type { PatchRows } from "../../../shared/diff/rows";
import { formatCount, formatPlural } from "../../ui/format";
import { ContextLine } from "./ContextLine";
import type { DiffEngine } from "../../parts/diff/diff-engine";
import { PictureChange, isPicture } from "./PictureChange";
import type { UnderLine } from "./place-notes";
import { CONTEXT_STEP, type ContextLines } from "./use-context-lines";
import type { Folds } from "./use-folds";

interface Given {
  readonly attemptId: string;
  readonly engine: DiffEngine;
  readonly rows: PatchRows;
  readonly split: boolean;
  readonly folds: Folds;
  readonly around: ContextLines;
}

/** What the diff itself opens under lines: why a file is folded, its pictures, lines that the patch leaves out. */
export function useUnderLines({ attemptId, engine, rows, split, folds, around }: Given): readonly UnderLine[] {
  const { folded, reasons, fold } = folds;
  const { lines, source, below, expand } = around;
  return useMemo(() => {
    const under: UnderLine[] = [];
    rows.files.forEach((file, index) => {
      const reason = folded.has(index) ? reasons.get(index) : undefined;
      if (reason !== undefined) {
        under.push({
          row: file.firstRow,
          key: `fold ${String(index)}`,
          draw: () => (
            <div className="diff-note diff-note-fold">
              <span>
                {reason}{" "}
                <span className="dim">{`${formatPlural(file.added + file.removed, "changed line")}. It counts as unread until it is marked.`}</span>
              </span>
              <button type="button" className="link" onClick={() => fold(index, false)}>
                Show anyway
              </button>
            </div>
          ),
        });
      } else if (!folded.has(index) && file.binary && isPicture(file.path)) {
        under.push({
          row: file.firstRow,
          key: `picture ${String(index)}`,
          draw: () => <PictureChange attemptId={attemptId} path={file.path} />,
        });
      }
    });
    for (const line of lines) {
      const path = rows.files[line.file]?.path ?? "";
      under.push({
        row: line.row,
        key: `line ${String(line.file)} ${String(line.newNo)}`,
        draw: () => (
          <ContextLine engine={engine} line={line} path={path} source={source(line.file) ?? ""} split={split} />
        ),
      });
    }
    for (const index of new Set(lines.map((line) => line.file))) {
      const left = below(index) ?? 0;
      const file = rows.files[index];
      if (left === 0 || file === undefined) continue;
      under.push({
        row: file.endRow - 1,
        key: `below ${String(index)}`,
        draw: () => (
          <div className="diff-hunk diff-hunk-end">
            <span>{`${formatPlural(left, "line")} below`}</span>
            <button type="button" className="link" onClick={() => expand(file.endRow - 1, "below")}>
              {`Show ${formatCount(Math.min(left, CONTEXT_STEP))}`}
            </button>
          </div>
        ),
      });
    }
    return under;
  }, [attemptId, engine, rows, split, folded, reasons, fold, lines, source, below, expand]);
}
