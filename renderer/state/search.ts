import { create } from "zustand";
import { go } from "./route";

interface SearchState {
  readonly query: string;
  /** The hit the reader was at: coming back from the timeline, the list opens there. */
  readonly cursor: number;
}

const store = create<SearchState>(() => ({ query: "", cursor: 0 }));

/** The search's text; it stays while other screens are open. */
export function useSearchText(): string {
  return store((state) => state.query);
}

export function setSearchText(query: string): void {
  store.setState((state) => (state.query === query ? state : { query, cursor: 0 }));
}

/** Which line of the hits the cursor is on. */
export function useSearchCursor(): number {
  return store((state) => state.cursor);
}

export function setSearchCursor(cursor: number): void {
  store.setState({ cursor });
}

/** Goes to the search over everything. In: what to search for; without it the last search is shown again. */
export function openSearch(query?: string): void {
  if (query !== undefined && query.trim() !== "") setSearchText(query.trim());
  go({ screen: "search" });
}
