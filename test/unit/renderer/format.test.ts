import { describe, expect, it } from "vitest";
import {
  formatAge,
  formatAgo,
  formatBytes,
  formatClock,
  formatCount,
  formatDay,
  formatDigest,
  formatDuration,
  formatDurationWords,
  formatList,
  formatMoment,
  formatPlural,
} from "../../../renderer/ui/format";

const minute = 60_000;
const hour = 60 * minute;
const local = (text: string) => new Date(text).toISOString();

describe("numbers", () => {
  it("groups thousands and uses a true minus", () => {
    expect(formatCount(1482)).toBe("1,482");
    expect(formatCount(-7)).toBe("−7");
    expect(formatPlural(1, "entry", "entries")).toBe("1 entry");
    expect(formatPlural(1482, "entry", "entries")).toBe("1,482 entries");
  });
  it("writes bytes with one digit under ten", () => {
    expect(formatBytes(412)).toBe("412 B");
    expect(formatBytes(18_400)).toBe("18 KB");
    expect(formatBytes(1_240_000)).toBe("1.2 MB");
    expect(formatBytes(999_999)).toBe("1 MB");
    expect(formatBytes(3_000_000_000)).toBe("3 GB");
  });
  it("cuts digests", () => {
    expect(formatDigest("0123456789abcdef")).toBe("0123456");
    expect(formatDigest("0123456789abcdef", 12)).toBe("0123456789ab");
  });
  it("joins lists", () => {
    expect(formatList(["A", "B", "C"])).toBe("A, B and C");
  });
});

describe("durations", () => {
  it("keeps the design's forms", () => {
    expect(formatDuration(640)).toBe("640 ms");
    expect(formatDuration(35_000)).toBe("35 s");
    expect(formatDuration(22 * minute)).toBe("22 min");
    expect(formatDuration(5 * hour + 2 * minute)).toBe("5 h 02");
    expect(formatDuration(13 * hour)).toBe("13 h");
    expect(formatDuration(76 * hour)).toBe("3 d 4 h");
    expect(formatDuration(-5)).toBe("0 ms");
  });
  it("says them in words", () => {
    expect(formatDurationWords(5 * hour + 2 * minute)).toBe("5 hours 2 minutes");
    expect(formatDurationWords(hour)).toBe("1 hour");
    expect(formatDurationWords(49 * hour)).toBe("2 days 1 hour");
    expect(formatDurationWords(minute)).toBe("1 minute");
  });
  it("calls less than a minute now", () => {
    expect(formatAge("2026-03-03T10:00:00Z", Date.parse("2026-03-03T10:00:40Z"))).toBe("now");
    expect(formatAge("2026-03-03T10:00:00Z", Date.parse("2026-03-03T10:01:10Z"))).toBe("1 min");
    expect(formatAgo("2026-03-03T10:00:00Z", Date.parse("2026-03-03T10:00:40Z"))).toBe("now");
    expect(formatAgo("2026-03-03T10:00:00Z", Date.parse("2026-03-03T10:01:10Z"))).toBe("1 min ago");
  });
});

describe("moments", () => {
  const now = new Date("2026-10-14T07:42:00").getTime();
  it("shows the time alone today, with the day this week, with the date before", () => {
    expect(formatMoment(local("2026-10-14T00:05:00"), now)).toBe("00:05");
    expect(formatMoment(local("2026-10-13T18:40:00"), now)).toBe("Tue 18:40");
    expect(formatMoment(local("2026-03-03T18:40:00"), now)).toBe("3 Mar, 18:40");
    expect(formatMoment(local("2025-03-03T18:40:00"), now)).toBe("3 Mar 2025, 18:40");
  });
  it("uses a 24 h clock", () => {
    expect(formatClock(local("2026-10-14T00:05:09"))).toBe("00:05");
    expect(formatClock(local("2026-10-14T23:05:09"), true)).toBe("23:05:09");
  });
  it("names days", () => {
    expect(formatDay(local("2026-10-14T00:05:09"), now)).toBe("Wed 14 Oct");
    expect(formatDay(local("2025-10-14T00:05:09"), now)).toBe("14 Oct 2025");
  });
});
