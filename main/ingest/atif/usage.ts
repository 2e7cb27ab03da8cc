import { countField, numberField, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { SessionFacts } from "../port";

type Usage = SessionFacts["usage"];

interface Counts {
  prompt: number | null;
  completion: number | null;
  cached: number | null;
  cacheWrite: number | null;
  reasoning: number | null;
  cost: number | null;
}

const countKeys = ["prompt", "completion", "cached", "cacheWrite", "reasoning", "cost"] as const;
const none: Counts = { prompt: null, completion: null, cached: null, cacheWrite: null, reasoning: null, cost: null };

/**
 * Tokens and cost of a trajectory: its `final_metrics` where it states them, else the sum of its steps' `metrics`. Steps that
 * repeat another session (`is_copied_context`) are not counted. Trajectories of sub-agents count for themselves only where
 * the total of the main one is not stated: whether a producer's total has them in it is not said.
 */
export class AtifUsage {
  #steps: Counts = { ...none };
  #final: Counts | null = null;

  step(metrics: JsonObject): void {
    const one = counted(metrics, "");
    for (const key of countKeys) {
      const value = one[key];
      if (value === null) continue;
      const sum = (this.#steps[key] ?? 0) + value;
      if (key === "cost" || Number.isSafeInteger(sum)) this.#steps[key] = sum;
    }
  }

  final(metrics: JsonObject): void {
    this.#final = counted(metrics, "total_");
  }

  get usage(): Usage {
    const pick = (key: keyof Counts): number | null => this.#final?.[key] ?? this.#steps[key];
    const prompt = pick("prompt");
    const cached = pick("cached");
    // The format counts cached tokens within the prompt. Some producers do not: then there are more of them than fit.
    const within = prompt !== null && cached !== null && cached <= prompt;
    return {
      input: within ? prompt - cached : prompt,
      output: pick("completion"),
      cacheRead: cached,
      cacheWrite: pick("cacheWrite"),
      reasoning: pick("reasoning"),
      costUsd: pick("cost"),
    };
  }
}

function counted(metrics: JsonObject, prefix: "" | "total_"): Counts {
  const cost = numberField(metrics, `${prefix}cost_usd`);
  const extra = objectField(metrics, "extra") ?? {};
  return {
    prompt: countField(metrics, `${prefix}prompt_tokens`),
    completion: countField(metrics, `${prefix}completion_tokens`),
    cached: countField(metrics, `${prefix}cached_tokens`),
    cacheWrite:
      countField(extra, "cache_creation_input_tokens") ?? countField(extra, "total_cache_creation_input_tokens"),
    reasoning: countField(extra, "reasoning_output_tokens") ?? countField(extra, "reasoning_tokens"),
    cost: cost !== null && cost >= 0 ? cost : null,
  };
}
