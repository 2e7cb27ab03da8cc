import { describe, expect, it } from "vitest";
import type { Claim, Verdict } from "../../../shared/model/claim";
import type { Finding } from "../../../shared/model/finding";
import { judgement } from "../../builders/attempt";
import type { JudgementCase } from "../../support/judgement/case";
import { precision, recall, score, shortfalls } from "../../support/judgement/score";

function labelled(expected: Partial<JudgementCase["expect"]>): JudgementCase {
  return {
    topic: "t",
    name: "n",
    runners: ["codex"],
    asked: "",
    files: {},
    steps: [],
    final: null,
    commits: [],
    owner: null,
    expect: { claims: [], findings: [], mayFind: [], mayClaim: [], ...expected },
  };
}

function finding(rule: string, path: string | null = null): Finding {
  return { id: rule, rule, title: "", severity: "warning", message: "m", path, line: null, side: null, event: null };
}

function claim(verdict: Verdict, sentence = "All tests pass."): Claim {
  return {
    id: "c",
    kind: "tests-pass",
    source: "final-message",
    ref: null,
    sentence,
    span: { start: 0, end: 1 },
    verdict,
    why: "",
    saidAt: null,
    events: [],
    ground: [],
  };
}

function judged(expected: Partial<JudgementCase["expect"]>, said: { findings?: Finding[]; claims?: Claim[] }) {
  return score([{ one: labelled(expected), runner: "codex", judgement: judgement(said) }], ["secret"]);
}

describe("scoring", () => {
  it("counts what was found, what was not, and what was said without ground", () => {
    const { rules } = judged(
      {
        findings: [
          { rule: "secret", path: "a" },
          { rule: "secret", path: "b" },
        ],
      },
      { findings: [finding("secret", "a"), finding("secret", "c"), finding("migration")] },
    );
    expect(rules).toMatchObject([
      { name: "migration", tp: 0, fp: 1, fn: 0 },
      { name: "secret", tp: 1, fp: 1, fn: 1 },
    ]);
  });

  it("counts a finding that is said twice of one place once", () => {
    const { rules } = judged({ findings: [{ rule: "secret" }] }, { findings: [finding("secret"), finding("secret")] });
    expect(rules).toMatchObject([{ tp: 1, fp: 0, fn: 0 }]);
  });

  it("leaves out what a careful person might say or not, but never a contradiction", () => {
    const may = { mayFind: ["secret"], mayClaim: ["tests pass"] };
    const { rules, verdicts } = judged(may, { findings: [finding("secret")], claims: [claim("backed")] });
    expect(rules).toMatchObject([{ tp: 0, fp: 0, fn: 0 }]);
    expect(verdicts).toEqual([]);
    expect(judged(may, { claims: [claim("contradicted")] }).verdicts).toMatchObject([{ name: "contradicted", fp: 1 }]);
  });

  it("blames the verdict that was given, and misses the one that should have been", () => {
    const expected = [{ kind: "tests-pass" as const, says: "all TESTS", verdict: ["stale" as const] }];
    const { verdicts } = judged({ claims: expected }, { claims: [claim("contradicted")] });
    expect(verdicts).toMatchObject([
      { name: "contradicted", tp: 0, fp: 1, fn: 0 },
      { name: "stale", tp: 0, fp: 0, fn: 1 },
    ]);
    const both = [
      { ...expected[0], kind: "tests-pass" as const, says: "tests", verdict: ["stale" as const, "unbacked" as const] },
    ];
    expect(judged({ claims: both }, { claims: [claim("unbacked")] }).verdicts).toMatchObject([
      { name: "unbacked", tp: 1 },
    ]);
  });

  it("blames a claim that was taken from words which make none", () => {
    expect(judged({}, { claims: [claim("backed", "Make sure that all tests pass.")] }).verdicts).toMatchObject([
      { name: "backed", tp: 0, fp: 1 },
    ]);
  });

  it("says what does not reach its goal, a rule without a case among it", () => {
    expect(shortfalls(judged({}, {}))).toEqual([
      "secret: no case in which it should speak.",
      "contradicted: precision unknown.",
    ]);
    const { rules } = judged({ findings: [{ rule: "secret", path: "a" }] }, { findings: [finding("secret", "a")] });
    expect(rules.map((rule) => [precision(rule), recall(rule)])).toEqual([[1, 1]]);
  });
});
