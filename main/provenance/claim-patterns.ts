import { isAsserted, isOwnWork } from "./asserted";
import { buildWorks } from "./claim-rules/build-works";
import { bugReproduced } from "./claim-rules/bug-reproduced";
import { commandRan } from "./claim-rules/command-ran";
import { fileChanged } from "./claim-rules/file-changed";
import { noBehaviourChange } from "./claim-rules/no-behaviour-change";
import { onlyTheseFiles } from "./claim-rules/only-these-files";
import { staticAnalysisClean } from "./claim-rules/static-analysis-clean";
import { symbolAdded } from "./claim-rules/symbol-added";
import { testsAdded } from "./claim-rules/tests-added";
import { testsPass } from "./claim-rules/tests-pass";
import { verifiedInBrowser } from "./claim-rules/verified-in-browser";
import type { SummarySentence } from "./sentences";
import type { ClaimDetails, ClaimRule, Clause, Said, StatedClaim } from "./stated-claim";

/** One rule per kind of claim, in the order in which claims of one sentence are told. */
export const claimRules: readonly ClaimRule[] = [
  testsPass,
  testsAdded,
  staticAnalysisClean,
  buildWorks,
  fileChanged,
  symbolAdded,
  bugReproduced,
  noBehaviourChange,
  onlyTheseFiles,
  verifiedInBrowser,
  commandRan,
];

/** Kinds whose own words are negative: they are held against wishes and conditions alone. */
const negativeKinds: ReadonlySet<string> = new Set(["only-these-files", "no-behaviour-change", "bug-reproduced"]);
/** Claims that already speak of the command that the same sentence names. */
const checkKinds: ReadonlySet<string> = new Set(["tests-pass", "static-analysis-clean", "build-works"]);

/** Kinds that say who did something: what others did is no claim of the attempt. */
const deedKinds: ReadonlySet<string> = new Set(["file-changed", "symbol-added", "tests-added", "only-these-files"]);

const nothing: ClaimDetails = {
  count: null,
  whole: false,
  part: false,
  subject: null,
  analysis: "any",
  paths: [],
  direct: false,
  op: "changed",
  symbols: [],
  command: null,
  success: false,
  noWarnings: false,
  limited: false,
  ownsUp: false,
};

/**
 * Finds the checkable claims a sentence makes. A sentence that is conditional, negated, planned or about an earlier state
 * makes none: a wrong accusation costs more than a missed claim.
 * In: one sentence; whether it is of a commit message or a pull request, which say "Add" for "Added". Out: its claims, at most one
 * per kind (two for static analysis: lint and types).
 */
export function claimsIn(sentence: SummarySentence, imperative = false): StatedClaim[] {
  const claims: StatedClaim[] = [];
  if (isForeign(sentence.plain)) return claims;
  for (const { text, from } of clausesOf(sentence.plain)) {
    const clause: Clause = { text, from, sentence, imperative };
    let narrowed = false;
    for (const rule of claimRules) {
      // "Only changed src/x.ts" is no second claim that src/x.ts was changed.
      if (narrowed && rule.kind === "file-changed") continue;
      for (const said of rule.find(clause)) {
        if (!holds(rule, text, said)) continue;
        if (claims.some((one) => one.kind === rule.kind && (said.analysis ?? "any") === one.analysis)) continue;
        if (rule.kind === "command-ran" && claims.some((one) => checkKinds.has(one.kind))) continue;
        claims.push({
          ...nothing,
          ...details(said),
          kind: rule.kind,
          sentence: sentence.written,
          span: spanOf(clause, said),
        });
        narrowed = rule.kind === "only-these-files";
      }
    }
  }
  const only = claims.some((claim) => claim.kind === "only-these-files");
  return only ? claims.filter((claim) => claim.kind !== "file-changed") : claims;
}

/** Words of other languages that English sentences do not have. Only English is read. */
const foreign =
  /(?<![\p{L}\p{N}_-])(?:der|das|ist|ein|eine|und|nicht|noch|wenn|wird|sind|mit|für|les|est|une|pas|avec|dans|pour|sont|quand|el|los|las|una|con|pero|cuando|está|não|uma|quando|il|che|sono|non|het|een|niet|zijn|als)(?![\p{L}\p{N}_-])/giu;

function isForeign(plain: string): boolean {
  return new Set((plain.match(foreign) ?? []).map((word) => word.toLowerCase())).size >= 3;
}

function holds(rule: ClaimRule, text: string, said: Said): boolean {
  if (deedKinds.has(rule.kind) && !isOwnWork(text, said.start, said.own)) return false;
  return isAsserted(text, said.start, said.end, !negativeKinds.has(rule.kind));
}

function details(said: Said): Partial<ClaimDetails> {
  const { start: _start, end: _end, own: _own, ...rest } = said;
  return rest;
}

/** The place of the words in the sentence as written, without white space and marks at either end. */
function spanOf({ from, sentence }: Clause, said: Said): StatedClaim["span"] {
  let start = from + said.start;
  let end = from + said.end;
  while (start < end && /\s/.test(sentence.plain.charAt(start))) start += 1;
  while (end > start && /[\s.,:;]/.test(sentence.plain.charAt(end - 1))) end -= 1;
  const first = sentence.at[start] ?? 0;
  const to = (sentence.at[end - 1] ?? 0) + 1;
  // Code that begins within the words ends within them.
  const open = sentence.written.slice(first, to).split("`").length % 2 === 0;
  return { start: first, end: open && sentence.written.charAt(to) === "`" ? to + 1 : to };
}

function clausesOf(plain: string): { text: string; from: number }[] {
  const clauses: { text: string; from: number }[] = [];
  let from = 0;
  for (const match of plain.matchAll(
    / ?;(?! ?\d{1,6} (?:failed|failing|failures?|errors?|ignored|skipped|measured|filtered)) ?|,? (?:but|however|although|though|whereas|yet) /gi,
  )) {
    clauses.push({ text: plain.slice(from, match.index), from });
    from = match.index + match[0].length;
  }
  clauses.push({ text: plain.slice(from), from });
  return clauses;
}
