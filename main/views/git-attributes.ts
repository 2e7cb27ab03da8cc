import picomatch from "picomatch";

export type FoldAttribute = "generated" | "vendored" | "no-diff";

/**
 * What a .gitattributes file says of paths (gitattributes(5)): the last line that names an attribute decides it. In: its text, and
 * paths from the root. Out: the paths that it calls generated or vendored, or says to have no diff, with the pattern that does so.
 */
export function foldedByAttributes(
  text: string,
  paths: readonly string[],
): { path: string; reason: FoldAttribute; pattern: string }[] {
  const rules = text.split("\n").flatMap(ruleOf);
  if (rules.length === 0) return [];
  return paths.flatMap((path) => {
    const said = new Map<FoldAttribute, string | null>();
    for (const { matches, pattern, sets } of rules) {
      if (!matches(path)) continue;
      for (const [attribute, on] of sets) said.set(attribute, on ? pattern : null);
    }
    for (const reason of ["generated", "vendored", "no-diff"] as const) {
      const pattern = said.get(reason) ?? null;
      if (pattern !== null) return [{ path, reason, pattern }];
    }
    return [];
  });
}

interface Rule {
  readonly pattern: string;
  readonly matches: (path: string) => boolean;
  readonly sets: readonly (readonly [FoldAttribute, boolean])[];
}

const mostRules = 2000;

function ruleOf(line: string, index: number): Rule[] {
  const [pattern = "", ...words] = line.trim().split(/\s+/u);
  if (index > mostRules || pattern === "" || pattern.startsWith("#") || pattern.startsWith("!")) return [];
  const sets = words.flatMap((word) => attributeOf(word));
  if (sets.length === 0 || pattern.length > 500) return [];
  // A pattern without a slash names a file in any folder; one with a slash counts from the root.
  const glob = pattern.includes("/") ? pattern.replace(/^\//u, "") : `**/${pattern}`;
  return [{ pattern, matches: picomatch(glob, { dot: true, nonegate: true }), sets }];
}

function attributeOf(word: string): [FoldAttribute, boolean][] {
  const [name = "", value] = word.split("=");
  const off = name.startsWith("-") || name.startsWith("!") || value === "false";
  switch (name.replace(/^[-!]/u, "")) {
    case "linguist-generated":
      return [["generated", !off]];
    case "linguist-vendored":
      return [["vendored", !off]];
    case "diff":
      return value === undefined ? [["no-diff", off]] : [];
    default:
      return [];
  }
}
