import { useEffect, useRef, type RefObject } from "react";

/** The cell that has the cursor: the row's name and the attempt of its column, null over all of them. */
interface CellPlace {
  readonly row: string;
  readonly attemptId: string | null;
}

export interface CellCursor {
  /** Moves by rows and columns; without a cursor yet, onto the first cell of the focused attempt. */
  readonly move: (rows: number, columns: number) => void;
  /** Does what the cell is for: its first control. Out: whether there was one. */
  readonly open: () => boolean;
  /** Where the focus is in the table, also inside a cell; null elsewhere. */
  readonly place: () => CellPlace | null;
}

const anyCell = "[data-cell]";

function cellsOf(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>(anyCell)];
}

function cellOfFocus(root: HTMLElement | null): HTMLElement | null {
  const cell = document.activeElement?.closest<HTMLElement>(anyCell) ?? null;
  return cell !== null && root?.contains(cell) === true ? cell : null;
}

/**
 * One tab stop for all cells, moved by keys. The cells are thousands and the cursor is the page's own focus, so it is set on the
 * elements and nothing is drawn anew when it moves.
 */
export function useCellCursor(root: RefObject<HTMLElement | null>, focusId: string): CellCursor {
  const stop = useRef<HTMLElement | null>(null);
  // The column that is kept over rows that span all of them.
  const column = useRef<string | null>(null);

  const take = (cell: HTMLElement) => {
    if (stop.current !== cell) stop.current?.setAttribute("tabindex", "-1");
    cell.setAttribute("tabindex", "0");
    stop.current = cell;
  };
  useEffect(() => {
    const table = root.current;
    if (table === null) return undefined;
    const onFocus = (event: FocusEvent) => {
      const cell = event.target instanceof Element ? event.target.closest<HTMLElement>(anyCell) : null;
      if (cell === null) return;
      take(cell);
      if (cell.dataset["attempt"] !== undefined) column.current = cell.dataset["attempt"];
    };
    table.addEventListener("focusin", onFocus);
    return () => {
      table.removeEventListener("focusin", onFocus);
    };
  }, [root]);
  useEffect(() => {
    // Where the cell is gone with its row, the first one of the focused attempt can be tabbed to.
    if (stop.current?.isConnected === true) return;
    const first = root.current?.querySelector<HTMLElement>(`[data-attempt="${focusId}"]`);
    if (first !== null && first !== undefined) take(first);
  });

  const focusCell = (cell: HTMLElement | undefined) => {
    if (cell === undefined) return;
    cell.focus();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const move = (rows: number, columns: number) => {
    const table = root.current;
    if (table === null) return;
    const cell = cellOfFocus(table);
    const row = cell?.closest<HTMLElement>("tr") ?? null;
    if (cell === null || row === null) {
      focusCell(stop.current ?? undefined);
      return;
    }
    if (columns !== 0) {
      const cells = cellsOf(row);
      focusCell(cells[cells.indexOf(cell) + columns]);
      return;
    }
    const all = [...table.querySelectorAll<HTMLElement>("tr[data-row]")];
    const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(row) + rows))];
    if (next === undefined) return;
    const cells = cellsOf(next);
    const wanted = column.current ?? focusId;
    focusCell(cells.find((one) => one.dataset["attempt"] === wanted) ?? cells[0]);
  };
  return {
    move,
    open: () => {
      const cell = cellOfFocus(root.current);
      const control = cell?.querySelector<HTMLElement>("button, summary") ?? null;
      control?.click();
      return cell !== null;
    },
    place: () => {
      const cell = cellOfFocus(root.current);
      const row = cell?.closest<HTMLElement>("tr")?.dataset["row"];
      return cell === null || row === undefined ? null : { row, attemptId: cell.dataset["attempt"] ?? null };
    },
  };
}
