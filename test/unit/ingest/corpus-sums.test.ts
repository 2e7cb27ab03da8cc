import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { claudeCode } from "../../../main/ingest/adapters/claude-code";
import { codex } from "../../../main/ingest/adapters/codex";
import type { TranscriptAdapter } from "../../../main/ingest/port";
import { corpus, hasCorpus, overCorpus } from "../../support/corpus";
import { parseBytes, type ParsedBytes } from "../../support/parse-bytes";

// What the sources state, added up by other code than the readers': tokens, and calls whose result is in the file.

const count = z.number().int().nonnegative().catch(0);
const claudeUsage = z
  .object({
    input_tokens: count,
    output_tokens: count,
    cache_read_input_tokens: count,
    cache_creation_input_tokens: count,
  })
  .transform((usage) => [
    usage.input_tokens,
    usage.output_tokens,
    usage.cache_read_input_tokens,
    usage.cache_creation_input_tokens,
  ]);
const modelUsage = z
  .object({
    inputTokens: count,
    outputTokens: count,
    cacheReadInputTokens: count,
    cacheCreationInputTokens: count,
  })
  .transform((usage) => [
    usage.inputTokens,
    usage.outputTokens,
    usage.cacheReadInputTokens,
    usage.cacheCreationInputTokens,
  ]);
const block = z.object({ type: z.string(), id: z.string().optional(), tool_use_id: z.string().optional() });
const claudeRow = z.object({
  type: z.string(),
  message: z
    .object({
      id: z.string().optional(),
      model: z.string().optional(),
      usage: claudeUsage.optional().catch(undefined),
      modelUsage: z.record(z.string(), modelUsage).optional(),
      content: z.array(z.unknown()).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  usage: claudeUsage.optional().catch(undefined),
  modelUsage: z.record(z.string(), modelUsage).optional(),
});

function rows(file: string): unknown[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line): unknown[] => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}

function sum(all: readonly (readonly number[])[]): number[] {
  return all.reduce<number[]>((total, one) => total.map((part, index) => part + (one[index] ?? 0)), [0, 0, 0, 0]);
}

/** The last usage of every message; of messages before a `result` row that row's totals instead. */
function claudeStates(file: string): { tokens: number[] | null; calls: Set<string>; answered: Set<string> } {
  let stated: number[] | null = null;
  let messages = new Map<string, number[]>();
  const calls = new Set<string>();
  const answered = new Set<string>();
  for (const value of rows(file)) {
    const row = claudeRow.safeParse(value).data;
    if (row === undefined) continue;
    for (const one of row.message?.content ?? []) {
      const found = block.safeParse(one).data;
      if (found?.type === "tool_use" && found.id !== undefined) calls.add(found.id);
      if (found?.type === "tool_result" && found.tool_use_id !== undefined) answered.add(found.tool_use_id);
    }
    if (row.type === "assistant" && row.message?.usage !== undefined && row.message.model !== "<synthetic>")
      messages.set(row.message.id ?? "", row.message.usage);
    if (row.type !== "result") continue;
    const models = Object.values(row.modelUsage ?? row.message?.modelUsage ?? {});
    const usage = row.usage ?? row.message?.usage;
    if (models.length === 0 && usage === undefined) continue;
    stated = models.length > 0 ? sum(models) : (usage ?? null);
    messages = new Map();
  }
  const tokens = stated === null && messages.size === 0 ? null : sum([stated ?? [], ...messages.values()]);
  return { tokens, calls, answered };
}

const codexTotal = z.object({ input_tokens: count, cached_input_tokens: count, output_tokens: count });
const serverTotal = z
  .object({ inputTokens: count, cachedInputTokens: count, outputTokens: count })
  .transform((total) => ({
    input_tokens: total.inputTokens,
    cached_input_tokens: total.cachedInputTokens,
    output_tokens: total.outputTokens,
  }));
const codexRow = z.union([
  z
    .object({
      payload: z.object({
        type: z.literal("token_count"),
        info: z.object({ total_token_usage: codexTotal }),
      }),
    })
    .transform((row) => ({ thread: "", total: row.payload.info.total_token_usage })),
  z
    .object({ payload: z.object({ type: z.literal("turn.completed"), usage: codexTotal }) })
    .transform((row) => ({ thread: "", total: row.payload.usage })),
  z
    .object({
      message: z.object({
        method: z.literal("thread/tokenUsage/updated"),
        params: z.object({ threadId: z.string(), tokenUsage: z.object({ total: serverTotal }) }),
      }),
    })
    .transform((row) => ({ thread: row.message.params.threadId, total: row.message.params.tokenUsage.total })),
]);

/** The last running total, by thread. */
function codexStates(file: string): Map<string, z.infer<typeof codexTotal>> {
  const totals = new Map<string, z.infer<typeof codexTotal>>();
  for (const row of rows(file)) {
    const found = codexRow.safeParse(row).data;
    if (found !== undefined) totals.set(found.thread, found.total);
  }
  return totals;
}

function filesOf(folder: string): string[] {
  const place = path.join(corpus, folder);
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => path.join(place, name));
}

function read(adapter: TranscriptAdapter, file: string): ParsedBytes {
  return parseBytes(adapter, path.basename(file), readFileSync(file));
}

describe.skipIf(!hasCorpus)(overCorpus("what real files state"), () => {
  it.each(["claude-code", "claude-code-stream-json", "parallel-regex-log"])("in %s is what is told", (folder) => {
    for (const file of filesOf(folder)) {
      const { session, all } = read(claudeCode, file);
      const { tokens, calls, answered } = claudeStates(file);
      const usage = session?.usage;
      expect(
        usage === undefined || usage.input === null
          ? null
          : [usage.input, usage.output, usage.cacheRead, usage.cacheWrite],
        file,
      ).toEqual(tokens);
      const told = new Map(
        all.flatMap(({ detail }) => ("resultPlace" in detail ? [[detail.callId, detail.resultPlace !== null]] : [])),
      );
      for (const call of calls) expect(told.get(call), `${call} in ${file}`).toBe(answered.has(call));
    }
  });

  it.each(["codex", "codex-app-server"])("in %s is what is told", (folder) => {
    for (const file of filesOf(folder)) {
      const { sessions } = read(codex, file);
      const totals = codexStates(file);
      for (const { session } of sessions) {
        const total = totals.get(session.runnerSessionId) ?? totals.get("");
        const { input, cacheRead, output } = session.usage;
        const told = input === null ? null : [input + (cacheRead ?? 0), cacheRead, output];
        expect(told, file).toEqual(
          total === undefined ? null : [total.input_tokens, total.cached_input_tokens, total.output_tokens],
        );
      }
    }
  });

  it("is known all but for a few records", () => {
    const folders = ["claude-code", "claude-code-stream-json", "parallel-regex-log", "codex", "codex-app-server"];
    const parts = folders.flatMap((folder) =>
      filesOf(folder).map((file) => read(folder.startsWith("codex") ? codex : claudeCode, file).completeness),
    );
    const records = parts.reduce((all, one) => all + one.records, 0);
    const recognised = parts.reduce((all, one) => all + one.recognised, 0);
    expect(recognised / records).toBeGreaterThanOrEqual(0.995);
  });
});
