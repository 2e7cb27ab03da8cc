import { describe, expect, it } from "vitest";
import { approvalDays, gatesFor, type GateInput } from "../../../main/policy/gates";
import type { Policy } from "../../../shared/model/policy";
import type { TierLevel } from "../../../shared/model/tier";
import { attempt, changedFile, judgement } from "../../builders/attempt";
import { evidence, reportEvidence } from "../../builders/evidence";
import { claim, finding } from "../../builders/finding";
import { defaultPolicy } from "../../builders/policy";
import { contract, ownership, task } from "../../builders/task";

function input(level: TierLevel, over: Partial<GateInput> = {}): GateInput {
  return {
    policy: defaultPolicy().policy,
    tier: { level },
    task: task(),
    attempt: attempt(),
    judgement: judgement({ evidence: [evidence()] }),
    ownership: ownership(),
    readFiles: [changedFile("src/x.ts").digest],
    requester: "Ilse",
    reviewer: "Tomas",
    approvals: [],
    ...over,
  };
}
const unmet = (level: TierLevel, over: Partial<GateInput> = {}) =>
  gatesFor(input(level, over))
    .filter((gate) => !gate.met)
    .map((gate) => gate.id);
function why(id: string, level: TierLevel, over: Partial<GateInput> = {}) {
  return gatesFor(input(level, over)).find((gate) => gate.id === id)?.why;
}

