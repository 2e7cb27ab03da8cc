import { describe, expect, it } from "vitest";
import { recogniseAgent, type PullMarks } from "../../../main/github/recognise-agent";

const marks = (over: Partial<PullMarks> = {}): PullMarks => ({
  author: { login: "carla", bot: false },
  branch: "quieter-logs",
  body: "",
  labels: [],
  commits: [],
  ...over,
});
const person = (message: string, mail: string | null = "carla@example.org") => [{ message, mail }];

/** As they stand on public pull requests. */
const seen: readonly (readonly [agent: string, sign: string, marks: PullMarks])[] = [
  ["copilot", "author Copilot", marks({ author: { login: "Copilot", bot: true } })],
  ["copilot", "author copilot-swe-agent[bot]", marks({ author: { login: "copilot-swe-agent[bot]", bot: true } })],
  ["copilot", "branch prefix copilot/", marks({ branch: "copilot/fix-yamllint-config" })],
  [
    "copilot",
    "commit trailer agent-logs-url",
    marks({
      commits: person(
        "Add vault structure\n\nAgent-Logs-Url: https://github.com/acme/kit/sessions/31474705\n\nCo-authored-by: carla <1+carla@users.noreply.github.com>",
      ),
    }),
  ],
  [
    "copilot",
    "“START COPILOT CODING AGENT SUFFIX” in the body",
    marks({ body: "Fixes it.\n\n<!-- START COPILOT CODING AGENT SUFFIX -->\n\n- Fixes #10934" }),
  ],
  ["codex", "branch prefix codex/", marks({ branch: "codex/resolve-merge-conflict" })],
  [
    "codex",
    "“https://chatgpt.com/codex/tasks/” in the body",
    marks({
      body: "## Summary\n- done\n\n------\nhttps://chatgpt.com/codex/tasks/task_e_6850b5dfa2648321aeb7ba97531d0cf9",
    }),
  ],
  [
    "codex",
    "co-author noreply@openai.com",
    marks({ commits: person("x\n\nCo-authored-by: Codex <noreply@openai.com>") }),
  ],
  ["claude", "author claude[bot]", marks({ author: { login: "claude[bot]", bot: true } })],
  ["claude", "branch prefix claude/", marks({ branch: "claude/issue-12-20261121" })],
  [
    "claude",
    "“Generated with [Claude Code]” in the body",
    marks({ body: "## Summary\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)" }),
  ],
  [
    "claude",
    "co-author noreply@anthropic.com",
    marks({
      commits: person(
        "Fix it\n\nCo-Authored-By: Claude Opus 5 <noreply@anthropic.com>\nClaude-Session: https://claude.ai/code/session_01QjG",
      ),
    }),
  ],
  [
    "claude",
    "commit trailer claude-session",
    marks({ commits: person("Fix it\n\nClaude-Session: https://claude.ai/code/session_01QjG") }),
  ],
  ["cursor", "branch prefix cursor/", marks({ branch: "cursor/p1-06-expanded-view-9f65" })],
  ["cursor", "commits by cursoragent@cursor.com", marks({ commits: person("Add it", "cursoragent@cursor.com") })],
  [
    "cursor",
    "“CURSOR_AGENT_PR_BODY_BEGIN” in the body",
    marks({ body: "<!-- CURSOR_AGENT_PR_BODY_BEGIN -->\n- **Issue:** #1268" }),
  ],
  ["devin", "author devin-ai-integration[bot]", marks({ author: { login: "devin-ai-integration[bot]", bot: true } })],
  ["devin", "branch prefix devin/", marks({ branch: "devin/1746000000-timestamp-regex" })],
  [
    "devin",
    "“Link to Devin run” in the body",
    marks({ body: "**Link to Devin run:** https://app.devin.ai/sessions/d94f1979\n**Requested by:** @blu3mo" }),
  ],
  ["jules", "author google-labs-jules[bot]", marks({ author: { login: "google-labs-jules[bot]", bot: true } })],
  [
    "jules",
    "“PR created automatically by Jules for task” in the body",
    marks({
      body: "---\n*PR created automatically by Jules for task [123](https://jules.google.com/task/123) started by @arii*",
    }),
  ],
  [
    "openhands",
    "co-author openhands@all-hands.dev",
    marks({ commits: person("M3\n\nCo-authored-by: openhands <openhands@all-hands.dev>") }),
  ],
  [
    "amp",
    "co-author amp@ampcode.com",
    marks({
      commits: person(
        "Update\n\nCo-authored-by: Amp <amp@ampcode.com>\nAmp-Thread-ID: https://ampcode.com/threads/T-652c6d27",
      ),
    }),
  ],
  ["dependabot", "author dependabot[bot]", marks({ author: { login: "dependabot[bot]", bot: true } })],
  ["renovate", "author renovate[bot]", marks({ author: { login: "renovate[bot]", bot: true } })],
  [
    "renovate",
    "“renovate-debug:” in the body",
    marks({ body: "…\n<!--renovate-debug:eyJjcmVhdGVkSW5WZXIiOiIzOS43LjEifQ==-->" }),
  ],
  ["codex", "label codex", marks({ labels: ["bug", "codex"] })],
];

describe("an agent is found by what it leaves on its pull request", () => {
  it.each(seen)("%s: %s", (agent, sign, given) => {
    const found = recogniseAgent(given);
    expect(found?.id).toBe(agent);
    expect(found?.signs.some((one) => one.startsWith(sign))).toBe(true);
  });

  it.each([
    ["a person who names an agent in passing", marks({ body: "Like Copilot and Claude Code do, but by hand." })],
    ["a person called claude", marks({ author: { login: "claude", bot: false } })],
    ["a branch that only holds an agent's word", marks({ branch: "fix-copilot/button" })],
    [
      "a suggestion of a review that a person took",
      marks({ commits: person("Update a.ts\n\nCo-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>") }),
    ],
    [
      "a trailer in the middle of a sentence",
      marks({ commits: person("Explain why Claude-Session: links were dropped from messages") }),
    ],
    ["a person's co-author", marks({ commits: person("x\n\nCo-authored-by: Bruno <bruno@example.org>") })],
  ])("%s is no agent", (_what, given) => {
    expect(recogniseAgent(given)).toBeNull();
  });

  it("the surest sign names it, and the others are said with it", () => {
    const found = recogniseAgent(
      marks({
        author: { login: "Copilot", bot: true },
        branch: "copilot/fix-1",
        commits: person("x\n\nCo-Authored-By: Claude <noreply@anthropic.com>"),
      }),
    );
    expect(found).toMatchObject({
      id: "copilot",
      signs: ["author Copilot", "branch prefix copilot/", "co-author noreply@anthropic.com (Claude Code)"],
    });
  });

  it("an app that is not known is a bot", () => {
    expect(recogniseAgent(marks({ author: { login: "acme-swe[bot]", bot: true } }))).toMatchObject({
      id: "bot",
      name: "acme-swe",
      kind: "bot",
    });
  });

  it("reads hostile texts of full size within moments", () => {
    const hostile = [
      "a".repeat(65_536),
      "<!--".repeat(16_000),
      "Co-authored-by: ".repeat(4_000),
      `${"\n\n".repeat(30_000)}x`,
      `closes ${"#".repeat(60_000)}`,
    ];
    const began = performance.now();
    for (const text of hostile)
      recogniseAgent(marks({ body: text, branch: text, labels: [text], commits: person(text, text) }));
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
