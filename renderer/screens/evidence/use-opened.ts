import { useEffect } from "react";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";

/** An item whose detail was on screen for so long counts as opened: passing over it with the arrow keys does not. */
const openedAfterMs = 1000;

const none: ReadonlySet<string> = new Set();

/** Records that the item on screen was opened. Out: ids of the items that were, here or in another attempt. */
export function useOpened(attemptId: string, itemId: string | undefined): ReadonlySet<string> {
  const record = useQuery("reading.record", { attemptId }, { scopes: ["reading", "settings", "task"] });
  useEffect(() => {
    if (itemId === undefined) return undefined;
    const timer = setTimeout(() => {
      if (document.visibilityState !== "visible") return;
      // A failure leaves the item as not opened, which is what the list then shows.
      void call("reading.shown", { attemptId, patch: null, hunks: [], evidence: [itemId] });
    }, openedAfterMs);
    return () => {
      clearTimeout(timer);
    };
  }, [attemptId, itemId]);
  const { value } = record;
  return value === undefined
    ? none
    : new Set(value.evidence.filter((item) => item.opened !== null).map((item) => item.id));
}
