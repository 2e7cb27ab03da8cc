import type { Usage } from "../../../shared/model/session";
import { countField, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";

interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  readonly thoughts: number;
}

/**
 * Adds up the tokens of a chat, the last count of each message. `input` counts the whole prompt with what came from the
 * cache, which is taken out here; prompts of built-in tools are added. `thoughts` are not part of `output`. Messages that
 * were taken back were paid for too. A message whose count is all zeros was not counted by the runner.
 */
export class TokenCount {
  readonly #byMessage = new Map<string, Tokens>();

  message(id: string, message: JsonObject): void {
    const tokens = objectField(message, "tokens");
    if (tokens === null) return;
    const count = (key: string): number => countField(tokens, key) ?? 0;
    const cached = Math.min(count("cached"), count("input"));
    const read = {
      input: count("input") - cached + count("tool"),
      output: count("output"),
      cached,
      thoughts: count("thoughts"),
    };
    if (read.input + read.output + read.cached + read.thoughts > 0) this.#byMessage.set(id, read);
  }

  total(): Usage {
    const all = [...this.#byMessage.values()];
    const sum = (key: keyof Tokens): number | null => {
      const total = all.reduce((so, tokens) => so + tokens[key], 0);
      return all.length > 0 && Number.isSafeInteger(total) ? total : null;
    };
    return {
      input: sum("input"),
      output: sum("output"),
      cacheRead: sum("cached"),
      cacheWrite: null,
      reasoning: sum("thoughts"),
      costUsd: null,
    };
  }
}
