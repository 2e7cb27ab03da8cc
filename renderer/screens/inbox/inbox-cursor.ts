import { create } from "zustand";

const peekKey = "countersign.inbox.peek";

const store = create<{ readonly cursor: number; readonly peek: boolean }>(() => ({
  cursor: 0,
  peek: localStorage.getItem(peekKey) !== "closed",
}));

/** The cursor's index; it keeps its place while other screens are open and when rows leave. */
export function useCursor(): number {
  return store((state) => state.cursor);
}

export function setCursor(cursor: number): void {
  store.setState({ cursor });
}

/** Whether the peek is open; remembered. */
export function usePeek(): boolean {
  return store((state) => state.peek);
}

export function setPeek(peek: boolean): void {
  localStorage.setItem(peekKey, peek ? "open" : "closed");
  store.setState({ peek });
}
