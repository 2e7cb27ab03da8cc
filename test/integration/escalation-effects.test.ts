import { expect, it } from "vitest";
import type { EffectSubject, PullPlace } from "../../main/outbox/port";
import { escalationEffects } from "../../main/services/escalation-effects";
import { withQuestion } from "../../shared/review/escalation-question";
import { openTestApp } from "../support/temp-home";

const head = "3f2a91c4e5d6f7089a1b2c3d4e5f60718293a4b5";

function pull(number: number, over: Partial<PullPlace> = {}): PullPlace {
  return {
    host: "github.com",
    owner: "acme",
    repo: "ledger",
    number,
    url: `https://github.com/acme/ledger/pull/${String(number)}`,
    author: "codex-bot",
    state: "open",
    account: { login: "ilse", id: 7 },
    noAccount: null,
    may: {},
    ...over,
  };
}

function subject(over: Partial<EffectSubject> = {}): EffectSubject {
  return {
    kind: "escalate",
    task: { id: "T-9C3RD", ref: "PAY-118", title: "Make refund retries idempotent", repository: "ledger" },
    attempt: null,
    attempts: [
      { id: "A-00001", letter: "A", head, pull: pull(11, { state: "merged" }) },
      { id: "A-00002", letter: "B", head, pull: pull(12) },
    ],
    reason: withQuestion("It cannot be undone.", "May it run?"),
    person: "Dario",
    personOnGitHub: "dario-m",
    until: "2026-11-23T09:00:00Z",
    about: null,
    heardThere: false,
    comments: [],
    patch: null,
    labels: false,
    ...over,
  };
}

const plan = (over: Partial<EffectSubject> = {}) => escalationEffects(openTestApp().core).plan(subject(over));
const seen = (over: Partial<EffectSubject> = {}) =>
  plan(over).map(({ target, operation, wanted }) => [target, operation, wanted]);

it("an escalation is told on the pull request that is open, with a request for review of whom the rota knows", () => {
  expect(seen()).toEqual([
    ["acme/ledger#12", "comment", true],
    ["acme/ledger#12", "reviewers", true],
    ["acme/ledger#11", "comment", false],
    ["acme/ledger#11", "reviewers", false],
  ]);
  const [comment, review] = plan();
  expect(comment?.payload).toMatchObject({ operation: "comment" });
  const text = comment?.payload?.operation === "comment" ? comment.payload.body : "";
  expect(text).toMatch(
    /^\*\*Escalated to @dario-m\*\* by `ilse`\. Answer wanted by \*\*2026-11-23 09:00 UTC\*\*|^\*\*Escalated to @dario-m\*\* by `ilse`\. Answer wanted by \*\*.*\(09:00 UTC\)\*\*/u,
  );
  expect(text).toContain("**Question:** May it run?");
  expect(text).toContain(`attempt B at commit \`${head}\``);
  expect(review?.payload).toEqual({ operation: "reviewers", reviewers: ["dario-m"], team_reviewers: [] });
});

it("a name that nobody knows on GitHub is told of and asked for no review; a login or team that is typed as one is", () => {
  expect(seen({ personOnGitHub: null }).map(([, operation]) => operation)).toEqual(["comment", "comment"]);
  const typed = plan({ personOnGitHub: null, person: "@acme/platform" });
  expect(typed.find(({ operation }) => operation === "reviewers")?.payload).toMatchObject({
    team_reviewers: ["platform"],
  });
});

it("plans nothing before it says whom and by when, and nothing for other decisions", () => {
  expect(seen({ person: "" })).toEqual([]);
  expect(seen({ until: null })).toEqual([]);
  expect(seen({ kind: "snooze" })).toEqual([]);
});
