import type { Usage } from "../../../shared/model/session";
import { countField, isObject, numberField, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";

const fields = ["input", "output", "reasoning", "cacheRead", "cacheWrite", "costUsd"] as const;

/** Reads `tokens` and `cost` of a message, a step or a session. A session's row has them as columns. */
export function statedUsage(stated: JsonObject): Usage {
  const tokens = objectField(stated, "tokens") ?? {};
  const cache = objectField(tokens, "cache") ?? {};
  return {
    input: countField(tokens, "input") ?? countField(stated, "tokens_input"),
    output: countField(tokens, "output") ?? countField(stated, "tokens_output"),
    reasoning: countField(tokens, "reasoning") ?? countField(stated, "tokens_reasoning"),
    cacheRead: countField(cache, "read") ?? countField(stated, "tokens_cache_read"),
    cacheWrite: countField(cache, "write") ?? countField(stated, "tokens_cache_write"),
    costUsd: costOf(stated.cost),
  };
}

function costOf(cost: unknown): number | null {
  const usd = isObject(cost) ? numberField(cost, "usd") : cost;
  return typeof usd === "number" && Number.isFinite(usd) && usd >= 0 ? usd : null;
}

function tokensOf(usage: Usage): number {
  return fields.reduce((sum, field) => sum + (field === "costUsd" ? 0 : (usage[field] ?? 0)), 0);
}

function sum(usages: Iterable<Usage>): Usage {
  const total: Usage = {
    input: null,
    output: null,
    reasoning: null,
    cacheRead: null,
    cacheWrite: null,
    costUsd: null,
  };
  for (const usage of usages)
    for (const field of fields) {
      const value = usage[field];
      if (value === null) continue;
      const next = (total[field] ?? 0) + value;
      total[field] = field === "costUsd" || Number.isSafeInteger(next) ? next : total[field];
    }
  return total;
}

interface MessageUsage {
  message: Usage | null;
  readonly steps: Map<string, Usage>;
}

/**
 * Tokens and cost of a session. They are stated three times over: by every step, by its message and by the session. A
 * message's steps count; where it has none, the message; where no message says anything, the session.
 */
export class UsageCount {
  readonly #messages = new Map<string, MessageUsage>();
  #session: Usage | null = null;

  session(info: JsonObject): void {
    this.#session = statedUsage(info);
  }

  message(id: string, info: JsonObject): void {
    this.#of(id).message = statedUsage(info);
  }

  step(messageId: string, stepKey: string, part: JsonObject): void {
    this.#of(messageId).steps.set(stepKey, statedUsage(part));
  }

  /** Providers that report nothing leave zeros behind: these are no statement, nor is a cost of zero. */
  total(): Usage {
    const counted: Usage[] = [];
    for (const { message, steps } of this.#messages.values()) {
      const bySteps = sum(steps.values());
      const tokens = tokensOf(bySteps) > 0 || message === null ? bySteps : message;
      const cost = (bySteps.costUsd ?? 0) > 0 ? bySteps.costUsd : (message?.costUsd ?? null);
      counted.push({ ...tokens, costUsd: cost });
    }
    const messages = sum(counted);
    const total = tokensOf(messages) > 0 || this.#session === null ? messages : this.#session;
    const cost = (messages.costUsd ?? 0) > 0 ? messages.costUsd : (this.#session?.costUsd ?? null);
    const silent = tokensOf(total) === 0;
    return {
      input: silent ? null : total.input,
      output: silent ? null : total.output,
      reasoning: silent ? null : total.reasoning,
      cacheRead: silent ? null : total.cacheRead,
      cacheWrite: silent ? null : total.cacheWrite,
      costUsd: cost === 0 ? null : cost,
    };
  }

  #of(id: string): MessageUsage {
    const known = this.#messages.get(id) ?? { message: null, steps: new Map<string, Usage>() };
    this.#messages.set(id, known);
    return known;
  }
}
