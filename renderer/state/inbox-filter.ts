import { create } from "zustand";
import { inboxGroupings, type InboxGrouping } from "../../shared/review/inbox-groups";

const groupingKey = "countersign.inbox.grouping";

interface InboxLook {
  readonly filter: string;
  readonly grouping: InboxGrouping;
}

const store = create<InboxLook>(() => ({
  filter: "",
  grouping: inboxGroupings.find((name) => name === localStorage.getItem(groupingKey)) ?? "turn",
}));

/** The inbox's filter text; it stays while other screens are open. */
export function useInboxFilter(): string {
  return store((state) => state.filter);
}

export function setInboxFilter(filter: string): void {
  store.setState({ filter });
}

/** What the inbox's headings are; remembered. */
export function useInboxGrouping(): InboxGrouping {
  return store((state) => state.grouping);
}

export function setInboxGrouping(grouping: InboxGrouping): void {
  localStorage.setItem(groupingKey, grouping);
  store.setState({ grouping });
}

/** The filter that keeps one repository: `repo:payments`, `repo:"two words"`. */
export function repositoryTerm(repository: string): string {
  return /[\s,"\\]/u.test(repository)
    ? `repo:"${repository.replace(/["\\]/g, (found) => `\\${found}`)}"`
    : `repo:${repository}`;
}
