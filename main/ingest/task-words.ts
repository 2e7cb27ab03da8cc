/**
 * What was asked, out of the text that a template made of it. `template` is the text with `{{name}}` where the words stand;
 * only what stands right before and behind them is compared, so that other fields may stand elsewhere. Null where it does
 * not fit.
 */
export function wordsInTemplate(text: string, template: string, name: string): string | null {
  const mark = new RegExp(`\\{\\{-?\\s*${name}\\s*-?\\}\\}`).exec(template);
  if (mark === null) return null;
  const before =
    template
      .slice(0, mark.index)
      .split(/\}\}|%\}/)
      .at(-1) ?? "";
  const behind = template.slice(mark.index + mark[0].length).split(/\{\{|\{%/)[0] ?? "";
  const start = text.indexOf(before.trim());
  if (start === -1 || before.trim() === "") return null;
  const from = start + before.trim().length;
  const end = behind.trim() === "" ? text.length : text.indexOf(behind.trim(), from);
  return end === -1 ? null : filled(text.slice(from, end));
}

/** Marks that the runners' own templates put before and behind what was asked. */
const marks = [
  ["<pr_description>", "</pr_description>"],
  ["ISSUE:\n", "\nINSTRUCTIONS:"],
  ["Please solve this issue: ", "\nYou can execute bash commands"],
] as const;

/** What was asked, by the marks that the runners' own templates put around it; null where none are there. */
export function wordsByMarks(text: string): string | null {
  for (const [before, behind] of marks) {
    const start = text.indexOf(before);
    const end = start === -1 ? -1 : text.indexOf(behind, start + before.length);
    if (end !== -1)
      return filled(
        text.slice(start + before.length, end).replace(/^\s{0,20}Consider the following PR description:/, ""),
      );
  }
  return null;
}

function filled(text: string): string | null {
  const words = text.trim();
  return words === "" ? null : words;
}
