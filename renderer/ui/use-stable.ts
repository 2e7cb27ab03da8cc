import { useCallback, useLayoutEffect, useRef } from "react";

/** A function that stays the same and does what the newest one does: for parts that are drawn again only when what they show changed. */
export function useStable<A extends readonly unknown[]>(newest: (...args: A) => void): (...args: A) => void {
  const latest = useRef(newest);
  useLayoutEffect(() => {
    latest.current = newest;
  });
  return useCallback((...args: A) => {
    latest.current(...args);
  }, []);
}
