import { z } from "zod";

/** What ran the agent. Grows by one word per adapter; `other` is what an evidence pack names that has no adapter here. */
export const runnerKindSchema = z.enum(["claude-code", "codex", "other"]);
export type RunnerKind = z.infer<typeof runnerKindSchema>;

export const runnerNames: Readonly<Record<RunnerKind, string>> = {
  "claude-code": "Claude Code",
  codex: "Codex",
  other: "Other runner",
};
