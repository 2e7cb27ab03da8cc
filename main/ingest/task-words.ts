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

/** What was asked, by the marks that the runners' own templates put around it. */
export function wordsByMarks(text: string): string | null {
  const marked =
    /<pr_description>\s*(?:Consider the following PR description:)?([\s\S]*?)<\/pr_description>/.exec(text) ??
    /\bISSUE:\n([\s\S]*?)\n+INSTRUCTIONS:/.exec(text) ??
    /^Please solve this issue: ([\s\S]*?)\n+You can execute bash commands/.exec(text);
  return filled(marked?.[1] ?? "");
}

function filled(text: string): string | null {
  const words = text.trim();
  return words === "" ? null : words;
}
