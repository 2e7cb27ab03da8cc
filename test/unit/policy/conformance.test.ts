import { describe, expect, it } from "vitest";
import { conformanceOf, type ConformanceInput } from "../../../main/policy/conformance";
import { requirementsOf } from "../../../main/policy/requirements";
import { untouchedPaths } from "../../../main/policy/untouched-paths";
import { conformanceCellSchema, requirementSchema } from "../../../shared/model/conformance";
import type { Evidence } from "../../../shared/model/evidence";
import { attempt, changedFile, judgement } from "../../builders/attempt";
import { evidence, reportEvidence } from "../../builders/evidence";
import { finding } from "../../builders/finding";
import { contract } from "../../builders/task";

const npmTest = { id: "unit", name: "All tests", command: "npm test" };

function sheet(over: Partial<ConformanceInput> = {}) {
  return conformanceOf({
    contract: contract({ acceptance: [npmTest] }),
    attempt: attempt(),
    judgement: judgement(),
    ingestNote: null,
    exitCodes: new Map(),
    ...over,
  });
}

function cell(field: string, over: Partial<ConformanceInput> = {}) {
  const found = sheet(over).cells.find((one) => one.field === field);
  if (found === undefined) throw new Error(`no cell ${field}`);
  return conformanceCellSchema.parse(found);
}

const shown = (...items: Evidence[]) => ({ judgement: judgement({ evidence: items }) });

describe("requirements", () => {
  it("names everything a contract asks for, in its order, and nothing it leaves open", () => {
    const asked = requirementsOf(
      contract({
        constraints: ["Keep the API."],
        acceptance: [npmTest, { id: "no", name: "Refuses", command: "./refuse", expect: { exitCode: 2 } }],
        evidence: ["tests", "tests", "sbom"],
        allow: { paths: ["src/**"], tools: [] },
        network: "none",
        isolation: "container",
      }),
    );
    for (const requirement of asked) requirementSchema.parse(requirement);
    expect(asked.map(({ field, text }) => `${field}: ${text}`)).toEqual([
      "objective: A retried refund pays once.",
      "constraints[0]: Keep the API.",
      "acceptance[0]: npm test",
      "acceptance[1]: ./refuse (expected exit code 2)",
      "evidence.tests: Required evidence: tests",
      "evidence.sbom: Required evidence: SBOM",
      "allow.paths: src/**",
      "allow.tools: none",
      "allow.hosts: none",
      "isolation: Isolation: container",
    ]);
    expect(requirementsOf(contract()).map(({ field }) => field)).toEqual(["objective"]);
  });
});

