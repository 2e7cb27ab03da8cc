import { create } from "zustand";

const store = create<{ readonly focus: Readonly<Record<string, string>> }>(() => ({ focus: {} }));

/** The focused attempt of a task; it stays while the reader is in one of its views. Undefined where none was chosen. */
export function useFocusedAttempt(taskId: string): string | undefined {
  return store((state) => state.focus[taskId]);
}

export function focusAttempt(taskId: string, attemptId: string): void {
  store.setState((state) => ({ focus: { ...state.focus, [taskId]: attemptId } }));
}
