import { readyStrip } from "../views/event-order";
import { strongest } from "../views/task-view";
import { timelineSummary } from "../views/timeline";
import { readAttempts } from "../store/tasks";
import type { Core } from "../views/core";

/** What is asked for with the task has been answered after so many milliseconds. */
const restMs = 300;
const next = new WeakMap<Core, NodeJS.Timeout>();

/**
 * Puts the events in order that a person who looks at a task will probably want to see: those of the attempt with the least against it. It
 * takes a long one's timeline from half a second to some milliseconds. In: the task; whether the core is closing.
 */
export function prepareTimeline(core: Core, taskId: string, cancelled: () => boolean): void {
  clearTimeout(next.get(core));
  const prepare = async (): Promise<void> => {
    const stored = cancelled() ? null : strongest(readAttempts(core.index, taskId));
    if (stored === null) return;
    await timelineSummary(core, stored.attempt.id);
    if (!cancelled()) await readyStrip(core, stored);
  };
  const timer = setTimeout(() => {
    // What goes wrong here goes wrong again, and is told, when the timeline is opened.
    prepare().catch(() => undefined);
  }, restMs);
  timer.unref();
  next.set(core, timer);
}
