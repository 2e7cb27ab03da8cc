import { useCallback, useMemo, useState } from "react";
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
  const held = useMemo(() => new Set(kept), [kept]);
  const isRead = useCallback(
    (digest: string | null) => digest !== null && (wishes.get(digest) ?? held.has(digest)),
    [wishes, held],
  );
  const mark = useCallback(
    (digest: string, read: boolean): void => {
      const wish = (now: boolean | null): void => {
        setWishes((before) => {
          const next = new Map(before);
          if (now === null) next.delete(digest);
          else next.set(digest, now);
          return next;
        });
      };
      wish(read);
      setProblem(null);
      void call("reading.mark", { attemptId, file: digest, read }).then((result) => {
        if (result.ok) return;
        wish(null);
        setProblem(`The read mark was not kept: ${result.error.message}`);
      });
    },
    [attemptId],
  );
  return useMemo(() => ({ isRead, mark, problem }), [isRead, mark, problem]);
}
