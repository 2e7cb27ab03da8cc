import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { rules } from "../../main/plugins";

const page = readFileSync(new URL("../../docs/rules.md", import.meta.url), "utf8");
const rows = [...page.matchAll(/^\| `([a-z-]+)` \|(.*)\|$/gm)].map(([, id = "", rest = ""]) => ({
  id,
  cells: rest.split("|").map((cell) => cell.trim()),
}));

it("docs/rules.md has one row for every rule of the list, and no other", () => {
  expect(rows.map(({ id }) => id).sort()).toEqual(rules.map(({ id }) => id).sort());
});

it("each row says what the rule notices, what it looks at and how severe that is", () => {
  for (const { id, cells } of rows) {
    expect(cells, id).toHaveLength(4);
    for (const cell of cells.slice(0, 3)) expect(cell, id).not.toBe("");
    expect(cells[2], id).toMatch(/serious|warning|note/);
  }
});

it("a rule's title stands for one rule alone", () => {
  expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
});