describe("gates", () => {
  it("grow with the tier, and all can be met", () => {
    const ids = (level: TierLevel) => gatesFor(input(level)).map((gate) => gate.id);
    expect(ids("low")).toEqual(["owner-known", "tests-shown"]);
    expect(ids("medium")).toEqual([...ids("low"), "no-contradicted-claim"]);
    expect(ids("high")).toEqual([...ids("medium"), "files-opened", "reviewer-is-not-requester"]);
    expect(ids("critical")).toEqual([...ids("high"), "no-serious-finding"]);
    expect(unmet("critical")).toEqual([]);
  });

  it("ask for an owner above low risk", () => {
    const nobody = { ownership: ownership({ owner: null, ground: "none" }) };
    expect(unmet("low", nobody)).toEqual([]);
    expect(unmet("medium", nobody)).toEqual(["owner-known"]);
    expect(gatesFor(input("medium", nobody))[0]?.target).toEqual({ to: "decide", kind: "assign-owner" });
  });

  it.each([
    ["No evidence of tests. No check ran.", []],
    ["Only stated (12 passed); no record shows it.", [evidence({ standing: "claimed" })]],
    ["Failed: 10 passed, 2 failed.", [evidence({ result: "failed", headline: "10 passed, 2 failed" })]],
    ["Stale: 12 passed, before the final edit. No check ran.", [evidence({ tree: "stale" })]],
    ["Made on another tree: 12 passed.", [reportEvidence({ tree: "mismatch" })]],
    ["It is not known on which tree it was made: 12 passed.", [reportEvidence({ tree: "unknown" })]],
  ])("tests: %s", (sentence, items) => {
    expect(unmet("low", { judgement: judgement({ evidence: items }) })).toEqual(["tests-shown"]);
    expect(why("tests-shown", "low", { judgement: judgement({ evidence: items }) })).toBe(sentence);
  });

  it("say a headline of several lines in one", () => {
    expect(
      why("tests-shown", "low", { judgement: judgement({ evidence: [evidence({ headline: "pass 24\nfail 0" })] }) }),
    ).toBe("pass 24 fail 0 (observed).");
  });

  it("let the last run of a command speak, and a failing one outweigh a pass of the same standing", () => {
    const failed = evidence({
      id: "1",
      result: "failed",
      headline: "2 failed",
      event: { sessionId: "S-7K2QH", seq: 2 },
    });
    expect(unmet("low", { judgement: judgement({ evidence: [failed, evidence()] }) })).toEqual([]);
    expect(unmet("low", { judgement: judgement({ evidence: [evidence(), failed] }) })).toEqual(["tests-shown"]);
    expect(
      unmet("low", { judgement: judgement({ evidence: [evidence(), reportEvidence({ result: "failed" })] }) }),
    ).toEqual(["tests-shown"]);
  });

  it("need no tests for documents at low risk", () => {
    const documents = { attempt: attempt({ files: [changedFile("README.md")] }), judgement: judgement() };
    expect(unmet("low", documents)).toEqual([]);
    expect(unmet("medium", documents)).toEqual(["tests-shown"]);
  });

  it("ask for the contract's acceptance checks and evidence on this tree", () => {
    const asked = task({
      contract: contract({
        acceptance: [
          { id: "unit", name: "Unit tests", command: "npm test" },
          { id: "lint", name: "Lint", command: "npm run lint", shows: "static-analysis" },
        ],
        evidence: ["tests", "coverage"],
      }),
    });
    expect(unmet("medium", { task: asked })).toEqual(["acceptance:lint", "evidence:coverage"]);
    expect(unmet("low", { task: asked })).toEqual([]);
    const lint = evidence({
      id: "2",
      kind: "static-analysis",
      producer: "npm  run lint",
      headline: "clean",
      event: { sessionId: "S-7K2QH", seq: 5 },
    });
    const coverage = reportEvidence({ kind: "coverage", result: "unknown", headline: "81 %" });
    expect(unmet("medium", { task: asked, judgement: judgement({ evidence: [evidence(), lint, coverage] }) })).toEqual(
      [],
    );
  });

  it("name the contradicted claim", () => {
    const contradicted = {
      judgement: judgement({ evidence: [evidence()], claims: [claim("backed"), claim("contradicted")] }),
    };
    expect(unmet("medium", contradicted)).toEqual(["no-contradicted-claim"]);
    expect(why("no-contradicted-claim", "medium", contradicted)).toContain("“All tests pass.” npm test: exit code 1");
  });

  it("ask to read every file at high risk", () => {
    const two = { attempt: attempt({ files: [changedFile("src/x.ts"), changedFile("src/y.ts")] }) };
    expect(unmet("high", two)).toEqual(["files-opened"]);
    expect(why("files-opened", "high", two)).toBe("1 of 2 changed files are marked read; src/y.ts is not.");
    expect(unmet("high", { attempt: attempt({ files: [] }) })).toEqual(["files-opened"]);
  });

  it("keep the requester from approving", () => {
    expect(unmet("high", { requester: "tomas " })).toEqual(["reviewer-is-not-requester"]);
    expect(unmet("high", { requester: null })).toEqual([]);
    expect(unmet("medium", { requester: "Tomas" })).toEqual([]);
  });

  it("allow no serious finding at critical risk", () => {
    const serious = {
      judgement: judgement({
        evidence: [evidence()],
        findings: [finding("secret"), finding("unowned", { severity: "warning" })],
      }),
    };
    expect(unmet("critical", serious)).toEqual(["no-serious-finding"]);
    expect(unmet("high", serious)).toEqual([]);
  });

  it("say of every unmet gate what would meet it, and where", () => {
    const asked = task({
      contract: contract({ acceptance: [{ id: "unit", name: "Unit tests", command: "npm test" }], evidence: ["sbom"] }),
    });
    const gates = gatesFor(
      input("critical", {
        task: asked,
        judgement: judgement({ claims: [claim("contradicted")], findings: [finding("secret")] }),
        ownership: ownership({ owner: null, ground: "none" }),
        readFiles: [],
        reviewer: "Ilse",
      }),
    );
    expect(gates.filter((gate) => !gate.met).map((gate) => gate.id)).toEqual([
      "owner-known",
      "tests-shown",
      "acceptance:unit",
      "evidence:sbom",
      "no-contradicted-claim",
      "files-opened",
      "reviewer-is-not-requester",
      "no-serious-finding",
    ]);
    for (const gate of gates) {
      expect(gate.why).toMatch(/\S/);
      expect(gate.remedy === null, gate.id).toBe(gate.met);
      expect(gate.overridden).toBeNull();
      if (!gate.met) expect(gate.target, gate.id).not.toBeNull();
    }
    expect(gates.find((gate) => gate.id === "files-opened")?.remedy).toBe(
      "Read 1 more file, src/x.ts first, with the mark that it was read.",
    );
  });

  it("see through another spelling of the requester's name, and say that names are self-asserted", () => {
    expect(
      why("reviewer-is-not-requester", "high", { requester: "Ilse Vogt", reviewer: "ilse.vogt@example.org" }),
    ).toBe("ilse.vogt@example.org asked for this work (as Ilse Vogt): someone else must approve it. Escalate it.");
    expect(why("reviewer-is-not-requester", "high")).toContain("Names are self-asserted.");
  });
});

