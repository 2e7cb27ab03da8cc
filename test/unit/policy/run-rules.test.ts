import { expect, it } from "vitest";
import { sighting, type FindingRule } from "../../../main/policy/rule";
import { lookedAt, runRules } from "../../../main/policy/run-rules";
import { checkDetail, commandDetail, editDetail, messageDetail, toolCallDetail } from "../../builders/event";
import { facts, filePatch } from "../../builders/facts";
import { contract, task } from "../../builders/task";

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

it("counts how much there was to look at, and nothing where there was nothing", () => {
  const seen = lookedAt(
    facts({
      task: task({ contract: contract() }),
      patch: filePatch("src/a.ts", [" a", "-b", "+c", "+d"]) + filePatch("src/b.ts", ["+e"], "added"),
      events: [
        messageDetail("Do it", "person"),
        editDetail(),
        commandDetail("ls"),
        checkDetail(),
        toolCallDetail("Read", { result: "x" }),
        toolCallDetail("Read", { result: null }),
      ],
    }),
  );
  expect(seen).toEqual({
    files: 2,
    "added-lines": 3,
    "removed-lines": 1,
    edits: 1,
    commands: 2,
    checks: 1,
    messages: 1,
    "tool-results": 1,
    contract: 1,
  });
  expect(new Set(Object.values(lookedAt(facts())))).toEqual(new Set([0]));
});
