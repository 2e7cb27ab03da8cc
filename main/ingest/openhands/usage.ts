import type { Usage } from "../../../shared/model/session";
import { countField, filledField, isObject, numberField, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";

interface Stated {
  readonly prompt: number | null;
  readonly completion: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly reasoning: number | null;
  readonly cost: number | null;
}

function stated(tokens: JsonObject, cost: number | null): Stated {
  return {
    prompt: countField(tokens, "prompt_tokens"),
    completion: countField(tokens, "completion_tokens"),
    cacheRead: countField(tokens, "cache_read_tokens"),
    cacheWrite: countField(tokens, "cache_write_tokens"),
    reasoning: countField(tokens, "reasoning_tokens"),
    cost,
  };
}

function plus(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Number.isSafeInteger(a) && !Number.isSafeInteger(a + b) ? a : a + b;
}

function added(a: Stated, b: Stated): Stated {
  return {
    prompt: plus(a.prompt, b.prompt),
    completion: plus(a.completion, b.completion),
    cacheRead: plus(a.cacheRead, b.cacheRead),
    cacheWrite: plus(a.cacheWrite, b.cacheWrite),
    reasoning: plus(a.reasoning, b.reasoning),
    cost: plus(a.cost, b.cost),
  };
}

const nothing: Stated = {
  prompt: null,
  completion: null,
  cacheRead: null,
  cacheWrite: null,
  reasoning: null,
  cost: null,
};

function accumulated(metrics: JsonObject): Stated {
  return stated(objectField(metrics, "accumulated_token_usage") ?? {}, numberField(metrics, "accumulated_cost"));
}

/**
 * Tokens and cost. Every action states what was used up to it, so the last counts; what an observation states (a model that
 * drafts edits) is in the next action's figures. A conversation's own figures count before those of its events. Where
 * neither is stated, the responses' own are summed, each once.
 */
export class UsageCount {
  #own: Stated | null = null;
  #last: Stated | null = null;
  readonly #responses = new Map<string, Stated>();

  /** Metrics of an evaluation's row. */
  metrics(metrics: JsonObject): void {
    this.#own = accumulated(metrics);
  }

  /** A conversation's `stats`: metrics by what each model was used for. */
  stats(stats: JsonObject): void {
    const by = objectField(stats, "usage_to_metrics") ?? objectField(stats, "service_to_metrics") ?? {};
    const all = Object.values(by).filter(isObject).map(accumulated);
    if (all.length > 0) this.#own = all.reduce(added, nothing);
  }

  /** The figures of a conversation's `metadata.json`. */
  metadata(metadata: JsonObject): void {
    this.#own = stated(metadata, numberField(metadata, "accumulated_cost"));
  }

  action(event: JsonObject): void {
    const metrics = objectField(event, "llm_metrics");
    if (metrics !== null) this.#last = accumulated(metrics);
  }

  response(response: JsonObject | null): void {
    const id = response === null ? null : filledField(response, "id");
    const usage = response === null ? null : objectField(response, "usage");
    if (id !== null && usage !== null) this.#responses.set(id, stated(usage, null));
  }

  /** `input` is without what was read from or written to the cache: a prompt's tokens include both. */
  total(): Usage {
    const own = this.#own;
    const counted =
      own !== null && (own.prompt ?? 0) + (own.completion ?? 0) > 0
        ? own
        : (this.#last ?? [...this.#responses.values()].reduce(added, nothing));
    const cost = [own?.cost, counted.cost].find((one) => one !== null && one !== undefined && one > 0) ?? null;
    // Nothing counted is nothing stated.
    if ((counted.prompt ?? 0) + (counted.completion ?? 0) === 0)
      return { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning: null, costUsd: cost };
    const cached = (counted.cacheRead ?? 0) + (counted.cacheWrite ?? 0);
    const prompt = counted.prompt;
    return {
      input: prompt === null ? null : prompt >= cached ? prompt - cached : prompt,
      output: counted.completion,
      cacheRead: counted.cacheRead,
      cacheWrite: counted.cacheWrite,
      reasoning: counted.reasoning,
      costUsd: cost,
    };
  }
}
