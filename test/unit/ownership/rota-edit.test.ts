import { describe, expect, it } from "vitest";
import { firstRota, withShifts, type NewShift } from "../../../main/ownership/rota-edit";
import { readRota } from "../../../main/ownership/rota-file";

const head = `# our rota
version: 1
timeZone: Europe/Berlin   # all of it
people:
  ana:   { name: "Ana Ruiz" }
  ben: { name: Ben }
teams: { pay: { name: Payments, members: [ana, ben] } }
`;

const ana: NewShift = { team: "pay", person: "ana", from: "2026-11-28T08:00:00.000Z", to: "2026-11-28T17:00:00.000Z" };
const ben: NewShift = { team: "pay", person: "ben", from: "2026-11-29T08:00:00.000Z", to: "2026-11-29T17:00:00.000Z" };
const anaLine = '{ team: pay, person: ana, from: "2026-11-28T08:00:00Z", to: "2026-11-28T17:00:00Z" }';
const benLine = '{ team: pay, person: ben, from: "2026-11-29T08:00:00Z", to: "2026-11-29T17:00:00Z" }';

function edited(text: string, shifts: readonly NewShift[] = [ana, ben]) {
  const done = withShifts(text, shifts, "oncall.yaml");
  if (!done.ok) throw new Error(`${done.error.code}: ${done.error.message}`);
  return done.value;
}

describe("shifts put into a rota", () => {
  it.each([
    ["with none yet", head, `${head}shifts:\n  - ${anaLine}\n  - ${benLine}\n`],
    ["without a last line's end", head.trimEnd(), `${head.trimEnd()}\nshifts:\n  - ${anaLine}\n  - ${benLine}\n`],
    [
      "behind those that are there, with what comes after them and every comment",
      `${head}shifts:\n# the first\n- { team: pay, person: ben, from: "2026-11-01T09:00", to: "2026-11-01T10:00" } # ben asked\n# the end\noverrides: []\n`,
      `${head}shifts:\n# the first\n- { team: pay, person: ben, from: "2026-11-01T09:00", to: "2026-11-01T10:00" } # ben asked\n- ${anaLine}\n- ${benLine}\n# the end\noverrides: []\n`,
    ],
    [
      "behind one that is written in several lines",
      `${head}shifts:\n    - team: pay\n      person: ben\n      from: "2026-11-01T09:00"\n      to: "2026-11-01T10:00"\nunowned: pay\n`,
      `${head}shifts:\n    - team: pay\n      person: ben\n      from: "2026-11-01T09:00"\n      to: "2026-11-01T10:00"\n    - ${anaLine}\n    - ${benLine}\nunowned: pay\n`,
    ],
    [
      "in place of an empty list",
      `${head}shifts: [] # none\nunowned: pay\n`,
      `${head}shifts: # none\n  - ${anaLine}\n  - ${benLine}\nunowned: pay\n`,
    ],
    ["before the end of the document", `${head}...\n`, `${head}shifts:\n  - ${anaLine}\n  - ${benLine}\n...\n`],
  ])("%s", (_name, text, expected) => {
    const done = edited(text);
    expect(done.text).toBe(expected);
    expect(done).toMatchObject({ added: 2, known: 0 });
    expect(
      readRota(done.text, "oncall.yaml")
        .rota?.shifts.slice(-2)
        .map(({ person }) => person),
    ).toEqual(["ana", "ben"]);
  });

  it("keeps the file's line ends", () => {
    expect(edited(head.replaceAll("\n", "\r\n")).text).toBe(
      `${head}shifts:\n  - ${anaLine}\n  - ${benLine}\n`.replaceAll("\n", "\r\n"),
    );
  });

  it("writes none twice, by the clocks of whatever zone it stands in", () => {
    const text = `${head}shifts:\n  - { team: pay, person: ana, from: "2026-11-28T09:00", to: "2026-11-28T18:00" }\n`;
    expect(edited(text)).toMatchObject({ added: 1, known: 1, lines: [`  - ${benLine}`] });
    expect(edited(edited(text).text)).toMatchObject({ added: 0, known: 2, lines: [], text: edited(text).text });
  });

  it.each([
    ["a file with a problem", `${head}unowned: nobody\n`, "rota-invalid"],
    ["no YAML", "people: [", "rota-yaml"],
    [
      "a list in brackets",
      `${head}shifts: [{ team: pay, person: ben, from: "2026-11-01T09:00", to: "2026-11-01T10:00" }]\n`,
      "rota-not-edited",
    ],
    [
      "a file in braces",
      `{ version: 1, people: { ana: { name: Ana }, ben: { name: Ben } }, teams: { pay: { name: P } } }\n`,
      "rota-not-edited",
    ],
    [
      "a person who is not there",
      `version: 1\npeople: { ana: { name: Ana } }\nteams: { pay: { name: P } }\n`,
      "rota-invalid",
    ],
  ])("is refused over %s", (_name, text, code) => {
    expect(withShifts(text, [ana, ben], "oncall.yaml")).toMatchObject({ ok: false, error: { code } });
  });

  it("a rota to begin with is valid, whatever the name", () => {
    for (const name of ["Ilse Brandt", '"; rm -rf', "山田", ""])
      expect(readRota(firstRota(name === "" ? "me" : name, "Europe/Berlin"), "oncall.yaml").problems).toEqual([]);
  });
});
