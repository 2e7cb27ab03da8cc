import { describe, expect, it } from "vitest";
import { countHiddenCharacters, findHiddenCharacters } from "../../../shared/diff/hidden-characters";

const ranges: [string, number, number, string][] = [
  ["direction controls", 0x202a, 0x202e, "bidi"],
  ["isolates", 0x2066, 0x2069, "bidi"],
  ["Arabic letter mark", 0x61c, 0x61c, "bidi"],
  ["left-to-right and right-to-left marks", 0x200e, 0x200f, "bidi"],
  ["zero-width", 0x200b, 0x200d, "invisible"],
  ["word joiner and invisible operators", 0x2060, 0x2064, "invisible"],
  ["byte order mark", 0xfeff, 0xfeff, "invisible"],
  ["soft hyphen", 0xad, 0xad, "invisible"],
  ["tags", 0xe0000, 0xe007f, "tag"],
  ["variation selectors", 0xfe00, 0xfe0f, "variation"],
  ["more variation selectors", 0xe0100, 0xe01ef, "variation"],
  ["Hangul fillers", 0x115f, 0x1160, "invisible"],
  ["Hangul filler", 0x3164, 0x3164, "invisible"],
  ["half-width Hangul filler", 0xffa0, 0xffa0, "invisible"],
  ["controls before tab", 0x00, 0x08, "control"],
  ["controls after line feed", 0x0b, 0x0c, "control"],
  ["more controls", 0x0e, 0x1f, "control"],
  ["delete and C1", 0x7f, 0x9f, "control"],
];

describe("hidden characters", () => {
  it.each(ranges)("finds all %s", (_, from, to, kind) => {
    for (let code = from; code <= to; code += 1) {
      const text = `ab${String.fromCodePoint(code)}c`;
      const width = code > 0xffff ? 2 : 1;
      const label = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
      expect(findHiddenCharacters(text)).toMatchObject([{ start: 2, end: 2 + width, codePoint: code, kind, label }]);
      expect(countHiddenCharacters(text)).toBe(1);
    }
  });

  it("leaves text alone: tabs, line feeds, Arabic, Hebrew, accents, emoji", () => {
    const text = "\tif (x) {\r\n\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd caf\u00e9 \u{1f600}\r";
    expect(findHiddenCharacters(text)).toEqual([]);
  });

  it("leaves emoji whole, and only emoji", () => {
    expect(
      findHiddenCharacters(
        "\u{1f468}\u{1f3fd}\u200d\u{1f4bb} \u2764\ufe0f 1\ufe0f\u20e3 \u{1f3f3}\ufe0f\u200d\u{1f308}",
      ),
    ).toEqual([]);
    expect(findHiddenCharacters("\u{1f468}\u200dx a\ufe0f").map((found) => found.label)).toEqual(["U+200D", "U+FE0F"]);
  });

  it("finds a carriage return that is not at a line's end", () => {
    expect(findHiddenCharacters("safe\rrm -rf\r\n")).toMatchObject([{ start: 4, name: "carriage return" }]);
  });

  it("names what the attack of CVE-2021-42574 uses", () => {
    const text = 'if (level != "user\u202e \u2066// check\u2069 \u2066") {';
    expect(findHiddenCharacters(text).map((found) => found.name)).toEqual([
      "right-to-left override",
      "left-to-right isolate",
      "pop directional isolate",
      "left-to-right isolate",
    ]);
  });
});
