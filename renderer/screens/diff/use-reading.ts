import { useState } from "react";
import { call } from "../../bridge/client";

export interface Reading {
  readonly isRead: (digest: string | null) => boolean;
  readonly mark: (digest: string, read: boolean) => void;
  /** Why the last mark was not kept, in words. */
  readonly problem: string | null;
}

/** Read marks of an attempt's files: shown at once, taken back when the core refuses. */
export function useReading(attemptId: string, kept: readonly string[]): Reading {
  const [wishes, setWishes] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [problem, setProblem] = useState<string | null>(null);
  const held = new Set(kept);
  const wish = (digest: string, read: boolean | null): void => {
    setWishes((before) => {
      const next = new Map(before);
      if (read === null) next.delete(digest);
      else next.set(digest, read);
      return next;
    });
  };
  return {
    isRead: (digest) => digest !== null && (wishes.get(digest) ?? held.has(digest)),
    mark: (digest, read) => {
      wish(digest, read);
      setProblem(null);
      void call("reading.mark", { attemptId, file: digest, read }).then((result) => {
        if (result.ok) return;
        wish(digest, null);
        setProblem(`The read mark was not kept: ${result.error.message}`);
      });
    },
    problem,
  };
}
