import { create } from "zustand";

/** The attempt that the dialog of taking over is open on. */
export interface OpenForeground {
  readonly taskId: string;
  readonly attemptId: string;
}

const store = create<{ readonly open: OpenForeground | null }>(() => ({ open: null }));

export function useForeground(): OpenForeground | null {
  return store((state) => state.open);
}

export function openForeground(taskId: string, attemptId: string): void {
  store.setState({ open: { taskId, attemptId } });
}

export function closeForeground(): void {
  store.setState({ open: null });
}
