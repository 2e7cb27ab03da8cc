import { useMemo } from "react";
import type { Moves } from "../../../shared/diff/moves";
import { fileOfRow, type PatchRows } from "../../../shared/diff/rows";
import { formatPlural } from "../../ui/format";
import type { DiffEngine, DiffEngineState } from "../../parts/diff/diff-engine";
import type { LineContext, MoveNote } from "./line-context";
import type { ContextLines } from "./use-context-lines";
import type { LineFacts } from "./use-line-facts";

interface Given {
  readonly engine: DiffEngine;
  readonly state: DiffEngineState;
  readonly rows: PatchRows;
  readonly facts: LineFacts;
  readonly around: ContextLines;
  readonly tabs: number;
  readonly onOrigin: (row: number) => void;
  readonly onJump: (row: number) => void;
  readonly onShow: (row: number) => void;
  readonly onCursor: (row: number) => void;
  /** Rows with comments under them. */
  readonly noted: ReadonlySet<number>;
}

/** What all lines of a pane share. */
export function useLineContext(given: Given): LineContext {
  const { engine, state, rows, facts, around, tabs, onOrigin, onJump, onShow, onCursor, noted } = given;
  const { covered, origins } = facts;
  const { offer, expand } = around;
  const { moves, space } = state;
  const notes = useMemo(() => (moves === null ? noNotes : moveNotes(rows, moves)), [rows, moves]);
  const query = state.found?.query ?? "";
  return useMemo(
    () => ({
      rows,
      textOf: (row) => engine.textOf(row),
      coverOf: (row) => covered.get(row),
      origins,
      onOrigin,
      query,
      same: space?.same ?? null,
      isMoved: (row) => moves !== null && (moves.of[row] ?? -1) !== -1,
      moveOf: (row) => notes.get(row) ?? null,
      onJump,
      offer,
      onExpand: expand,
      tabs,
      onShow,
      onCursor,
      isNoted: (row) => noted.has(row),
    }),
    [
      rows,
      engine,
      covered,
      origins,
      onOrigin,
      query,
      space,
      moves,
      notes,
      onJump,
      offer,
      expand,
      tabs,
      onShow,
      onCursor,
      noted,
    ],
  );
}

const noNotes: ReadonlyMap<number, MoveNote> = new Map();

/** What stands at the first line of either end of each moved block, by row. */
function moveNotes(rows: PatchRows, { moves }: Moves): ReadonlyMap<number, MoveNote> {
  const notes = new Map<number, MoveNote>();
  const nameOf = (row: number, other: number, no: number): string => {
    const file = rows.files[fileOfRow(rows.files, row)];
    const same = file === rows.files[fileOfRow(rows.files, other)];
    return same ? `line ${String(no)}` : `${file?.path ?? ""}:${String(no)}`;
  };
  for (const move of moves) {
    const size = `, ${formatPlural(move.lines, "line")}${move.exact ? "" : ", indented differently"}`;
    const old = nameOf(move.oldFrom, move.newFrom, rows.oldNo[move.oldFrom] ?? 0);
    const fresh = nameOf(move.newFrom, move.oldFrom, rows.newNo[move.newFrom] ?? 0);
    notes.set(move.newFrom, { text: `moved from ${old}${size}`, to: move.oldFrom, from: true });
    notes.set(move.oldFrom, { text: `moved to ${fresh}${size}`, to: move.newFrom, from: false });
  }
  return notes;
}
