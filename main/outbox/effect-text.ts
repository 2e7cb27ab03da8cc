import { namedHidden } from "../../shared/review/fenced-text";

/*
 * Texts of effects. A person's own words stay Markdown; nobody's words can pass for the lines that Countersign adds. What an
 * agent or a repository wrote goes through `codeSpan` or `fenced`, where nothing is mentioned, linked or run.
 */

const checkpointLine = /^([ \t>]*)Countersign-Checkpoint:/gim;

/** A person's words as they stand in a body: hidden characters named, no HTML comment, no line that passes for a checkpoint. */
export function ownWords(text: string): string {
  return namedHidden(text.replace(/\r\n?/g, "\n"))
    .replaceAll("<!--", "&lt;!--")
    .replace(checkpointLine, "$1Countersign\\-Checkpoint:")
    .trim();
}

/** A login or team as a mention, where it has that form; null for a name that GitHub cannot know. */
export function githubName(
  text: string,
): { readonly login: string } | { readonly team: string; readonly org: string } | null {
  const [, first = "", second] =
    /^@?([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))(?:\/([A-Za-z0-9][A-Za-z0-9._-]{0,99}))?$/.exec(text.trim()) ?? [];
  if (first === "" || first.endsWith("-")) return null;
  return second === undefined ? { login: first } : { org: first, team: second };
}

const code =
  /^( {0,3})(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:\n {0,3}\2[`~]*[ \t]*(?=\n|$)|$(?![\s\S]))|(`+)(?!`)[\s\S]*?[^`]\3(?!`)/gm;
const mention = /(?<![\w`/.@-])@([A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)?)/g;

/** Whom a Markdown text mentions, in order: those GitHub tells of it. Code mentions nobody. */
export function mentionsIn(text: string): string[] {
  const outside = text.replace(code, " ");
  return [...new Set([...outside.matchAll(mention)].map(([, name = ""]) => `@${name.replace(/-+$/, "")}`))];
}
