import { describe, expect, it } from "vitest";
import { errorIgnored } from "../../../../main/policy/rules/error-ignored";
import { networkHost } from "../../../../main/policy/rules/network-host";
import { retryUntilGreen } from "../../../../main/policy/rules/retry-until-green";
import { staleCheck } from "../../../../main/policy/rules/stale-check";
import { touchedThenReverted } from "../../../../main/policy/rules/touched-then-reverted";
import { unansweredQuestion } from "../../../../main/policy/rules/unanswered-question";
import type { FindingRule } from "../../../../main/policy/rule";
import type { EventDetail } from "../../../../shared/model/event";
import {
  checkDetail,
  commandDetail,
  counts,
  editDetail,
  failedCheck,
  messageDetail,
  toolCallDetail,
} from "../../../builders/event";
import { facts, filePatch } from "../../../builders/facts";
import { session } from "../../../builders/session";

const over =
  (rule: FindingRule, patch = "") =>
  (...events: EventDetail[]) =>
    rule.run(facts({ events, patch }));
const done = messageDetail("Done: refunds are idempotent now.");

describe("error ignored", () => {
  const rule = over(errorIgnored);

  it("tells a check and a command that failed and were left", () => {
    expect(rule(failedCheck(), editDetail(), done)).toMatchObject([
      {
        severity: "warning",
        message: "npm test failed with exit code 1 and did not pass later; the final message does not speak of it.",
        event: { seq: 1 },
      },
    ]);
    expect(rule(commandDetail("git push origin main", { exitCode: 1, outcome: "failed" }), done)).toHaveLength(1);
    expect(rule(commandDetail("./scripts/deploy.sh staging", { exitCode: 1, outcome: "failed" }), done)).toHaveLength(
      1,
    );
    expect(rule(failedCheck("npx vitest run"), checkDetail("npx vitest run test/a.test.ts"), done)).toHaveLength(1);
    expect(rule(failedCheck("npm run lint", { checkType: "static-analysis" }), checkDetail(), done)).toHaveLength(1);
  });

  it.each<[string, EventDetail[]]>([
    ["the final message names the exception", [failedCheck(), messageDetail("All tests pass except test_proxy.")]],
    ["it passed later", [failedCheck(), editDetail(), checkDetail(), done]],
    ["a wider run passed later", [failedCheck("npx vitest run test/a.test.ts"), checkDetail("npx vitest run"), done]],
    ["a later run does not show its result", [failedCheck(), checkDetail("npm test | tail", { masked: true }), done]],
    ["the final message says so", [failedCheck(), messageDetail("Done. 2 tests still fail; they failed before too.")]],
    [
      "the final message says that it could not",
      [failedCheck(), messageDetail("I could not run the suite to the end.")],
    ],
    ["a look that found nothing", [commandDetail("grep -rn x src", { exitCode: 1, outcome: "failed" }), done]],
    ["an experiment", [commandDetail("python repro.py", { exitCode: 1, outcome: "failed" }), done]],
    [
      "it was run again",
      [commandDetail("git push", { exitCode: 1, outcome: "failed" }), commandDetail("git push"), done],
    ],
    [
      "a script of its own",
      [commandDetail("cat > test_fix.py <<'EOF'\nassert 0\nEOF"), failedCheck("python test_fix.py"), done],
    ],
    ["the code before the change", [commandDetail("git stash"), failedCheck(), commandDetail("git stash pop"), done]],
    ["it was never found", [failedCheck("npm test", { exitCode: 127 }), done]],
    ["it was refused", [failedCheck("npm test", { outcome: "denied" }), done]],
  ])("not: %s", (_, events) => {
    expect(rule(...events)).toEqual([]);
  });

  it("does not take a fix for an admission, nor blame a session that was stopped", () => {
    expect(rule(failedCheck(), messageDetail("Fixed the failing test. No errors."))).toHaveLength(1);
    const events = [failedCheck(), done];
    expect(errorIgnored.run(facts({ events, sessions: [session({ status: "aborted" })] }))).toEqual([]);
  });
});

