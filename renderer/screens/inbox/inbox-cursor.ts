import { create } from "zustand";

const peekKey = "countersign.inbox.peek";

const store = create<{ readonly cursor: number; readonly filter: string; readonly peek: boolean }>(() => ({
  cursor: 0,
  filter: "",
  peek: localStorage.getItem(peekKey) !== "closed",
}));

/** The cursor's index; it keeps its place while other screens are open and when rows leave. Another filter begins at the top. */
export function useCursor(filter: string): number {
  return store((state) => (state.filter === filter ? state.cursor : 0));
}

export function setCursor(cursor: number, filter: string): void {
  store.setState({ cursor, filter });
}

/** Whether the peek is open; remembered. */
export function usePeek(): boolean {
  return store((state) => state.peek);
}

export function setPeek(peek: boolean): void {
  localStorage.setItem(peekKey, peek ? "open" : "closed");
  store.setState({ peek });
}
