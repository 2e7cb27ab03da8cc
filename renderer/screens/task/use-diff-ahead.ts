import { useEffect } from "react";
import type { AttemptView } from "../../../shared/contract/review";
import { askAhead } from "../../bridge/ahead";

/** What belongs to the task itself is on screen by then, in milliseconds. */
const restMs = 400;
/** Changed lines of a patch that is asked for ahead: one of more is not opened at once either. */
const mostLines = 200_000;

/** Asks for the patch of the attempt in focus while the task is read: its diff opens without waiting for it. */
export function useDiffAhead({ attempt }: AttemptView): void {
  const { id } = attempt;
  const lines = attempt.files.reduce((sum, { added, removed }) => sum + added + removed, 0);
  const asks = lines > 0 && lines <= mostLines;
  useEffect(() => {
    if (!asks) return undefined;
    let forget: readonly (() => void)[] = [];
    const timer = setTimeout(() => {
      forget = [askAhead("interdiff.sinceRead", { attemptId: id }), askAhead("diff.get", { attemptId: id })];
    }, restMs);
    return () => {
      clearTimeout(timer);
      // The screen that follows asks after this one is gone.
      setTimeout(() => {
        for (const each of forget) each();
      }, 0);
    };
  }, [id, asks]);
}
