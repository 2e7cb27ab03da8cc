import { useEffect, useLayoutEffect, useMemo, useState, type ReactNode, type RefObject } from "react";
import { fileOfRow, RowKind, type PatchRows } from "../../../shared/diff/rows";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { linesOf, type Thread } from "../../parts/comment-threads";
import { CommentComposer } from "../../parts/CommentComposer";
import { CommentThread } from "../../parts/CommentThread";
import { CommentTray, CommentUndo } from "../../parts/CommentTray";
import { announce } from "../../state/announce";
import { reopenWriting, startWriting, useWriting, useWritingPlaces } from "../../state/comments";
import { useKeys } from "../../state/keys";
import { Button } from "../../ui/Button";
import type { DiffEngine } from "../../parts/diff/diff-engine";
import type { PaneHandle } from "./DiffPane";
import { commentable, placeThreads, rangeBetween, type PlacedThread, type RowRange } from "./comment-rows";
import type { UnderLine } from "./place-notes";

export interface DiffCommentsProps {
  readonly taskId: string;
  readonly attemptId: string;
  /** Digest of the patch on screen. */
  readonly patch: string | null;
  readonly engine: DiffEngine;
  readonly rows: PatchRows;
  readonly cursor: number;
  readonly pane: RefObject<PaneHandle | null>;
}

export interface DiffComments {
  readonly under: readonly UnderLine[];
  /** Rows that are selected; null where only the cursor's is. */
  readonly range: RowRange | null;
  /** Open threads by file. */
  readonly byFile: ReadonlyMap<number, number>;
  readonly placed: readonly PlacedThread[];
  /** Above the code: what has no line here, and the way back from a drop. */
  readonly tray: ReactNode;
  /** The cursor was put on a row, with Shift held or not. */
  readonly select: (row: number, extend: boolean) => void;
  readonly write: (suggestion: boolean) => void;
}

/** The focus goes back to the code from a comment that was closed. */
function focusPane(): void {
  document.querySelector<HTMLElement>(".diff-pane")?.focus({ preventScroll: true });
}

/** The code takes the focus where nothing has it any more. */
function focusPaneIfLost(): void {
  if (document.activeElement === null || document.activeElement === document.body) focusPane();
}

/** The comments of the diff on screen: where they stand, what is selected for the next one. */
export function useDiffComments(props: DiffCommentsProps): DiffComments {
  const { taskId, attemptId, patch, engine, rows, cursor, pane } = props;
  const asked = useQuery("comments.list", { taskId, attemptId }, { scopes: ["comments", "task", "audit"] });
  const writings = useWritingPlaces(taskId);
  const [selected, setSelected] = useState<{ readonly from: number; readonly to: number } | null>(null);
  // A cursor that went on without Shift leaves the selection behind.
  const anchor = selected !== null && selected.to === cursor ? selected.from : null;
  const range = useMemo(
    () => (anchor === null || anchor === cursor || cursor < 0 ? null : rangeBetween(rows, anchor, cursor)),
    [rows, anchor, cursor],
  );
  const comments = asked.value?.comments;
  useEffect(() => {
    for (const { comment, entries } of comments ?? [])
      if (comment.editing !== null && entries.length === 0) reopenWriting(comment, linesOf(comment), "found");
  }, [comments]);
  const { placed, tray, byFile } = useMemo(
    () => placeThreads(rows, attemptId, comments ?? [], writings),
    [rows, attemptId, comments, writings],
  );
  const under = useMemo(
    () =>
      placed.map((each): UnderLine => ({
        row: each.row,
        key: `comment ${each.id}`,
        draw: () => <CommentUnder of={each} attemptId={attemptId} onClosed={focusPane} />,
      })),
    [placed, attemptId],
  );
  const here = commentable(rows, range ?? { from: Math.max(0, cursor), to: Math.max(0, cursor) }, (row) =>
    engine.textOf(row),
  );
  const write = (suggestion: boolean): void => {
    if (here === null) return;
    const kind = suggestion && here.lines !== "" ? "suggestion" : "note";
    startWriting({ taskId, attemptId, thread: null, place: here.place, patch, lines: here.lines, kind });
    setSelected(null);
    pane.current?.show(here.row, "auto");
  };
  const select = (row: number, extend: boolean): void => {
    const from = anchor ?? cursor;
    const one = extend && from >= 0 && fileOfRow(rows.files, from) === fileOfRow(rows.files, row);
    setSelected(one ? { from, to: row } : null);
  };
  const placeHere = ({ first }: Thread): void => {
    if (here === null) return;
    void call("comments.place", { id: first.comment.id, attemptId, place: here.place, patch }).then((done) => {
      announce(done.ok ? "Comment placed at the cursor." : done.error.message);
    });
  };
  return {
    under,
    range,
    byFile,
    placed,
    select,
    write,
    tray: (
      <>
        {asked.problem === undefined ? null : (
          <p className="comment-tray-head amber" role="status">
            {`Comments could not be read: ${asked.problem.message}`}
          </p>
        )}
        <CommentUndo />
        <CommentTray
          threads={tray}
          attemptId={attemptId}
          onClosed={focusPane}
          actionsOf={(thread) =>
            thread.first.placed.state !== "orphan" ? null : (
              <Button
                small
                variant="ghost"
                onClick={() => {
                  placeHere(thread);
                }}
              >
                {range === null ? "Place at the cursor" : "Place at the selection"}
              </Button>
            )
          }
        />
      </>
    ),
  };
}

