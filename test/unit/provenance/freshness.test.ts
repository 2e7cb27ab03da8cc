import { describe, expect, it } from "vitest";
import { freshness } from "../../../main/provenance/freshness";
import { changedFile } from "../../builders/attempt";
import { checkDetail, commandDetail, editDetail, failedCheck, sessionEvents } from "../../builders/event";

describe("freshness", () => {
  it.each([
    ["No session was read: what was checked and when is not on record.", false, []],
    ["No check ran.", false, [editDetail()]],
    ["Tests passed after the final edit, 02:01.", false, [editDetail(), checkDetail()]],
    ["Tests last passed 02:00, 1 min before the final edit to src/x.ts.", true, [checkDetail(), editDetail()]],
    [
      "Tests last passed 02:00, 1 min before the final edit to src/x.ts; the last run failed, 02:02.",
      true,
      [checkDetail(), editDetail(), failedCheck()],
    ],
    [
      "Tests last passed 02:00, 1 min before the final edit to src/x.ts; a later run does not show its result, 02:02.",
      true,
      [checkDetail(), editDetail(), checkDetail("npm test | tail", { masked: true })],
    ],
    [
      "Tests passed after the final edit, 02:01, then failed, 02:02.",
      false,
      [editDetail(), checkDetail(), failedCheck()],
    ],
    ["No check passed: the last one, npm test, failed, 02:01.", false, [editDetail(), failedCheck()]],
    [
      "The build passed after the final edit, 02:01.",
      false,
      [editDetail(), checkDetail("npm run build", { checkType: "build" })],
    ],
    ["Tests passed, 02:00; no edit was recorded.", false, [checkDetail()]],
  ])("%s", (sentence, stale, details) => {
    expect(freshness(sessionEvents(details))).toMatchObject({ sentence, stale });
  });

  it("passes over edits that were not made and runs that were refused", () => {
    const events = sessionEvents([
      editDetail(),
      checkDetail(),
      editDetail("/work/ledger/src/y.ts", { outcome: "failed" }),
      checkDetail("npm test", { outcome: "denied" }),
    ]);
    expect(freshness(events).stale).toBe(false);
    expect(freshness(events).lastEdit).toMatchObject({ path: "src/x.ts", event: { sessionId: "S-7K2QH", seq: 1 } });
  });

  it("does not count a masked exit code as a pass", () => {
    expect(
      freshness(sessionEvents([editDetail(), checkDetail("npm test | tail", { masked: true })])).lastPass,
    ).toBeNull();
  });

  it("names the edit by its path in the working folder where commands show that folder", () => {
    expect(freshness(sessionEvents([commandDetail("ls"), editDetail()])).lastEdit?.path).toBe("src/x.ts");
    expect(freshness(sessionEvents([editDetail()])).lastEdit?.path).toBe("/work/ledger/src/x.ts");
  });

  it("says that a later command may have changed files, without calling the pass outdated", () => {
    const fresh = freshness(sessionEvents([editDetail(), checkDetail(), commandDetail("npx prettier --write src")]));
    expect(fresh.stale).toBe(false);
    expect(fresh.sentence).toBe(
      "Tests passed after the final edit, 02:01; a later command may have changed files: prettier --write, 02:02.",
    );
    expect(fresh.unsure).toMatchObject({ commands: 1, event: { seq: 3 }, how: "prettier --write" });
    expect(freshness(sessionEvents([commandDetail("npx prettier --write src"), checkDetail()])).unsure).toBeNull();
  });

  it("takes a command that wrote to a file of the patch for an edit of it", () => {
    const files = [changedFile("src/x.ts")];
    const sed = commandDetail("sed -i 's/1/2/' src/x.ts");
    expect(freshness(sessionEvents([checkDetail(), sed]), files)).toMatchObject({
      sentence: "Tests last passed 02:00, 1 min before the final edit to src/x.ts.",
      stale: true,
      unsure: null,
    });
    // In one line with a check it came before it.
    const both = checkDetail("sed -i 's/1/2/' src/x.ts && npm test");
    expect(freshness(sessionEvents([both]), files)).toMatchObject({ stale: false, lastEdit: { path: "src/x.ts" } });
    const failed = commandDetail("sed -i 's/1/2/' src/x.ts", { outcome: "failed", exitCode: 1 });
    expect(freshness(sessionEvents([checkDetail(), failed]), files)).toMatchObject({ stale: false, lastEdit: null });
    const other = commandDetail("sed -i 's/1/2/' src/y.ts");
    expect(freshness(sessionEvents([checkDetail(), other]), files)).toMatchObject({ stale: false, lastEdit: null });
  });

  it("says what a pass was restricted to, and a failure that no later pass clears", () => {
    const narrow = checkDetail("pytest tests/test_a.py");
    expect(freshness(sessionEvents([editDetail(), failedCheck("pytest"), narrow])).sentence).toBe(
      "Tests passed after the final edit, 02:02, restricted to tests/test_a.py; pytest failed before, 02:01, and was not seen to pass since.",
    );
    expect(freshness(sessionEvents([editDetail(), failedCheck("pytest"), checkDetail("pytest")])).sentence).toBe(
      "Tests passed after the final edit, 02:02.",
    );
    // A script that was written to try something is no run of the tests.
    expect(freshness(sessionEvents([editDetail(), failedCheck("python test_probe.py"), narrow])).sentence).toBe(
      "Tests passed after the final edit, 02:02, restricted to tests/test_a.py.",
    );
  });
});

