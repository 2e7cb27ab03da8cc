import { describe, expect, it } from "vitest";
import { dueIn, dueStands, lengthWords } from "../../../shared/review/due-words";

describe("when an answer is wanted, in words", () => {
  it.each([
    [0, "0 min"],
    [59, "59 min"],
    [60, "1 h"],
    [130, "2 h 10 min"],
    [47 * 60 + 59, "47 h 59 min"],
    [48 * 60, "2 d"],
    [51 * 60, "2 d 3 h"],
  ])("%i minutes are %s", (minutes, words) => {
    expect(lengthWords(minutes * 60_000)).toBe(words);
  });

  it("is overdue from the moment itself", () => {
    const due = "2026-11-22T03:00:00Z";
    expect(dueStands(due, Date.parse(due) - 60_000)).toBe("due in 1 min");
    expect(dueStands(due, Date.parse(due))).toBe("overdue by 0 min");
    expect(dueStands(due, Date.parse(due) + 8 * 3_600_000)).toBe("overdue by 8 h");
  });

  it.each([
    // The hour that comes twice: both are 02:30 there, and UTC tells them apart.
    ["2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25 02:30 Europe/Berlin (00:30 UTC)"],
    ["2026-10-25T01:30:00Z", "Europe/Berlin", "2026-10-25 02:30 Europe/Berlin (01:30 UTC)"],
    // The hour that is left out.
    ["2026-03-29T00:59:00Z", "Europe/Berlin", "2026-03-29 01:59 Europe/Berlin (00:59 UTC)"],
    ["2026-03-29T01:00:00Z", "Europe/Berlin", "2026-03-29 03:00 Europe/Berlin (01:00 UTC)"],
    // Another day there.
    ["2026-11-01T23:30:00Z", "Asia/Kolkata", "2026-11-02 05:00 Asia/Kolkata (2026-11-01 23:30 UTC)"],
    ["2026-11-01T05:30:00Z", "America/New_York", "2026-11-01 01:30 America/New_York (05:30 UTC)"],
    ["2026-11-22T17:00:00+02:00", null, "2026-11-22 15:00 UTC"],
    ["2026-11-22T15:00:00Z", "Nowhere/At_All", "2026-11-22 15:00 UTC"],
    ["2026-11-22T00:00:00Z", "UTC", "2026-11-22 00:00 UTC"],
    ["soon", "UTC", "soon"],
  ])("%s in %s is %s", (due, zone, words) => {
    expect(dueIn(due, zone)).toBe(words);
  });
});
