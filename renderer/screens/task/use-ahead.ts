import { useEffect } from "react";
import type { AttemptView } from "../../../shared/contract/review";
import { askAhead } from "../../bridge/ahead";
import { firstEvents } from "../../parts/first-events";

/** What belongs to the task itself is on screen by then, in milliseconds. */
const restMs = 400;
/** Changed lines of a patch that is asked for ahead: a longer one would be megabytes held for nothing where nobody opens it. */
const mostLines = 200_000;

/**
 * Asks for the patch and the events of the attempt in focus while the task is read: its diff and its timeline open without waiting for
 * them, and the core has a long session's events in order by then.
 */
export function useAhead({ attempt }: AttemptView): void {
  const { id } = attempt;
  const lines = attempt.files.reduce((sum, { added, removed }) => sum + added + removed, 0);
  const patched = lines > 0 && lines <= mostLines;
  const events = attempt.sessions.length > 0;
  useEffect(() => {
    let forget: readonly (() => void)[] = [];
    const timer = setTimeout(() => {
      const of = { attemptId: id };
      forget = [
        ...(patched ? [askAhead("interdiff.sinceRead", of), askAhead("diff.get", of)] : []),
        ...(events
          ? [
              askAhead("timeline.summary", of),
              askAhead("timeline.page", firstEvents(id)),
              askAhead("timeline.strip", of),
            ]
          : []),
      ];
    }, restMs);
    return () => {
      clearTimeout(timer);
      // The screen that follows asks after this one is gone.
      setTimeout(() => {
        for (const each of forget) each();
      }, 0);
    };
  }, [id, patched, events]);
}
