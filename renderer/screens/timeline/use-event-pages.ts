import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { TimelineFilter } from "../../../shared/contract/timeline";
import { callOrTake } from "../../bridge/ahead";
import { listen } from "../../bridge/client";
import { everything } from "../../parts/first-events";
import { EventPages } from "./event-pages";
import { sameFilter } from "./find-event";

function pagesOf(attemptId: string, filter: TimelineFilter): EventPages {
  return new EventPages((offset, limit) => callOrTake("timeline.page", { attemptId, filter, offset, limit }));
}

/** Reads pages when they are first used, and again when the task changed or the core came back. */
function useRead(pages: EventPages | null): void {
  useEffect(() => void pages?.want(0, 1), [pages]);
  useEffect(
    () =>
      listen("changed", (payload) => {
        if (payload.scopes.includes("task")) pages?.renew();
      }),
    [pages],
  );
  useEffect(
    () =>
      listen("core", (core) => {
        if (core.state === "ready") pages?.renew();
      }),
    [pages],
  );
}

/** All events of an attempt, asked for before there is a list to draw them in. Out: the pages, and whether the first is answered. */
export function useAllPages(attemptId: string): readonly [EventPages, boolean] {
  const pages = useMemo(() => pagesOf(attemptId, everything), [attemptId]);
  useRead(pages);
  const answered = useSyncExternalStore(pages.subscribe, () => pages.total !== null || pages.problem !== null);
  return [pages, answered];
}

/**
 * The pages of an attempt's events under a filter. The pages of the filter before stay until the new ones have an
 * answer, so that a changed filter does not flash. They are read again when the task changed. In: the pages without a filter, where
 * somebody reads them already.
 */
export function useEventPages(attemptId: string, filter: TimelineFilter, all?: EventPages): EventPages {
  const key = JSON.stringify(filter);
  const pages = useMemo(() => {
    // The key holds the filter whole, so a filter made anew on every render asks nothing again.
    const asked = JSON.parse(key) as TimelineFilter;
    return all !== undefined && sameFilter(asked, everything) ? all : pagesOf(attemptId, asked);
  }, [attemptId, key, all]);
  const [shown, setShown] = useState(pages);
  useSyncExternalStore(pages.subscribe, pages.version);
  useSyncExternalStore(shown.subscribe, shown.version);
  const current = pages.total !== null || pages.problem !== null ? pages : shown;
  if (current !== shown) setShown(current);
  useRead(pages === all ? null : pages);
  return current;
}
