import { create } from "zustand";

/** Where the reader is in comparing attempts, by task: kept while the app is open; what is folded is kept for good. */
interface CompareState {
  readonly focus: Readonly<Record<string, string>>;
  /** The attempt that was focused before. */
  readonly last: Readonly<Record<string, string>>;
  readonly baseline: Readonly<Record<string, string>>;
  /** Reasons typed for choosing an attempt, by task and attempt. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly folded: readonly string[];
}

const foldedKey = "countersign.task.folded";
const reasonsKey = "countersign.task.reasons";
/** So many reasons are kept over a restart, those typed last. */
const mostReasons = 50;

/** Reasons that were typed and not recorded; none where nothing can be kept. */
function keptReasons(): Readonly<Record<string, string>> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(reasonsKey) ?? "{}");
    if (typeof kept !== "object" || kept === null) return {};
    return Object.fromEntries(
      Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return {};
  }
}

/** Names of sections that were folded; none where nothing can be kept. */
function keptFolded(): readonly string[] {
  try {
    return (localStorage.getItem(foldedKey) ?? "").split(" ").filter((name) => name !== "");
  } catch {
    return [];
  }
}

const store = create<CompareState>(() => ({
  focus: {},
  last: {},
  baseline: {},
  reasons: keptReasons(),
  folded: keptFolded(),
}));

/** The focused attempt of a task; it stays while the reader is in one of its views. Undefined where none was chosen. */
export function useFocusedAttempt(taskId: string): string | undefined {
  return store((state) => state.focus[taskId]);
}

/** Focuses an attempt. In: also the one that is focused now, to come back to. */
export function focusAttempt(taskId: string, attemptId: string, before: string): void {
  if (attemptId === before) return;
  store.setState((state) => ({
    focus: { ...state.focus, [taskId]: attemptId },
    last: { ...state.last, [taskId]: before },
  }));
}

/** The attempt that was focused before this one; undefined where there was none. */
export function useLastAttempt(taskId: string): string | undefined {
  return store((state) => state.last[taskId]);
}

/** The attempt that the others are held against; undefined while it is the first. */
export function useBaseline(taskId: string): string | undefined {
  return store((state) => state.baseline[taskId]);
}

export function moveBaseline(taskId: string, attemptId: string): void {
  store.setState((state) => ({ baseline: { ...state.baseline, [taskId]: attemptId } }));
}

/** What was typed as the reason for choosing an attempt; it stays when the reader leaves, and over a restart. */
export function useChooseReason(taskId: string, attemptId: string): string {
  return store((state) => state.reasons[`${taskId} ${attemptId}`] ?? "");
}

export function typeChooseReason(taskId: string, attemptId: string, reason: string): void {
  const key = `${taskId} ${attemptId}`;
  const others = Object.entries(store.getState().reasons).filter(([name]) => name !== key);
  const reasons = Object.fromEntries(
    [...others, ...(reason === "" ? [] : [[key, reason] as const])].slice(-mostReasons),
  );
  store.setState({ reasons });
  try {
    localStorage.setItem(reasonsKey, JSON.stringify(reasons));
  } catch {
    // Without a place to keep it, it holds until the app is closed.
  }
}

/** Whether a section is folded, in every task. */
export function useFolded(section: string): boolean {
  return store((state) => state.folded.includes(section));
}

/** Folds or unfolds a section, for good. */
export function setFolded(section: string, folded: boolean): void {
  const others = store.getState().folded.filter((name) => name !== section);
  const next = folded ? [...others, section] : others;
  store.setState({ folded: next });
  try {
    localStorage.setItem(foldedKey, next.join(" "));
  } catch {
    // Without a place to keep it, it holds until the app is closed.
  }
}