describe("an acceptance check", () => {
  it("is met by a pass on this tree, with the item it rests on", () => {
    expect(cell("acceptance[0]", shown(evidence()))).toMatchObject({
      state: "met",
      ground: "npm test: 12 passed (observed).",
      links: [{ to: "evidence", id: "check:S-7K2QH:4" }],
    });
  });

  it.each([
    ["nothing", [], "Nothing on record shows npm test."],
    ["a claim alone", [evidence({ standing: "claimed" })], "Only stated; no record shows it."],
    ["a stale pass", [evidence({ tree: "stale" })], "Stale: npm test: 12 passed (observed), before the final edit."],
    ["another tree", [reportEvidence({ tree: "mismatch" })], "Made on another tree: junit.xml: 12 passed (observed)."],
    ["an unknown tree", [reportEvidence({ tree: "unknown" })], "It is not known on which tree it was made"],
    ["no result", [evidence({ result: "unknown" })], "It does not show whether it passed"],
    ["another command", [evidence({ producer: "npm run lint" })], "Nothing on record shows npm test."],
  ])("has no evidence in %s", (_name, items, ground) => {
    const found = cell("acceptance[0]", shown(...items));
    expect(found.state).toBe("no-evidence");
    expect(found.ground).toContain(ground);
  });

  it("is not met by a failure, and the last run of a command speaks for it", () => {
    const failed = evidence({ id: "check:S-7K2QH:9", result: "failed", headline: "1 failed" });
    expect(cell("acceptance[0]", shown(evidence(), failed)).state).toBe("not-met");
    expect(cell("acceptance[0]", shown(failed, evidence())).state).toBe("met");
  });

  it("is conflicting where records of the same tree disagree, whatever their standing", () => {
    const rerun = reportEvidence({ id: "rerun", producer: "npm test", standing: "re-run", result: "failed" });
    const found = cell("acceptance[0]", shown(evidence(), rerun));
    expect(found.state).toBe("conflicting");
    expect(found.ground).toMatch(/failed in npm test: .*\(re-run\), passed in npm test: .*\(observed\)/);
    expect(found.links.map((link) => (link.to === "evidence" ? link.id : ""))).toEqual(["rerun", "check:S-7K2QH:4"]);
  });

  it("is held against a CI run that bears its name or id, on the same tree and on record", () => {
    const run = (outcome: "passed" | "failed" | "skipped", over: Partial<Evidence> = {}) =>
      reportEvidence({
        id: "ci",
        kind: "check-run",
        producer: "GitHub Actions",
        cases: [
          { suite: "github-actions", name: "ALL  tests", outcome, durationMs: null, message: null },
          { suite: "github-actions", name: "All tests (windows)", outcome: "failed", durationMs: null, message: null },
        ],
        ...over,
      });
    expect(cell("acceptance[0]", shown(evidence(), run("failed")))).toMatchObject({
      state: "conflicting",
      ground:
        "On the same tree: failed in CI check ALL tests: failed (observed), passed in npm test: 12 passed (observed).",
      links: [{ id: "ci" }, { id: "check:S-7K2QH:4" }],
    });
    expect(cell("acceptance[0]", shown(run("passed"))).state).toBe("met");
    for (const silent of [run("skipped"), run("failed", { tree: "mismatch" }), run("failed", { standing: "claimed" })])
      expect(cell("acceptance[0]", shown(evidence(), silent)).state).toBe("met");
  });

  it("that a pack's maker held against the expected exit code is taken as held", () => {
    const refuses = contract({ acceptance: [{ ...npmTest, expect: { exitCode: 2 } }] });
    const packed = reportEvidence({ producer: "npm test", headline: "exit code 2 where 2 is expected" });
    expect(cell("acceptance[0]", { contract: refuses, ...shown(packed) }).state).toBe("met");
    const report = { ...packed, headline: "2 passed, exit code 2 where 2 is expected" };
    expect(cell("acceptance[0]", { contract: refuses, ...shown(report) }).state).toBe("met");
    const log = {
      ...report,
      counts: null,
      headline: "exit code 0, 3 lines; the last: x, exit code 2 where 2 is expected",
    };
    const other = { ...packed, headline: "exit code 0" };
    for (const silent of [log, other, { ...packed, headline: "exit code 1 where 1 is expected" }])
      expect(cell("acceptance[0]", { contract: refuses, ...shown(silent) }).state).toBe("no-evidence");
  });

  it("that must end with another exit code is held against the recorded one, not against the word passed", () => {
    const refuses = contract({ acceptance: [{ ...npmTest, expect: { exitCode: 2 } }] });
    const items = shown(evidence({ result: "failed" }));
    const with2 = { contract: refuses, ...items, exitCodes: new Map([["check:S-7K2QH:4", 2]]) };
    expect(cell("acceptance[0]", with2).state).toBe("met");
    expect(cell("acceptance[0]", { ...with2, exitCodes: new Map([["check:S-7K2QH:4", 0]]) }).state).toBe("not-met");
    expect(cell("acceptance[0]", { ...with2, exitCodes: new Map() })).toMatchObject({
      state: "no-evidence",
      ground: expect.stringContaining("Exit code 2 is expected") as unknown,
    });
  });
});

describe("the objective", () => {
  it("is what its acceptance checks are, and says which", () => {
    const two = contract({ acceptance: [npmTest, { id: "b", name: "Build", command: "make", shows: "build" }] });
    expect(cell("objective", { contract: two, ...shown(evidence()) })).toMatchObject({
      state: "no-evidence",
      ground: "1 of 2 acceptance checks without evidence: Build.",
    });
    const failed = evidence({ id: "b", kind: "build", producer: "make", result: "failed" });
    expect(cell("objective", { contract: two, ...shown(evidence(), failed) })).toMatchObject({
      state: "not-met",
      ground: "1 of 2 acceptance checks not met: Build.",
    });
    const built = evidence({ id: "b", kind: "build", producer: "make" });
    expect(cell("objective", { contract: two, ...shown(evidence(), built) })).toMatchObject({ state: "met" });
  });

  it("without a check is for the reader to judge", () => {
    expect(cell("objective", { contract: contract() }).state).toBe("no-evidence");
  });
});

