import { useEffect } from "react";
import { create } from "zustand";
import { useDecide } from "../../state/decide";
import { anchorAt, cursorIn, type Anchor } from "./inbox-anchor";
import type { InboxLine } from "./inbox-rows";

const peekKey = "countersign.inbox.peek";

/** A list that moves so soon after the drawer was closed moved by what was recorded there, in milliseconds. */
const recordingLasts = 4_000;

interface CursorState {
  readonly anchor: Anchor | null;
  /** What the list was filtered by where the anchor was set. */
  readonly filter: string;
  readonly peek: boolean;
}

const store = create<CursorState>(() => ({
  anchor: null,
  filter: "",
  peek: localStorage.getItem(peekKey) !== "closed",
}));

/**
 * The cursor's line in the list, and how to move it. It holds on to its task while other screens are open and while the list
 * changes beneath it. In: the lines and the filter that they answer; another filter begins at the top.
 */
export function useCursor(lines: readonly InboxLine[], filter: string): readonly [number, (index: number) => void] {
  const anchor = store((state) => (state.filter === filter ? state.anchor : null));
  const sheet = useDecide();
  const cursor = cursorIn(lines, anchor);
  const here = anchorAt(lines, cursor, anchor);
  useEffect(() => {
    if (here !== anchor) store.setState({ anchor: here, filter });
  }, [here, anchor, filter]);
  const decided = anchor?.deciding === true;
  const open =
    sheet !== null &&
    (sheet.taskId === anchor?.taskId || (sheet.tasks?.some((task) => task.taskId === anchor?.taskId) ?? false));
  useEffect(() => {
    if (open) {
      setDeciding(true);
      return undefined;
    }
    if (!decided) return undefined;
    const timer = setTimeout(() => {
      setDeciding(false);
    }, recordingLasts);
    return () => {
      clearTimeout(timer);
    };
  }, [open, decided]);
  return [
    cursor,
    (index) => {
      store.setState({ anchor: anchorAt(lines, index, null), filter });
    },
  ];
}

function setDeciding(deciding: boolean): void {
  store.setState(({ anchor }) => (anchor === null ? {} : { anchor: { ...anchor, deciding } }));
}

/** Whether the peek is open; remembered. */
export function usePeek(): boolean {
  return store((state) => state.peek);
}

export function setPeek(peek: boolean): void {
  localStorage.setItem(peekKey, peek ? "open" : "closed");
  store.setState({ peek });
}
