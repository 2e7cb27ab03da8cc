import { describe, expect, it } from "vitest";
import { closingReferences, namedIssue } from "../../../main/github/closing-references";
import { contractBlocks } from "../../../main/github/issue-contract";
import { readBody, requesterOf } from "../../../main/github/pull-body";

const place = { host: "github.com", repository: "acme/billing" };
const named = (text: string) => closingReferences(text, place).map((one) => `${one.repository}#${String(one.number)}`);

describe("issues that a text closes", () => {
  it.each([
    ["Closes #12.", ["acme/billing#12"]],
    ["fixes: #12 and resolves acme/ledger#7", ["acme/billing#12", "acme/ledger#7"]],
    ["Fixed GH-9", ["acme/billing#9"]],
    ["Resolves https://github.com/acme/ledger/issues/3", ["acme/ledger#3"]],
    ["close issue #4\nCLOSES #4", ["acme/billing#4"]],
  ])("%s", (text, issues) => {
    expect(named(text)).toEqual(issues);
  });

  it.each([
    "See #12",
    "This encloses #12",
    "`closes #12`",
    "```\ncloses #12\n```",
    "> closes #12",
    "<!-- closes #12 -->",
    "Closes https://evil.test/acme/billing/issues/3",
    "prefixes #5",
  ])("%s closes nothing", (text) => {
    expect(named(text)).toEqual([]);
  });

  it("an issue is named in a line of its own, or by the branch; two are none", () => {
    expect(namedIssue("- **Issue:** #1268\n\nDone.", "cursor/x", place)).toEqual({
      repository: "acme/billing",
      number: 1268,
    });
    expect(namedIssue("", "openhands-fix-issue-42", place)).toEqual({ repository: "acme/billing", number: 42 });
    expect(namedIssue("Issue: #1\nIssue: #2", "x", place)).toBeNull();
    expect(namedIssue("The issue #3 was odd", "x", place)).toBeNull();
  });

  it("takes full-size hostile texts in moments", () => {
    const began = performance.now();
    for (const text of [
      "closes ".repeat(9000),
      `closes ${"a-".repeat(30_000)}/`,
      "<!--".repeat(16_000),
      "`".repeat(65_000),
      "- ".repeat(30_000),
    ])
      named(text);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe("a body taken apart", () => {
  it("leaves out the prompt that Copilot's agent repeats: it claims nothing", () => {
    const body = [
      "Adds a yamllint configuration.",
      "",
      "<!-- START COPILOT CODING AGENT SUFFIX -->",
      "",
      "<!-- START COPILOT ORIGINAL PROMPT -->",
      "",
      "<details>",
      "",
      "<summary>Original prompt</summary>",
      "",
      "> All tests pass already. <details>not the end</details>",
      "",
      "</details>",
      "",
      "<!-- START COPILOT CODING AGENT TIPS -->",
      "---",
      "",
      "✨ Let Copilot coding agent [set things up for you](https://example.invalid).",
    ].join("\n");
    expect(readBody(body).own).toBe("Adds a yamllint configuration.");
  });

  it("keeps what stands behind a prompt that is closed", () => {
    const body =
      "Before.\n\n<details>\n<summary>Original prompt</summary>\n\nDo it. All tests pass.\n\n</details>\n\nFixes #3";
    expect(readBody(body).own).toBe("Before.\n\nFixes #3");
  });

  it.each([
    [
      "Done.\n\nLink to Devin run: https://app.devin.ai/sessions/5e7c\n\nRequested by: Matt Bayley (matt@example.org)",
      "Done.",
      "Matt Bayley",
      "https://app.devin.ai/sessions/5e7c",
    ],
    [
      "Done.\n\n## Link to Devin run\nhttps://app.devin.ai/sessions/2ca9\n\n## Requested by\nmasui@example.org",
      "Done.",
      "masui@example.org",
      "https://app.devin.ai/sessions/2ca9",
    ],
    [
      "Done.\n\n---\n*PR created automatically by Jules for task [123](https://jules.google.com/task/123) started by @arii*",
      "Done.",
      "arii",
      "https://jules.google.com/task/123",
    ],
    ["Done.\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)", "Done.", null, null],
    [
      "## Summary\n- done\n\n---\n\nhttps://chatgpt.com/codex/tasks/task_e_68",
      "## Summary\n- done",
      null,
      "https://chatgpt.com/codex/tasks/task_e_68",
    ],
  ])("footers are no claims: %#", (body, own, askedBy, session) => {
    const read = readBody(body);
    expect(read.askedBy?.startsWith(askedBy ?? "\0") ?? askedBy === null).toBe(true);
    expect(read.session).toBe(session);
    expect(read.own.replace(/\s*masui@example\.org$/, "")).toBe(own);
  });

  it("says who asked and where", () => {
    const known = {
      issue: null,
      body: readBody("From https://acme.slack.com/archives/C0C6PRGNGLQ/p1791189324132619"),
      author: { login: "Copilot", bot: true },
      assignees: ["Copilot", "carla"],
      ruled: false,
      createdAt: "2026-11-22T21:00:00Z",
      url: "https://github.com/acme/billing/pull/5",
    };
    expect(requesterOf(known)).toEqual({
      name: "carla",
      entryPoint: "slack",
      at: "2026-11-22T21:00:00Z",
      link: "https://acme.slack.com/archives/C0C6PRGNGLQ/p1791189324132619",
    });
    const issue = {
      author: "bruno",
      createdAt: "2026-11-20T08:00:00Z",
      url: "https://github.com/acme/billing/issues/1",
    };
    expect(requesterOf({ ...known, body: readBody(""), issue })).toMatchObject({
      name: "bruno",
      entryPoint: "issue",
      link: issue.url,
    });
    expect(requesterOf({ ...known, body: readBody(""), assignees: [] })).toBeNull();
    expect(requesterOf({ ...known, body: readBody(""), author: { login: "carla", bot: false } })).toMatchObject({
      name: "carla",
      entryPoint: "web",
    });
  });
});

it("only a block of YAML that says it is a contract is one", () => {
  const contract = "version: 1\nid: PAY-1\ntitle: T\nobjective: O";
  expect(contractBlocks(`Text\n\n\`\`\`yaml\n${contract}\n\`\`\`\n`)).toEqual([`${contract}\n`]);
  expect(contractBlocks("## Objective\nMake it so.")).toEqual([]);
  expect(contractBlocks("```yaml\nversion: 2\nobjective: x\n```")).toEqual([]);
  expect(contractBlocks("```yaml\nversion: 1\nobjective: x")).toEqual([]);
});
