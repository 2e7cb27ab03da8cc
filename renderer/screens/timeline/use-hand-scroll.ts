import { useCallback, useEffect, useRef, type RefObject } from "react";

/** Scrolling goes on for so many milliseconds after the wheel or the finger was let go. */
const lasts = 400;

/**
 * Tells a reader who scrolls an element by wheel, touch or its bar from a list that scrolls because its cursor moved.
 * Out: whether they do so now.
 */
export function useHandScroll(element: RefObject<HTMLElement | null>): () => boolean {
  const until = useRef(0);
  const held = useRef(false);
  useEffect(() => {
    const current = element.current;
    if (current === null) return undefined;
    const scroll = () => {
      until.current = performance.now() + lasts;
    };
    // What is not on a row is on the bar.
    const press = ({ target }: PointerEvent) => {
      held.current = target === current;
    };
    const release = () => {
      if (held.current) scroll();
      held.current = false;
    };
    const passive = { passive: true };
    current.addEventListener("wheel", scroll, passive);
    current.addEventListener("touchmove", scroll, passive);
    current.addEventListener("pointerdown", press);
    window.addEventListener("pointerup", release);
    return () => {
      current.removeEventListener("wheel", scroll);
      current.removeEventListener("touchmove", scroll);
      current.removeEventListener("pointerdown", press);
      window.removeEventListener("pointerup", release);
    };
  }, [element]);
  return useCallback(() => held.current || performance.now() < until.current, []);
}
