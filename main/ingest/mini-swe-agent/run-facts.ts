import { countField, filledField, isObject, numberField, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { SessionFacts } from "../port";

type Usage = SessionFacts["usage"];

/** What the file says of the run as a whole, and the sums over the model's answers. */
export class RunFacts {
  exitStatus: string | null = null;
  submission: string | null = null;
  instanceId: string | null = null;
  version: string | null = null;
  model: string | null = null;
  cwd: string | null = null;
  template: string | null = null;
  responseId: string | null = null;
  #answered: string | null = null;
  #statedCost: number | null = null;
  #cost: number | null = null;
  #usage: Usage = { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning: null, costUsd: null };

  info(info: JsonObject): void {
    this.exitStatus = filledField(info, "exit_status") ?? this.exitStatus;
    this.submission = filledField(info, "submission") ?? this.submission;
    this.version = filledField(info, "mini_version") ?? this.version;
    this.instanceId = filledField(info, "instance_id") ?? this.instanceId;
    const stats = objectField(info, "model_stats");
    const cost = stats === null ? null : numberField(stats, "instance_cost");
    if (cost !== null && cost >= 0) this.#statedCost = cost;
    const config = objectField(info, "config");
    if (config === null) return;
    const part = (name: string): JsonObject => objectField(config, name) ?? {};
    this.model = filledField(part("model"), "model_name") ?? this.model;
    this.cwd = filledField(part("environment"), "cwd") ?? this.cwd;
    this.template = filledField(part("agent"), "instance_template") ?? this.template;
  }

  /** The end as the last message states it; `info` says the same and counts more. */
  exit(extra: JsonObject): void {
    this.exitStatus ??= filledField(extra, "exit_status");
    this.submission ??= filledField(extra, "submission");
  }

  /** Takes tokens and cost of one answer of the model. */
  answer(extra: JsonObject, response: JsonObject | null): void {
    const cost = numberField(extra, "cost");
    if (cost !== null && cost >= 0) this.#cost = (this.#cost ?? 0) + cost;
    if (response === null) return;
    this.responseId ??= filledField(response, "id");
    this.#answered ??= filledField(response, "model");
    const usage = objectField(response, "usage");
    if (usage === null) return;
    const prompt = countField(usage, "prompt_tokens") ?? countField(usage, "input_tokens");
    const inDetail = objectField(usage, "prompt_tokens_details") ?? objectField(usage, "input_tokens_details") ?? {};
    const outDetail =
      objectField(usage, "completion_tokens_details") ?? objectField(usage, "output_tokens_details") ?? {};
    const read =
      countField(inDetail, "cached_tokens") ??
      countField(usage, "prompt_cache_hit_tokens") ??
      countField(usage, "cache_read_input_tokens");
    const write = countField(usage, "cache_creation_input_tokens");
    // The prompt counts what came from the cache and what went into it: that stands on its own here.
    const fresh = prompt === null ? null : Math.max(0, prompt - (read ?? 0) - (write ?? 0));
    this.#add("input", fresh);
    this.#add("output", countField(usage, "completion_tokens") ?? countField(usage, "output_tokens"));
    this.#add("cacheRead", read);
    this.#add("cacheWrite", write);
    this.#add("reasoning", countField(outDetail, "reasoning_tokens"));
  }

  get usage(): Usage {
    return { ...this.#usage, costUsd: this.#statedCost ?? this.#cost };
  }

  /** Models by the names in the configuration and in the answers; `provider/name` and `name` are one. */
  get models(): string[] {
    const names = [this.model, this.#answered].filter((name) => name !== null);
    const [asked, answered] = names;
    return asked !== undefined && answered !== undefined && asked.endsWith(answered) ? [asked] : names;
  }

  /** Only a run that handed in a result is completed; the others say why they stopped by the name of an error or a limit. */
  status(): SessionFacts["status"] {
    if (this.exitStatus === null) return "unknown";
    if (/^submitted$/i.test(this.exitStatus)) return "completed";
    return /limit|exceeded|interrupt|abort|cancel|skipped/i.test(this.exitStatus) ? "aborted" : "errored";
  }

  #add(key: "input" | "output" | "cacheRead" | "cacheWrite" | "reasoning", count: number | null): void {
    if (count === null) return;
    const sum = (this.#usage[key] ?? 0) + count;
    if (Number.isSafeInteger(sum)) this.#usage = { ...this.#usage, [key]: sum };
  }
}

/** `extra` of a message, empty where there is none. */
export function extraOf(message: JsonObject): JsonObject {
  return isObject(message.extra) ? message.extra : {};
}
