import { useEffect, useState } from "react";

/** Moving quickly through a list asks only for what it stops at. Milliseconds. */
const restMs = 90;

/**
 * Whether a subject stayed for a while: the reader has stopped at it, and what is only passed by asks for nothing. In: what names the
 * subject, null for none, which never stays; how long, in milliseconds.
 */
export function useResting(subject: string | null, afterMs = restMs): boolean {
  const [rested, setRested] = useState<string | null>(null);
  useEffect(() => {
    if (subject === null) return undefined;
    const timer = setTimeout(() => {
      setRested(subject);
    }, afterMs);
    return () => {
      clearTimeout(timer);
    };
  }, [subject, afterMs]);
  return subject !== null && rested === subject;
}
