import type { SessionFacts } from "../port";
import { countAt } from "./attributes";
import type { Operation, Span } from "./span";

type Usage = SessionFacts["usage"];

interface Counted {
  readonly id: string;
  readonly parentId: string | null;
  readonly operation: Operation;
  readonly counts: readonly (number | null)[];
}

const keys: readonly (readonly string[])[] = [
  ["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens"],
  ["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.usage.completion_tokens"],
  ["gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens"],
  ["gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation_input_tokens"],
  ["gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens"],
];

/**
 * Tokens of a session: the sum over the spans of inference. An agent's span repeats the sum of what is below it, so it counts
 * only for a figure that no span of inference states; and of two spans of inference one in the other (a gateway's and a
 * provider's) only the inner one counts. The conventions state no money.
 */
export class SpanUsage {
  readonly #spans: Counted[] = [];

  take(span: Span, operation: Operation): void {
    if (operation !== "inference" && operation !== "agent") return;
    const counts = keys.map((names) => countAt(span.attributes, ...names));
    this.#spans.push({ id: span.id, parentId: span.parentId, operation, counts });
  }

  get usage(): Usage {
    const inference = this.#spans.filter(({ operation }) => operation === "inference");
    const agents = this.#spans.filter(({ operation }) => operation === "agent");
    const inner = without(inference, new Set(inference.map(({ parentId }) => parentId)));
    const outer = new Set(agents.map(({ id }) => id));
    const top = agents.filter(({ parentId }) => parentId === null || !outer.has(parentId));
    const sum = (at: number): number | null => total(inner, at) ?? total(top, at);
    const [input, output, cacheRead, cacheWrite, reasoning] = [sum(0), sum(1), sum(2), sum(3), sum(4)];
    const cached = (cacheRead ?? 0) + (cacheWrite ?? 0);
    return {
      // The conventions count what came from the cache and what went into it within the input.
      input: input === null ? null : input >= cached ? input - cached : input,
      output: output ?? null,
      cacheRead: cacheRead ?? null,
      cacheWrite: cacheWrite ?? null,
      reasoning: reasoning ?? null,
      costUsd: null,
    };
  }
}

function without(spans: readonly Counted[], ids: ReadonlySet<string | null>): Counted[] {
  return spans.filter(({ id }) => !ids.has(id));
}

function total(spans: readonly Counted[], at: number): number | null {
  let sum: number | null = null;
  for (const { counts } of spans) {
    const count = counts[at] ?? null;
    if (count !== null && Number.isSafeInteger((sum ?? 0) + count)) sum = (sum ?? 0) + count;
  }
  return sum;
}