/** One thread or composer under a line. The composer stays the same element when its first save makes it a comment. */
function CommentUnder({
  of,
  attemptId,
  onClosed,
}: {
  readonly of: PlacedThread;
  readonly attemptId: string;
  readonly onClosed: () => void;
}) {
  const { id, about, thread } = of;
  const writing = useWriting(id);
  useLayoutEffect(
    () => () => {
      // Scrolled far away it leaves the page: what is typed is kept, and the focus must not be lost with it. Where it is only drawn
      // in another place, it has taken the focus there by then.
      const composer = document.querySelector(`[data-writing="${id}"]`);
      if (composer?.contains(document.activeElement) === true) setTimeout(focusPaneIfLost);
    },
    [id],
  );
  if (thread === undefined || (writing !== undefined && thread.answers.length === 0))
    return <CommentComposer id={id} about={about} onClosed={onClosed} />;
  return <CommentThread thread={thread} about={about} attemptId={attemptId} onClosed={onClosed} />;
}

export interface CommentKeys {
  readonly rows: PatchRows;
  /** The row that keys act on. */
  readonly here: number;
  readonly neighbour: (step: 1 | -1) => number | undefined;
  readonly show: (row: number, align: "center" | "auto") => void;
  /** Begins a comment on what is being read. */
  readonly write: (suggestion: boolean) => void;
}

/** The keys of comments: write one, select lines for it, go from one to the next. */
export function useCommentKeys(comments: DiffComments, { rows, here, neighbour, show, write }: CommentKeys): void {
  const extend = (step: 1 | -1): void => {
    const row = neighbour(step);
    if (row === undefined || row === here) return;
    const reach = rangeBetween(rows, here, row);
    if ((rows.kind[here] ?? 0) < RowKind.context || (reach.from !== row && reach.to !== row)) {
      announce("A selection ends where the hunk does.");
      return;
    }
    comments.select(row, true);
    show(row, "auto");
  };
  const go = (step: 1 | -1): void => {
    const { placed } = comments;
    const focused = document.activeElement?.closest<HTMLElement>("[data-comment], [data-writing]")?.dataset;
    const at = placed.findIndex(({ id }) => id === focused?.["comment"] || id === focused?.["writing"]);
    const next =
      at !== -1
        ? placed[at + step]
        : step === 1
          ? placed.find(({ row }) => row >= here)
          : placed.findLast(({ row }) => row < here);
    if (next === undefined) {
      announce(placed.length === 0 ? "No comments here." : step === 1 ? "No comment below." : "No comment above.");
      return;
    }
    show(next.row, "center");
    setTimeout(() => {
      document
        .querySelector<HTMLElement>(`[data-comment="${next.id}"], [data-writing="${next.id}"] textarea`)
        ?.focus({ preventScroll: true });
    }, 60);
  };
  useKeys("diff-comments", [
    {
      key: "c",
      label: "Comment on the line or selection",
      group: "Comments",
      bar: true,
      run: () => write(false),
    },
    {
      key: "Shift+c",
      label: "Suggest an edit of the line or selection",
      group: "Comments",
      run: () => write(true),
    },
    { key: "Shift+j", label: "Extend the selection down", group: "Comments", run: () => extend(1) },
    { key: "Shift+k", label: "Extend the selection up", group: "Comments", run: () => extend(-1) },
    { key: "Shift+n", label: "Next comment", group: "Comments", run: () => go(1) },
    { key: "Shift+p", label: "Previous comment", group: "Comments", run: () => go(-1) },
  ]);
}
