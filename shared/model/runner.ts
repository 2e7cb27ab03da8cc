import * as z from "zod";

/**
 * What ran the agent, or the format its sessions came in where many agents write the same. Grows by one word per adapter;
 * `other` is what an evidence pack names that has no adapter here.
 */
export const runnerKindSchema = z.enum([
  "claude-code",
  "codex",
  "gemini-cli",
  "opencode",
  "copilot-cli",
  "swe-agent",
  "mini-swe-agent",
  "openhands",
  "atif",
  "otel",
  "entire",
  "git-ai",
  "other",
]);
export type RunnerKind = z.infer<typeof runnerKindSchema>;

export const runnerNames: Readonly<Record<RunnerKind, string>> = {
  "claude-code": "Claude Code",
  codex: "Codex",
  "gemini-cli": "Gemini CLI",
  opencode: "OpenCode",
  "copilot-cli": "GitHub Copilot CLI",
  "swe-agent": "SWE-agent",
  "mini-swe-agent": "mini-swe-agent",
  openhands: "OpenHands",
  atif: "ATIF",
  otel: "OpenTelemetry",
  entire: "Entire",
  "git-ai": "git-ai",
  other: "Other runner",
};
