import { describe, expect, it } from "vitest";
import { scopeBreach } from "../../../../main/policy/rules/scope-breach";
import { facts, filePatch } from "../../../builders/facts";
import { contract, task } from "../../../builders/task";

function run(path: string, body: readonly string[], mode: "modified" | "added" | "deleted" = "modified") {
  return scopeBreach.run(facts({ patch: filePatch(path, body, mode) }));
}

describe("scope breach", () => {
  const bounded = task({ contract: contract({ allow: { paths: ["src/refunds/**", "migrations/", "*.md"] } }) });

  it("fires for a file outside, with the list", () => {
    expect(scopeBreach.run(facts({ patch: filePatch("config/openapi.yaml", ["+x"]), task: bounded }))).toMatchObject([
      {
        severity: "serious",
        path: "config/openapi.yaml",
        message: "config/openapi.yaml is outside the contract's paths: src/refunds/**, migrations/, *.md.",
      },
    ]);
  });

  it("sees both ends of a rename", () => {
    const patch =
      "diff --git a/src/other.ts b/src/refunds/other.ts\nsimilarity index 100%\nrename from src/other.ts\nrename to src/refunds/other.ts\n";
    expect(scopeBreach.run(facts({ patch, task: bounded }))).toHaveLength(1);
  });

  it("does not fire inside, for hidden files there, or without bounds", () => {
    for (const path of ["src/refunds/a/b.ts", "src/refunds/.hidden", "migrations/001.sql", "README.md"]) {
      expect(scopeBreach.run(facts({ patch: filePatch(path, ["+x"]), task: bounded }))).toEqual([]);
    }
    expect(run("anything.ts", ["+x"])).toEqual([]);
  });
});
