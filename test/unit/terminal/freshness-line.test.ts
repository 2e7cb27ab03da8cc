import { describe, expect, it } from "vitest";
import { freshness } from "../../../main/provenance/freshness";
import { freshnessLine } from "../../../main/terminal/freshness-line";
import { checkDetail, commandDetail, editDetail, failedCheck, sessionEvents } from "../../builders/event";

const lineOf = (details: Parameters<typeof sessionEvents>[0]) => freshnessLine(freshness(sessionEvents(details)));

describe("the steps of an attempt in one line", () => {
  it("names edits, checks and commands in order, and sets a bar after the last pass", () => {
    expect(
      lineOf([
        editDetail(),
        editDetail(),
        failedCheck(),
        editDetail(),
        checkDetail(),
        editDetail("/work/ledger/src/y.ts"),
        editDetail(),
        commandDetail("gofmt -w ."),
        checkDetail("npm test | tail", { masked: true }),
      ]),
    ).toBe(
      "2 edits of src/x.ts, npm test FAILED 02:02, 1 edit of src/x.ts, npm test passed 02:04 | 2 edits of 2 files, gofmt -w may have changed files, npm test | tail result hidden 02:08",
    );
  });

  it("counts what is too much to name, and says nothing where nothing happened", () => {
    const long = Array.from({ length: 10 }, () => [editDetail(), checkDetail()]).flat();
    expect(lineOf(long)).toMatch(/^… 12 earlier steps, 1 edit of src\/x\.ts, npm test passed 02:13, /);
    expect(lineOf([])).toBeNull();
  });
});
