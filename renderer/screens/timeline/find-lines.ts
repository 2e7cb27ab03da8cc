import type { EventRef } from "../../../shared/model/evidence";
import { ok, type Result } from "../../../shared/result";
import { call } from "../../bridge/client";

/** Lines of the patch that stem from an event: where the first of them stand, and how many there are. */
export interface EventLines {
  readonly path: string;
  /** A line of the new file; null where the event only removed lines. */
  readonly line: number | null;
  readonly count: number;
}

/** Where the lines are that an event wrote or removed. Null where no line of the patch stems from it. */
export async function linesOfEvent(attemptId: string, ref: EventRef): Promise<Result<EventLines | null>> {
  const told = await call("provenance.get", { attemptId, path: null });
  if (!told.ok) return told;
  let first: { path: string; line: number | null } | null = null;
  let count = 0;
  for (const { path, origins } of told.value.files)
    for (const { event, side, from, to } of origins) {
      if (event?.sessionId !== ref.sessionId || event.seq !== ref.seq) continue;
      count += to - from + 1;
      // An added line is where a reader looks; a removed one has no number in the new file.
      if (first === null || (first.line === null && side === "new"))
        first = { path, line: side === "new" ? from : null };
    }
  return ok(first === null ? null : { ...first, count });
}
