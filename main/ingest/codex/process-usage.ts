import type { Usage } from "../../../shared/model/session";
import { countField } from "../json-fields";
import type { JsonObject } from "../json-fields";

interface Tokens {
  readonly input: number;
  readonly cached: number;
  readonly written: number;
  readonly output: number;
  readonly reasoning: number;
}

const kinds = ["input", "cached", "written", "output", "reasoning"] as const;

/**
 * Tokens of `codex exec --json`: each `turn.completed` states those of the thread so far. A figure lower than before is of
 * a thread counted anew: then the earlier ones are added.
 */
export class ProcessUsage {
  #before: Tokens = { input: 0, cached: 0, written: 0, output: 0, reasoning: 0 };
  #last: Tokens | null = null;

  take(usage: JsonObject | null): void {
    if (usage === null) return;
    const next: Tokens = {
      input: countField(usage, "input_tokens") ?? 0,
      cached: countField(usage, "cached_input_tokens") ?? 0,
      written: countField(usage, "cache_write_input_tokens") ?? 0,
      output: countField(usage, "output_tokens") ?? 0,
      reasoning: countField(usage, "reasoning_output_tokens") ?? 0,
    };
    const last = this.#last;
    if (last !== null && kinds.some((kind) => next[kind] < last[kind])) this.#before = plus(this.#before, last);
    this.#last = next;
  }

  /** Null where nothing was stated. Codex counts cached tokens as input: here `input` is without them. */
  total(): Usage | null {
    if (this.#last === null) return null;
    const sum = plus(this.#before, this.#last);
    if (!kinds.every((kind) => Number.isSafeInteger(sum[kind]))) return null;
    return {
      input: Math.max(0, sum.input - sum.cached),
      output: sum.output,
      cacheRead: sum.cached,
      cacheWrite: sum.written > 0 ? sum.written : null,
      reasoning: sum.reasoning,
      costUsd: null,
    };
  }
}

function plus(one: Tokens, other: Tokens): Tokens {
  return {
    input: one.input + other.input,
    cached: one.cached + other.cached,
    written: one.written + other.written,
    output: one.output + other.output,
    reasoning: one.reasoning + other.reasoning,
  };
}
