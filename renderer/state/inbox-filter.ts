import { create } from "zustand";

const store = create<{ readonly filter: string }>(() => ({ filter: "" }));

/** The inbox's filter text; it stays while other screens are open. */
export function useInboxFilter(): string {
  return store((state) => state.filter);
}

export function setInboxFilter(filter: string): void {
  store.setState({ filter });
}

/** The filter that keeps one repository: `repo:payments`. A name with spaces is one term for each of its words. */
export function repositoryTerm(repository: string): string {
  return repository
    .split(/\s+/u)
    .filter((word) => word !== "")
    .map((word) => `repo:${word}`)
    .join(" ");
}