describe("a constraint", () => {
  it("in free words is never met", () => {
    const words = contract({ constraints: ["The gateway is called once per refund."] });
    expect(cell("constraints[0]", { contract: words, ...shown(evidence()) }).state).toBe("no-evidence");
  });

  it("that only names paths is held against the changed files", () => {
    const words = contract({ constraints: ["Do not change `src/api/**` or `openapi.yaml`."] });
    const files = [changedFile("src/x.ts"), changedFile("src/api/v1.ts")];
    expect(cell("constraints[0]", { contract: words }).state).toBe("met");
    expect(cell("constraints[0]", { contract: words, attempt: attempt({ files }) })).toMatchObject({
      state: "not-met",
      links: [{ to: "diff", path: "src/api/v1.ts" }],
    });
    const unknown = attempt({ patchSource: "none", files: [] });
    expect(cell("constraints[0]", { contract: words, attempt: unknown }).state).toBe("no-evidence");
  });

  it.each([
    ["No changes to `docs/`.", ["docs/"]],
    ["Leave `a/b.ts` as it is", ["a/b.ts"]],
    ["never touch `x.sql`, `y/**` and `z.ts`", ["x.sql", "y/**", "z.ts"]],
    ["Do not change `retry()`.", null],
    ["Do not change `src/a.ts` unless the tests need it.", null],
    ["Do not change the public API.", null],
    ["Leave `a/b.ts`", null],
    ["`src/**`", null],
  ])("is read as paths only where that is all it says: %s", (text, globs) => {
    expect(untouchedPaths(text)).toEqual(globs);
  });
});

describe("required evidence", () => {
  const needs = contract({ evidence: ["screenshot", "tests"] });
  it("is met by being there where its kind shows no result, and not by a claim", () => {
    const picture = reportEvidence({ kind: "screenshot", result: "unknown", headline: "800 x 600" });
    expect(cell("evidence.screenshot", { contract: needs, ...shown(picture) }).state).toBe("met");
    expect(cell("evidence.screenshot", { contract: needs, ...shown({ ...picture, standing: "claimed" }) }).state).toBe(
      "no-evidence",
    );
    expect(cell("evidence.screenshot", { contract: needs }).state).toBe("no-evidence");
  });

  it("is not met by a check whose result is not known", () => {
    expect(cell("evidence.tests", { contract: needs, ...shown(evidence({ result: "unknown" })) }).state).toBe(
      "no-evidence",
    );
  });
});

describe("a bound", () => {
  const bounded = contract({ allow: { paths: ["src/**"], tools: ["Read"] }, network: "none", isolation: "vm" });
  it("lists each breach with its event or its file", () => {
    const breaches = judgement({
      findings: [
        finding("scope-breach", { path: "ci.yml", line: null, side: null, message: "ci.yml is outside." }),
        finding("tool-breach", { path: null, line: null, side: null, event: { sessionId: "S-7K2QH", seq: 7 } }),
      ],
    });
    expect(cell("allow.paths", { contract: bounded, judgement: breaches })).toMatchObject({
      state: "not-met",
      ground: "1 breach.",
      links: [{ to: "diff", path: "ci.yml", line: null, label: "ci.yml is outside." }],
    });
    expect(cell("allow.tools", { contract: bounded, judgement: breaches })).toMatchObject({
      state: "not-met",
      links: [{ to: "event", event: { seq: 7 } }],
    });
    expect(cell("allow.hosts", { contract: bounded, judgement: breaches })).toMatchObject({
      state: "met",
      ground: "No command names another host in 1 session.",
    });
  });

  it("is not kept where nothing was there to look at", () => {
    const none = attempt({ sessions: [], patchSource: "none", files: [] });
    for (const field of ["allow.paths", "allow.tools", "allow.hosts", "isolation"])
      expect(cell(field, { contract: bounded, attempt: none }).state, field).toBe("no-evidence");
    expect(cell("allow.tools", { contract: bounded, ingestNote: "9 of 10 records read." })).toMatchObject({
      state: "no-evidence",
      ground: "No other tool in what was read, but not all was: 9 of 10 records read.",
    });
    expect(cell("allow.tools", { contract: bounded, judgement: judgement({ rulesRun: 0 }) }).state).toBe("no-evidence");
  });

  it("whose rule failed was not checked", () => {
    const failed = judgement({ findings: [finding("tool-breach", { severity: "warning", message: "It failed." })] });
    expect(cell("allow.tools", { contract: bounded, judgement: failed }).state).toBe("no-evidence");
  });

  it("keeps the list of breaches bounded and counts the rest", () => {
    const many = judgement({
      findings: Array.from({ length: 130 }, (_, at) => finding("scope-breach", { id: `f${String(at)}` })),
    });
    const found = cell("allow.paths", { contract: bounded, judgement: many });
    expect([found.links.length, found.more]).toEqual([100, 30]);
  });
});

it("counts every requirement once", () => {
  const { cells, counts } = sheet(shown(evidence()));
  expect(counts).toEqual({ met: 2, notMet: 0, conflicting: 0, noEvidence: 0 });
  expect(cells).toHaveLength(2);
});
