import type { components } from "@octokit/openapi-types";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { githubCheckRuns } from "../../../main/evidence/parsers/github-check-runs";

type CheckRun = Pick<components["schemas"]["check-run"], "id" | "name" | "head_sha" | "status" | "conclusion">;

const sha = "5da53fbb2a0aaa12d648b73984acc9aac2e11c2a";

function parse(source: Uint8Array | object) {
  const bytes = source instanceof Uint8Array ? source : new TextEncoder().encode(JSON.stringify(source));
  const read = githubCheckRuns.parse(bytes);
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
  return read.value;
}
function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../../fixtures/evidence/github-check-runs/${name}.json`, import.meta.url));
}
function checks(...conclusions: CheckRun["conclusion"][]) {
  return answer(conclusions);
}
function answer(conclusions: readonly CheckRun["conclusion"][]) {
  const runs: CheckRun[] = conclusions.map((conclusion, index) => ({
    id: index,
    name: `check ${index}`,
    head_sha: sha,
    status: "completed",
    conclusion,
  }));
  return { total_count: runs.length, check_runs: runs };
}

describe("github-check-runs", () => {
  it("takes the latest run of a name and app, failures first", () => {
    const report = parse(fixture("rerun"));
    expect(report).toMatchObject({
      kind: "check-run",
      result: "failed",
      totals: { of: "check-runs", passed: 3, failed: 1, waiting: 1 },
      headline: "3 passed, 1 failed, 1 not finished, 1 of the passed skipped or neutral",
      producer: "GitHub Actions, other-ci",
      producedAt: "2026-11-20T03:05:00.000Z",
      commits: [sha],
      truncated: "3 annotations of these runs are not in the file.",
    });
    expect(report.lists.cases.map((each) => [each.suite, each.name, each.outcome, each.durationMs])).toEqual([
      ["github-actions", "e2e", "failed", 1_800_000],
      ["github-actions", "deploy", "skipped", null],
      ["github-actions", "build", "passed", 90_000],
      ["other-ci", "build", "passed", 60_000],
      ["github-actions", "docs", "skipped", 1_000],
    ]);
    expect(report.lists.cases[0]?.message).toBe("timed_out: Took too long");
  });

  it.each([
    [["success"], "passed"],
    [["success", "skipped", "neutral"], "passed"],
    [["skipped", "neutral"], "unknown"],
    [["success", "failure"], "failed"],
    [["success", "cancelled"], "failed"],
    [["success", "action_required"], "failed"],
    [["success", null], "unknown"],
    [[], "unknown"],
  ] as const)("%j is %s", (conclusions, result) => {
    expect(parse(checks(...conclusions)).result).toBe(result);
  });

  it("takes a conclusion nobody knows yet for a failure", () => {
    const one = checks("success");
    expect(parse({ ...one, check_runs: [{ ...one.check_runs[0], conclusion: "startup_failure" }] }).result).toBe(
      "failed",
    );
  });

  it("does not pass a list that is not whole", () => {
    const report = parse(fixture("pages"));
    expect(report).toMatchObject({ result: "unknown", totals: { passed: 2, failed: 0 } });
    expect(report.truncated).toBe("The answer says there are 3 check runs and lists 2.");
  });

  it("reads statuses beside check runs", () => {
    expect(parse(fixture("statuses"))).toMatchObject({
      result: "failed",
      commits: [sha],
      headline: "1 passed, 1 failed",
    });
    const both: unknown = JSON.parse(new TextDecoder().decode(fixture("statuses")));
    expect(parse([checks("success"), both])).toMatchObject({ totals: { passed: 2, failed: 1 } });
  });

  it("reads annotations, alone or inside their runs", () => {
    const report = parse(fixture("annotations"));
    expect(report.headline).toBe("2 annotations of a check run");
    expect(report.lists.annotations[0]).toMatchObject({
      path: "src/a.ts",
      line: 4,
      endLine: 5,
      level: "error",
      rule: "tsc",
    });
    const one = checks("failure");
    const told: unknown = JSON.parse(new TextDecoder().decode(fixture("annotations")));
    const inside = parse({ ...one, check_runs: [{ ...one.check_runs[0], output: { annotations: told } }] });
    expect(inside.lists.annotations).toHaveLength(2);
  });

  it("holds with a hundred thousand runs", { timeout: 60_000 }, () => {
    const report = parse(answer(Array.from({ length: 150_000 }, () => "success" as const)));
    expect(report.totals).toMatchObject({ passed: 150_000 });
    expect(report.lists.cases).toHaveLength(100_000);
    expect(report.truncated).toBe("50,000 more checks are counted and not listed.");
  });
});
