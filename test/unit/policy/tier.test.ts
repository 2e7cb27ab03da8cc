import { describe, expect, it } from "vitest";
import { noHistory } from "../../../main/policy/history";
import { tierOf } from "../../../main/policy/tier";
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
});
