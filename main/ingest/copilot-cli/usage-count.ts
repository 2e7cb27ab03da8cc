import type { Usage } from "../../../shared/model/session";
import { countField, filledField, isObject, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";

interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  /** Part of the output; not stated by earlier versions. */
  readonly reasoning: number | null;
}

const zero: Tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: null };

/**
 * Adds up the tokens of a session. What a `session.shutdown` states counts: of the run it ends, so the runs of a resumed
 * session are added up, or, in versions that carry their accounts on, of the whole session. What came after the last of
 * them is counted call by call. `inputTokens` counts what came from the cache and went to it, which is taken out here.
 * Costs are stated in premium requests and credits, never in dollars.
 */
export class UsageCount {
  #stated: Tokens | null = null;
  /** Since the last shutdown: calls by id, and the output of messages where no call is counted. */
  #calls = new Map<string, Tokens>();
  #messages: number | null = null;
  #unnamed = 0;

  /** One call of a model: `assistant.usage`, or the `usage` of a `session.usage_record`. */
  call(usage: JsonObject): void {
    const tokens = tokensOf(usage);
    if (tokens === null) return;
    this.#unnamed += 1;
    const account = objectField(usage, "accounting");
    const id = filledField(usage, "apiCallId") ?? (account === null ? null : filledField(account, "usageId"));
    this.#calls.set(id ?? `call ${String(this.#unnamed)}`, tokens);
  }

  /** The output of one message of the model. */
  message(data: JsonObject): void {
    const output = countField(data, "outputTokens");
    if (output !== null && output > 0) this.#messages = (this.#messages ?? 0) + output;
  }

  shutdown(data: JsonObject): void {
    const models = objectField(data, "modelMetrics");
    const perModel = models === null ? [] : Object.values(models).filter(isObject).map(metricTokens);
    const known = perModel.filter((one) => one !== null);
    const stated = known.length > 0 ? known.reduce(plus, zero) : detailTokens(objectField(data, "tokenDetails"));
    if (stated === null) return;
    const carriedOn = "accountingSnapshot" in data || "usageAccountingWatermarks" in data;
    this.#stated = carriedOn || this.#stated === null ? stated : plus(this.#stated, stated);
    this.#calls = new Map();
    this.#messages = null;
  }

  total(): Usage {
    const calls = [...this.#calls.values()];
    const later = calls.length > 0 ? calls.reduce(plus, zero) : null;
    const counted = this.#stated === null ? later : later === null ? this.#stated : plus(this.#stated, later);
    if (counted === null) return { ...none, output: safe(this.#messages) };
    const output = counted.output + (later === null ? (this.#messages ?? 0) : 0);
    return {
      input: safe(counted.input),
      output: safe(output),
      cacheRead: safe(counted.cacheRead),
      cacheWrite: safe(counted.cacheWrite),
      reasoning: safe(counted.reasoning),
      costUsd: null,
    };
  }
}

const none: Usage = { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning: null, costUsd: null };

function metricTokens(metric: JsonObject): Tokens | null {
  const usage = objectField(metric, "usage");
  return usage === null ? detailTokens(objectField(metric, "tokenDetails")) : tokensOf(usage);
}

function tokensOf(usage: JsonObject): Tokens | null {
  const input = countField(usage, "inputTokens");
  const output = countField(usage, "outputTokens");
  if (input === null && output === null) return null;
  const cacheRead = countField(usage, "cacheReadTokens") ?? 0;
  const cacheWrite = countField(usage, "cacheWriteTokens") ?? 0;
  const whole = input ?? 0;
  return {
    // A provider that does not count the cache in states less input than cache.
    input: whole >= cacheRead + cacheWrite ? whole - cacheRead - cacheWrite : whole,
    output: output ?? 0,
    cacheRead,
    cacheWrite,
    reasoning: countField(usage, "reasoningTokens"),
  };
}

/** Tokens by kind, `{ input: { tokenCount } }`: here the cache stands apart. */
function detailTokens(details: JsonObject | null): Tokens | null {
  if (details === null) return null;
  const count = (key: string): number => countField(objectField(details, key) ?? {}, "tokenCount") ?? 0;
  const tokens = {
    input: count("input"),
    output: count("output"),
    cacheRead: count("cache_read"),
    cacheWrite: count("cache_write"),
    reasoning: null,
  };
  return tokens.input + tokens.output > 0 ? tokens : null;
}

function plus(one: Tokens, other: Tokens): Tokens {
  return {
    input: one.input + other.input,
    output: one.output + other.output,
    cacheRead: one.cacheRead + other.cacheRead,
    cacheWrite: one.cacheWrite + other.cacheWrite,
    reasoning: one.reasoning === null ? other.reasoning : one.reasoning + (other.reasoning ?? 0),
  };
}

/** A sum of hostile numbers may leave what an integer holds. */
function safe(count: number | null): number | null {
  return count !== null && Number.isSafeInteger(count) ? count : null;
}
