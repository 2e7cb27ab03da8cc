import { describe, expect, it } from "vitest";
import { toInstant, toLocal, untilPresets, usualUntil } from "../../../../renderer/screens/decide/until";

const at = (local: string): number => new Date(local).getTime();

describe("local times", () => {
  it("become instants with the offset that holds then, and name the same moment", () => {
    for (const local of ["2026-10-15T07:42", "2026-07-01T00:00", "2026-12-31T23:59"]) {
      const instant = toInstant(local);
      expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00[+-]\d\d:\d\d$/u);
      expect(Date.parse(instant ?? "")).toBe(at(local));
      expect(toLocal(new Date(instant ?? ""))).toBe(local);
    }
  });

  it("are refused where they are no date and time", () => {
    for (const text of ["", "tomorrow", "2026-10-15", "2026-10-15T7:42", "2026-13-40T07:42"])
      expect(toInstant(text)).toBeNull();
  });
});

describe("presets", () => {
  it("are in the future and never twice the same", () => {
    for (const now of [
      "2026-10-14T23:30",
      "2026-10-16T16:59",
      "2026-10-17T08:00",
      "2026-10-18T22:10",
      "2026-10-19T09:00",
    ]) {
      for (const kind of ["approve", "escalate", "snooze"] as const) {
        const values = untilPresets(kind, at(now)).map((preset) => preset.value);
        expect(values.length).toBeGreaterThan(1);
        expect(new Set(values).size).toBe(values.length);
        for (const value of values) expect(at(value)).toBeGreaterThan(at(now) - 60_000);
      }
    }
  });

  it("send an escalation on a Friday evening to Monday morning, not to a Saturday", () => {
    const presets = untilPresets("escalate", at("2026-10-16T20:00"));
    expect(presets.map((preset) => preset.label)).toEqual(["In 2 h", "Monday 09:00"]);
    expect(presets[1]?.value).toBe("2026-10-19T09:00");
  });

  it("snooze for an hour, to the evening while there is one, to tomorrow and to Monday, once each", () => {
    const labels = (now: string) => untilPresets("snooze", at(now)).map((preset) => preset.label);
    expect(labels("2026-10-14T07:42")).toEqual(["In 1 h", "This evening 18:00", "Tomorrow 08:00", "Monday 08:00"]);
    expect(labels("2026-10-14T19:00")).toEqual(["In 1 h", "Tomorrow 08:00", "Monday 08:00"]);
    expect(labels("2026-10-18T12:00")).toEqual(["In 1 h", "This evening 18:00", "Tomorrow 08:00"]);
    expect(labels("2026-10-14T17:00")).toEqual(["In 1 h", "Tomorrow 08:00", "Monday 08:00"]);
  });

  it("give a snooze tomorrow morning where nothing was chosen, and other kinds no time", () => {
    const now = at("2026-10-14T07:42");
    expect(usualUntil("snooze", "", now)).toBe("2026-10-15T08:00");
    expect(usualUntil("snooze", "2026-10-14T12:00", now)).toBe("2026-10-14T12:00");
    expect(usualUntil("approve", "", now)).toBe("");
  });

  it("on a Monday name the next Monday", () => {
    const monday = untilPresets("snooze", at("2026-10-19T08:00")).find((preset) => preset.label === "Monday 08:00");
    expect(monday?.value).toBe("2026-10-26T08:00");
  });
});
