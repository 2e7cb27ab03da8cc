import { create } from "zustand";

/** Readers are interrupted at most once in this many milliseconds. */
const gap = 5_000;
const store = create<{ readonly text: string }>(() => ({ text: "" }));
let next: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

function settle(): void {
  timer = undefined;
  if (next === null) {
    store.setState({ text: "" });
    return;
  }
  store.setState({ text: next });
  next = null;
  timer = setTimeout(settle, gap);
}

/** Says a sentence politely: in the status bar and to readers. Within five seconds only the last one is kept. */
export function announce(text: string): void {
  next = text;
  if (timer === undefined) settle();
}

/** The sentence being said, or "". */
export function useAnnouncement(): string {
  return store((state) => state.text);
}
