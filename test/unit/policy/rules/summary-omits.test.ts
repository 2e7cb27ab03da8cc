import { describe, expect, it } from "vitest";
import { summaryOmits } from "../../../../main/policy/rules/summary-omits";
import { filePatch } from "../../../builders/facts";
import { seenIn } from "../../../support/seen-by";

const lines = (count: number) => Array.from({ length: count }, (_, index) => `+line ${String(index)}`);
const refund = filePatch("src/refunds/retry.ts", lines(30));
const billing = filePatch("src/webhooks/deliver.ts", lines(24));

describe("a summary that leaves something out", () => {
  it("names the folder, its size and the file", () => {
    expect(seenIn(summaryOmits, refund + billing, "Retried refunds now pay once. All tests pass.")).toEqual([
      "warning src/webhooks/deliver.ts The summary does not mention src/webhooks/, where 24 lines changed in 1 file.",
    ]);
  });

  it("looks at workflows, scripts and documents too", () => {
    const more = filePatch(".github/workflows/release.yml", lines(12)) + filePatch("docs/api.md", lines(40));
    expect(seenIn(summaryOmits, refund + more, "Retried refunds pay once.").map((one) => one.split(" ")[1])).toEqual([
      ".github/workflows/release.yml",
      "docs/api.md",
    ]);
  });
});

describe("a summary that leaves nothing out", () => {
  it.each<[string, string, string | null]>([
    ["both are named", refund + billing, "Refund retries pay once; webhooks are delivered once too."],
    ["a file is named", refund + billing, "Refund retries pay once, see deliver.ts."],
    ["a folder is named", refund + billing, "Changed src/refunds and src/webhooks."],
    [
      "by what is declared in it",
      refund + filePatch("src/webhooks/index.ts", [...lines(20), "+export function sendOnce() {"]),
      "Refunds use sendOnce now.",
    ],
    ["tests of what is named", refund + filePatch("test/webhooks.test.ts", lines(50)), "Refunds pay once."],
    ["a lock file", refund + filePatch("package-lock.json", lines(500)), "Refunds pay once."],
    ["a snapshot", refund + filePatch("test/__snapshots__/a.snap", lines(500)), "Refunds pay once."],
    ["a few lines", refund + filePatch("src/webhooks/deliver.ts", lines(4)), "Refunds pay once."],
    [
      "kinds of files by their usual words",
      refund + filePatch("docs/api.md", lines(40)),
      "Refunds pay once; documentation updated.",
    ],
    ["no part is named", refund + billing, "Done. All tests pass."],
    ["everything is", refund + billing, "Renamed refunds across the codebase."],
    ["there is no summary", refund + billing, null],
  ])("%s", (_, patch, says) => {
    expect(seenIn(summaryOmits, patch, says)).toEqual([]);
  });
});
