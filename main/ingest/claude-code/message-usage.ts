import type { Usage } from "../../../shared/model/session";
import { countField, isObject, numberField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";

interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

const none: Tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
const kinds = ["input", "output", "cacheRead", "cacheWrite"] as const;

/**
 * Adds up the tokens of a session. One message of the model is written as several records that all repeat its usage, the
 * last one being the final count, so it is kept per message id. In the stream output a `result` row states tokens and cost
 * of its process so far: it stands for all messages before it, and only those after it are added. Figures that are lower
 * than those of the row before are of another process, which begins at zero.
 */
export class MessageUsage {
  readonly #byMessage = new Map<string, Tokens>();
  readonly #costByMessage = new Map<string, number>();
  /** Of processes that have ended. */
  #before = none;
  #costBefore = 0;
  /** Of the running process, as its last row states. */
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

  /** A `result` row. */
  result(record: JsonObject): void {
    const stated = numberField(record, "total_cost_usd");
    const cost = stated !== null && stated >= 0 ? stated : null;
    const totals = statedTokens(record);
    const last = this.#totals;
    const anew =
      (cost !== null && this.#cost !== null && cost < this.#cost) ||
      (totals !== null && last !== null && kinds.some((kind) => totals[kind] < last[kind]));
    if (anew) {
      this.#before = plus(this.#before, last ?? none);
      this.#costBefore += this.#cost ?? 0;
      this.#totals = null;
      this.#cost = null;
    }
    this.#cost = cost ?? this.#cost;
    if (totals === null) return;
    this.#totals = totals;
    this.#byMessage.clear();
  }

  total(): Usage {
    const costs = [...this.#costByMessage.values()];
    const stated = this.#totals !== null || this.#byMessage.size > 0;
    const sum = [...this.#byMessage.values()].reduce(plus, plus(this.#before, this.#totals ?? none));
    const count = (kind: keyof Tokens): number | null => (stated ? safe(sum[kind]) : null);
    return {
      input: count("input"),
      output: count("output"),
      cacheRead: count("cacheRead"),
      cacheWrite: count("cacheWrite"),
      reasoning: null,
      costUsd:
        this.#cost !== null
          ? this.#costBefore + this.#cost
          : costs.length === 0
            ? null
            : costs.reduce((total, cost) => total + cost, 0),
    };
  }
}

/** Tokens of a `result` row: by model where it says so, with those of helpers, else of the conversation alone. */
function statedTokens(record: JsonObject): Tokens | null {
  const models = objectField(record, "modelUsage");
  const parts = models === null ? [] : Object.values(models).filter(isObject);
  if (parts.length > 0) {
    const sum = (key: string): number => parts.reduce((total, part) => total + (countField(part, key) ?? 0), 0);
    return {
      input: sum("inputTokens"),
      output: sum("outputTokens"),
      cacheRead: sum("cacheReadInputTokens"),
      cacheWrite: sum("cacheCreationInputTokens"),
    };
  }
  const usage = objectField(record, "usage");
  if (usage === null) return null;
  return {
    input: countField(usage, "input_tokens") ?? 0,
    output: countField(usage, "output_tokens") ?? 0,
    cacheRead: countField(usage, "cache_read_input_tokens") ?? 0,
    cacheWrite: countField(usage, "cache_creation_input_tokens") ?? 0,
  };
}

function plus(one: Tokens, other: Tokens): Tokens {
  return {
    input: one.input + other.input,
    output: one.output + other.output,
    cacheRead: one.cacheRead + other.cacheRead,
    cacheWrite: one.cacheWrite + other.cacheWrite,
  };
}

/** A sum of hostile numbers may leave what an integer holds. */
function safe(count: number): number | null {
  return Number.isSafeInteger(count) ? count : null;
}
