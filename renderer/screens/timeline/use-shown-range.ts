import { startTransition, useCallback, useEffect, useRef, useState } from "react";

/** Positions of the first and the last event in view. */
export interface ShownRange {
  readonly first: number;
  readonly last: number;
}

/** What stands around the list follows it so many milliseconds later, a few times a second: a frame of scrolling draws new lines only. */
const followMs = 80;

/** Which events the list shows, a moment after it shows them. Out: the positions, and what the list tells them to. */
export function useShownRange(): readonly [ShownRange, (first: number, last: number) => void] {
  const [range, setRange] = useState<ShownRange>({ first: 0, last: 0 });
  const newest = useRef<ShownRange>({ first: 0, last: 0 });
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  const tell = useCallback((first: number, last: number) => {
    newest.current = { first, last };
    timer.current ??= setTimeout(() => {
      timer.current = null;
      startTransition(() => {
        setRange(newest.current);
      });
    }, followMs);
  }, []);
  return [range, tell];
}
