import picomatch from "picomatch";

/**
 * Matches repository paths against a contract's globs. `dir/` and a bare folder name with a trailing slash mean all below it;
 * hidden files match like any other.
 */
export function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs
    .map((glob) => glob.replace(/^\.\//, ""))
    .map((glob) => (glob.endsWith("/") ? `${glob}**` : glob));
  const matchers = patterns.map((pattern) => picomatch(pattern, { dot: true }));
  return (path) => matchers.some((matches) => matches(path));
}

/**
 * Matches words (tool names, host names, command lines) against patterns in which `*` stands for any text and `?` for one
 * character. Unlike path globs, `/` is a character like any other.
 */
export function textMatcher(patterns: readonly string[]): (text: string) => boolean {
  const expressions = patterns.map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .trim()
          .replace(/[.+^${}()|[\]\\]/g, "\\$&")
          .replace(/\*+/g, "[\\s\\S]*")
          .replace(/\?/g, "[\\s\\S]")}$`,
      ),
  );
  return (text) => expressions.some((expression) => expression.test(text));
}
