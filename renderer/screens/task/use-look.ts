import { useEffect, useState } from "react";
import type { Look } from "../../../shared/contract/look";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";

/** Remembers that the task is looked at, and says what changed since the look before. Undefined until that is known. */
export function useLook(taskId: string): Look | undefined {
  const [looked, setLooked] = useState<string | null>(null);
  useEffect(() => {
    let here = true;
    // A failure leaves the row marked as new, and the last look as it was, which is the honest state.
    void call("inbox.seen", { taskId });
    void call("task.looked", { taskId, leaving: false }).then(() => {
      if (here) setLooked(taskId);
    });
    return () => {
      here = false;
      void call("task.looked", { taskId, leaving: true });
    };
  }, [taskId]);
  return useQuery("task.look", looked === taskId ? { taskId } : null, { scopes: ["task"] }).value;
}
