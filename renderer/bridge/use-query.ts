import { useCallback, useEffect, useRef, useState } from "react";
import type { Input, Output, ProcedureName } from "../../shared/contract/api";
import type { TopicPayload } from "../../shared/contract/topics";
import type { Problem, Result } from "../../shared/result";
import { answerAtHand, callAnew, callOrTake, isStanding, questionKey } from "./ahead";
import { listen } from "./client";

export type Scope = TopicPayload<"changed">["scopes"][number];

/** After this many milliseconds without an answer the screen says what it is still doing. */
const slowAfter = 10_000;
/** An answer that another screen had is asked for again when this one is drawn. */
const againAfter = 500;

export interface QueryOptions {
  /** Ask again when one of these kinds of views changed. */
  readonly scopes?: readonly Scope[] | undefined;
  /** Keep showing the last answer while another input is asked for: for filters, not for another subject. */
  readonly keepPrevious?: boolean | undefined;
}

export interface Query<T, I = unknown> {
  readonly state: "loading" | "failed" | "ready";
  /** The last good answer; stays while a newer one is fetched, also when that fails. */
  readonly value: T | undefined;
  /** The input that `value` answers: with `keepPrevious` an older one than was asked last. Undefined without a value. */
  readonly answers: I | undefined;
  readonly problem: Problem | undefined;
  /** The first answer takes longer than 10 s. */
  readonly slow: boolean;
  readonly reload: () => void;
}

/** The last answer: the question's key and input, and what came. */
export interface Held<T, I> {
  readonly key: string;
  readonly asked: I;
  readonly value: T | undefined;
  readonly problem: Problem | undefined;
}

/**
 * What is shown while a question is open. In: the last answer, the key of the question ("" for none), whether the answer to another
 * input may stay meanwhile. Out: the value with the input it answers; a problem only of this very question.
 */
export function shownOf<T, I>(
  held: Held<T, I> | null,
  key: string,
  keepPrevious: boolean,
): Pick<Query<T, I>, "state" | "value" | "answers" | "problem"> {
  const usable = held !== null && (held.key === key || (keepPrevious && key !== ""));
  const value = usable ? held.value : undefined;
  const problem = held?.key === key ? held.problem : undefined;
  return {
    state: problem !== undefined ? "failed" : value !== undefined ? "ready" : "loading",
    value,
    answers: value === undefined ? undefined : held?.asked,
    problem,
  };
}

/**
 * Asks the core and keeps the answer fresh. In: procedure, input (`null`: do not ask yet), options.
 * Out: the answer's state. Re-asking never empties what is shown.
 */
export function useQuery<N extends ProcedureName>(
  name: N,
  input: Input<N> | null,
  options: QueryOptions = {},
): Query<Output<N>, Input<N>> {
  const key = input === null ? "" : questionKey(name, input);
  const scopes = (options.scopes ?? []).join(" ");
  const [held, setHeld] = useState<Held<Output<N>, Input<N>> | null>(() => {
    const value = input === null ? undefined : answerAtHand(name, input);
    return input === null || value === undefined ? null : { key, asked: input, value, problem: undefined };
  });
  const [round, setRound] = useState(0);
  const [slowKey, setSlowKey] = useState<string | null>(null);
  const answered = useRef(0);
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
    const show = (result: Result<Output<N>>): void => {
      clearTimeout(timer);
      if (!current) return;
      setSlowKey(null);
      setHeld((before) => {
        const shown = before?.key === key ? before : null;
        if (!result.ok) return { key, asked, value: shown?.value, problem: result.error };
        const same = shown !== null && shown.value === result.value && shown.problem === undefined;
        return same ? shown : { key, asked, value: result.value, problem: undefined };
      });
    };
    const anew = answered.current !== round;
    answered.current = round;
    const again =
      !anew && isStanding(name, asked)
        ? setTimeout(() => void callAnew(name, asked).then(show), againAfter)
        : undefined;
    void (anew ? callAnew : callOrTake)(name, asked).then(show);
    return () => {
      current = false;
      clearTimeout(timer);
      clearTimeout(again);
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

  return { ...shownOf(held, key, options.keepPrevious === true), slow: slowKey === key, reload };
}
