import type { RunnerKind } from "../../shared/model/runner";

/** What an agent leaves on its pull requests. Everything is compared without regard to case. */
export interface KnownAgent {
  readonly id: string;
  readonly name: string;
  readonly runner: RunnerKind;
  /** `bot`: raises dependencies, formats, translates; it works by rule, not by a task. */
  readonly kind: "agent" | "bot";
  /** Logins, without the `[bot]` that GitHub appends to an app's. */
  readonly logins: readonly string[];
  readonly branches: readonly string[];
  /** Pieces of text that its pull requests' bodies hold. */
  readonly marks: readonly string[];
  /** Mail addresses that it commits or is named as co-author under. */
  readonly mails: readonly string[];
  /** Names of trailers that nothing else writes. */
  readonly trailers: readonly string[];
  /** Where its session of the work is, as the body or a trailer names it. */
  readonly sessions: readonly string[];
}

const none = { logins: [], branches: [], marks: [], mails: [], trailers: [], sessions: [] };
const agent = (id: string, name: string, signs: Partial<KnownAgent>): KnownAgent => ({
  runner: "other",
  kind: "agent",
  ...none,
  ...signs,
  id,
  name,
});
const bot = (id: string, name: string, signs: Partial<KnownAgent>): KnownAgent => ({
  ...agent(id, name, signs),
  kind: "bot",
});

/*
 * As seen on public pull requests. An address of a co-author is GitHub's account number and name, so it is not another
 * account's by chance. 175728472+Copilot is left out: it stands for a suggestion of a review that a person took.
 */
export const knownAgents: readonly KnownAgent[] = [
  agent("copilot", "Copilot coding agent", {
    logins: ["copilot", "copilot-swe-agent"],
    branches: ["copilot/"],
    marks: ["START COPILOT CODING AGENT SUFFIX", "START COPILOT ORIGINAL PROMPT"],
    mails: ["198982749+copilot@users.noreply.github.com"],
    trailers: ["agent-logs-url"],
  }),
  agent("copilot-cli", "GitHub Copilot CLI", {
    runner: "copilot-cli",
    mails: ["223556219+copilot@users.noreply.github.com"],
  }),
  agent("codex", "Codex", {
    runner: "codex",
    logins: ["chatgpt-codex-connector", "codex"],
    branches: ["codex/"],
    marks: ["https://chatgpt.com/codex/tasks/"],
    mails: ["noreply@openai.com", "codex@openai.com"],
    sessions: ["https://chatgpt.com/codex/tasks/"],
  }),
  agent("claude", "Claude Code", {
    runner: "claude-code",
    logins: ["claude"],
    branches: ["claude/"],
    marks: ["Generated with [Claude Code]"],
    mails: ["noreply@anthropic.com", "209825114+claude[bot]@users.noreply.github.com"],
    trailers: ["claude-session"],
    sessions: ["https://claude.ai/code/session_"],
  }),
  agent("cursor", "Cursor", {
    logins: ["cursor", "cursoragent"],
    branches: ["cursor/"],
    marks: ["CURSOR_AGENT_PR_BODY_BEGIN", "https://cursor.com/background-agent?bcId=", "https://cursor.com/agents/bc-"],
    mails: ["cursoragent@cursor.com"],
    sessions: ["https://cursor.com/background-agent?bcId=", "https://cursor.com/agents/bc-"],
  }),
  agent("devin", "Devin", {
    logins: ["devin-ai-integration"],
    branches: ["devin/"],
    marks: ["Link to Devin run", "Link to Devin session"],
    mails: ["158243242+devin-ai-integration[bot]@users.noreply.github.com"],
    sessions: ["https://app.devin.ai/sessions/"],
  }),
  agent("jules", "Jules", {
    logins: ["google-labs-jules"],
    branches: ["jules/", "jules-"],
    marks: ["PR created automatically by Jules for task"],
    mails: ["161369871+google-labs-jules[bot]@users.noreply.github.com"],
    sessions: ["https://jules.google.com/task/", "https://jules.google.com/session/"],
  }),
  agent("openhands", "OpenHands", {
    runner: "openhands",
    logins: ["openhands-ai", "openhands-agent"],
    branches: ["openhands/", "openhands-fix-issue-"],
    mails: ["openhands@all-hands.dev"],
  }),
  agent("gemini-cli", "Gemini CLI", { runner: "gemini-cli", logins: ["gemini-cli"], branches: ["gemini-cli/"] }),
  agent("amp", "Amp", { mails: ["amp@ampcode.com"], trailers: ["amp-thread-id"], branches: ["amp/"] }),
  agent("aider", "Aider", { mails: ["noreply@aider.chat", "aider@aider.chat"] }),
  agent("opencode", "OpenCode", { runner: "opencode", logins: ["opencode-agent"], branches: ["opencode/"] }),
  agent("factory", "Factory Droid", { logins: ["factory-droid"], branches: ["droid/"] }),
  agent("sweep", "Sweep", { logins: ["sweep-ai"], branches: ["sweep/"] }),
  agent("seer", "Seer", { logins: ["seer-by-sentry"], branches: ["seer/"] }),
  bot("dependabot", "Dependabot", {
    logins: ["dependabot", "dependabot-preview"],
    branches: ["dependabot/"],
    mails: ["49699333+dependabot[bot]@users.noreply.github.com"],
  }),
  bot("renovate", "Renovate", {
    logins: ["renovate", "renovate-bot", "red-hat-konflux"],
    branches: ["renovate/"],
    marks: ["<!--renovate-debug:"],
    mails: ["29139614+renovate[bot]@users.noreply.github.com"],
  }),
  bot("snyk", "Snyk", { logins: ["snyk-bot"], branches: ["snyk-fix-", "snyk-upgrade-"] }),
  bot("pre-commit", "pre-commit.ci", { logins: ["pre-commit-ci"] }),
  bot("github-actions", "GitHub Actions", { logins: ["github-actions"] }),
];
