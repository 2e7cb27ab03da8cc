import { useEffect, useRef, type RefObject } from "react";

/** The button that was pressed is gone when its work is done: the focus goes to the one that ends the dialog. */
export function useFocusOnce(): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    button.current?.focus();
  }, []);
  return button;
}