describe("retry until green", () => {
  const rule = over(retryUntilGreen);

  it("tells a check that failed twice and passed with nothing changed", () => {
    expect(rule(failedCheck(), failedCheck(), checkDetail())).toMatchObject([
      { message: "npm test failed 2 times and then passed, with nothing changed in between.", event: { seq: 3 } },
    ]);
    expect(
      rule(
        failedCheck(),
        commandDetail("cat x.log"),
        failedCheck("npm test 2>&1 | tail", { masked: true, counts: counts(3, 1) }),
        commandDetail("sleep 5"),
        checkDetail(),
      ),
    ).toHaveLength(1);
  });

  it.each<[string, EventDetail[]]>([
    ["one failure", [failedCheck(), checkDetail()]],
    ["an edit between", [failedCheck(), failedCheck(), editDetail(), checkDetail()]],
    ["an edit after the first", [failedCheck(), editDetail(), failedCheck(), checkDetail()]],
    ["an edit by a command", [failedCheck(), failedCheck(), commandDetail("sed -i s/a/b/ src/x.ts"), checkDetail()]],
    ["packages installed", [failedCheck(), failedCheck(), commandDetail("npm ci"), checkDetail()]],
    ["a service started", [failedCheck(), failedCheck(), commandDetail("docker compose up -d db"), checkDetail()]],
    [
      "other checks",
      [failedCheck("npx vitest run a"), failedCheck("npx vitest run b"), checkDetail("npx vitest run c")],
    ],
    [
      "it edits itself",
      [failedCheck("npx eslint --fix ."), failedCheck("npx eslint --fix ."), checkDetail("npx eslint --fix .")],
    ],
    ["never green", [failedCheck(), failedCheck(), failedCheck()]],
  ])("not: %s", (_, events) => {
    expect(rule(...events)).toEqual([]);
  });
});

describe("touched then reverted", () => {
  const other = filePatch("src/y.ts", ["-a", "+b"]);
  const rule = over(touchedThenReverted, other);
  const back = (command: string) => rule(editDetail(), commandDetail(command));

  it.each([
    "git checkout -- src/x.ts",
    "git restore src/x.ts",
    "git checkout HEAD -- src",
    "cd src && git checkout x.ts",
    "git reset --hard",
    "git checkout .",
  ])("%s", (command) => {
    expect(back(command)).toHaveLength(1);
  });

  it.each([
    "git checkout main",
    "git restore --staged src/x.ts",
    "git checkout -- src/z.ts",
    "git checkout -b wip",
    "git checkout --theirs src/x.ts",
    "echo git checkout -- src/x.ts",
  ])("not: %s", (command) => {
    expect(back(command)).toEqual([]);
  });

  it("tells edits that cancel each other out", () => {
    expect(rule(editDetail(), editDetail(undefined, { oldText: "b", newText: "a" }))).toMatchObject([
      {
        severity: "note",
        message: "src/x.ts was edited 2 times and is not in the patch: the edits took each other back.",
      },
    ]);
    expect(rule(editDetail(), commandDetail("git checkout -- src/x.ts"))).toMatchObject([
      { message: "src/x.ts was edited once and then restored by git checkout -- src/x.ts." },
    ]);
  });

  it("says nothing of files in the patch, edited again after, made by the session, or outside", () => {
    expect(rule(editDetail("/work/ledger/src/y.ts"), editDetail("/work/ledger/src/y.ts"))).toEqual([]);
    expect(
      over(touchedThenReverted, filePatch("src/x.ts", ["+b"]))(
        editDetail(),
        commandDetail("git checkout -- src/x.ts"),
        editDetail(),
      ),
    ).toEqual([]);
    expect(rule(editDetail("/work/ledger/repro.py", { op: "add" }), commandDetail("git checkout ."))).toEqual([]);
    expect(rule(editDetail("/tmp/a.ts"), editDetail("/tmp/a.ts"))).toEqual([]);
  });
});

