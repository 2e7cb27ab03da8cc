import { findHiddenCharacters, type HiddenCharacter } from "../../../shared/diff/hidden-characters";
import { addedLines } from "../added-lines";
import { sighting, type FindingRule } from "../rule";

/** Scripts in which the zero-width joiners are ordinary spelling. */
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Mongolian}]/u;

export const hiddenUnicode: FindingRule = {
  id: "hidden-unicode",
  title: "Hidden Unicode",
  rationale:
    "Characters that cannot be seen or that turn the reading order make code read differently from how it runs (CVE-2021-42574).",
  looksAt: ["added-lines"],
  run({ patch }) {
    const out = [];
    for (const file of patch.files) {
      const inName = findHiddenCharacters(file.path);
      if (inName.length > 0)
        out.push(sighting("serious", `The file's name holds ${listed(inName)}.`, { path: file.path }));
    }
    for (const { file, text, line } of addedLines(patch)) {
      const hidden = findHiddenCharacters(text).filter((char) => !isSpelling(text, char, line));
      if (hidden.length === 0) continue;
      const severity = hidden.every((char) => char.kind === "control" || char.kind === "variation")
        ? "warning"
        : "serious";
      out.push(
        sighting(severity, `The line holds ${listed(hidden)}.`, {
          path: file.path,
          line,
          side: line === null ? null : "new",
        }),
      );
    }
    return out;
  },
};

/** A byte order mark at the very start of a file, or a joiner inside a word of a script that is written with it. */
function isSpelling(text: string, char: HiddenCharacter, line: number | null): boolean {
  if (char.codePoint === 0xfeff) return line === 1 && char.start === 0;
  if (char.codePoint !== 0x200c && char.codePoint !== 0x200d) return false;
  return (
    joining.test(text.slice(Math.max(0, char.start - 2), char.start)) &&
    joining.test(text.slice(char.end, char.end + 2))
  );
}

function listed(chars: readonly HiddenCharacter[]): string {
  const kinds = new Map(chars.map((char) => [char.label, `${char.label} (${char.name})`]));
  const shown = [...kinds.values()].slice(0, 4).join(", ");
  return kinds.size > 4 ? `${shown} and ${kinds.size - 4} more` : shown;
}
