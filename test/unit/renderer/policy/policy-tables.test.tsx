import { readFileSync } from "node:fs";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { lookedSentence, looksAtWords } from "../../../../renderer/parts/looked-words";
import { GatesTable } from "../../../../renderer/screens/policy/GatesTable";
import { RulesTable } from "../../../../renderer/screens/policy/RulesTable";
import { gateRows } from "../../../../renderer/screens/policy/gate-rows";
import { pointsSentence, raiseRows } from "../../../../renderer/screens/policy/raise-rows";
import { policySchema, type Policy } from "../../../../shared/model/policy";

const shipped: Policy = policySchema.parse(parse(readFileSync("resources/policy/default.yaml", "utf8")));
const bare: Policy = { ...shipped, gates: policySchema.shape.gates.parse({}), points: {} };
const hostile = "<img src=x onerror=alert(1)> \u202e";

describe("gates by tier", () => {
  it("are asked for from their tier on, a higher tier by the last step it reaches", () => {
    const rows = gateRows({
      ...bare,
      gates: policySchema.shape.gates.parse({
        owner: { from: "medium" },
        reading: { from: "high", percent: 80 },
        reviewers: [
          { from: "critical", count: 2 },
          { from: "low", count: 1 },
        ],
      }),
    });
    expect(rows.map((row) => [row.key, row.at])).toEqual([
      ["owner", { low: null, medium: "asked for", high: "asked for", critical: "asked for" }],
      ["reading", { low: null, medium: null, high: "80 %", critical: "80 %" }],
      ["reviewers", { low: "1 person", medium: "1 person", high: "1 person", critical: "2 people" }],
    ]);
  });

  it("say so where there is none", () => {
    expect(gateRows(bare)).toEqual([]);
    expect(renderToStaticMarkup(<GatesTable policy={bare} />)).toContain("asks for nothing before an approval");
  });
});

describe("what raises the tier", () => {
  it("lists every path, size, claim and history step of the shipped policy once", () => {
    const rows = raiseRows(shipped);
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
    for (const path of shipped.paths) expect(rows.some((row) => row.key === `path ${path.class}`)).toBe(true);
    expect(rows.filter((row) => row.key.startsWith("claims "))).toHaveLength(3);
    expect(rows.filter((row) => row.key.startsWith("size "))).toHaveLength(shipped.size.length);
  });

  it("says what points come to", () => {
    expect(pointsSentence({ ...shipped, points: { medium: 25, critical: 1 } })).toBe(
      "medium from 25 points, critical from 1 point",
    );
    expect(pointsSentence(bare)).toBeNull();
  });

  it("draws rules as text, with the level of each severity and their points", () => {
    const html = renderToStaticMarkup(
      <RulesTable
        policy={{ ...shipped, paths: [{ class: "x", title: hostile, globs: ["**"], level: "high", points: 3 }] }}
        rules={[
          {
            id: "secret",
            title: hostile,
            rationale: hostile,
            looksAt: ["added-lines"],
            weight: { serious: "critical", points: 40 },
          },
          { id: "unowned", title: "Unowned", rationale: "Nobody answers.", looksAt: [], weight: null },
        ]}
      />,
    );
    expect(html).not.toContain("<img");
    expect(html).not.toContain("\u202e");
    expect(html).toContain("Critical risk");
    expect(html).toContain("+40");
    expect(html).toContain("added lines");
    expect(html.match(/>nothing</g)).toHaveLength(5);
  });
});

describe("what was looked at", () => {
  it("is counted by name, and nothing is said of what was not counted", () => {
    expect(lookedSentence(["added-lines", "commands"], { "added-lines": 412, commands: 1 })).toBe(
      "412 added lines and 1 command",
    );
    expect(lookedSentence(["added-lines", "contract"], { commands: 3 })).toBeNull();
    expect(looksAtWords(["tool-results", "contract"])).toBe("tool results, contract");
  });
});
