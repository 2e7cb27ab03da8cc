import { expect, it } from "vitest";
import { largeChange } from "../../../../main/policy/rules/large-change";
import { seenBy, type PatchedFile } from "../../../support/seen-by";

const lines = (count: number) => Array.from({ length: count }, (_, index) => `+line ${String(index)}`);
const files = (count: number): PatchedFile[] =>
  Array.from({ length: count }, (_, index) => [`src/${String(index)}.ts`, ["+x"]]);

it("fires above 800 lines or 40 files of code", () => {
  expect(seenBy(largeChange, ["src/a.ts", lines(801)])).toEqual([
    "warning 801 lines changed in 1 file, documents, lock files and generated files left out.",
  ]);
  expect(seenBy(largeChange, ...files(41))).toHaveLength(1);
});

it("not at the edge, and not for documents, lock files, generated files and snapshots", () => {
  expect(seenBy(largeChange, ["src/a.ts", lines(800)])).toEqual([]);
  expect(seenBy(largeChange, ...files(40))).toEqual([]);
  for (const path of ["docs/a.md", "package-lock.json", "dist/a.js", "vendor/a.go", "test/__snapshots__/a.snap"])
    expect(seenBy(largeChange, [path, lines(2000)]), path).toEqual([]);
});
