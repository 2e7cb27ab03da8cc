/** The first lines of a text, at most `lines` lines and `characters` characters. Out: the part shown and how many lines it leaves out. */
export function firstLines(
  text: string,
  lines: number,
  characters = 2_000,
): { readonly shown: string; readonly left: number } {
  const trimmed = text.replace(/\s+$/u, "");
  let end = -1;
  for (let line = 0; line < lines; line += 1) {
    end = trimmed.indexOf("\n", end + 1);
    if (end === -1) break;
  }
  const cut = Math.min(end === -1 ? trimmed.length : end, characters);
  if (cut >= trimmed.length) return { shown: trimmed, left: 0 };
  const rest = trimmed.slice(cut);
  return { shown: trimmed.slice(0, cut), left: rest.split("\n").length - (rest.startsWith("\n") ? 1 : 0) };
}

/** The last lines of an output: where a failure says what failed. Out: the part shown and how many lines stand before it. */
export function lastLines(
  text: string,
  lines: number,
  characters = 2_000,
): { readonly shown: string; readonly left: number } {
  const trimmed = text.replace(/\s+$/u, "");
  const all = trimmed.split("\n");
  const shown = all
    .slice(-lines)
    .join("\n")
    .replace(/^(?:[ \t]*\n)+/u, "");
  if (shown.length > characters) return { shown: shown.slice(-characters), left: Math.max(1, all.length - lines) };
  return { shown, left: Math.max(0, all.length - lines) };
}

/** One line: white space runs become a space, cut with an ellipsis. */
export function oneLine(text: string, most = 240): string {
  const line = text
    .slice(0, most * 4)
    .replace(/\s+/gu, " ")
    .trim();
  return line.length > most || text.length > most * 4 ? `${line.slice(0, most - 1)}…` : line;
}
