import { describe, expect, it } from "vitest";
import { patchRows, RowKind } from "../../../shared/diff/rows";
import { spaceChanges } from "../../../shared/diff/whitespace";
import { seededRandom } from "../../support/seeded-random";

const patchOf = (old: readonly string[], fresh: readonly string[]): string =>
  [
    "diff --git a/x b/x",
    "--- a/x",
    "+++ b/x",
    `@@ -1,${String(old.length)} +1,${String(fresh.length)} @@`,
    ...old.map((line) => `-${line}`),
    ...fresh.map((line) => `+${line}`),
    "",
  ].join("\n");

describe("lines that differ in white space only", () => {
  it("are found where a block was indented below a new line", () => {
    const patch = patchOf(["a = 1", "b = 2"], ["if x:", "    a = 1", "    b = 2"]);
    const { same, lines } = spaceChanges(patch, patchRows(patch), "none");
    expect([...same]).toEqual([-1, -1, 5, 6, -1, 2, 3]);
    expect(lines).toBe(2);
  });

  it("tells an amount from its absence, as git does", () => {
    const patch = patchOf(["a  b", "c d", "e "], ["a b", "cd", "e"]);
    const rows = patchRows(patch);
    expect(spaceChanges(patch, rows, "amount").lines).toBe(2);
    expect(spaceChanges(patch, rows, "none").lines).toBe(3);
  });

  it("pairs in order only, once, and only lines that are the same without their white space, in 400 random blocks", () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const random = seededRandom(seed);
      const pick = (): string => {
        const word = "abcdef".charAt(Math.floor(random() * 6));
        return `${" ".repeat(Math.floor(random() * 4))}${word}${random() < 0.3 ? " z" : ""}`;
      };
      const block = (): string[] => Array.from({ length: 1 + Math.floor(random() * 9) }, pick);
      const patch = patchOf(block(), block());
      const rows = patchRows(patch);
      const { same, lines } = spaceChanges(patch, rows, "none");
      const text = (row: number): string => patch.slice(rows.from[row], rows.to[row]).replaceAll(/\s/g, "");
      let last = -1;
      let pairs = 0;
      same.forEach((partner, row) => {
        if (partner === -1) return;
        expect(same[partner]).toBe(row);
        expect(text(partner)).toBe(text(row));
        if (rows.kind[row] !== RowKind.del) return;
        expect(partner).toBeGreaterThan(last);
        last = partner;
        pairs += 1;
      });
      expect(lines).toBe(pairs);
    }
  });
});
