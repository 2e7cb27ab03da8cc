import { useMemo } from "react";
import type { SavedFilter } from "../../shared/contract/inbox";
import { parseInboxQuery } from "../../shared/review/inbox-query";
import { useAppStatus } from "../bridge/app-status";
import { useInbox, useTaskRows } from "../bridge/task-rows";
import { useQuery } from "../bridge/use-query";
import { useNow } from "../ui/use-now";

/** A kept filter, and how many tasks it keeps now; null while they are not known. */
export interface CountedFilter extends SavedFilter {
  readonly count: number | null;
}

/** The zone that days of a filter are read in. */
export const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The kept filters in the reviewer's order, counted over the rows that are here. */
export function useSavedFilters(): readonly CountedFilter[] {
  const kept = useQuery("filters.list", {}, { scopes: ["settings"] }).value?.filters;
  const rows = useTaskRows();
  const me = useAppStatus().value?.settings.reviewerName ?? "";
  const mine = useInbox().value?.mine;
  const now = useNow();
  return useMemo(
    () =>
      (kept ?? []).map((filter) => {
        const { matches } = parseInboxQuery(filter.query, { now, zone: viewerZone, me, mine: mine ?? [] });
        return { ...filter, count: rows === null ? null : rows.filter((row) => matches(row)).length };
      }),
    [kept, rows, me, mine, now],
  );
}
