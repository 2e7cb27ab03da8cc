import { useCallback, useEffect, useRef, useState } from "react";
import type { SearchHit, SearchResult } from "../../../shared/contract/search";
import type { Problem } from "../../../shared/result";
import { asTyped } from "../../../shared/search/query-syntax";
import { call, listen } from "../../bridge/client";

const pageSize = 50;
/** While the index grows, the answer is asked for again after this long. */
const growingMs = 1_500;
const mostSteps = 60;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export interface Held {
  readonly query: string;
  readonly pages: readonly (readonly SearchHit[])[];
  /** What the last page said: its cursor, and of the whole its problems and coverage. */
  readonly last: SearchResult;
}

export interface Search {
  /** The answer last held; it stays until the next one is there. Undefined before the first. */
  readonly held: Held | undefined;
  readonly problem: Problem | undefined;
  /** The query asked for now has no answer yet. */
  readonly asking: boolean;
  readonly more: () => void;
  readonly reload: () => void;
}

/** The hits of a query, page by page. Each key pressed asks at once: the core answers in a few milliseconds. */
export function useSearch(query: string): Search {
  const [held, setHeld] = useState<Held | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [round, setRound] = useState(0);
  const loading = useRef<string | null>(null);
  const reload = useCallback(() => {
    setRound((n) => n + 1);
  }, []);

  useEffect(() => {
    let current = true;
    void ask(query, null).then((result) => {
      if (!current) return;
      setProblem(result.ok ? undefined : result.error);
      if (result.ok) setHeld({ query, pages: [result.value.hits], last: result.value });
    });
    return () => {
      current = false;
    };
  }, [query, round]);

  useEffect(
    () =>
      listen("core", (core) => {
        if (core.state === "ready") reload();
      }),
    [reload],
  );
  // Only the first page is asked for again: pages further down would move under the reader.
  const renews = held?.query === query && held.pages.length === 1;
  useEffect(
    () =>
      renews
        ? listen("changed", (payload) => {
            if (payload.scopes.includes("task")) reload();
          })
        : undefined,
    [renews, reload],
  );
  const growing = renews && held.last.coverage.indexed < held.last.coverage.events;
  useEffect(() => {
    if (!growing) return undefined;
    const timer = setTimeout(reload, growingMs);
    return () => {
      clearTimeout(timer);
    };
  }, [growing, held, reload]);

  const cursor = held?.query === query ? held.last.cursor : null;
  const more = useCallback(() => {
    if (cursor === null || loading.current === cursor) return;
    loading.current = cursor;
    void ask(query, cursor).then((result) => {
      loading.current = null;
      if (!result.ok) {
        setProblem(result.error);
        return;
      }
      setHeld((before) =>
        before?.query === query && before.last.cursor === cursor
          ? { query, pages: [...before.pages, result.value.hits], last: result.value }
          : before,
      );
    });
  }, [query, cursor]);

  // A step that ran out of time before it had a page goes on by itself for a while: nobody waits for a button.
  const found = held?.pages.reduce((sum, page) => sum + page.length, 0) ?? 0;
  const goesOn = held?.query === query && held.last.truncated && found < pageSize && held.pages.length < mostSteps;
  useEffect(() => {
    if (goesOn) more();
  }, [goesOn, more]);

  return { held, problem, asking: held?.query !== query && problem === undefined, more, reload };
}

function ask(query: string, cursor: string | null) {
  return call("search.query", { query: asTyped(query), attemptId: null, cursor, limit: pageSize, zone });
}