describe("gates that a policy asks for beyond the default", () => {
  const policyWith = (gates: Partial<Policy["gates"]>): Pick<GateInput, "policy"> => {
    const { policy } = defaultPolicy();
    return { policy: { ...policy, gates: { ...policy.gates, ...gates } } };
  };
  const two = policyWith({ reviewers: [{ from: "high", count: 2 }] });
  const gate = (id: string, level: TierLevel, over: Partial<GateInput>) =>
    gatesFor(input(level, over)).find((one) => one.id === id);

  it("count different people on exactly this change, the one at the desk among them", () => {
    expect(gate("reviewers", "medium", two)).toBeUndefined();
    expect(gate("reviewers", "high", two)).toMatchObject({
      met: false,
      why: "Nobody has approved this change yet; 2 different people are needed, Tomas would be number 1. Names are self-asserted.",
      target: { to: "decide", kind: "approve" },
    });
    expect(gate("reviewers", "high", { ...two, approvals: [{ person: "Marit", seq: 4 }] })).toMatchObject({
      met: true,
      why: "Approved by Marit (entry 4); with Tomas that is 2 of 2. Names are self-asserted.",
    });
  });

  it("count nobody twice: not under another spelling, not the requester, not the owner where he may not", () => {
    for (const person of ["TOMAS ", "tomas@example.org", "Ilse"])
      expect(gate("reviewers", "high", { ...two, approvals: [{ person, seq: 4 }] })?.met, person).toBe(false);
    const owner = { task: task({ contract: contract({ owner: "Marit" }) }), approvals: [{ person: "Marit", seq: 4 }] };
    expect(gate("reviewers", "high", { ...two, ...owner })?.met).toBe(true);
    const separated = policyWith({
      reviewers: [{ from: "high", count: 2 }],
      separation: { from: "low", requester: true, contractOwner: true },
    });
    expect(gate("reviewers", "high", { ...separated, ...owner })?.met).toBe(false);
    expect(gate("reviewer-is-not-owner", "low", { ...separated, ...owner })?.met).toBe(true);
    expect(gate("reviewer-is-not-owner", "low", { ...separated, ...owner, reviewer: "marit" })).toMatchObject({
      met: false,
      target: { to: "decide", kind: "escalate" },
    });
  });

  it("ask for evidence of a kind at a least standing", () => {
    const signed = policyWith({
      evidence: [
        { kind: "tests", from: "low", standing: "attested", fresh: true, documents: false },
        { kind: "coverage", from: "high", standing: "observed", fresh: false, documents: false },
      ],
    });
    expect(gate("tests-shown", "low", signed)).toMatchObject({
      met: false,
      why: "12 passed is observed; at least attested is asked for.",
    });
    expect(gate("evidence:coverage", "medium", signed)).toBeUndefined();
    expect(gate("evidence:coverage", "high", signed)).toMatchObject({ met: false, why: "No evidence of coverage." });
    const stale = reportEvidence({ kind: "coverage", result: "unknown", tree: "mismatch" });
    expect(gate("evidence:coverage", "high", { ...signed, judgement: judgement({ evidence: [stale] }) })?.met).toBe(
      true,
    );
    const attested = reportEvidence({ standing: "attested" });
    expect(gate("tests-shown", "low", { ...signed, judgement: judgement({ evidence: [attested] }) })?.met).toBe(true);
  });

  it("ask for a share of the files, and for a re-run, which this version does not make", () => {
    const half = policyWith({ reading: { from: "low", percent: 50 }, rerun: [{ from: "low", grade: "A" }] });
    const files = { attempt: attempt({ files: [changedFile("src/x.ts"), changedFile("src/y.ts")] }) };
    expect(gate("files-opened", "low", { ...half, ...files })?.met).toBe(true);
    expect(gate("files-opened", "low", { ...half, ...files, readFiles: [] })).toMatchObject({
      met: false,
      title: "50 % of the changed files read",
    });
    expect(gate("re-run", "low", half)).toMatchObject({ met: false, title: "Acceptance checks re-run, grade A" });
    expect(gate("re-run", "high", {})).toBeUndefined();
  });

  it("let an approval hold for the fewest days that count at its tier", () => {
    const { policy } = defaultPolicy();
    expect(approvalDays(policy, "medium")).toBeNull();
    expect(approvalDays(policy, "high")).toBe(90);
    expect(approvalDays(policy, "critical")).toBe(30);
  });
});
