import { useMemo, useState } from "react";
import { fileOfRow, type PatchRows } from "../../../shared/diff/rows";
import type { DiffEngine, FindState } from "../../parts/diff/diff-engine";

/** Lines found in one file. */
export interface FoundFile {
  readonly file: number;
  readonly lines: number;
  readonly firstRow: number;
}

export interface Find {
  /** What is searched for; null where nothing is. */
  readonly text: string | null;
  readonly files: readonly FoundFile[];
  readonly open: () => void;
  readonly search: (text: string) => void;
  readonly step: (direction: 1 | -1) => void;
  readonly close: () => void;
}

/** The search in all files of the patch. `here` is where it starts; `show` brings a line on screen. */
export function useFind(
  engine: DiffEngine,
  found: FindState | null,
  rows: PatchRows,
  here: number,
  show: (row: number) => void,
  onClose: () => void,
): Find {
  const [text, setText] = useState<string | null>(null);
  const files = useMemo(() => foundFiles(rows, found), [rows, found]);
  return {
    text,
    files,
    open: () => {
      setText(text ?? "");
    },
    search: (next) => {
      setText(next);
      engine.find(next, (result) => {
        // The first line found at or below the place comes on screen as soon as it is known.
        const row = result.rows.find((each) => each >= here) ?? result.rows[0];
        if (row !== undefined) show(row);
      });
    },
    step: (direction) => {
      if (found === null || found.rows.length === 0) return;
      const index =
        direction === 1 ? found.rows.findIndex((row) => row > here) : found.rows.findLastIndex((row) => row < here);
      const row = found.rows.at(index === -1 && direction === 1 ? 0 : index);
      if (row !== undefined) show(row);
    },
    close: () => {
      setText(null);
      engine.find("");
      onClose();
    },
  };
}

/** Counts found lines by file. Rows ascend, so that each file is met once. */
export function foundFiles(rows: Pick<PatchRows, "files">, found: FindState | null): FoundFile[] {
  const files: { file: number; lines: number; firstRow: number }[] = [];
  for (const row of found?.rows ?? []) {
    const last = files.at(-1);
    if (last !== undefined && row < (rows.files[last.file]?.endRow ?? 0)) last.lines += 1;
    else files.push({ file: fileOfRow(rows.files, row), lines: 1, firstRow: row });
  }
  return files;
}
