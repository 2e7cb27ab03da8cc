import type { FakeGitHub } from "./fake-github";
import type { Person, Pull, Repository } from "./model";
import { appPermissions, type Token } from "./tokens";
import { headOf } from "./world";
import { zipOf } from "./zip";

/** A repository after a night of agents: three attempts at one issue, one change that goes on, one bot's update. */
export interface GitHubNight {
  readonly repository: Repository;
  readonly token: Token;
  readonly reviewer: Person;
  /** Who asked, and owns the refunds. */
  readonly requester: Person;
  readonly issue: number;
  /** Of Copilot, Codex and Claude: each says it closes the issue. */
  readonly attempts: readonly [Pull, Pull, Pull];
  /** Of Jules, about nothing else; its head is moved in some tests. */
  readonly moving: Pull;
  readonly update: Pull;
}

const codeowners = "* @ilse\n/src/refunds/ @bruno @demo/payments\n/docs/\n";
const before = "export function retry(send) {\n  return send();\n}\n";

const filesBefore = {
  "src/refunds/retry.js": before,
  "src/invoices/date.js": "export const format = (date) => date.toISOString();\n",
  "package.json": '{ "name": "app", "dependencies": { "left": "1.0.0" } }\n',
  ".github/CODEOWNERS": codeowners,
};

function retryPatch(lines: readonly string[], test: string): string {
  return [
    "diff --git a/src/refunds/retry.js b/src/refunds/retry.js",
    "index 1111111..2222222 100644",
    "--- a/src/refunds/retry.js",
    "+++ b/src/refunds/retry.js",
    `@@ -1,3 +1,${String(2 + lines.length)} @@`,
    " export function retry(send) {",
    "-  return send();",
    ...lines.map((line) => `+${line}`),
    " }",
    "diff --git a/test/retry.test.js b/test/retry.test.js",
    "new file mode 100644",
    "index 0000000..3333333",
    "--- /dev/null",
    "+++ b/test/retry.test.js",
    "@@ -0,0 +1 @@",
    `+${test}`,
    "",
  ].join("\n");
}

/** A change of one line of src/invoices/date.js. */
export function datePatch(line: string): string {
  return [
    "diff --git a/src/invoices/date.js b/src/invoices/date.js",
    "index 4444444..5555555 100644",
    "--- a/src/invoices/date.js",
    "+++ b/src/invoices/date.js",
    "@@ -1 +1 @@",
    "-export const format = (date) => date.toISOString();",
    `+${line}`,
    "",
  ].join("\n");
}

const updatePatch = [
  "diff --git a/package.json b/package.json",
  "index 6666666..7777777 100644",
  "--- a/package.json",
  "+++ b/package.json",
  "@@ -1 +1 @@",
  '-{ "name": "app", "dependencies": { "left": "1.0.0" } }',
  '+{ "name": "app", "dependencies": { "left": "1.1.0" } }',
  "",
].join("\n");

const junit = `<?xml version="1.0"?><testsuites><testsuite name="retry" tests="2" failures="0" errors="0" skipped="0">
<testcase classname="retry" name="keeps one key"/><testcase classname="retry" name="gives up after three"/>
</testsuite></testsuites>`;

/** The repository as it is in the evening, unless it is there already, and the reviewer's token. */
export function openRepository(
  github: FakeGitHub,
  tokenText: string,
  name = "app",
): { repository: Repository; token: Token } {
  const { world } = github;
  const known = world.find("demo", name);
  if (known !== undefined) return { repository: known, token: github.tokens.get(tokenText)! };
  const repository = world.repository("demo", name, filesBefore);
  for (const login of ["ilse", "bruno", "carla"]) {
    world.person(login);
    repository.collaborators.add(login);
  }
  return {
    repository,
    token: github.token(tokenText, world.person("ilse"), { kind: "app", permissions: appPermissions }),
  };
}

