import type { Told, Transcript } from "./acts";
import type { CaseRunner } from "./case";
import { atif } from "./render/atif";
import { miniSweAgent, sweAgent } from "./render/bash-agents";
import { claudeCode } from "./render/claude-code";
import { codex } from "./render/codex";
import { copilotCli } from "./render/copilot-cli";
import { geminiCli } from "./render/gemini-cli";
import { openCode } from "./render/opencode";
import { openHands } from "./render/openhands";

/** Who tells a session in which runner's records. */
export const tellers: Readonly<Record<Exclude<CaseRunner, "none">, (told: Told) => Transcript>> = {
  "claude-code": claudeCode,
  codex,
  "gemini-cli": geminiCli,
  opencode: openCode,
  openhands: openHands,
  "copilot-cli": copilotCli,
  "swe-agent": sweAgent,
  "mini-swe-agent": miniSweAgent,
  atif,
};
