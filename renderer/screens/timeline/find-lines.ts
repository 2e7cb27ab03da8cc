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

/** Lines of one file of the patch that stem from an event. */
export interface WrittenLines {
  readonly path: string;
  readonly side: "new" | "old";
  readonly from: number;
  readonly to: number;
}

/** Every stretch of lines of the patch that stems from an event, in the patch's order. */
export async function writtenBy(attemptId: string, ref: EventRef): Promise<Result<readonly WrittenLines[]>> {
  const told = await call("provenance.get", { attemptId, path: null });
  if (!told.ok) return told;
  return ok(
    told.value.files.flatMap(({ path, origins }) =>
      origins.flatMap(({ event, side, from, to }): WrittenLines[] =>
        event?.sessionId === ref.sessionId && event.seq === ref.seq ? [{ path, side, from, to }] : [],
      ),
    ),
  );
}

/** Where the lines are that an event wrote or removed. Null where no line of the patch stems from it. */
export async function linesOfEvent(attemptId: string, ref: EventRef): Promise<Result<EventLines | null>> {
  const written = await writtenBy(attemptId, ref);
  if (!written.ok) return written;
  // An added line is where a reader looks; a removed one has no number in the new file.
  const first = written.value.find(({ side }) => side === "new") ?? written.value[0];
  const count = written.value.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return ok(first === undefined ? null : { path: first.path, line: first.side === "new" ? first.from : null, count });
}
