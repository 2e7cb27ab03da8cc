import type { Usage } from "../../../shared/model/session";
import { countField, isObject, numberField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";

interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/**
 * Adds up the tokens of a session. One message of the model is written as several records that all repeat its usage, the
 * last one being the final count, so it is kept per message id. In the stream output the `result` record's totals count.
 */
export class MessageUsage {
  readonly #byMessage = new Map<string, Tokens>();
  readonly #costByMessage = new Map<string, number>();
  #totals: Tokens | null = null;
  #cost: number | null = null;

  message(message: JsonObject, record: JsonObject): void {
    const usage = objectField(message, "usage");
    const id = textField(message, "id") ?? textField(record, "uuid");
    if (usage === null || id === null || textField(message, "model") === "<synthetic>") return;
    this.#byMessage.set(id, {
      input: countField(usage, "input_tokens") ?? 0,
      output: countField(usage, "output_tokens") ?? 0,
      cacheRead: countField(usage, "cache_read_input_tokens") ?? 0,
      cacheWrite: countField(usage, "cache_creation_input_tokens") ?? 0,
    });
    const cost = numberField(record, "costUSD");
    if (cost !== null && cost >= 0) this.#costByMessage.set(id, cost);
  }

  /** The last `result` record: cost and tokens are cumulative over the process. */
  result(record: JsonObject): void {
    const cost = numberField(record, "total_cost_usd");
    if (cost !== null && cost >= 0) this.#cost = cost;
    const models = objectField(record, "modelUsage");
    const parts = models === null ? [] : Object.values(models).filter(isObject);
    if (parts.length === 0) return;
    const sum = (key: string): number => parts.reduce((total, part) => total + (countField(part, key) ?? 0), 0);
    this.#totals = {
      input: sum("inputTokens"),
      output: sum("outputTokens"),
      cacheRead: sum("cacheReadInputTokens"),
      cacheWrite: sum("cacheCreationInputTokens"),
    };
  }

  total(): Usage {
    const messages = [...this.#byMessage.values()];
    const costs = [...this.#costByMessage.values()];
    const sum = (key: keyof Tokens): number | null => {
      if (this.#totals !== null) return safe(this.#totals[key]);
      return messages.length === 0 ? null : safe(messages.reduce((total, tokens) => total + tokens[key], 0));
    };
    return {
      input: sum("input"),
      output: sum("output"),
      cacheRead: sum("cacheRead"),
      cacheWrite: sum("cacheWrite"),
      reasoning: null,
      costUsd: this.#cost ?? (costs.length === 0 ? null : costs.reduce((total, cost) => total + cost, 0)),
    };
  }
}

/** A sum of hostile numbers may leave what an integer holds. */
function safe(count: number): number | null {
  return Number.isSafeInteger(count) ? count : null;
}
