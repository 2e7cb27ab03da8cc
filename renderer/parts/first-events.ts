import type { Input } from "../../shared/contract/api";
import type { TimelineFilter } from "../../shared/contract/timeline";

/** Events asked for at once. */
export const pageSize = 100;

/** The filter that lets every event pass. */
export const everything: TimelineFilter = { text: "", kinds: [], failedOnly: false };

/** The question for what a timeline begins with. */
export function firstEvents(attemptId: string): Input<"timeline.page"> {
  return { attemptId, filter: everything, offset: 0, limit: pageSize };
}
