import { create } from "zustand";

interface Selection {
  /** Ids of tasks, in the order in which they were picked. */
  readonly picked: ReadonlySet<string>;
}

const store = create<Selection>(() => ({ picked: new Set() }));

/** The tasks that are selected in the inbox. */
export function usePicked(): ReadonlySet<string> {
  return store((state) => state.picked);
}

/** Adds a task to the selection, or takes it out. */
export function togglePick(taskId: string): void {
  store.setState(({ picked }) => {
    const next = new Set(picked);
    if (!next.delete(taskId)) next.add(taskId);
    return { picked: next };
  });
}

/** Selects these and keeps what is selected. */
export function pick(taskIds: readonly string[]): void {
  store.setState(({ picked }) => ({ picked: new Set([...picked, ...taskIds]) }));
}

/** Takes these out of the selection. */
export function unpick(taskIds: readonly string[]): void {
  store.setState(({ picked }) => ({ picked: new Set([...picked].filter((id) => !taskIds.includes(id))) }));
}

/** Selects nothing. */
export function clearPicks(): void {
  store.setState(({ picked }) => (picked.size === 0 ? {} : { picked: new Set() }));
}
