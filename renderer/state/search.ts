import { create } from "zustand";
import { go } from "./route";

/** The hit that the cursor is on, by its key, and the line where it stood. */
export interface SearchCursor {
  readonly key: string | null;
  readonly line: number;
}

interface SearchState {
  readonly query: string;
  /** The hit the reader was at: coming back from the timeline, the list opens there. */
  readonly cursor: SearchCursor;
}

const top: SearchCursor = { key: null, line: 0 };
const store = create<SearchState>(() => ({ query: "", cursor: top }));

/** The search's text; it stays while other screens are open. */
export function useSearchText(): string {
  return store((state) => state.query);
}

export function setSearchText(query: string): void {
  store.setState((state) => (state.query === query ? state : { query, cursor: top }));
}

export function useSearchCursor(): SearchCursor {
  return store((state) => state.cursor);
}

export function setSearchCursor(cursor: SearchCursor): void {
  store.setState({ cursor });
}

/** Goes to the search over everything. In: what to search for; without it the last search is shown again. */
export function openSearch(query?: string): void {
  if (query !== undefined && query.trim() !== "") setSearchText(query.trim());
  go({ screen: "search" });
}
