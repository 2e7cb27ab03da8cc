import { ok, type Result } from "../../shared/result";
import { readLook, writeLook } from "../store/looks";
import { readTask } from "../store/tasks";
import type { Core } from "../views/core";
import { seenTask } from "../views/look";
import { currentSettings } from "../views/settings";
import { taskMissing } from "../views/task-view";

/** Openings closer to each other than this are one look. */
const sittingMs = 10 * 60_000;

/**
 * Remembers a task as it stands now as what this reviewer saw. An opening long after the last one begins a new look, against which
 * changes are then counted; leaving never does.
 */
export function lookAtTask(core: Core, taskId: string, leaving: boolean): Result<Record<string, never>> {
  const task = readTask(core.index, taskId);
  if (task === null) return taskMissing(taskId);
  const reviewer = currentSettings(core).reviewerName;
  const now = core.platform.clock.now();
  const last = readLook(core.record, taskId, reviewer);
  const begins = !leaving && last !== null && now.getTime() - Date.parse(last.at) > sittingMs;
  const before = begins
    ? { at: last.at, state: last.state }
    : { at: last?.beforeAt ?? null, state: last?.before ?? null };
  writeLook(core.record, taskId, reviewer, {
    at: now.toISOString(),
    state: JSON.stringify(seenTask(core, task)),
    beforeAt: before.at,
    before: before.state,
  });
  return ok({});
}
