import { useEffect, useState } from "react";

/** Moving quickly through a list asks only for what it stops at. Milliseconds. */
const restMs = 90;

/** Whether the reader has stopped at a subject: what is only passed by asks for nothing. In: what names the subject. */
export function useResting(subject: string): boolean {
  const [rested, setRested] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      setRested(subject);
    }, restMs);
    return () => {
      clearTimeout(timer);
    };
  }, [subject]);
  return rested === subject;
}
