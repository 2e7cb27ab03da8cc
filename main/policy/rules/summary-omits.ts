import { areasOf, names, Statement, type ChangeArea } from "../change-areas";
import { sighting, type FindingRule } from "../rule";

/** A few lines elsewhere are what a change needs; more than that a summary should speak of. */
const fewLines = 10;
/** A text that speaks of everything names nothing in particular. */
const everything =
  /\b(?:across|throughout|all over) the (?:\w+ )?(?:code ?base|repository|repo|project|tree)\b|\bevery (?:file|module|package)\b|\ball (?:files|modules|packages)\b|\bthe (?:whole|entire) (?:code ?base|repository|repo|project)\b/i;

export const summaryOmits: FindingRule = {
  id: "summary-omits",
  title: "Summary leaves something out",
  rationale: "A reader of the summary alone would not know that this part was changed.",
  looksAt: ["files", "added-lines", "removed-lines", "messages"],
  run({ attempt, patch }) {
    const texts = attempt.statements.length > 0 ? attempt.statements.map(({ text }) => text) : [attempt.summary ?? ""];
    const statement = new Statement(texts.join("\n"));
    if (statement.text.trim() === "" || everything.test(statement.text)) return [];
    const areas = areasOf(attempt.files);
    const named = areas.filter((area) => names(statement, area, patch));
    // A text that names no part of the change leaves none out in particular.
    if (named.length === 0) return [];
    return areas
      .filter((area) => !named.includes(area) && area.lines > fewLines)
      .map((area) =>
        sighting("warning", `The summary does not mention ${area.name}, where ${counted(area)}.`, {
          path: [...area.files].sort((a, b) => b.added + b.removed - (a.added + a.removed))[0]?.path ?? null,
        }),
      );
  },
};

function counted({ files, lines }: ChangeArea): string {
  return `${String(lines)} lines changed in ${files.length === 1 ? "1 file" : `${String(files.length)} files`}`;
}
