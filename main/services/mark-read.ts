import type { Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { markRead, markSeen, readMarks } from "../store/reviewer";
import { readAttempt, readAttempts } from "../store/tasks";
import type { Core } from "../views/core";
import { fingerprintOf } from "../views/inbox";
import { attemptMissing } from "../views/timeline";

/** Records that the reviewer has read (or not read) a file's change; the mark holds for equal changes in other attempts too. */
export function markFileRead(
  core: Core,
  attemptId: string,
  file: string,
  read: boolean,
): Result<Output<"reading.mark">> {
  const stored = readAttempt(core.index, attemptId);
  if (stored === null) return attemptMissing(attemptId);
  const digests = stored.attempt.files.map((item) => item.digest);
  if (!digests.includes(file))
    return err({
      code: "not-found",
      message: "That file is not part of this attempt.",
      remedy: "Open the diff again.",
    });
  markRead(core.record, file, read, core.platform.clock.now().toISOString());
  core.publish("changed", { scopes: ["task"] });
  return ok({ readFiles: readMarks(core.record, digests) });
}

/** Remembers that the reviewer opened a task in the state it has now. */
export function markTaskSeen(core: Core, taskId: string): void {
  const attempts = readAttempts(core.index, taskId);
  if (attempts.length === 0) return;
  markSeen(core.record, taskId, fingerprintOf(attempts), core.platform.clock.now().toISOString());
  core.publish("changed", { scopes: ["inbox"] });
}
