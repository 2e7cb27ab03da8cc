import { create } from "zustand";

/** A filter about to be kept: a new one, or one that is changed. */
export interface FilterDraft {
  readonly id: string | null;
  readonly name: string;
  readonly query: string;
}

const store = create<{ readonly draft: FilterDraft | null }>(() => ({ draft: null }));

/** The filter that the inbox's dialog is open on, or null. */
export function useFilterDraft(): FilterDraft | null {
  return store((state) => state.draft);
}

export function openFilterDraft(draft: FilterDraft): void {
  store.setState({ draft });
}

export function closeFilterDraft(): void {
  store.setState({ draft: null });
}
