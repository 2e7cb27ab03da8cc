import { describe, expect, it } from "vitest";
import { snapshotRewritten } from "../../../../main/policy/rules/snapshot-rewritten";
import { seenBy, seenIn, type PatchedFile } from "../../../support/seen-by";

const changed = ["-  total: 100", "+  total: 90"];

describe("a rewritten snapshot", () => {
  it.each([
    "test/__snapshots__/refund.test.ts.snap",
    "tests/__snapshots__/test_refund.ambr",
    "refund/testdata/refund.golden",
    "test/golden/report.html",
    "tests/expected_output/report.txt",
    "e2e/home.spec.ts-snapshots/home.txt",
    "Refund.Tests/Refund.Total.verified.txt",
  ])("%s", (path) => {
    expect(seenBy(snapshotRewritten, [path, changed])).toEqual([
      `warning ${path} 1 recorded line changed or went away, 1 came in.`,
    ]);
  });

  it("deleted, binary, and in the test itself", () => {
    expect(seenBy(snapshotRewritten, ["a/__snapshots__/a.snap", ["-x"], "deleted"])).toEqual([
      "warning a/__snapshots__/a.snap The recorded expectation was deleted.",
    ]);
    const picture =
      "diff --git a/e2e/a.spec.ts-snapshots/a.png b/e2e/a.spec.ts-snapshots/a.png\nindex 1111111..2222222 100644\nBinary files a/e2e/a.spec.ts-snapshots/a.png and b/e2e/a.spec.ts-snapshots/a.png differ\n";
    expect(seenIn(snapshotRewritten, picture)).toEqual([
      "warning e2e/a.spec.ts-snapshots/a.png The recorded picture or binary expectation was replaced.",
    ]);
    expect(
      seenBy(snapshotRewritten, [
        "test/a.test.ts",
        ["-  expect(x).toMatchInlineSnapshot(`100`);", "+  expect(x).toMatchInlineSnapshot(`90`);"],
      ]),
    ).toEqual([
      "warning test/a.test.ts:1 A snapshot in the test was rewritten: expect(x).toMatchInlineSnapshot(`90`);",
    ]);
  });
});

describe("not a rewritten snapshot", () => {
  it.each<[string, PatchedFile]>([
    ["a new one", ["test/__snapshots__/a.snap", ["+x"], "added"]],
    ["a new entry beside the old", ["test/__snapshots__/a.snap", [" x", "+exports[`b`] = `1`;"]]],
    ["code about snapshots", ["src/snapshot/take.ts", changed]],
    ["other data of the tests", ["test/fixtures/refund.json", changed]],
    ["a new snapshot in a test", ["test/a.test.ts", ["+  expect(x).toMatchInlineSnapshot(`90`);"]]],
  ])("%s", (_, file) => {
    expect(seenBy(snapshotRewritten, file)).toEqual([]);
  });
});
