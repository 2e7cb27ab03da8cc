import { useEffect, useState } from "react";

/** A text as it was when it last stayed the same for a moment: what is asked of the core for each key would be too much. */
export function useSettled(text: string, waitMs = 150): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(text);
    }, waitMs);
    return () => {
      clearTimeout(timer);
    };
  }, [text, waitMs]);
  return settled;
}
