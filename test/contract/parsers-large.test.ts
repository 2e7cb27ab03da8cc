import { describe, expect, it } from "vitest";
import { maxCases } from "../../main/evidence/parser";
import { parsers } from "../../main/plugins";
import { largeReports } from "../support/large-reports";

const tests = 100_000;

/** What reading costs is told in docs/evidence-formats.md; here it must only stay within reason on a busy machine. */
describe("reports of 100,000 tests", () => {
  it.each(largeReports(tests))("$parser", ({ parser: id, text, counts }) => {
    const parser = parsers.find((each) => each.id === id);
    const bytes = new TextEncoder().encode(text());
    expect(parser?.recognises({ path: "report", bytes: bytes.subarray(0, 65_536) })).toBe(true);
    expect(bytes.length).toBeLessThan(parser?.maxBytes ?? 0);
    const started = performance.now();
    const read = parser?.parse(bytes);
    expect(performance.now() - started).toBeLessThan(60_000);
    if (read?.ok !== true) throw new Error("was not read");
    expect(read.value.counts).toEqual(counts);
    const { cases } = read.value.lists;
    expect(cases).toHaveLength(Math.min(tests, maxCases));
    expect(cases.slice(0, counts.failed).every((each) => each.outcome === "failed")).toBe(true);
    expect(cases[0]?.message).toContain("expected 1 to be 2");
    expect(cases[counts.failed]?.outcome).toBe("passed");
  });
});
