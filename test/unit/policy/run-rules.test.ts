import { expect, it } from "vitest";
import { sighting, type FindingRule } from "../../../main/policy/rule";
import { runRules } from "../../../main/policy/run-rules";
import { facts } from "../../builders/facts";

const rule = (id: string, run: FindingRule["run"]): FindingRule => ({
  id,
  title: `Title of ${id}`,
  rationale: "Because.",
  looksAt: ["files"],
  run,
});

it("adds rule, title and an id that stays the same, most severe first", () => {
  const rules = [
    rule("a", () => [sighting("note", "one"), sighting("note", "one")]),
    rule("b", () => [sighting("serious", "two", { path: "x", line: 3, side: "new" })]),
  ];
  const first = runRules(rules, facts());
  expect(first.map((finding) => [finding.rule, finding.title, finding.severity, finding.message])).toEqual([
    ["b", "Title of b", "serious", "two"],
    ["a", "Title of a", "note", "one"],
    ["a", "Title of a", "note", "one"],
  ]);
  expect(new Set(first.map((finding) => finding.id)).size).toBe(3);
  expect(
    runRules([...rules].reverse(), facts())
      .map((finding) => finding.id)
      .sort(),
  ).toEqual(first.map((finding) => finding.id).sort());
});

it("makes a finding of a rule that throws, and runs the others", () => {
  const failing = rule("bad", () => {
    throw new Error("no such thing");
  });
  const seen = runRules([failing, rule("good", () => [sighting("note", "here")])], facts());
  expect(seen).toMatchObject([
    { rule: "bad", severity: "warning", message: "This rule failed and checked nothing: no such thing." },
    { rule: "good", message: "here" },
  ]);
});

it("counts what it does not list", () => {
  const seen = runRules(
    [rule("many", () => Array.from({ length: 130 }, (_, index) => sighting("note", `n${index}`)))],
    facts(),
  );
  expect(seen).toHaveLength(101);
  expect(seen[0]?.message).toBe("30 more places are not listed.");
});
