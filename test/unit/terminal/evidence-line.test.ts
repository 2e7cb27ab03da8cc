import { expect, it } from "vitest";
import { evidenceLines } from "../../../main/terminal/evidence-line";
import { reportEvidence } from "../../builders/evidence";

it("tells of an item what it counts, how solid it is, on which tree, and what is left out", () => {
  const item = reportEvidence({
    kind: "static-analysis",
    standing: "claimed",
    format: "sarif",
    tree: "mismatch",
    producer: "Lint\u001b[31mwell",
    headline: "2 warnings",
    counts: null,
    totals: { of: "findings", errors: 0, warnings: 2, notes: 0, suppressed: 1 },
    againstBase: { base: "file:base", new: 1, gone: 0 },
    madeOn: { tree: null, commits: ["4c07aa1d93fe"] },
    truncated: "50 more are not listed.",
  });
  const [first, second, third] = evidenceLines(item);
  expect(first).toBe("  evidence claimed       static-analysis: 2 warnings (other tree)");
  expect(second).toContain("sarif, commit 4c07aa1, 1 accepted, 1 new against the base, 0 gone, evidence/junit.xml");
  expect(second).toContain("[U+001B]");
  expect(third?.trim()).toBe("50 more are not listed.");
});
