import { describe, expect, it } from "vitest";
import { readCalendar } from "../../../main/ownership/calendar";
import { readRota } from "../../../main/ownership/rota-file";
import type { Rota } from "../../../shared/model/rota";

const text = `version: 1
timeZone: Europe/Berlin
people:
  ana: { name: Ana Ruiz, email: ana@example.org }
  ben: { name: Ben Okafor, github: benok }
teams:
  payments: { name: Payments, members: [ana, ben] }
`;

function rota(): Rota {
  const read = readRota(text, "oncall.yaml").rota;
  if (read === null) throw new Error("no rota");
  return read;
}

function calendar(...events: readonly (readonly string[])[]): string {
  const rows = events.flatMap((event, n) => ["BEGIN:VEVENT", `UID:${String(n)}@example.org`, ...event, "END:VEVENT"]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", ...rows, "END:VCALENDAR", ""].join("\r\n");
}

function read(from: string, to: string, ...events: readonly (readonly string[])[]) {
  const made = readCalendar(calendar(...events), rota(), {
    team: "payments",
    from: Date.parse(from),
    to: Date.parse(to),
  });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

const november = ["2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"] as const;

describe("a calendar's shifts", () => {
  it("are the events, for whom the attendee or the title names", () => {
    const { shifts, problems } = read(
      ...november,
      [
        "SUMMARY:Payments on call",
        "ATTENDEE;CN=Ana:mailto:ANA@example.org",
        "DTSTART:20261102T170000Z",
        "DTEND:20261103T070000Z",
      ],
      [
        "SUMMARY:On call: Ben Okafor",
        "DTSTART;TZID=Europe/Berlin:20261103T180000",
        "DTEND;TZID=Europe/Berlin:20261104T080000",
      ],
      ["SUMMARY:@benok nights", "DTSTART:20261104T180000", "DURATION:PT14H"],
    );
    expect(problems).toEqual([]);
    expect(shifts.map(({ person, from, to }) => [person, from, to])).toEqual([
      ["ana", "2026-11-02T17:00:00.000Z", "2026-11-03T07:00:00.000Z"],
      ["ben", "2026-11-03T17:00:00.000Z", "2026-11-04T07:00:00.000Z"],
      ["ben", "2026-11-04T17:00:00.000Z", "2026-11-05T07:00:00.000Z"],
    ]);
  });

  it("come again by their rule at the same time by the clock, over the change of the clocks, until its end", () => {
    const { shifts } = read("2026-10-01T00:00:00Z", "2026-12-01T00:00:00Z", [
      "SUMMARY:Ana Ruiz",
      "DTSTART;TZID=Europe/Berlin:20261019T090000",
      "DTEND;TZID=Europe/Berlin:20261020T090000",
      "RRULE:FREQ=WEEKLY;UNTIL=20261102T080000Z",
    ]);
    expect(shifts.map((one) => one.from)).toEqual([
      "2026-10-19T07:00:00.000Z",
      "2026-10-26T08:00:00.000Z",
      "2026-11-02T08:00:00.000Z",
    ]);
  });

  it("leave out what the rule's exceptions take out, and take what stands in their place", () => {
    const changed = [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "BEGIN:VEVENT",
      "UID:x",
      "SUMMARY:Ana Ruiz",
      "DTSTART;TZID=Europe/Berlin:20261102T180000",
      "DTEND;TZID=Europe/Berlin:20261102T220000",
      "RRULE:FREQ=DAILY;COUNT=4",
      "EXDATE;TZID=Europe/Berlin:20261103T180000",
      "END:VEVENT",
      "BEGIN:VEVENT",
      "UID:x",
      "SUMMARY:Ben Okafor",
      "RECURRENCE-ID;TZID=Europe/Berlin:20261104T180000",
      "DTSTART;TZID=Europe/Berlin:20261104T190000",
      "DTEND;TZID=Europe/Berlin:20261104T230000",
      "END:VEVENT",
      "BEGIN:VEVENT",
      "UID:x",
      "SUMMARY:Ana Ruiz",
      "STATUS:CANCELLED",
      "RECURRENCE-ID;TZID=Europe/Berlin:20261105T180000",
      "DTSTART;TZID=Europe/Berlin:20261105T180000",
      "DTEND;TZID=Europe/Berlin:20261105T220000",
      "END:VEVENT",
      "END:VCALENDAR",
    ].join("\r\n");
    const made = readCalendar(changed, rota(), {
      team: "payments",
      from: Date.parse(november[0]),
      to: Date.parse(november[1]),
    });
    expect(made.ok && made.value.shifts.map(({ person, from }) => [person, from])).toEqual([
      ["ana", "2026-11-02T17:00:00.000Z"],
      ["ben", "2026-11-04T18:00:00.000Z"],
    ]);
  });

  it("know a time zone of the calendar's own by what it says of it", () => {
    const own = [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "BEGIN:VTIMEZONE",
      "TZID:Office Time",
      "BEGIN:STANDARD",
      "DTSTART:16010101T000000",
      "TZOFFSETFROM:+0300",
      "TZOFFSETTO:+0300",
      "END:STANDARD",
      "END:VTIMEZONE",
      "BEGIN:VEVENT",
      "UID:y",
      "SUMMARY:Ana Ruiz",
      "DTSTART;TZID=Office Time:20261102T120000",
      "DTEND;TZID=Office Time:20261102T130000",
      "END:VEVENT",
      "BEGIN:VEVENT",
      "UID:z",
      "SUMMARY:Ben Okafor",
      "DTSTART;TZID=Nowhere:20261103T120000",
      "DTEND;TZID=Nowhere:20261103T130000",
      "END:VEVENT",
      "END:VCALENDAR",
    ].join("\r\n");
    const made = readCalendar(own, rota(), {
      team: "payments",
      from: Date.parse(november[0]),
      to: Date.parse(november[1]),
    });
    expect(made.ok && made.value.shifts.map((one) => one.from)).toEqual(["2026-11-02T09:00:00.000Z"]);
    expect(made.ok && made.value.problems).toMatchObject([
      { event: "Ben Okafor", message: "Its time zone is not known." },
    ]);
  });

  it("that cannot be taken are named, once each", () => {
    const { shifts, problems } = read(
      ...november,
      ["SUMMARY:Somebody", "DTSTART:20261102T170000Z", "DTEND:20261103T070000Z", "RRULE:FREQ=DAILY;COUNT=5"],
      ["SUMMARY:Ana Ruiz and Ben Okafor", "DTSTART:20261102T170000Z", "DTEND:20261103T070000Z"],
      ["SUMMARY:Ana Ruiz", "DTSTART:20261102T170000Z", "DTEND:20261102T170000Z"],
      ["SUMMARY:Ana Ruiz", "DTSTART:20260101T170000Z", "DTEND:20260101T180000Z", "RRULE:FREQ=SECONDLY"],
      ["SUMMARY:Ana Ruiz", "DTSTART:not a date"],
    );
    expect(shifts).toEqual([]);
    expect(problems.map(({ event, message }) => `${event}: ${message}`)).toEqual([
      "Somebody: Neither its attendees nor its title name a person of the rota.",
      "Ana Ruiz and Ben Okafor: Its title names several people of the rota.",
      "Ana Ruiz: It ends before it begins, or has no length.",
      "Ana Ruiz: It comes again secondly, which no shift does.",
      expect.stringContaining("Ana Ruiz: It cannot be read"),
    ]);
  });

  it("are a part of a rota as they are printed", () => {
    const { yaml } = read(...november, ["SUMMARY:Ana Ruiz", "DTSTART:20261102T170000Z", "DTEND:20261103T070000Z"]);
    const whole = readRota(`${text}${yaml}`, "oncall.yaml");
    expect(whole.problems).toEqual([]);
    expect(whole.rota?.shifts).toHaveLength(1);
  });

  it("are none of a file that is no calendar, and of a rule that never comes true", () => {
    const window = { team: "payments", from: Date.parse(november[0]), to: Date.parse(november[1]) };
    for (const other of ["", "hello", "BEGIN:VCARD\r\nEND:VCARD"])
      expect(readCalendar(other, rota(), window)).toMatchObject({ ok: false, error: { code: "calendar-form" } });
    const began = performance.now();
    const never = read(...november, [
      "SUMMARY:Ana Ruiz",
      "DTSTART:20260101T170000Z",
      "DTEND:20260101T180000Z",
      "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    ]);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(never.shifts).toEqual([]);
  });
});
