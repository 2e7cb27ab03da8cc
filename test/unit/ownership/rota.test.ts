import { describe, expect, it } from "vitest";
import { findContact } from "../../../main/ownership/contacts";
import { onCallAt, schedule } from "../../../main/ownership/on-call";
import { readRota } from "../../../main/ownership/rota-file";
import type { Rota } from "../../../shared/model/rota";

const people = `people:
  ana: { name: Ana Ruiz, github: ana-r, email: ana@example.org, aka: [Ana R.] }
  ben: { name: Ben Okafor, github: "@benok", email: ben@example.org }
  caro: { name: Caro Lind }
teams:
  payments: { name: Payments, github: acme/payments, email: pay@example.org, members: [ana, ben, caro] }
  web: { name: Web, members: [caro] }
`;

function rota(rest: string): Rota {
  const read = readRota(`version: 1\ntimeZone: Europe/Berlin\n${people}${rest}`, "oncall.yaml");
  expect(read.problems).toEqual([]);
  if (read.rota === null) throw new Error("no rota");
  return read.rota;
}

function who(of: Rota, at: string, team = "payments"): string[] {
  return onCallAt(of, team, Date.parse(at)).map((turn) => turn.person.key);
}

describe("rotations", () => {
  const weekly = rota(`rotations:
  - { team: payments, name: primary, start: 2026-10-19, handover: "09:00" }
`);

  it("change at the handover of their own time zone, one after the other", () => {
    expect(who(weekly, "2026-10-19T06:59:59Z")).toEqual([]);
    expect(who(weekly, "2026-10-19T07:00:00Z")).toEqual(["ana"]);
    expect(who(weekly, "2026-10-26T07:59:59Z")).toEqual(["ana"]);
    expect(who(weekly, "2026-11-02T08:00:00Z")).toEqual(["caro"]);
    expect(who(weekly, "2026-11-09T08:00:00Z")).toEqual(["ana"]);
  });

  it("hand over at 09:00 by the clock on both sides of the change to winter time", () => {
    // Clocks in Berlin go back on 25 October 2026: 09:00 is 07:00 UTC before and 08:00 UTC after.
    expect(who(weekly, "2026-10-26T07:30:00Z")).toEqual(["ana"]);
    expect(who(weekly, "2026-10-26T08:00:00Z")).toEqual(["ben"]);
    const [turn] = onCallAt(weekly, "payments", Date.parse("2026-10-20T00:00:00Z"));
    expect(turn).toMatchObject({ from: "2026-10-19T07:00:00.000Z", to: "2026-10-26T08:00:00.000Z", note: "primary" });
  });

  it("hand over later where the clocks leave the time out, and at the first of two where they show it twice", () => {
    const daily = rota(`rotations:
  - { team: payments, start: 2026-03-01, everyDays: 1, handover: "02:30", people: [ana, ben] }
`);
    // 29 March 2026, 02:30 does not exist in Berlin: 03:30 summer time is 01:30 UTC.
    const before = who(daily, "2026-03-29T01:29:59Z");
    const after = who(daily, "2026-03-29T01:30:00Z");
    expect([before, after].sort()).toEqual([["ana"], ["ben"]]);
    // 25 October 2026, 02:30 is 00:30 UTC and again 01:30 UTC.
    expect(who(daily, "2026-10-25T00:29:59Z")).not.toEqual(who(daily, "2026-10-25T00:30:00Z"));
    expect(who(daily, "2026-10-25T00:30:00Z")).toEqual(who(daily, "2026-10-25T01:30:00Z"));
  });

  it("stand in their hours only, over midnight where they end earlier than they begin", () => {
    const nights = rota(`rotations:
  - team: payments
    start: 2026-11-02
    people: [ana, ben]
    hours: [{ days: [mon, tue, wed, thu, fri], from: "18:00", to: "08:00" }]
`);
    expect(who(nights, "2026-11-03T12:00:00Z")).toEqual([]);
    expect(who(nights, "2026-11-03T17:00:00Z")).toEqual(["ana"]);
    expect(who(nights, "2026-11-04T06:59:00Z")).toEqual(["ana"]);
    expect(who(nights, "2026-11-04T07:00:00Z")).toEqual([]);
    // Friday's night ends on Saturday; Saturday has none.
    expect(who(nights, "2026-11-07T06:00:00Z")).toEqual(["ana"]);
    expect(who(nights, "2026-11-07T20:00:00Z")).toEqual([]);
    const [turn] = onCallAt(nights, "payments", Date.parse("2026-11-03T20:00:00Z"));
    expect(turn).toMatchObject({ from: "2026-11-03T17:00:00.000Z", to: "2026-11-04T07:00:00.000Z" });
  });
});

