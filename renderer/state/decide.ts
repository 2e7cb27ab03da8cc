import { create } from "zustand";
import type { DecisionKind } from "../../shared/model/decision";
import { openForeground } from "./foreground";

/** What an empty draft begins with, where the sheet was opened from something that says it. */
export interface SheetPrefill {
  readonly person?: string;
  /** So long from now it is due, in minutes. */
  readonly minutes?: number;
  readonly reason?: string;
  readonly question?: string;
  /** What is acknowledged or answered, and what asks for an escalation: see parts/escalation-words. */
  readonly about?: string;
  /** The address of what was heard on GitHub and is to be recorded as the answer. */
  readonly heard?: string;
  readonly raise?: string;
}

/** What the decision drawer is open on. */
export interface OpenSheet {
  readonly kind: DecisionKind;
  readonly taskId: string;
  readonly attemptId: string | null;
  /** Several tasks decided on in one act; the first of them is the one above. */
  readonly tasks?: readonly SheetTask[] | undefined;
  readonly prefill?: SheetPrefill | undefined;
}

/** One of several tasks, and the attempt that a decision on an attempt would be on. */
export interface SheetTask {
  readonly taskId: string;
  readonly attemptId: string;
}

let acted = -Infinity;

/** The reviewer recorded something or took it back: what moves now, they moved. */
export function noteAct(): void {
  acted = Date.now();
}

/** When the reviewer last recorded something here, milliseconds since the epoch. */
export function lastActAt(): number {
  return acted;
}

const store = create<{ readonly open: OpenSheet | null }>(() => ({ open: null }));
let origin: Element | null = null;

/** What the decision drawer is open on, or null. */
export function useDecide(): OpenSheet | null {
  return store((state) => state.open);
}

/** Opens the decision drawer; the focus returns to where it was when it closes. */
export function openSheet(open: OpenSheet): void {
  // Its entry is written with the checkout that is made, not from the drawer.
  if (open.kind === "take-to-foreground") {
    if (open.attemptId !== null) openForeground(open.taskId, open.attemptId);
    return;
  }
  if (store.getState().open === null) origin = document.activeElement;
  store.setState({ open });
}

/** Closes the drawer and puts the focus back. */
export function closeSheet(): void {
  store.setState({ open: null });
  if (origin instanceof HTMLElement && origin.isConnected) {
    // A list's cursor may have gone on from the row that was decided: the focus goes with it and does not call it back.
    const row = origin
      .closest('[role="row"]')
      ?.parentElement?.querySelector<HTMLElement>('[role="row"][aria-selected="true"]');
    (row ?? origin).focus();
  }
  origin = null;
}
