import type { Claim } from "../../shared/model/claim";
import type { SummarySentence } from "./sentences";
import type { StatedClaim } from "./stated-claim";

/** Said of a wish, a condition, a plan or the past: not a statement that it is so. */
const notAsserted =
  /\b(?:should|would|could|might|may|will|'ll|if|once|unless|until|assuming|hopefully|presumably|probably|likely|please|make sure|makes sure|ensure[sd]?|ensuring|verify that|confirm that|want|wanted|need(?:s|ed)? to|expect(?:s|ed)? (?:to|that|all|the)|I expect|let me|let's|going to|aim(?:s|ed)? to|so that|in order|to (?:verify|check|confirm|run|make|get|see|keep)|next steps?|TODO|recommend|suggest|try|used to|previously|earlier|before (?:my|the|this|any)|on main|on master|upstream)\b/i;
const negated =
  /(?:\b(?:not|never|no longer|cannot|unable|without|fail(?:s|ed|ing|ure|ures)?|except|apart from|other than|skip(?:s|ped|ping)?|untested|neither|nor|unverified|pre-existing|flaky|broken|blocked|errors?)\b|n['’]t\b)/i;

/** Phrases with a negative word that say something good. Taken out before looking for negation. */
const goodNegatives =
  /\b(?:no|0|zero|without(?: any)?)\s+(?:(?:new|test|type|lint|eslint|typescript|mypy|compile|compiler|build|ts)\s+){0,2}(?:failures?|failed|failing|errors?|warnings?|issues?|problems?|regressions?|skipped)\b|\b\d+\s+skipped\b|\bnot only\b/gi;

const testWords =
  /\b(?:tests?|test suites?|test cases|suites?|specs|pytest|vitest|jest|npm (?:run )?test|pnpm test|yarn test|go test|cargo test|node --test)\b/gi;
const passAfter =
  /^(?<between>[^.;]{0,70}?)\b(?:pass(?:es|ed|ing)?|green|succeed(?:s|ed)?)\b(?!\s+(?:the|a|an|it|its|them|this|that|through|along|into|down|undefined|null|in as|on to|over)\b)(?!\s*-)/i;
const notBetween =
  /\b(?:for|that|to|which|when|about|covering|using|of|where|and (?!lint|type|build|all|the)|with|by|add(?:ed|s)?|cover(?:s|ed)?|assert(?:s|ed)?|check(?:s|ed)? (?:that|if))\b/i;

const lintWords = "(?:lint(?:er|ing)?|eslint|ruff|flake8|clippy|golangci-lint|prettier|biome|static analysis)";
const typeWords = "(?:type[- ]?check(?:s|ing|er)?|types|tsc|mypy|pyright)";
const cleanWords =
  "(?:pass(?:es|ed|ing)?|clean|green|succeed(?:s|ed)?|ok|(?:no|0|zero|without(?: any)?) (?:\\w+ ){0,2}(?:errors?|warnings?|issues?|problems?))";
const between = "[^.;]{0,50}?";
const lintClean = new RegExp(
  `\\b${lintWords}\\b${between}\\b${cleanWords}\\b|\\bno (?:eslint|lint|linter|ruff) (?:errors?|warnings?|issues?)\\b`,
  "i",
);
const typesClean = new RegExp(
  `\\b${typeWords}\\b${between}\\b${cleanWords}\\b|\\bno (?:type|typescript|tsc|mypy) (?:errors?|issues?)\\b`,
  "i",
);
const buildWorks =
  /\bbuild\b(?:[,:]? (?!for|that|to|the)\w+){0,4}?[,:]? ?(?:pass(?:es|ed)?|succeed(?:s|ed)?|works?|clean|green|successful(?:ly)?|ok)\b|\b(?:builds|compiles|built|compiled) (?:cleanly|successfully|fine|without (?:any )?(?:errors?|warnings?))|\b(?:project|app|package|code|code base|codebase|it|everything) (?:now |still )?(?:builds|compiles)(?: (?:and|cleanly|successfully)|[.!,]|$)/i;

const onlyThese =
  /\bonly\s+(?:touch(?:es|ed)?|chang(?:es|ed)|modif(?:ies|ied)|edit(?:s|ed)?|updat(?:es|ed))\b|\bno other files?\b[^.]*\b(?:changed|touched|modified|edited|affected)\b|\b(?:changes|edits) (?:are|were|is|stay) (?:limited|confined|restricted) to\b|\bthe only files? (?:changed|touched|modified|edited) (?:is|are|was|were)\b|\bonly files? (?:changed|touched|modified):/i;
const fileVerb =
  "(?:added|created|updated|modified|changed|edited|rewrote|renamed|deleted|removed|extended|refactored|fixed)";
const pathWord = "((?:[\\w@.~-]+\\/)*[\\w@.~-]*\\w\\.[A-Za-z][A-Za-z0-9]{0,7}|(?:[\\w@.~-]+\\/)+[\\w@.*~-]*)";
const directFile = new RegExp(
  `\\b${fileVerb} (?:(?:a|an|the|new|existing|file|files|module|script|migration) ){0,3}${pathWord}`,
  "i",
);
const indirectFile = new RegExp(`\\b${fileVerb} (?:[\\w-]+ ){1,8}(?:to|in|from|into) ${pathWord}`, "i");

/**
 * Finds the checkable claims a sentence makes. A sentence that is conditional, negated, planned or about an earlier state
 * makes none: a wrong accusation costs more than a missed claim.
 * In: one sentence. Out: its claims, at most one per kind (two for static analysis: lint and types).
 */
export function claimsIn(sentence: SummarySentence): StatedClaim[] {
  const claims: StatedClaim[] = [];
  const add = (kind: Claim["kind"], more: Partial<StatedClaim> = {}): void => {
    claims.push({
      kind,
      sentence: sentence.written,
      count: null,
      whole: false,
      part: false,
      analysis: "any",
      paths: [],
      direct: false,
      ...more,
    });
  };
  for (const clause of sentence.plain.split(/\s*;\s*|,?\s+(?:but|however|although|though)\s+/i)) {
    if (onlyThese.test(clause) && !notAsserted.test(clause)) {
      const paths = pathsIn(clause).filter((path) => isPath(path, sentence));
      if (paths.length > 0 || /\bno other files?\b/i.test(clause)) add("only-these-files", { paths });
      continue;
    }
    if (notAsserted.test(clause) || negated.test(clause.replace(goodNegatives, " "))) continue;
    const tests = testsPass(clause);
    if (tests !== null) add("tests-pass", tests);
    const lint = lintClean.test(clause);
    const types = typesClean.test(clause);
    if (lint) add("static-analysis-clean", { analysis: "lint" });
    if (types) add("static-analysis-clean", { analysis: "types" });
    if (buildWorks.test(clause)) add("build-works");
    const direct = directFile.exec(clause)?.[1];
    const indirect = indirectFile.exec(clause)?.[1];
    if (direct !== undefined && isPath(trimPath(direct), sentence))
      add("file-changed", { paths: [trimPath(direct)], direct: true });
    else if (indirect !== undefined && isPath(trimPath(indirect), sentence))
      add("file-changed", { paths: [trimPath(indirect)] });
  }
  return claims;
}

function testsPass(clause: string): Partial<StatedClaim> | null {
  const ratio = /\b(\d{1,6})\s*(?:\/|of|out of)\s*(\d{1,6})\b/.exec(clause);
  // "12 of 14 tests pass" does not say that the tests pass.
  if (ratio !== null && ratio[1] !== ratio[2] && /pass|green/i.test(clause)) return null;
  const counted =
    /\b(\d{1,6})\s+(?:(?:unit|integration|e2e|new|existing|of the)\s+)?(?:tests?\s+|specs?\s+)?(?:now\s+|all\s+)?(?:pass(?:ed|ing|es)?\b|green\b)/i.exec(
      clause,
    );
  const named = /\b(\d{1,6})\s+(?:\w+\s+){0,2}?tests?\b/i.exec(clause);
  const speaksOfTests = clause.match(testWords) !== null;
  let says = counted !== null && speaksOfTests;
  for (const match of clause.matchAll(testWords)) {
    const rest = passAfter.exec(clause.slice(match.index + match[0].length));
    if (rest !== null && !notBetween.test(rest.groups?.["between"] ?? "")) says = true;
  }
  if (!says) return null;
  const part =
    /\b(?:new|added|unit|integration|e2e|relevant|related|affected|these|those|its|targeted|existing|regression)\b[^.]{0,30}\b(?:tests?|specs?)\b/i.test(
      clause,
    );
  const number = counted?.[1] ?? ratio?.[1] ?? named?.[1];
  return {
    count: number === undefined ? null : Number(number),
    part,
    whole: !part && /\b(?:all|every|full|entire|whole)\b[^.]{0,25}\b(?:tests?|suites?|specs?)\b/i.test(clause),
  };
}

function pathsIn(clause: string): string[] {
  return [...clause.matchAll(new RegExp(`(?<![\\w/])${pathWord}`, "g"))]
    .map((match) => trimPath(match[1] ?? ""))
    .filter((path) => path !== "");
}

/** "Node.js" and "e.g." look like file names: a name without a folder counts only where it is set as code. */
function isPath(path: string, sentence: SummarySentence): boolean {
  const fileOrFolder = /\.[A-Za-z][A-Za-z0-9]{0,7}$|\/$|\*/.test(path);
  return fileOrFolder && (path.includes("/") || sentence.written.includes(`\`${path}\``));
}

function trimPath(path: string): string {
  return path.replace(/^\.\//, "").replace(/[.,:;]+$/, "");
}