/** Fills the double with the night. In: the text of the reviewer's token. */
export function layOutNight(github: FakeGitHub, tokenText: string, name = "app"): GitHubNight {
  const { world } = github;
  const reviewer = world.person("ilse");
  const requester = world.person("bruno");
  const [copilot, codex, claude, jules, renovate] = [
    "Copilot",
    "chatgpt-codex-connector[bot]",
    "claude[bot]",
    "google-labs-jules[bot]",
    "renovate[bot]",
  ].map((login) => world.person(login, "Bot")) as [Person, Person, Person, Person, Person];
  const { repository, token } = openRepository(github, tokenText, name);
  const issue = world.issue(
    repository,
    "Refund retries must not pay twice",
    "A refund that is sent again must carry the same key.\n\n## Acceptance criteria\n\n- [ ] A retry keeps its key\n- [ ] It gives up after three\n",
    requester,
    ["agent"],
  );
  world.comment(issue, requester, "Please before Thursday.");
  const closes = `Closes #${String(issue.number)}.`;
  const attempts = [
    world.pull(repository, {
      title: "Keep the key of a refund when it is retried",
      body: `${closes}\n\nChanged \`src/refunds/retry.js\`. All tests pass.`,
      by: copilot,
      branch: "copilot/refund-retry-key",
      patch: retryPatch(["  const key = send.key ?? makeKey();", "  return send(key);"], "keepsOneKey();"),
      labels: ["agent"],
    }),
    world.pull(repository, {
      title: "Make refund retries idempotent",
      body: `${closes}\n\nAdded a test. All 2 tests pass.`,
      by: codex,
      branch: "codex/idempotent-refunds",
      patch: retryPatch(["  return send(send.key);"], "idempotent();"),
    }),
    world.pull(repository, {
      title: "fix: refund retried with a new key",
      body: `Fixes #${String(issue.number)}\n\nRan the tests, all green.`,
      by: claude,
      branch: "claude/issue-1-refund-key",
      patch: retryPatch(["  let tries = 0;", "  return send(++tries);"], "triesThrice();"),
    }),
  ] as const;
  const moving = world.pull(repository, {
    title: "Use the Swiss date format on invoices",
    body: "Invoices show 22.11.2026.",
    by: jules,
    branch: "jules/swiss-dates",
    patch: datePatch('export const format = (date) => date.toLocaleDateString("de-CH");'),
  });
  const update = world.pull(repository, {
    title: "Update dependency left to 1.1.0",
    body: "This PR contains the following updates.",
    by: renovate,
    branch: "renovate/left-1.x",
    patch: updatePatch,
    labels: ["dependencies"],
  });
  attempts.forEach((pull, at) => {
    addChecks(github, repository, pull, at !== 2);
  });
  addChecks(github, repository, moving, true);
  const [first] = attempts;
  const head = headOf(first)?.sha ?? "";
  world.status(repository, {
    sha: head,
    state: "success",
    context: "ci/lint",
    description: "No findings",
    target: null,
    by: reviewer,
  });
  for (const pull of [first, moving])
    world.run(
      repository,
      { name: "CI", sha: headOf(pull)?.sha ?? "", branch: pull.branch, conclusion: "success" },
      { "test-results": zipOf({ "junit.xml": junit }) },
    );
  const review = world.review(first, {
    by: world.person("carla"),
    body: "One question.",
    state: "COMMENTED",
    commit: head,
  });
  world.reviewComment(first, {
    review: review.id,
    by: world.person("carla"),
    path: "src/refunds/retry.js",
    body: "Where is makeKey defined?",
    commit: head,
    line: 2,
    side: "RIGHT",
    startLine: null,
    startSide: null,
  });
  world.comment(first.issue, copilot, "I have started work on this issue.");
  world.signingKeys.set("ilse", ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGVhY2ggbmlnaHQgYSBrZXkgb2YgYSBkb3VibGU="]);
  return { repository, token, reviewer, requester, issue: issue.number, attempts, moving, update };
}

function addChecks(github: FakeGitHub, repository: Repository, pull: Pull, passed: boolean): void {
  const sha = headOf(pull)?.sha ?? "";
  github.world.checkRun(repository, { name: "build", sha });
  github.world.checkRun(repository, {
    name: "test",
    sha,
    conclusion: passed ? "success" : "failure",
    summary: passed ? "2 tests, 2 passed" : "2 tests, 1 failed",
    annotations: passed
      ? []
      : [
          {
            path: "test/retry.test.js",
            line: 1,
            level: "failure",
            title: "gives up after three",
            message: "expected 3, got 4",
          },
        ],
  });
}
