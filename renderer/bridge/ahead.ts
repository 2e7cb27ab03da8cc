import type { Input, Output, ProcedureName } from "../../shared/contract/api";
import type { Result } from "../../shared/result";
import { call, listen } from "./client";

/** Answers that were asked for before a screen asks, by the question's key. */
const kept = new Map<string, Promise<Result<unknown>>>();

/** Names a question with its input whole. */
export function questionKey<N extends ProcedureName>(name: N, input: Input<N>): string {
  return `${name} ${JSON.stringify(input)}`;
}

/**
 * Asks for what a person will probably want to see next. The first screen that asks the same takes the answer; what changes in a task or what
 * forgets it does away with it. Out: forgets it.
 */
export function askAhead<N extends ProcedureName>(name: N, input: Input<N>): () => void {
  const key = questionKey(name, input);
  const asked = call(name, input);
  kept.set(key, asked);
  const forget = (): void => {
    stop();
    if (kept.get(key) === asked) kept.delete(key);
  };
  const stop = listen("changed", ({ scopes }) => {
    if (scopes.includes("task")) forget();
  });
  return forget;
}

/** Asks, or takes the answer that was asked for ahead; one that failed is asked for again. */
export async function callOrTake<N extends ProcedureName>(name: N, input: Input<N>): Promise<Result<Output<N>>> {
  const key = questionKey(name, input);
  // Kept under a key that names the procedure.
  const asked = kept.get(key) as Promise<Result<Output<N>>> | undefined;
  kept.delete(key);
  const answer = await asked;
  return answer?.ok === true ? answer : call(name, input);
}
