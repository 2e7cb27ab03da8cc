import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { TimelineFilter } from "../../../shared/contract/timeline";
import { call, listen } from "../../bridge/client";
import { EventPages } from "./event-pages";

/**
 * The pages of an attempt's events under a filter. The pages of the filter before stay until the new ones have an
 * answer, so that a changed filter does not flash. They are read again when the task changed.
 */
export function useEventPages(attemptId: string, filter: TimelineFilter): EventPages {
  const key = JSON.stringify(filter);
  const pages = useMemo(() => {
    // The key holds the filter whole, so a filter made anew on every render asks nothing again.
    const asked = JSON.parse(key) as TimelineFilter;
    return new EventPages((offset, limit) => call("timeline.page", { attemptId, filter: asked, offset, limit }));
  }, [attemptId, key]);
  const [shown, setShown] = useState(pages);
  useSyncExternalStore(pages.subscribe, pages.version);
  useSyncExternalStore(shown.subscribe, shown.version);
  const current = pages.total !== null || pages.problem !== null ? pages : shown;
  if (current !== shown) setShown(current);

  useEffect(() => {
    void pages.want(0, 1);
  }, [pages]);
  useEffect(
    () =>
      listen("changed", (payload) => {
        if (payload.scopes.includes("task")) pages.renew();
      }),
    [pages],
  );
  useEffect(
    () =>
      listen("core", (core) => {
        if (core.state === "ready") pages.renew();
      }),
    [pages],
  );
  return current;
}
