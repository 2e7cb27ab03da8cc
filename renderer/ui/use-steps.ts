import { startTransition, useEffect, useState } from "react";

/**
 * Parts of a screen that are drawn one after the other, so that the first is seen before the last is made and no key waits for all of
 * them. In: whether the first may be drawn, how many there are. Out: how many may be drawn by now; never fewer than before.
 */
export function useSteps(begin: boolean, count: number): number {
  const [done, setDone] = useState(begin ? 1 : 0);
  useEffect(() => {
    if (!begin || done >= count) return;
    startTransition(() => {
      setDone(done + 1);
    });
  }, [begin, done, count]);
  return done;
}
