import { describe, expect, it } from "vitest";
import { noHistory } from "../../../main/policy/history";
import { reasonOf, tierOf } from "../../../main/policy/tier";
import { attempt, changedFile } from "../../builders/attempt";
import { claim, finding } from "../../builders/finding";
import { defaultPolicy } from "../../builders/policy";
import { contract, task } from "../../builders/task";

const low = task({ contract: contract({ risk: "low" }) });
const of = (over: Partial<Parameters<typeof tierOf>[0]> = {}) =>
  tierOf({
    ...defaultPolicy(),
    task: low,
    attempt: attempt(),
    findings: [],
    claims: [],
    provenance: null,
    history: noHistory,
    held: null,
    notes: [],
    ...over,
  });

describe("tier", () => {
  it("is the declared risk where nothing raises it", () => {
    expect(of()).toMatchObject({
      level: "low",
      matched: [{ rule: "declared-risk", level: "low", why: "The contract declares low risk." }],
    });
    expect(of({ task: task({ contract: contract({ risk: "critical" }) }) }).level).toBe("critical");
  });

  it("is medium for code of which nobody declared the risk, low for documents", () => {
    expect(of({ task: task() }).level).toBe("medium");
    expect(of({ task: task(), attempt: attempt({ files: [changedFile("README.md")] }) }).level).toBe("low");
  });

  it("is raised by findings, with every match and its reason", () => {
    const tier = of({
      findings: [
        finding("dependency-changed", { severity: "note" }),
        finding("sensitive-path", { severity: "note" }),
        finding("unowned"),
      ],
      claims: [claim("contradicted")],
    });
    expect(tier.level).toBe("high");
    expect(tier.matched.map((match) => [match.rule, match.level])).toEqual([
      ["sensitive-path", "high"],
      ["contradicted-claim", "medium"],
      ["dependency-changed", "medium"],
      ["declared-risk", "low"],
    ]);
  });

  it("is never lowered, and a mere note does not raise it", () => {
    expect(
      of({ task: task({ contract: contract({ risk: "critical" }) }), findings: [finding("dependency-changed")] }).level,
    ).toBe("critical");
    expect(of({ findings: [finding("ci-loosened", { severity: "note" })] }).level).toBe("low");
    expect(of({ findings: [finding("secret")] }).level).toBe("critical");
  });

  it("is raised by size", () => {
    expect(of({ attempt: attempt({ files: [changedFile("src/x.ts", { added: 900 })] }) }).matched[0]?.why).toBe(
      "901 lines changed in 1 file.",
    );
  });

  it("takes the most severe finding of each rule, and counts its points once", () => {
    const tier = of({
      findings: [
        finding("hidden-unicode", { severity: "warning", message: "one" }),
        finding("hidden-unicode", { severity: "serious", message: "two" }),
        finding("stale-check", { severity: "note" }),
      ],
    });
    expect(tier.matched[0]).toEqual({
      rule: "hidden-unicode",
      level: "high",
      weight: 20,
      why: "Finding, 2 findings: two",
    });
    expect(tier.points).toBe(20);
    expect(tier.matched.map((match) => match.rule)).not.toContain("stale-check");
    expect(tier.policy).toEqual(defaultPolicy().ref);
  });

  it("is raised by what the points of many small matches come to", () => {
    const many = ["error-ignored", "retry-until-green", "stale-check", "summary-omits", "snapshot-rewritten"];
    const quiet = { ...defaultPolicy().policy };
    quiet.rules = Object.fromEntries(many.map((rule) => [rule, { serious: "low" as const, points: 5 }]));
    const tier = of({ policy: quiet, findings: many.map((rule) => finding(rule)) });
    expect(tier).toMatchObject({ level: "medium", points: 25 });
    expect(tier.matched[0]).toEqual({
      rule: "points",
      level: "medium",
      weight: 0,
      why: "The matches come to 25 points; medium begins at 25.",
    });
    expect(of({ policy: quiet, findings: many.slice(1).map((rule) => finding(rule)) }).level).toBe("low");
  });

  it("is raised by paths, under their old names too", () => {
    const ci = attempt({ files: [changedFile("x.yml", { oldPath: ".github/workflows/ci.yml", status: "renamed" })] });
    expect(of({ attempt: ci }).matched[0]).toMatchObject({ rule: "path:ci", level: "medium", weight: 10 });
    const rules = attempt({ files: [changedFile(".countersign/policy.yaml"), changedFile("CODEOWNERS")] });
    expect(of({ attempt: rules }).matched[0]?.why).toBe(
      "The rules of review themselves: .countersign/policy.yaml and 1 other file changed.",
    );
  });

  it("is raised by lines that no event explains, where a session was read", () => {
    const provenance = { lines: 10, exact: 5, patch: 0, window: 0, inferred: 0, unknown: 5 };
    expect(of({ provenance }).matched[0]).toMatchObject({
      rule: "unexplained-lines",
      level: "medium",
      why: "5 of 10 changed lines (50 %) are explained by no event.",
    });
    expect(of({ provenance: { ...provenance, exact: 6, unknown: 4 } }).level).toBe("low");
    expect(of({ provenance, attempt: attempt({ sessions: [] }) }).level).toBe("low");
  });

  it("is raised by stale and unbacked claims as far as the policy says", () => {
    expect(of({ claims: [claim("stale"), claim("unbacked"), claim("backed")] })).toMatchObject({
      level: "low",
      points: 7,
    });
    const { policy } = defaultPolicy();
    const strict = { ...policy, claims: { ...policy.claims, unbacked: { level: "high" as const, points: 0 } } };
    expect(of({ policy: strict, claims: [claim("unbacked"), claim("unbacked")] }).matched[0]?.why).toBe(
      "2 of 2 claims have nothing recorded behind them.",
    );
  });

  it("is held where it was higher, and says since when and why; a held level is no reason of its own", () => {
    const held = { level: "high" as const, at: "2026-11-20T08:00:00Z", why: "A secret was seen." };
    const tier = of({ held });
    expect(tier).toMatchObject({ level: "high", points: 0 });
    expect(tier.matched[0]).toEqual({
      rule: "held",
      level: "high",
      weight: 0,
      why: "Held: it was high on 2026-11-20. A secret was seen. The tier falls by a decision alone.",
    });
    expect(reasonOf(tier)).toBe("");
    expect(reasonOf(of())).toBe("The contract declares low risk.");
    expect(of({ held: { ...held, level: "low" } }).matched).toHaveLength(1);
  });

  it("says beside its matches what is wrong with the policy files", () => {
    expect(of({ notes: ["The repository's own policy is not in force."] }).matched.at(-1)).toEqual({
      rule: "policy-file",
      level: "low",
      weight: 0,
      why: "The repository's own policy is not in force.",
    });
  });
});

