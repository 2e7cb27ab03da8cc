import { startTransition, useCallback, useEffect, useRef, useState, type RefObject } from "react";
import type { Layout } from "../../../shared/diff/layout";
import { fileOfRow, RowKind, type PatchRows } from "../../../shared/diff/rows";
import type { RouteAt } from "../../state/route";
import type { PaneHandle, SeenRows } from "./DiffPane";
import { rowOfLine } from "./place-notes";
import type { Folds } from "./use-folds";

/** What stands around the code follows its scrolling so long after. */
const followAfterMs = 80;

type Align = "start" | "center" | "auto";

export interface Travel {
  readonly onSeen: (seen: SeenRows) => void;
  /** Whether the cursor is on screen. */
  readonly cursorSeen: boolean;
  /** The row that keys start from: the cursor's while it is on screen, otherwise the one on top. */
  readonly here: number;
  /** The file that keys act on. */
  readonly current: number;
  /** Puts the cursor on a row and brings it on screen; a folded file is opened for it. */
  readonly show: (row: number, align: Align) => void;
  readonly openFile: (file: number) => void;
}

interface Given {
  readonly pane: RefObject<PaneHandle | null>;
  readonly rows: PatchRows;
  readonly at: RouteAt | undefined;
  readonly folds: Folds;
  /** What is on screen now. */
  readonly layout: Layout;
  readonly cursor: number;
  readonly setCursor: (row: number) => void;
  /** Told of the file on top of the screen, by its first row. */
  readonly onTop: (row: number) => void;
}

/** Where the cursor is, and how it gets elsewhere. */
export function useTravel({ pane, rows, at, folds, layout, cursor, setCursor, onTop }: Given): Travel {
  const [seen, setSeen] = useState<SeenRows>({ top: 0, from: 0, to: 0 });
  const pending = useRef<{ row: number; align: Align } | null>(null);
  const { folded, fold } = folds;
  const cursorSeen = cursor !== -1 && (seen.to === 0 || (cursor >= seen.from && cursor < seen.to));
  const here = cursorSeen ? cursor : seen.top;
  const show = useCallback(
    (row: number, align: Align) => {
      const file = fileOfRow(rows.files, row);
      const closed = folded.has(file) && rows.kind[row] !== RowKind.file;
      // Before the cursor is set: the lines of the new place and the cursor are one drawing then.
      if (!closed) pane.current?.show(row, align);
      setCursor(row);
      // Keys that follow start from it, whether or not it was drawn by then.
      setSeen((before) => (row >= before.from && row < before.to ? before : { top: row, from: row, to: row + 1 }));
      if (closed) {
        pending.current = { row, align };
        fold(file, false);
      }
    },
    [pane, rows, folded, fold, setCursor],
  );
  useEffect(() => {
    const wish = pending.current;
    if (wish === null) return;
    pending.current = null;
    pane.current?.show(wish.row, wish.align);
  }, [pane, layout]);
  const arrived = useRef(false);
  const late = useRef<{ now: SeenRows; timer: ReturnType<typeof setTimeout> } | null>(null);
  useEffect(
    () => () => {
      clearTimeout(late.current?.timer);
    },
    [],
  );
  const onSeen = useCallback(
    (now: SeenRows) => {
      // While the code scrolls, its lines come first: what stands around it follows a few times a second.
      if (late.current !== null) late.current.now = now;
      else {
        const follow = (): void => {
          const { now: newest } = late.current ?? { now };
          late.current = null;
          startTransition(() => {
            setSeen((before) =>
              before.top === newest.top && before.from === newest.from && before.to === newest.to ? before : newest,
            );
            onTop(rows.files[fileOfRow(rows.files, newest.top)]?.firstRow ?? newest.top);
          });
        };
        late.current = { now, timer: setTimeout(follow, followAfterMs) };
      }
      if (arrived.current) return;
      arrived.current = true;
      const start = startRow(rows, at);
      if (start > 0) show(start, rows.kind[start] === RowKind.file ? "start" : "center");
      pane.current?.focus();
    },
    [pane, rows, at, show, onTop],
  );
  return {
    onSeen,
    cursorSeen,
    here,
    current: fileOfRow(rows.files, here),
    show,
    openFile: (file) => {
      const row = rows.files[file]?.firstRow;
      if (row !== undefined) show(row, "start");
    },
  };
}

/** The row the route asks for: a line of a file, the file, or the first file. */
export function startRow(rows: PatchRows, at: RouteAt | undefined): number {
  const file = rows.files.find((each) => each.path === at?.path);
  if (file === undefined) return 0;
  const row = at?.line === undefined ? -1 : rowOfLine(rows, file, at.line, "new");
  return row === -1 ? file.firstRow : row;
}
