import { describe, expect, it } from "vitest";
import { findHiddenCharacters } from "../../../shared/diff/hidden-characters";
import { textParts } from "../../../renderer/ui/text-parts";

const codes = (text: string) => findHiddenCharacters(text).map((character) => character.label);

describe("hidden characters", () => {
  it("finds nothing in ordinary text of any script, newline and tab included", () => {
    expect(codes("plain\n\ttext, naïve, 日本語, עברית, e\u0301")).toEqual([]);
  });
  it("finds bidirectional controls with their place and name", () => {
    expect(findHiddenCharacters("ab\u202ecd")).toMatchObject([
      { start: 2, end: 3, label: "U+202E", name: "right-to-left override" },
    ]);
    expect(codes("\u2066\u2069\u200f\u061c")).toEqual(["U+2066", "U+2069", "U+200F", "U+061C"]);
  });
  it("finds characters without width, fillers and soft hyphens", () => {
    expect(codes("a\u200bb\ufeffc\u00add\u3164e\u2060")).toEqual(["U+200B", "U+FEFF", "U+00AD", "U+3164", "U+2060"]);
  });
  it("finds controls, carriage returns and odd line ends", () => {
    expect(codes("a\u0000b\u001b[31m\r\u0085\u2028")).toEqual(["U+0000", "U+001B", "U+000D", "U+0085", "U+2028"]);
  });
  it("counts astral characters whole", () => {
    expect(findHiddenCharacters("x\u{e0041}y")).toMatchObject([
      { start: 1, end: 3, label: "U+E0041", name: "tag character" },
    ]);
  });
  it("finds lone surrogates but not pairs", () => {
    expect(codes("\ud83d")).toEqual(["U+D83D"]);
    expect(codes("😀")).toEqual([]);
  });
  it("leaves emoji whole but shows a joiner or selector that joins nothing", () => {
    expect(codes("👩\u200d💻 ❤\ufe0f 🏳\ufe0f\u200d🌈 👩🏽\u200d💻")).toEqual([]);
    expect(codes("a\u200db")).toEqual(["U+200D"]);
    expect(codes("a\ufe0f")).toEqual(["U+FE0F"]);
  });
});

describe("textParts", () => {
  it("gives back all of the text, in order", () => {
    const text = "\u202eabc\u200b\u200bdef";
    const parts = textParts(text);
    expect(parts.map((part) => (part.kind === "plain" ? part.text : part.character.label))).toEqual([
      "U+202E",
      "abc",
      "U+200B",
      "U+200B",
      "def",
    ]);
    const again = parts
      .map((part) => (part.kind === "plain" ? part.text : text.slice(part.character.start, part.character.end)))
      .join("");
    expect(again).toBe(text);
  });
  it("gives no parts for no text", () => {
    expect(textParts("")).toEqual([]);
  });
});
