import type { EventRef } from "../../../shared/model/evidence";
import { go } from "../../state/route";

/** Opens the timeline of an attempt at an event. */
export function showEvent(taskId: string, attemptId: string, { sessionId, seq }: EventRef): void {
  go({ screen: "timeline", taskId, attemptId, at: { sessionId, seq } });
}

/** Opens the diff of an attempt at a file, and at a line of it where one is known. */
export function showLine(taskId: string, attemptId: string, path: string, line: number | null): void {
  go({ screen: "diff", taskId, attemptId, at: line === null ? { path } : { path, line } });
}
