import type { TimelineFilter, TimelineMark, TimelineRow } from "../../../shared/contract/timeline";
import type { Freshness } from "../../../shared/model/attempt";
import type { EventRef } from "../../../shared/model/evidence";
import { everything } from "../../parts/first-events";
import { sameFilter } from "./find-event";

/** True where a check was made before the final edit: then the seam says on which tree. In: marks in order, the final edit. */
export function checksBefore(outline: readonly TimelineMark[], lastEdit: EventRef | null): boolean {
  if (lastEdit === null) return false;
  const edit = outline.find((mark) => mark.sessionId === lastEdit.sessionId && mark.seq === lastEdit.seq);
  const end = edit?.index ?? Number.POSITIVE_INFINITY;
  return outline.some((mark) => mark.kind === "check" && mark.index < end);
}

/**
 * True where the seam stands between two rows: after the final edit, and where the filter leaves that edit out, between the
 * rows around its time.
 */
export function seamAbove(
  before: TimelineRow | undefined,
  here: TimelineRow | undefined,
  lastEdit: Freshness["lastEdit"],
  filter: TimelineFilter,
): boolean {
  if (before === undefined || here === undefined) return false;
  if (before.finalEdit) return true;
  const filtered = !sameFilter(filter, everything);
  const at = lastEdit?.at ?? null;
  if (!filtered || at === null || here.finalEdit || before.event.at === null || here.event.at === null) return false;
  const edit = Date.parse(at);
  return Date.parse(before.event.at) <= edit && Date.parse(here.event.at) > edit;
}
