import { useCallback, useEffect, useRef, useState } from "react";
import type { Problem, Result } from "../../../shared/result";

/** One answer: some rows from a place on, and how many there are in all. */
export interface RowsPage<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

/** Asks for rows `[offset, offset + limit)`. Another function is another list. */
export type LoadRows<T> = (offset: number, limit: number) => Promise<Result<RowsPage<T>>>;

export interface Pages<T> {
  /** Null until the first page is here. */
  readonly total: number | null;
  /** The row at a place; undefined while it is not here. */
  readonly at: (index: number) => T | undefined;
  /** Asks for rows `[from, to)` that are not here. */
  readonly want: (from: number, to: number) => void;
  readonly problem: Problem | null;
  readonly retry: () => void;
}

const pageRows = 200;

interface Held<T> {
  readonly load: LoadRows<T>;
  readonly total: number | null;
  readonly pages: ReadonlyMap<number, readonly T[]>;
  readonly problem: Problem | null;
}

/** A long list that is asked for page by page, as its rows come on screen. */
export function usePages<T>(load: LoadRows<T>): Pages<T> {
  const [held, setHeld] = useState<Held<T>>(() => nothingOf(load));
  const asked = useRef<{ readonly load: LoadRows<T>; readonly pages: Set<number> } | null>(null);
  const want = useCallback(
    (from: number, to: number) => {
      if (asked.current?.load !== load) asked.current = { load, pages: new Set() };
      const { pages } = asked.current;
      for (let page = Math.floor(Math.max(0, from) / pageRows); page * pageRows < to; page += 1) {
        if (pages.has(page)) continue;
        pages.add(page);
        void load(page * pageRows, pageRows).then((result) => {
          if (!result.ok) pages.delete(page);
          setHeld((before) => {
            const own = before.load === load ? before : nothingOf(load);
            if (!result.ok) return { ...own, problem: result.error };
            const { rows, total } = result.value;
            return { ...own, total, pages: new Map([...own.pages, [page, rows]]), problem: null };
          });
        });
      }
    },
    [load],
  );
  useEffect(() => {
    want(0, 1);
  }, [want]);
  const now = held.load === load ? held : null;
  return {
    total: now?.total ?? null,
    at: (index) => now?.pages.get(Math.floor(index / pageRows))?.[index % pageRows],
    want,
    problem: now?.problem ?? null,
    retry: () => {
      want(0, 1);
    },
  };
}

function nothingOf<T>(load: LoadRows<T>): Held<T> {
  return { load, total: null, pages: new Map(), problem: null };
}
