import { useLayoutEffect, useState, type RefObject } from "react";

/** The width of an element in pixels, kept current; before the first layout what is said to be likely, else 0. */
export function useWidth(element: RefObject<HTMLElement | null>, likely = 0): number {
  const [width, setWidth] = useState(likely);
  useLayoutEffect(() => {
    const current = element.current;
    if (current === null) return undefined;
    const measure = () => {
      setWidth(current.clientWidth);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return width;
}
