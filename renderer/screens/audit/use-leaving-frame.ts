import { useEffect, useRef, type RefObject } from "react";
import { useTopic } from "../../bridge/use-topic";

/**
 * Lets the keyboard out of a frame of another origin, whose keys this page never hears: Escape in it gives the focus back to what had it
 * before, or to the dialog around it. Out: the frame's ref. Where the focus is elsewhere, Escape does what it does there.
 */
export function useLeavingFrame(): RefObject<HTMLIFrameElement | null> {
  const frame = useRef<HTMLIFrameElement>(null);
  const before = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const remember = ({ target }: FocusEvent): void => {
      if (target instanceof HTMLElement && target !== frame.current) before.current = target;
    };
    document.addEventListener("focusin", remember);
    return () => {
      document.removeEventListener("focusin", remember);
    };
  }, []);
  useTopic("escape", () => {
    const inside = frame.current;
    if (inside === null || document.activeElement !== inside) return;
    const back = before.current?.isConnected === true ? before.current : null;
    (
      back ??
      inside.closest("dialog")?.querySelector<HTMLElement>("button, input") ??
      inside.ownerDocument.body
    ).focus();
  });
  return frame;
}