describe("the steps of an attempt", () => {
  it("join edits without a check between them, name the files edited last, and keep every check with its result", () => {
    const { steps, earlier } = freshness(
      sessionEvents([
        editDetail("/work/ledger/src/a.ts"),
        editDetail("/work/ledger/src/b.ts"),
        editDetail("/work/ledger/src/a.ts"),
        failedCheck("npm test", { counts: { passed: 4, failed: 2, skipped: null, line: "2 failed, 4 passed" } }),
        editDetail("/work/ledger/src/b.ts"),
        checkDetail("npm test | tail -5", { masked: true }),
        checkDetail("npm test", { outcome: "unanswered", exitCode: null }),
        commandDetail("sed -i s/a/b/ src/a.ts"),
        checkDetail("npx vitest run src/a.test.ts"),
      ]),
    );
    expect(earlier).toBeNull();
    expect(steps).toMatchObject([
      { kind: "edits", from: { seq: 1 }, to: { seq: 3 }, edits: 3, files: 2, paths: ["src/a.ts", "src/b.ts"] },
      { kind: "check", result: "failed", counts: { passed: 4, failed: 2, skipped: null }, only: [] },
      { kind: "edits", edits: 1, paths: ["src/b.ts"] },
      { kind: "check", result: "masked" },
      { kind: "check", result: "no-result" },
      { kind: "commands", commands: 1, how: "sed -i", from: { seq: 8 } },
      { kind: "check", result: "passed", only: ["src/a.test.ts"], at: "2026-11-21T02:08:00.000Z" },
    ]);
  });

  it("stay bounded: of a long session the last ones are kept and the others counted", () => {
    const long = Array.from({ length: 300 }, () => [editDetail(), editDetail(), checkDetail()]).flat();
    const { steps, earlier } = freshness(sessionEvents(long));
    expect(steps).toHaveLength(80);
    expect(earlier).toEqual({ edits: 520, checks: 260, commands: 0 });
    expect(steps.at(-1)).toMatchObject({ kind: "check", to: { seq: 900 } });
  });
});

describe("what a pass saw of each file", () => {
  const a = "/work/ledger/src/a.ts";
  const b = "/work/ledger/src/b.ts";
  const seen = (details: Parameters<typeof sessionEvents>[0]) =>
    freshness(sessionEvents(details)).files.map((file) => [file.path, file.seen]);

  it("is told by its last edit and the passes after it", () => {
    expect(seen([editDetail(a), checkDetail(), editDetail(b)])).toEqual([
      ["src/b.ts", "before"],
      ["src/a.ts", "after"],
    ]);
    expect(seen([editDetail(a), failedCheck()])).toEqual([["src/a.ts", "never"]]);
  });

  it("is only part of it where the pass was restricted to something else, or to another folder", () => {
    expect(seen([editDetail(a), checkDetail("pytest tests/test_b.py")])).toEqual([["src/a.ts", "part"]]);
    expect(seen([editDetail("/work/ledger/web/x.ts"), checkDetail("npm test", { cwd: "/work/ledger/api" })])).toEqual([
      ["/work/ledger/web/x.ts", "part"],
    ]);
    expect(seen([editDetail(a), checkDetail(), checkDetail("npx vitest run src/b.test.ts")])).toEqual([
      ["src/a.ts", "after"],
    ]);
  });
});
