import { create } from "zustand";
import type { DecisionKind } from "../../../shared/model/decision";
import type { OpenSheet, SheetPrefill } from "../../state/decide";
import { toLocal } from "./until";

/** What the reviewer typed for one decision. Nothing of it is lost by closing the drawer. */
export interface Draft {
  readonly reason: string;
  readonly person: string;
  /** Local date and time as the field has it, "2026-10-15T07:42"; empty for none. */
  readonly until: string;
  readonly confirm: string;
  /** The task to move to; `ownTask` for one of its own; empty while none is chosen. */
  readonly target: string;
  readonly targetSearch: string;
  /** The tier it is set to; empty while none is chosen. */
  readonly level: string;
  /** The id of the gate that is overridden; empty while none is chosen. */
  readonly gate: string;
  /** What an escalation asks. */
  readonly question: string;
  /** What asks for an escalation: see parts/escalation-words; empty where a person does. */
  readonly raise: string;
  /** What is acknowledged or answered; empty where the only one that waits is. */
  readonly about: string;
  /** Where on GitHub the answer was given; empty where it was not. */
  readonly heard: string;
}

/** Stands in a draft for a task that is made for the attempt. */
export const ownTask = "own";

const empty: Draft = {
  reason: "",
  person: "",
  until: "",
  confirm: "",
  target: "",
  targetSearch: "",
  level: "",
  gate: "",
  question: "",
  raise: "",
  about: "",
  heard: "",
};

const store = create<{ readonly drafts: Readonly<Record<string, Draft>> }>(() => ({ drafts: {} }));

/** Names a draft: one per subject and kind. */
export function draftKey(subject: OpenSheet): string {
  return `${subject.kind} ${subject.taskId} ${subject.attemptId ?? ""}`;
}

/** The draft under a key; an empty one where nothing was typed. */
export function useDraft(key: string): Draft {
  return store((state) => state.drafts[key] ?? empty);
}

/** Changes some fields of a draft. */
export function changeDraft(key: string, change: Partial<Draft>): void {
  store.setState((state) => ({ drafts: { ...state.drafts, [key]: { ...(state.drafts[key] ?? empty), ...change } } }));
}

/** Fills what is still empty in a draft: what was typed stays. */
export function fillDraft(key: string, prefill: SheetPrefill, now: number): void {
  const draft = store.getState().drafts[key] ?? empty;
  const { minutes, about, raise, heard, ...texts } = prefill;
  const until = minutes === undefined ? "" : toLocal(new Date(now + minutes * 60_000));
  const filled = Object.fromEntries(
    Object.entries({ ...texts, until }).filter(([name, text]) => text !== "" && draft[name as keyof Draft] === ""),
  );
  // What it is about is what was clicked, whatever was chosen before.
  // What was said there is the answer in its author's words, whatever was typed before.
  const words = heard === undefined ? {} : { reason: prefill.reason ?? "", person: prefill.person ?? "", heard };
  changeDraft(key, {
    ...filled,
    ...words,
    ...(about === undefined ? {} : { about }),
    ...(raise === undefined ? {} : { raise }),
  });
}

/** Forgets a draft: it was recorded. */
export function dropDraft(key: string): void {
  store.setState((state) => ({
    drafts: Object.fromEntries(Object.entries(state.drafts).filter(([name]) => name !== key)),
  }));
}

/** True when something was typed. */
export function isTyped(draft: Draft): boolean {
  // What it is about was clicked, not typed.
  return Object.values({ ...draft, about: "", raise: "", heard: "" }).some((text) => text !== "");
}

/** The kinds that have a place of their own in the drawer's head; the others stand under More. */
export const frontKinds: readonly DecisionKind[] = ["approve", "request-changes", "escalate"];