describe("shifts and overrides", () => {
  const covered = rota(`rotations:
  - { team: payments, start: 2026-11-02, people: [ana] }
  - { team: payments, name: second, start: 2026-11-02, people: [ben] }
shifts:
  - { team: web, person: caro, from: "2026-11-20T18:00", to: "2026-11-21T08:00" }
overrides:
  - { team: payments, person: caro, instead: ana, from: "2026-11-22T20:00", to: "2026-11-23T06:00", note: train }
  - { team: payments, person: ana, from: "2026-11-25T00:00:00Z", to: "2026-11-26T00:00:00Z" }
`);

  it("an override stands in for one, or for all; afterwards everything is as before", () => {
    expect(who(covered, "2026-11-22T18:00:00Z")).toEqual(["ana", "ben"]);
    expect(who(covered, "2026-11-22T19:00:00Z")).toEqual(["caro", "ben"]);
    expect(who(covered, "2026-11-23T05:00:00Z")).toEqual(["ana", "ben"]);
    expect(who(covered, "2026-11-25T12:00:00Z")).toEqual(["ana"]);
    const [turn] = onCallAt(covered, "payments", Date.parse("2026-11-22T20:00:00Z"));
    expect(turn).toMatchObject({ ground: "override", note: "train", to: "2026-11-23T05:00:00.000Z" });
  });

  it("a turn ends where an override begins", () => {
    const [ana, ben] = onCallAt(covered, "payments", Date.parse("2026-11-22T12:00:00Z"));
    expect(ana?.to).toBe("2026-11-22T19:00:00.000Z");
    expect(ben?.to).toBe("2026-11-23T08:00:00.000Z");
  });

  it("a shift stands from its first moment to its last, in the rota's zone", () => {
    expect(who(covered, "2026-11-20T16:59:59Z", "web")).toEqual([]);
    expect(who(covered, "2026-11-20T17:00:00Z", "web")).toEqual(["caro"]);
    expect(who(covered, "2026-11-21T07:00:00Z", "web")).toEqual([]);
    expect(who(covered, "2026-11-20T18:00:00Z", "nobody")).toEqual([]);
  });

  it("a schedule is gapless, and says at each change who is on call then", () => {
    const from = Date.parse("2026-11-20T00:00:00Z");
    const to = Date.parse("2026-11-27T00:00:00Z");
    const rows = schedule(covered, "payments", from, to);
    expect(rows[0]?.from).toBe(new Date(from).toISOString());
    expect(rows.at(-1)?.to).toBe(new Date(to).toISOString());
    for (const [index, row] of rows.entries()) {
      expect(rows[index + 1]?.from ?? row.to).toBe(row.to);
      expect(row.turns.map((turn) => turn.person.key)).toEqual(who(covered, row.from));
    }
    expect(rows.map((row) => row.turns.map((turn) => turn.person.key).join(" "))).toEqual([
      "ana ben",
      "caro ben",
      "ana ben",
      "ana",
      "ana ben",
    ]);
  });
});

describe("who a text names", () => {
  const of = rota("");
  it.each([
    ["@acme/payments", "payments"],
    ["@Ana-R", "ana"],
    ["ana-r", "ana"],
    ["ANA@example.org", "ana"],
    ["Ana Ruiz <ana@example.org>", "ana"],
    ["ana  ruiz", "ana"],
    ["Ana R.", "ana"],
    ["@benok", "ben"],
    ["payments", "payments"],
    ["pay@example.org", "payments"],
  ])("%s", (text, key) => {
    expect(findContact(of, text)?.key).toBe(key);
  });
  it("nobody is guessed", () => {
    for (const text of ["", "an", "@ana", "@acme", "other@example.org"]) expect(findContact(of, text)).toBeNull();
  });
});

describe("problems of a file", () => {
  it("are named with line, column and remedy, all of them, and nothing of the file counts", () => {
    const { rota: none, problems } = readRota(
      `version: 1
timeZone: Europe/Berlim
people:
  ana: { name: Ana, github: ana }
  ann: { name: Ann, github: "@Ana" }
teams:
  pay: { name: Pay, members: [ana, anna] }
  web: { name: Web }
unowned: pays
rotations:
  - { team: web, start: 2026-02-30 }
shifts:
  - { team: pay, person: ana, from: "2026-11-20T18:00", to: "2026-11-20T08:00" }
overrides:
  - { team: pay, person: ana, instead: bob, from: "2026-11-20T18:00", to: "2026-11-20T19:00" }
`,
      "oncall.yaml",
    );
    expect(none).toBeNull();
    expect(problems.map(({ place, message }) => `${place ?? ""} ${message}`)).toEqual([
      'oncall.yaml:2:11 "Europe/Berlim" is no time zone.',
      'oncall.yaml:5:29 @Ana is the account of "ana" as well.',
      'oncall.yaml:7:36 There is no person "anna".',
      'oncall.yaml:9:10 There is no team "pays".',
      "oncall.yaml:11:5 Nobody takes turns in it: it names no people, and its team has no members.",
      "oncall.yaml:11:25 2026-02-30 is no day of the calendar.",
      "oncall.yaml:13:61 It ends before it begins.",
      'oncall.yaml:15:40 There is no person "bob".',
    ]);
    expect(problems[3]?.remedy).toBe('Did you mean "pay"?');
  });

  it("of its form too", () => {
    const { problems } = readRota("version: 1\npeoples: {}\npeople:\n  Ana: { name: Ana }\nteams: []\n", "o.yaml");
    expect(problems.map(({ place }) => place)).toEqual(["o.yaml:2:1", "o.yaml:4:8", "o.yaml:5:8"]);
    expect(problems[0]?.remedy).toBe('Did you mean "people"?');
    expect(problems[1]).toMatchObject({ message: "people.Ana cannot be a key." });
    expect(readRota("version: 2\n", "o.yaml").problems[0]?.message).toContain("version");
    expect(readRota("a: [\n", "o.yaml").problems[0]?.code).toBe("rota-yaml");
  });
});
