const ban =
  /^(?:please )?(?:(?:there (?:is|are) )?no (?:change|changes|edit|edits) (?:to|in|of|under)|(?:do not|don['’]t|never|must not) (?:change|touch|edit|modify)|leave) (.+?)$/i;
const left = /\s+(?:as it is|as they are|alone|unchanged|untouched)$/i;
const quoted = /^`([^`]+)`$/;

/**
 * The paths a constraint says must not change, where that is all it says: "Do not change `src/api/**` and `docs/`." Paths stand in
 * backquotes. Out: the globs; null for every other sentence, which only a reader can judge.
 */
export function untouchedPaths(constraint: string): string[] | null {
  const sentence = constraint.trim().replace(/\s+/g, " ").replace(/\.$/, "");
  const named = ban.exec(sentence)?.[1];
  if (named === undefined || named.length > 1000) return null;
  const leave = /^leave /i.test(sentence);
  if (leave && !left.test(named)) return null;
  const parts = named
    .replace(left, "")
    .split(/,\s*(?:and |or )?|\s+(?:and|or|nor)\s+/)
    .map((part) => quoted.exec(part.trim())?.[1] ?? null);
  const globs = parts.filter((part) => part !== null);
  return globs.length === parts.length && globs.every(isPath) ? globs : null;
}

/** A path or a glob, not the name of a function or an option. */
function isPath(text: string): boolean {
  return /[/*]|\.[a-z0-9]{1,8}$/i.test(text) && !/[\s()=<>]/.test(text);
}
