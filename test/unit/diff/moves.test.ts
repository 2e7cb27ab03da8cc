import { describe, expect, it } from "vitest";
import { findMoves } from "../../../shared/diff/moves";
import { patchRows, RowKind } from "../../../shared/diff/rows";
import { seededRandom } from "../../support/seeded-random";

const file = (name: string, sign: "+" | "-", lines: readonly string[]): string =>
  [
    `diff --git a/${name} b/${name}`,
    `--- a/${name}`,
    `+++ b/${name}`,
    sign === "-" ? `@@ -5,${String(lines.length + 1)} +5 @@` : `@@ -5 +5,${String(lines.length + 1)} @@`,
    " around",
    ...lines.map((line) => sign + line),
    "",
  ].join("\n");

const block = [
  "function settle(amount) {",
  "  const rounded = round(amount);",
  "",
  "  return { amount: rounded };",
  "}",
];
const still = (): number => 0;

function movesOf(patch: string) {
  const rows = patchRows(patch);
  return { rows, ...findMoves(patch, rows, still, 1000) };
}

describe("moved blocks", () => {
  it("are found between files, exact or indented, brackets and blank lines with them", () => {
    const exact = movesOf(file("a.js", "-", block) + file("b.js", "+", block));
    expect(exact.moves).toEqual([{ oldFrom: 3, oldEnd: 8, newFrom: 11, newEnd: 16, lines: 5, exact: true }]);
    const indented = movesOf(
      file("a.js", "-", block) +
        file(
          "b.js",
          "+",
          block.map((line) => `    ${line}`),
        ),
    );
    expect(indented.moves).toMatchObject([{ lines: 5, exact: false }]);
  });

  it("leave a line that changed on the way a change", () => {
    const changed = block.with(1, "  const rounded = floor(amount);");
    const { moves, of } = movesOf(
      file("a.js", "-", [...block, "// the end of it"]) + file("b.js", "+", [...changed, "// the end of it"]),
    );
    expect(moves).toMatchObject([{ lines: 5 }]);
    expect([...of.slice(3, 9)]).toEqual([0, -1, 0, 0, 0, 0]);
  });

  it("are not seen in few lines, in brackets, or in what was indented where it stands", () => {
    expect(movesOf(file("a.js", "-", block.slice(0, 2)) + file("b.js", "+", block.slice(0, 2))).moves).toEqual([]);
    const brackets = ["}", "", "}", "", "}", "});"];
    expect(movesOf(file("a.js", "-", brackets) + file("b.js", "+", brackets)).moves).toEqual([]);
    const here = `diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n@@ -1,5 +1,5 @@\n${block.map((line) => `-${line}\n`).join("")}${block.map((line) => `+  ${line}\n`).join("")}`;
    expect(movesOf(here).moves).toEqual([]);
  });

  it("give each row to one move at most, of equal lines, one removed and one added, in 300 random patches", () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = seededRandom(seed);
      const line = (): string =>
        `${" ".repeat(Math.floor(random() * 3))}statement_${String(Math.floor(random() * 12))}(argument);`;
      const some = (): string[] => Array.from({ length: 3 + Math.floor(random() * 10) }, line);
      const shared = some();
      const patch =
        file("a", "-", [...some(), ...shared]) + file("b", "+", [...shared, ...some()]) + file("c", "+", some());
      const { rows, moves, of } = movesOf(patch);
      const trimmed = (row: number): string => patch.slice(rows.from[row], rows.to[row]).trim();
      moves.forEach((move, index) => {
        const old: number[] = [];
        const fresh: number[] = [];
        of.forEach((value, row) => {
          if (value === index) (rows.kind[row] === RowKind.del ? old : fresh).push(row);
        });
        expect(old.length).toBe(move.lines);
        expect(old.map(trimmed)).toEqual(fresh.map(trimmed));
        expect(move.lines).toBeGreaterThanOrEqual(3);
        expect([old[0], old.at(-1), fresh[0], fresh.at(-1)]).toEqual([
          move.oldFrom,
          move.oldEnd - 1,
          move.newFrom,
          move.newEnd - 1,
        ]);
      });
    }
  });

  it("ends when its time is up, and says so", () => {
    let now = 0;
    const many = Array.from({ length: 2000 }, (_, index) => `statement number ${String(index)};`);
    const rows = patchRows(file("a", "-", many) + file("b", "+", many));
    const found = findMoves(file("a", "-", many) + file("b", "+", many), rows, () => (now += 10), 5);
    expect(found.complete).toBe(false);
    expect(found.of.length).toBe(rows.kind.length);
  });
});
