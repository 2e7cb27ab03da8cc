import { useEffect } from "react";
import type { AttemptView } from "../../../shared/contract/review";
import { answerAtHand, askAhead } from "../../bridge/ahead";
import { readAhead } from "../../parts/diff/engines";
import { firstEvents } from "../../parts/first-events";

/** What belongs to the task itself is on screen by then, in milliseconds. */
const restMs = 400;
/** Changed lines of a patch that is asked for ahead: a longer one would be megabytes held for nothing where nobody opens it. */
const mostLines = 200_000;
/** Characters of a patch that is read ahead. */
const longest = 20_000_000;

/**
 * Asks for the patch and the events of the attempt in focus while the task is read, and reads the patch: its diff and its timeline open
 * without waiting for them, and the core has a long session's events in order by then.
 */
export function useAhead({ attempt }: AttemptView): void {
  const { id } = attempt;
  const lines = attempt.files.reduce((sum, { added, removed }) => sum + added + removed, 0);
  const patched = lines > 0 && lines <= mostLines;
  const events = attempt.sessions.length > 0;
  useEffect(() => {
    let forget: readonly (() => void)[] = [];
    let end = (): void => undefined;
    let left = false;
    const timer = setTimeout(() => {
      const of = { attemptId: id };
      forget = [
        ...(patched
          ? [
              askAhead("interdiff.sinceRead", of),
              askAhead("diff.get", of, ({ patch }) => {
                // Where files were read in an earlier version, what is shown is another patch.
                const since = answerAtHand("interdiff.sinceRead", of);
                if (!left && since?.files.length === 0 && patch !== "" && patch.length <= longest)
                  end = readAhead(patch);
              }),
            ]
          : []),
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
      left = true;
      clearTimeout(timer);
      // The screen that follows asks after this one is gone.
      setTimeout(() => {
        for (const each of forget) each();
        end();
      }, 0);
    };
  }, [id, patched, events]);
}
