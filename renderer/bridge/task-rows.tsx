import { createContext, use, useMemo, type ReactNode } from "react";
import type { InboxRow } from "../../shared/contract/inbox";
import { useInboxFeed, type InboxFeed } from "./use-inbox-feed";

const InboxContext = createContext<InboxFeed | null>(null);
const TaskRowsContext = createContext<readonly InboxRow[] | null | undefined>(undefined);

/** Holds all tasks once for the whole window: the inbox, the sidebar, the palette and the notifications read the same rows. */
export function TaskRowsProvider({ children }: { readonly children: ReactNode }) {
  const inbox = useInboxFeed();
  const { value } = inbox;
  const rows = useMemo(
    () => (value === undefined || value.partial === true ? null : value.groups.flatMap((group) => group.rows)),
    [value],
  );
  return (
    <InboxContext value={inbox}>
      <TaskRowsContext value={rows}>{children}</TaskRowsContext>
    </InboxContext>
  );
}

/** All tasks in the inbox's order; null until every one of them has come. */
export function useTaskRows(): readonly InboxRow[] | null {
  const rows = use(TaskRowsContext);
  if (rows === undefined) throw new Error("useTaskRows outside TaskRowsProvider");
  return rows;
}

/**
 * The whole inbox without a filter, kept fresh: the screen filters its rows itself, so that typing costs no question. At its start it
 * holds the first rows while the others come.
 */
export function useInbox(): InboxFeed {
  const inbox = use(InboxContext);
  if (inbox === null) throw new Error("useInbox outside TaskRowsProvider");
  return inbox;
}
