import { addedLines } from "../added-lines";
import { mixedWords, type MixedWord } from "../look-alikes";
import { isDocumentPath } from "../path-class";
import { sighting, type FindingRule, type Sighting } from "../rule";

export const mixedScript: FindingRule = {
  id: "mixed-script",
  title: "Mixed scripts",
  rationale:
    "A name in which one letter comes from another alphabet reads like a name that is known, and is another one.",
  looksAt: ["files", "added-lines"],
  run({ patch }) {
    const out: Sighting[] = [];
    for (const file of patch.files)
      if (file.status !== "deleted")
        for (const mixed of mixedWords(file.path))
          out.push(sighting("serious", `The file's name: ${sentence(mixed)}`, { path: file.path }));
    for (const { file, text, line } of addedLines(patch)) {
      if (text.length > 20_000) continue;
      for (const mixed of mixedWords(text))
        out.push(
          sighting(isDocumentPath(file.path) ? "warning" : "serious", sentence(mixed), {
            path: file.path,
            line,
            side: line === null ? null : "new",
          }),
        );
    }
    return out;
  },
};

function sentence({ word, script, letters }: MixedWord): string {
  const shown = letters
    .slice(0, 4)
    .map((letter) => `${letter} (U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")})`)
    .join(", ");
  const name = word.length <= 60 ? word : `${word.slice(0, 59)}…`;
  return letters.length === 1
    ? `${name} holds a letter of the ${script} alphabet that looks like another: ${shown}.`
    : `${name} holds letters of the ${script} alphabet that look like others: ${shown}.`;
}
