import { create } from "zustand";

const store = create<{ readonly filter: string }>(() => ({ filter: "" }));

/** The inbox's filter text; it stays while other screens are open. */
export function useInboxFilter(): string {
  return store((state) => state.filter);
}

export function setInboxFilter(filter: string): void {
  store.setState({ filter });
}

/** The filter term that keeps one repository: `repo:payments`, quoted where the name has spaces. */
export function repositoryTerm(repository: string): string {
  return /\s/u.test(repository) ? `repo:"${repository}"` : `repo:${repository}`;
}
