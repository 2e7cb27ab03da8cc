import { describe, expect, it } from "vitest";
import { asksForEscalation, escalationsAsked, withinMinutes } from "../../../main/policy/escalate-to";
import { readPolicy } from "../../../main/policy/policy-file";
import { tighten } from "../../../main/policy/tighten-policy";
import { defaultPolicy } from "../../builders/policy";
import { finding } from "../../builders/finding";

const { policy } = defaultPolicy();
const asking = {
  ...policy,
  rules: {
    ...policy.rules,
    secret: { points: 0, ...policy.rules["secret"], escalate: { to: "security", within: "1h" } },
  },
  escalate: [{ from: "high" as const, to: "platform", within: "2d" }],
};

describe("whom the policy wants told", () => {
  it("is nobody by the policy that ships, at the highest tier too", () => {
    expect(asksForEscalation(policy)).toBe(false);
    expect(escalationsAsked(policy, { findings: [finding("secret", { severity: "serious" })] }, "critical")).toEqual(
      [],
    );
  });

  it("is who is named at a rule, for what is more than a note, and from a tier on", () => {
    expect(asksForEscalation(asking)).toBe(true);
    expect(escalationsAsked(asking, { findings: [] }, "medium")).toEqual([]);
    expect(escalationsAsked(asking, { findings: [finding("secret", { severity: "note" })] }, "low")).toEqual([]);
    expect(
      escalationsAsked(asking, { findings: [finding("secret", { severity: "warning" })] }, "critical").map(
        ({ rule, to, minutes }) => [rule, to, minutes],
      ),
    ).toEqual([
      ["secret", "security", 60],
      ["tier-high", "platform", 2880],
    ]);
  });

  it.each([
    ["30m", 30],
    ["4h", 240],
    ["2d", 2880],
    ["4 h", 0],
    ["", 0],
  ])("%j are %i minutes", (within, minutes) => {
    expect(withinMinutes(within)).toBe(minutes);
  });

  it("is refused in a policy where the time or the name is none", () => {
    const text = (escalate: string) => `version: 1\nid: own\nrevision: 1\nescalate: ${escalate}\n`;
    const problems = (escalate: string) =>
      readPolicy(text(escalate), "policy.yaml", null).problems.map(({ place }) => place);
    expect(problems("[{ from: high, to: platform, within: soon }]")).toContainEqual(
      expect.stringMatching(/^policy\.yaml:4:/u),
    );
    expect(problems('[{ from: high, to: " ", within: 4h }]')).toContainEqual(
      expect.stringMatching(/^policy\.yaml:4:/u),
    );
  });

  it("is added to by a repository, and never taken from this machine's policy", () => {
    const added = tighten(asking, {
      version: 1,
      id: "repo",
      revision: 1,
      rules: {
        secret: { escalate: { to: "nobody in particular", within: "9d" } },
        migration: { escalate: { to: "dba", within: "4h" } },
      },
      escalate: [{ from: "low", to: "team", within: "1d" }],
    });
    expect(added.policy.rules["secret"]?.escalate).toEqual({ to: "security", within: "1h" });
    expect(added.policy.rules["migration"]?.escalate).toEqual({ to: "dba", within: "4h" });
    expect(added.policy.escalate.map(({ to }) => to)).toEqual(["platform", "team"]);
  });
});
