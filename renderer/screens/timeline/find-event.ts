import type { TimelineFilter, TimelineMark } from "../../../shared/contract/timeline";
import type { EventRef } from "../../../shared/model/evidence";
import { ok, type Result } from "../../../shared/result";
import { call } from "../../bridge/client";
import { everything } from "../../parts/first-events";

/** True where two filters let the same events pass. */
export function sameFilter(a: TimelineFilter, b: TimelineFilter): boolean {
  const list = (names: readonly string[] | undefined) => [...(names ?? [])].sort().join();
  return (
    a.text === b.text &&
    a.failedOnly === b.failedOnly &&
    list(a.kinds) === list(b.kinds) &&
    list(a.about) === list(b.about) &&
    a.lane?.sessionId === b.lane?.sessionId &&
    a.lane?.lane === b.lane?.lane
  );
}

/**
 * Where an event stands. In: attempt, the filter in force, the event. Out: its position and the filter it holds under: the
 * one in force, or none where that leaves the event out; null where the attempt has no such event.
 */
export async function locate(
  attemptId: string,
  filter: TimelineFilter,
  ref: EventRef,
): Promise<Result<{ readonly filter: TimelineFilter; readonly index: number } | null>> {
  for (const each of sameFilter(filter, everything) ? [everything] : [filter, everything]) {
    const found = await call("timeline.locate", { attemptId, filter: each, sessionId: ref.sessionId, seq: ref.seq });
    if (!found.ok) return found;
    if (found.value.index !== null) return ok({ filter: each, index: found.value.index });
  }
  return ok(null);
}

/** Failures are looked through one by one until one passes the filter; after so many the search ends. */
const mostTried = 200;

export interface FailedSearch {
  readonly attemptId: string;
  readonly filter: TimelineFilter;
  readonly outline: readonly TimelineMark[];
  /** The event to search from; null for the start. */
  readonly from: EventRef | null;
  readonly by: 1 | -1;
}

/** Position under the filter of the next (or previous) failed event; null where there is none. */
export async function findFailed(search: FailedSearch): Promise<Result<number | null>> {
  const { attemptId, filter, outline, from, by } = search;
  let start = -1;
  if (from !== null) {
    const found = await call("timeline.locate", { attemptId, filter: everything, ...from });
    if (!found.ok) return found;
    start = found.value.index ?? -1;
  }
  for (const mark of failedMarks(outline, start, by).slice(0, mostTried)) {
    const found = await call("timeline.locate", { attemptId, filter, sessionId: mark.sessionId, seq: mark.seq });
    if (!found.ok) return found;
    if (found.value.index !== null) return ok(found.value.index);
  }
  return ok(null);
}

/** Failed marks after (or before) a position, nearest first. */
export function failedMarks(outline: readonly TimelineMark[], start: number, by: 1 | -1): TimelineMark[] {
  const failed = outline.filter((mark) => mark.outcome === "failed");
  return by === 1 ? failed.filter((mark) => mark.index > start) : failed.filter((mark) => mark.index < start).reverse();
}
