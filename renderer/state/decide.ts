import { create } from "zustand";
import type { DecisionKind } from "../../shared/model/decision";

/** What the decision drawer is open on. */
export interface OpenSheet {
  readonly kind: DecisionKind;
  readonly taskId: string;
  readonly attemptId: string | null;
}

const store = create<{ readonly open: OpenSheet | null }>(() => ({ open: null }));
let origin: Element | null = null;

/** What the decision drawer is open on, or null. */
export function useDecide(): OpenSheet | null {
  return store((state) => state.open);
}

/** Opens the decision drawer; the focus returns to where it was when it closes. */
export function openSheet(open: OpenSheet): void {
  if (store.getState().open === null) origin = document.activeElement;
  store.setState({ open });
}

/** Closes the drawer and puts the focus back. */
export function closeSheet(): void {
  store.setState({ open: null });
  if (origin instanceof HTMLElement && origin.isConnected) origin.focus();
  origin = null;
}
