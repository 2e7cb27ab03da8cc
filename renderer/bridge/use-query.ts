import { useCallback, useEffect, useState } from "react";
import type { Input, Output, ProcedureName } from "../../shared/contract/api";
import type { TopicPayload } from "../../shared/contract/topics";
import type { Problem } from "../../shared/result";
import { call, listen } from "./client";

export type Scope = TopicPayload<"changed">["scopes"][number];

/** After this many milliseconds without an answer the screen says what it is still doing. */
const slowAfter = 10_000;

export interface QueryOptions {
  /** Ask again when one of these kinds of views changed. */
  readonly scopes?: readonly Scope[] | undefined;
  /** Keep showing the last answer while another input is asked for: for filters, not for another subject. */
  readonly keepPrevious?: boolean | undefined;
}

export interface Query<T> {
  readonly state: "loading" | "failed" | "ready";
  /** The last good answer; stays while a newer one is fetched, also when that fails. */
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
  /** The first answer takes longer than 10 s. */
  readonly slow: boolean;
  readonly reload: () => void;
}

interface Held<T> {
  readonly key: string;
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
}

/**
 * Asks the core and keeps the answer fresh. In: procedure, input (`null`: do not ask yet), options.
 * Out: the answer's state. Re-asking never empties what is shown.
 */
export function useQuery<N extends ProcedureName>(
  name: N,
  input: Input<N> | null,
  options: QueryOptions = {},
): Query<Output<N>> {
  const key = input === null ? "" : `${name} ${JSON.stringify(input)}`;
  const scopes = (options.scopes ?? []).join(" ");
  const [held, setHeld] = useState<Held<Output<N>> | null>(null);
  const [round, setRound] = useState(0);
  const [slowKey, setSlowKey] = useState<string | null>(null);
  const reload = useCallback(() => {
    setRound((n) => n + 1);
  }, []);

  useEffect(() => {
    if (key === "") return undefined;
    let current = true;
    // The key holds the input whole, so an input object made anew on every render does not ask again.
    const asked = JSON.parse(key.slice(name.length + 1)) as Input<N>;
    const timer = setTimeout(() => {
      setSlowKey(key);
    }, slowAfter);
    void call(name, asked).then((result) => {
      clearTimeout(timer);
      if (!current) return;
      setSlowKey(null);
      setHeld((before) =>
        result.ok
          ? { key, value: result.value, problem: undefined }
          : { key, value: before?.key === key ? before.value : undefined, problem: result.error },
      );
    });
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [name, key, round]);

  useEffect(() => {
    let lost = false;
    return listen("core", (core) => {
      if (core.state === "ready" && lost) reload();
      lost = core.state === "lost" || (lost && core.state !== "ready");
    });
  }, [reload]);

  useEffect(() => {
    if (scopes === "") return undefined;
    const wanted = scopes.split(" ");
    return listen("changed", (payload) => {
      if (payload.scopes.some((scope) => wanted.includes(scope))) reload();
    });
  }, [scopes, reload]);

  const usable = held !== null && (held.key === key || (options.keepPrevious === true && key !== ""));
  const value = usable ? held.value : undefined;
  const problem = held?.key === key ? held.problem : undefined;
  return {
    state: problem !== undefined ? "failed" : value !== undefined ? "ready" : "loading",
    value,
    problem,
    slow: slowKey === key,
    reload,
  };
}
