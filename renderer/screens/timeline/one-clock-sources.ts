import { useCallback, useEffect, useState } from "react";
import type { Output } from "../../../shared/contract/api";
import type { Problem } from "../../../shared/result";
import { call, listen } from "../../bridge/client";
import { readStrip, type Strip } from "./strip";

export interface ClockSource {
  readonly attemptId: string;
  readonly summary: Output<"timeline.summary">;
  readonly strip: Strip;
}

export interface ClockSources {
  /** Those that were read, in the order asked for. */
  readonly sources: readonly ClockSource[];
  readonly problems: readonly { readonly attemptId: string; readonly problem: Problem }[];
  readonly reload: () => void;
}

type Read = { readonly ok: true; readonly source: ClockSource } | { readonly ok: false; readonly problem: Problem };

async function read(attemptId: string): Promise<Read> {
  const [summary, strip] = await Promise.all([
    call("timeline.summary", { attemptId }),
    call("timeline.strip", { attemptId }),
  ]);
  if (!summary.ok) return { ok: false, problem: summary.error };
  if (!strip.ok) return { ok: false, problem: strip.error };
  return { ok: true, source: { attemptId, summary: summary.value, strip: readStrip(strip.value) } };
}

/** The timelines of several attempts, each as soon as it was read, and again when the task changed. In: their ids, joined. */
export function useClockSources(ids: string): ClockSources {
  const [held, setHeld] = useState<ReadonlyMap<string, Read>>(new Map());
  const [round, setRound] = useState(0);
  const reload = useCallback(() => {
    setRound((before) => before + 1);
  }, []);
  useEffect(() => {
    let current = true;
    for (const id of ids.split(" "))
      void read(id).then((found) => {
        if (current) setHeld((before) => new Map(before).set(id, found));
      });
    return () => {
      current = false;
    };
  }, [ids, round]);
  useEffect(
    () =>
      listen("changed", ({ scopes }) => {
        if (scopes.includes("task")) reload();
      }),
    [reload],
  );
  const wanted = ids.split(" ");
  return {
    sources: wanted.flatMap((id) => {
      const found = held.get(id);
      return found?.ok === true ? [found.source] : [];
    }),
    problems: wanted.flatMap((attemptId) => {
      const found = held.get(attemptId);
      return found?.ok === false ? [{ attemptId, problem: found.problem }] : [];
    }),
    reload,
  };
}