describe("history", () => {
  const against = (seq: number, paths: string[]) => ({
    seq,
    what: "rejected",
    at: "2026-11-10T08:00:00Z",
    task: "Other",
    paths,
  });

  it("raises where earlier decisions went against work on the same paths", () => {
    const three = [against(9, ["src/x.ts", "b"]), against(7, ["src/x.ts"]), against(5, ["src/x.ts"])];
    const tier = of({ history: { ...noHistory, against: three } });
    expect(tier.matched[0]).toEqual({
      rule: "history-decisions",
      level: "medium",
      weight: 10,
      why: "3 decisions of the last 90 days went against other work on these paths; the newest is entry 9, rejected on 2026-11-10 (src/x.ts).",
    });
    expect(of({ history: { ...noHistory, against: three.slice(1) } }).level).toBe("low");
    expect(of({ history: { ...noHistory, against: [...three.slice(1), against(9, ["src/z.ts"])] } }).level).toBe("low");
  });

  it("raises where claims of this runner and model seldom held", () => {
    const claims = (backed: number, contradicted: number) => ({
      ...noHistory,
      claims: { backed, contradicted, by: "Codex m" },
    });
    expect(of({ history: claims(13, 7) }).matched[0]).toMatchObject({
      rule: "history-accuracy",
      why: "Of 20 claims by Codex m in work decided on in the last 90 days, 13 were backed (65 %) and 7 contradicted.",
    });
    expect(of({ history: claims(14, 6) }).level).toBe("low");
    expect(of({ history: claims(12, 7) }).level).toBe("low");
  });
});
