import { create } from "zustand";

/** A screen that has a use of its own for what is dropped on the window. */
export interface DropTaker {
  /** What dropping does here, in words. */
  readonly words: string;
  readonly take: (paths: readonly string[]) => void;
}

const store = create<{ readonly taker: DropTaker | null }>(() => ({ taker: null }));

/** Who takes what is dropped; null where it is read as everywhere. */
export function useDropTaker(): DropTaker | null {
  return store((state) => state.taker);
}

/** Takes what is dropped from now on. Out: the function that leaves it to the window again. */
export function takeDrops(taker: DropTaker): () => void {
  store.setState({ taker });
  return () => {
    store.setState((state) => (state.taker === taker ? { taker: null } : state));
  };
}
