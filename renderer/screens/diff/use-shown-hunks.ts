import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { NOTHING, type Layout } from "../../../shared/diff/layout";
import type { PatchRows } from "../../../shared/diff/rows";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { usePair } from "./interdiff-pair";
import { WITHHELD_FROM } from "./line-heights";
import { shownByFile, ShownHunks } from "./shown-hunks";

/** A line counts as shown when it was on screen at two looks in a row: what flies by while scrolling was not. */
const lookEveryMs = 400;
/** What was shown is told to the core in one request for so long. */
const tellAfterMs = 1200;

const nothing: readonly number[] = [];
const noHunks: ShownReading["byFile"] = [];

/** The screen lines that are drawn now, `[first, last]`, of a layout. */
export interface ScreenLines {
  readonly layout: Layout;
  readonly first: number;
  readonly last: number;
}

export interface ShownReading {
  readonly total: number;
  readonly shown: number;
  readonly byFile: readonly { readonly hunks: number; readonly shown: number }[];
  /** Says what is on screen. Only remembered: it may be called on every frame. */
  readonly onLines: (lines: ScreenLines) => void;
  /** Why what was shown is not kept, in words. */
  readonly problem: string | null;
}

interface Shown {
  readonly attemptId: string;
  readonly patch: string | null;
  readonly rows: PatchRows;
  readonly same: Int32Array | null;
  /** Long lines that were asked for: until then they are withheld, and not shown. */
  readonly longShown: ReadonlySet<number>;
}

/** Counts the hunks whose changed lines were on screen, and has them recorded. Nothing is done while nothing moves. */
export function useShownHunks({ attemptId, patch, rows, same, longShown }: Shown): ShownReading {
  const record = useQuery("reading.record", { attemptId });
  const places = usePair()?.places ?? null;
  // Counted at the first look: nothing of it is drawn before.
  const hunks = useMemo(() => once(() => new ShownHunks(rows)), [rows]);
  const total = useMemo(() => rows.files.reduce((sum, file) => sum + file.hunks, 0), [rows]);
  const [found, setFound] = useState<readonly number[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const lines = useRef<ScreenLines | null>(null);
  const options = useRef({ same, longShown });
  useEffect(() => {
    options.current = { same, longShown };
  }, [same, longShown]);
  const recorded = record.value?.patch === patch ? record.value.shown : nothing;
  const known = useMemo(() => {
    if (places === null) return recorded;
    const shown = new Set(recorded);
    return [...places.keys()].filter((hunk) => shown.has(places[hunk] ?? -1));
  }, [recorded, places]);
  useEffect(() => {
    if (known.length > 0) hunks().know(known);
  }, [hunks, known]);

  useEffect(() => {
    let before: ScreenLines | null = null;
    let done: ScreenLines | null = null;
    const waiting: number[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => {
      clearTimeout(timer);
      timer = undefined;
      const seen = waiting.splice(0).flatMap((hunk) => {
        const place = places === null ? hunk : (places[hunk] ?? -1);
        return place === -1 ? [] : [place];
      });
      if (seen.length === 0 || patch === null) return;
      void call("reading.shown", { attemptId, patch, hunks: seen, evidence: [] }).then((result) => {
        setProblem(result.ok ? null : `What was shown is not recorded: ${result.error.message}`);
      });
    };
    const look = (): void => {
      const now = lines.current;
      if (now === null || document.visibilityState !== "visible" || isCovered()) {
        before = null;
        return;
      }
      if (before !== null && before.layout === now.layout && now !== done) {
        const first = Math.max(before.first, now.first);
        const last = Math.min(before.last, now.last);
        const fresh = seeLines(hunks(), rows, now.layout, first, last, options.current);
        if (fresh.length > 0) {
          waiting.push(...fresh);
          timer ??= setTimeout(tell, tellAfterMs);
          setFound((already) => [...already, ...fresh]);
        }
        // The same lines again have nothing new.
        if (before === now) done = now;
      }
      before = now;
    };
    const timerOfLooks = setInterval(look, lookEveryMs);
    const leave = (): void => {
      if (document.visibilityState === "hidden") tell();
    };
    document.addEventListener("visibilitychange", leave);
    return () => {
      clearInterval(timerOfLooks);
      document.removeEventListener("visibilitychange", leave);
      tell();
    };
  }, [attemptId, patch, rows, places, hunks]);

  const onLines = useCallback((now: ScreenLines) => {
    const last = lines.current;
    if (last?.layout !== now.layout || last.first !== now.first || last.last !== now.last) lines.current = now;
  }, []);
  const byFile = useMemo(() => shownByFile(rows.files, new Set([...known, ...found])), [rows, known, found]);
  return useMemo(
    () => ({
      // Without a patch nothing of it is recorded, and nothing is counted.
      total: patch === null ? 0 : total,
      shown: byFile.reduce((sum, file) => sum + file.shown, 0),
      byFile: patch === null ? noHunks : byFile,
      onLines,
      problem,
    }),
    [patch, total, byFile, onLines, problem],
  );
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** A dialog over the window hides what is below it. */
function isCovered(): boolean {
  return document.querySelector("dialog[open]:modal") !== null;
}

function seeLines(
  hunks: ShownHunks,
  rows: PatchRows,
  layout: Layout,
  first: number,
  last: number,
  { same, longShown }: Pick<Shown, "same" | "longShown">,
): number[] {
  const found: number[] = [];
  const see = (row: number): void => {
    if (row < 0) return;
    const long = (rows.to[row] ?? 0) - (rows.from[row] ?? 0) > WITHHELD_FROM;
    if (long && !longShown.has(row)) return;
    const hunk = hunks.see(row);
    if (hunk !== -1) found.push(hunk);
  };
  for (let index = first; index <= last; index += 1) {
    const left = layout.left[index] ?? NOTHING;
    const right = layout.right[index] ?? NOTHING;
    see(left);
    if (right !== left) see(right);
    // A white space change that is drawn as unchanged stands for both of its lines.
    if (same !== null && right >= 0) see(same[right] ?? -1);
  }
  return found;
}
