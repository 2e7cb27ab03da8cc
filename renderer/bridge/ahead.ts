import type { Input, Output, ProcedureName } from "../../shared/contract/api";
import { ok, type Result } from "../../shared/result";
import { call, listen } from "./client";

interface Kept {
  readonly asked: Promise<Result<unknown>>;
  /** What was answered, as soon as it was. */
  value?: unknown;
}

/** Answers that were asked for before a screen asks, by the question's key. */
const kept = new Map<string, Kept>();

/** What every screen of a task asks: the next screen shows the last one's answer at once and asks again when it is drawn. */
const standing: ReadonlySet<ProcedureName> = new Set<ProcedureName>(["task.get"]);
const mostStanding = 2;
const stood = new Map<string, unknown>();
/** Counts what did away with standing answers: one that was asked for before does not stand after it. */
let changes = 0;
let listening = false;

/** Names a question with its input whole. */
export function questionKey<N extends ProcedureName>(name: N, input: Input<N>): string {
  return `${name} ${JSON.stringify(input)}`;
}

/**
 * Asks for what a person will probably want to see next. The first screen that asks the same takes the answer; what changes in a task or what
 * forgets it does away with it. In: what to do with the answer when it comes, if anything. Out: forgets it.
 */
export function askAhead<N extends ProcedureName>(
  name: N,
  input: Input<N>,
  then?: (value: Output<N>) => void,
): () => void {
  const key = questionKey(name, input);
  const entry: Kept = {
    asked: call(name, input).then((answer) => {
      if (!answer.ok) return answer;
      entry.value = answer.value;
      then?.(answer.value);
      return answer;
    }),
  };
  kept.set(key, entry);
  const forget = (): void => {
    stop();
    if (kept.get(key) === entry) kept.delete(key);
  };
  const stop = listen("changed", ({ scopes }) => {
    if (scopes.includes("task")) forget();
  });
  return forget;
}

/** An answer that is here already, asked for ahead or standing; undefined where there is none. Takes nothing. */
export function answerAtHand<N extends ProcedureName>(name: N, input: Input<N>): Output<N> | undefined {
  const key = questionKey(name, input);
  // Kept under a key that names the procedure.
  return (stood.get(key) ?? kept.get(key)?.value) as Output<N> | undefined;
}

/** Whether an answer of another screen stands for this question: who shows it asks again soon. */
export function isStanding<N extends ProcedureName>(name: N, input: Input<N>): boolean {
  return stood.has(questionKey(name, input));
}

/** Asks, or takes the answer that stands or was asked for ahead; one that failed is asked for again. */
export async function callOrTake<N extends ProcedureName>(name: N, input: Input<N>): Promise<Result<Output<N>>> {
  const key = questionKey(name, input);
  // Kept under a key that names the procedure.
  if (stood.has(key)) return ok(stood.get(key) as Output<N>);
  const asked = kept.get(key)?.asked as Promise<Result<Output<N>>> | undefined;
  kept.delete(key);
  const answer = await asked;
  return answer?.ok === true ? answer : callAnew(name, input);
}

/** Asks, whatever is here already. */
export async function callAnew<N extends ProcedureName>(name: N, input: Input<N>): Promise<Result<Output<N>>> {
  if (!standing.has(name)) return call(name, input);
  forgetOnChange();
  const before = changes;
  const answer = await call(name, input);
  const key = questionKey(name, input);
  stood.delete(key);
  if (answer.ok && changes === before) stood.set(key, answer.value);
  for (const oldest of stood.keys()) {
    if (stood.size <= mostStanding) break;
    stood.delete(oldest);
  }
  return answer;
}

function forgetOnChange(): void {
  if (listening) return;
  listening = true;
  const forget = (): void => {
    changes += 1;
    stood.clear();
  };
  listen("changed", forget);
  listen("core", ({ state }) => {
    if (state !== "ready") forget();
  });
}