describe("unanswered question", () => {
  const rule = over(unansweredQuestion);
  const ask = (outcome: "unanswered" | "ok") =>
    toolCallDetail("AskUserQuestion", {
      outcome,
      input: JSON.stringify({ questions: [{ question: "Which database?" }] }),
    });

  it("quotes it, and says whether the agent went on", () => {
    expect(rule(ask("unanswered"))).toMatchObject([
      { message: "The agent asked and nobody answered: “Which database?”" },
    ]);
    expect(rule(ask("unanswered"), editDetail(), done)).toMatchObject([
      { message: "The agent asked and went on without an answer: “Which database?”" },
    ]);
    expect(rule(messageDetail("Which of the two databases should I use?"))).toHaveLength(1);
  });

  it("not where a person answered, or nothing was asked", () => {
    expect(rule(ask("ok"), done)).toEqual([]);
    expect(rule(messageDetail("Which database should I use?"), messageDetail("Postgres", "person"), done)).toEqual([]);
    expect(rule(messageDetail("Done. Let me know if you want anything else?"))).toEqual([]);
  });
});

describe("stale check", () => {
  const rule = over(staleCheck);

  it("leaves out what is no part of the tree, and only notes documents", () => {
    expect(rule(checkDetail(), editDetail("/tmp/plan.md"))).toEqual([]);
    expect(rule(checkDetail(), editDetail("/work/ledger/README.md"))).toMatchObject([{ severity: "note" }]);
    expect(rule(checkDetail(), editDetail(), editDetail("/tmp/plan.md"))).toMatchObject([
      { severity: "warning", message: "1 edit after the last passing check, the final one to src/x.ts." },
    ]);
  });
});

describe("hosts", () => {
  const rule = over(networkHost);

  it.each([
    "curl -O https://example.com/x.bin",
    "curl -i https://example.com",
    "wget -q -O out https://example.com/x",
    "for i in 1 2; do curl -s https://example.com/$i; done",
  ])("%s", (command) => {
    expect(rule(commandDetail(command)).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^example\.com was contacted once, by (?:curl|wget)/),
    ]);
  });

  it("lists each once, by its first event", () => {
    expect(
      rule(
        commandDetail("curl https://api.example.com/a && curl https://api.example.com/b"),
        toolCallDetail("WebFetch", {
          input: JSON.stringify({ url: "https://docs.example.com/x", prompt: "see https://other.example.com" }),
        }),
        commandDetail("git clone git@git.example.com:a/b.git"),
        commandDetail("ssh deploy@box.example.com uptime"),
        commandDetail("python3 -c \"import requests; requests.get('https://py.example.com/x')\""),
      ).map(({ message, event }) => [message, event?.seq]),
    ).toEqual([
      ["api.example.com was contacted 2 times, first by curl https://api.example.com/a.", 1],
      ["docs.example.com was contacted once, by WebFetch.", 2],
      ["git.example.com was contacted once, by git clone git@git.example.com:a/b.git.", 3],
      ["box.example.com was contacted once, by ssh deploy@box.example.com uptime.", 4],
      [expect.stringContaining("py.example.com"), 5],
    ]);
  });

  it.each([
    "curl http://localhost:3000",
    "curl http://127.0.0.1:8080/x",
    "curl -i localhost:3000/x",
    "aws s3 ls s3://bucket",
    "echo https://example.com",
    "grep -rn https://example.com src",
    "git commit -m 'see https://example.com'",
    "git remote add origin https://example.com/a/b.git",
    "gh pr create --body https://example.com",
    "curl -H 'Referer: https://example.com' http://localhost",
    "python3 -c \"print('https://example.com')\"",
    "cat <<'EOF' > a.md\nhttps://example.com\nEOF",
    "npm test",
  ])("not: %s", (command) => {
    expect(rule(commandDetail(command))).toEqual([]);
  });
});
