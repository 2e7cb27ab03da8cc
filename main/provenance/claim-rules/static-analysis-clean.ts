import type { SummarySentence } from "../sentences";
import type { ClaimRule, Clause, Said } from "../stated-claim";
import { saysNoWarnings } from "./numbers";
import { pathsIn } from "./paths";

const lintWords =
  "(?:lint(?:er|ing|s)?|eslint|ruff|flake8|clippy|golangci-lint|go vet|cargo fmt|prettier|biome|credo|rubocop|pylint|static analysis|format(?:ting)? checks?)";
const typeWords = "(?:type[- ]?check(?:s|ing|er)?|types(?: check)?|tsc|mypy|pyright|dialyzer|typescript)";
const clean =
  "(?:pass(?:es|ed|ing)?|clean(?:ly)?|green|happy|exit(?:s|ed)? (?:with )?(?:code )?0|succeed(?:s|ed)?|ok|(?:no|0|zero|without(?: any)?) (?:\\w+ ){0,2}(?:errors?|warnings?|issues?|problems?|violations?)(?: (?:or|and) (?:warnings?|errors?))?)";
const mark = "(?:✅|✓|✔)";
const between = "(?:[^.;]|\\.{3}|\\.(?=[\\w./:])){0,50}?";
const found = (words: string, none: string): RegExp =>
  new RegExp(
    `\\b${words}\\b(?:${between}\\b${clean}\\b|\\s*[:|–-]?\\s*${mark})|\\b(?:no|0|zero|without(?: any)?) (?:new )?${none} (?:errors?|warnings?|issues?|problems?|violations?)\\b|\\b${none}[- ]clean\\b|\\bclean ${none}\\b|^\\s*${mark}\\s*(?:${words})(?: checks?| checking)?\\s*$`,
    "iu",
  );
const lint = found(lintWords, "(?:eslint|lint|linter|linting|ruff|clippy|credo)");
const types = found(typeWords, "(?:type|typescript|tsc|mypy|pyright|type[- ]?check(?:ing|er)?)");
/** "Added types and tests; tests pass": the subject of "pass" is another. */
const otherSubject = /\b(?:tests?|specs?|suites?|build)\b[^.;]{0,20}$/i;

/** "No new errors", "in the files I changed", "on `src/x.py`": the rest may have errors. */
function isLimited(text: string): boolean {
  return (
    /\bnew (?:\w+ )?(?:errors?|warnings?|issues?|problems?|violations?)\b|\b(?:in|on|for) (?:the|these|those|my|all|every|any) (?:\w+ )?(?:files?|code|lines|modules?)\b/i.test(
      text,
    ) || /\b(?:in|on|for) (?:[\w@.~-]*\/)+[\w@.~-]*/.test(text)
  );
}

/** "ruff passes on `src/x.py`". */
function pathsOn(after: string, sentence: SummarySentence): string[] {
  return /^ (?:in|on|for) /.test(after) ? pathsIn(after, sentence) : [];
}

function first({ text, sentence }: Clause, pattern: RegExp, analysis: "lint" | "types"): Said[] {
  const match = pattern.exec(text);
  if (match === null) return [];
  const inner = match[0].replace(/\b(?:pass(?:es|ed|ing)?|clean|green|succeed(?:s|ed)?|ok)\b.*$/i, "");
  // "types and all tests pass" says something of both; "types for the tests pass" does not.
  if (/\b(?:for|that|to|which|of|by|added|defined)\b/i.test(inner) && otherSubject.test(inner)) return [];
  if (/\b(?:for|that|which)\b/i.test(inner)) return [];
  const noWarnings = saysNoWarnings(text.slice(match.index).slice(0, match[0].length + 30));
  const end = match.index + match[0].length;
  return [
    {
      start: match.index,
      end,
      analysis,
      noWarnings,
      limited: isLimited(text.slice(match.index)),
      paths: pathsOn(text.slice(end), sentence),
    },
  ];
}

/** "Lint is clean", "no type errors", "`tsc --noEmit` passes". */
export const staticAnalysisClean: ClaimRule = {
  kind: "static-analysis-clean",
  title: "Lint or types are clean",
  matches:
    "Words for lint or type checking followed by clean, passes or no errors; no lint or type errors. One claim for each.",
  examples: ["ESLint is clean.", "No type errors.", "`tsc --noEmit` passes.", "Lint ✅"],
  nearMisses: ["Fixed the lint errors.", "Lint should pass now.", "Types for the passing tests were added."],
  find: (clause) => [...first(clause, lint, "lint"), ...first(clause, types, "types")],
};
