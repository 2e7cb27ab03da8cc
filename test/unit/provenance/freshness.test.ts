import { describe, expect, it } from "vitest";
import { freshness } from "../../../main/provenance/freshness";
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
});
