import type { Clause, ClaimRule, Said } from "../stated-claim";
import { numberOf, numberWords } from "./numbers";
import { pathsIn } from "./paths";

const words =
  /\b(?:tests?|test suites?|test cases|suites?|specs|pytest|vitest|jest|npm (?:run )?test|pnpm (?:run )?test|yarn test|go test|cargo test|mix test|tox|nox|ctest|rspec|phpunit|node --test)\b/gi;
/** "…", then "pass": what stands between says no other thing. */
const passAfter =
  /^(?<between>(?:[^.;]|\.{3}|\.(?=[\w./:])){0,70}?)(?:\b(?:exit(?:s|ed)? (?:with )?(?:code )?0|pass(?:es|ed|ing)?|green|succeed(?:s|ed)?)\b(?!\s+(?:the|a|an|it|its|them|this|that|through|along|into|down|undefined|null|in as|on to|over)\b)(?!\s*-)|(?<=[\s:|–—-])(?:✅|✓|✔|☑|OK\b))/iu;
const notBetween =
  /\b(?:for|that|to|which|when|about|covering|using|of|where|and (?!lint|type|build|all|the|everything|they)|with|by|add(?:ed|s)?|cover(?:s|ed)?|assert(?:s|ed)?|check(?:s|ed)? (?:that|if))\b/i;
const countedPass =
  /\b\d{1,6}\s*(?:\/\s*\d{1,6}\s+)?(?:(?:unit|integration|e2e|new|existing|of the)\s+)?(?:tests?\s+|specs?\s+)?(?:now\s+|all\s+)?(?:pass(?:ed|ing|es)?\b|green\b)/i;
const noneFailed =
  /\b(?:\d{1,6} (?:examples?|scenarios?|runs), (?:0|no|zero) failures|\d{1,6}\s+(?:\w+\s+){0,2}?tests?\b[^.;]{0,40}?\b(?:0|no|zero)\s+(?:failures|failed|failing|errors)|\b(?:tests?|test suite|suite|specs)\b[^.;]{0,30}?\b(?:with|and|there were|had|shows?|reports?)\s+(?:no|zero|0)\s+(?:failures|failed|failing tests|regressions)|(?:no|0|zero)\s+(?:test failures|failing tests|failed tests))\b/i;
const passesThem =
  /\bpass(?:es|ed|ing)?\s+(?:all|every|the (?:full|entire|whole|complete)|the existing)\s+(?:\d{1,6}\s+)?(?:(?:of the|our|its|existing|unit|integration|the)\s+){0,2}(?:tests?|test suites?|suite|specs)\b(?!\s+(?:data|case|file|name|config|id|args?|object|token))/i;
const quantifier =
  /(?:\b(?:all|every|both|the|full|entire|whole|complete|existing|new|of|its|our|my|unit|integration|e2e|regression|\d{1,6}(?:\s*\/\s*\d{1,6})?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+){1,6}(?<about>[\w.`-]+\s+)?(?:(?:library|package|crate|module|project|app|service)(?:['’]s)?\s+)?$/i;
/** Words before "tests" that name no part of them. */
const ordinary =
  /^(?:full|entire|whole|complete|every|both|of|same|passing|automated|local|remaining|other|project|package|repository|repo|our|backend|frontend|current|test|the|all|new|added|unit|integration|e2e|regression|existing|related|relevant|affected|targeted|packages?|pytest|jest|vitest|mocha|phpunit|rspec|minitest|ctest|exunit|junit|xunit|nunit|maven|gradle|go|cargo|rust|python|node|java|ruby|php|elixir|typescript|javascript|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)$/i;
const partial =
  /\b(?:new|added|unit|integration|e2e|end-to-end|relevant|related|affected|these|those|its|targeted|existing|regression|both|specific)\b[^.]{0,30}\b(?:tests?|specs?|suites?)\b|\b(?:the|this|that) test\b|\btests? (?:in|for|under) /i;

/** "All tests in the repository" are no part. */
const everywhere =
  /(?<=\b(?:tests?|specs?)) (?:in|of|across) (?:the|this|our) (?:whole |entire |full )?(?:monorepo|repo|repository|project|workspace|code ?base|suite|solution)\b/gi;

/** "All 34 tests pass", "48 passed, 0 failed", "`npm test` is green". */
export const testsPass: ClaimRule = {
  kind: "tests-pass",
  title: "Tests pass",
  matches: "Words for tests followed by pass, green or a check mark; a number of passed tests; no failing tests.",
  examples: [
    "All 34 tests pass.",
    "✅ Tests: 48 passed, 0 failed",
    "`npm test` is green.",
    "87 tests, 0 failures",
    "The change passes all existing tests.",
  ],
  nearMisses: [
    "12 of 14 tests pass.",
    "The tests should pass now.",
    "Added tests that pass the token to the handler.",
    "All tests pass except two.",
  ],
  find: (clause) => {
    const said = place(clause);
    return said === null ? [] : [{ ...said, ...about(clause, said) }];
  },
};

/** "All green." and "everything passes" say it without a noun. */
const nounless =
  /^\s*(?:(?:✅|✓|✔|☑)\s*)?(?:(?:now )?(?:all|everything|everything['’]s|everything is|it['’]s all|they are all)(?: now)? green)(?=\s*(?:[.!,:]|$))/iu;
/** "✅ Tests (34/34)": the mark and the number say it. */
const ticked =
  /^\s*(?:✅|✓|✔|☑)\s*(?:(?:unit|integration|all|e2e) )?(?:tests?|test suite|specs)\s*\(?\s*\d{1,6}\s*\/\s*\d{1,6}\s*\)?/iu;
/** "Three tests failed before; now all 42 pass": the noun stands in another part of the sentence. */
const allCounted = /\b(?:all|every one of(?: the)?) \d{1,6} (?:now )?(?:pass(?:ed|ing|es)?|green)\b/i;

/** "`TestDepth` passes": one test by its name. */
const namedTest = /\b(?<name>Test[A-Z]\w*|test_\w+|[A-Z]\w*(?:Test|Spec))(?:\(\))? (?:now |still )?pass(?:es|ed)\b/;

/** "exits 0" counts nothing. */
function withoutExitCodes(text: string): string {
  return text.replace(/\bexit(?:s|ed)? (?:with )?(?:code )?\d+/gi, (words) => " ".repeat(words.length - 1) + ".");
}

function place({ text, sentence }: Clause): Said | null {
  const ratio = /\b(\d{1,6})\s*(?:\/|of|out of)\s*(?:the\s+)?(\d{1,6})\b/i.exec(text);
  // "12 of 14 tests pass" does not say that the tests pass.
  if (ratio !== null && ratio[1] !== ratio[2] && /pass|green/i.test(text)) return null;
  // "Of 22 tests 20 pass".
  const ofMany = /\bof (?:the |all )?(\d{1,6}) (?:\w+ ){0,2}?(\d{1,6}) (?:\w+ )?(?:pass|green)/i.exec(text);
  if (ofMany !== null && ofMany[1] !== ofMany[2]) return null;
  const whole = ticked.exec(text) ?? passesThem.exec(text) ?? noneFailed.exec(text);
  if (whole !== null) return { start: whole.index, end: whole.index + whole[0].length };
  for (const match of text.matchAll(words)) {
    const from = match.index + match[0].length;
    const rest = passAfter.exec(text.slice(from));
    if (
      rest === null ||
      notBetween.test(
        (rest.groups?.["between"] ?? "").replace(
          /\bcontinues? to\b|^ (?:of|in) the [\w-]+ (?:module|package|crate|library|project|workspace)\b/i,
          "",
        ),
      )
    )
      continue;
    const lead = quantifier.exec(withoutExitCodes(text.slice(0, match.index)))?.[0].length ?? 0;
    return { start: match.index - lead, end: from + rest[0].length };
  }
  const spoken = /\b(?:tests?|specs?|suites?|pytest|vitest|jest|rspec|phpunit)\b/i;
  const one = namedTest.exec(text);
  if (one !== null) return { start: one.index, end: one.index + one[0].length };
  const counted = spoken.test(text)
    ? countedPass.exec(text)
    : (nounless.exec(text) ?? (spoken.test(sentence.plain) ? allCounted.exec(text) : null));
  return counted === null ? null : { start: counted.index, end: counted.index + counted[0].length };
}

function about({ text: whole, sentence }: Clause, said: Said): Partial<Said> {
  const text = withoutExitCodes(whole);
  const own = withoutExitCodes(whole.slice(said.start, said.end));
  const number =
    /\b(\d{1,6})\s*(?:\/\s*\d{1,6}\s+)?(?:[\w-]+,?\s+){0,3}?(?:pass|green)/i.exec(text)?.[1] ??
    /\b(\d{1,6})\s*\/\s*\1\b/.exec(text)?.[1] ??
    /\b(\d{1,6})\s+of\s+\1\b/i.exec(text)?.[1] ??
    /\b(\d{1,6})\s+(?:\w+\s+){0,2}?tests?\b/i.exec(own)?.[1];
  const inWords = new RegExp(
    `\\ball (?:of the |the |these )?(${numberWords}) (?:\\w+ )?(?:tests?|specs?)\\b`,
    "i",
  ).exec(own)?.[1];
  const within = /\b(?:tests?|specs?|suites?) (?:in|from|of|under) /i.test(text)
    ? pathsIn(text, sentence)[0]
    : undefined;
  const named =
    /^(?:\S+\s+)*?(?:all|every|both|the|full|of|\d+)\s+(?<about>[\w.-]+)\s+(?:(?:library|package|crate|module|project|app|service)(?:['’]s)?\s+)?(?:tests?|specs?|suites?)\b/i.exec(
      own,
    )?.groups?.["about"];
  const inside = /\b(?:tests?|specs?) (?:of|in) the ([\w-]+) (?:module|package|crate|library|project)\b/i.exec(
    own,
  )?.[1];
  const alone = namedTest.exec(own)?.groups?.["name"] ?? inside;
  const subject =
    alone ?? (named === undefined || ordinary.test(named) || /^\d+$/.test(named) ? stemOf(within) : named);
  const narrow = (words: string) => words.replace(everywhere, " ");
  const part =
    subject !== null ||
    partial.test(narrow(own)) ||
    /\b(?:tests?|specs?) (?:in|for|under|covering) /i.test(narrow(text));
  const command = sentence.codes.find(({ text: code }) => isTestCommand(code))?.text ?? null;
  return {
    count: number === undefined ? numberOf(inWords ?? "") : Number(number),
    part,
    subject,
    whole: !part && /\b(?:all|every|full|entire|whole|complete)\b[^.]{0,25}\b(?:tests?|suites?|specs?)\b/i.test(own),
    command,
  };
}

/** What a path is called, without folders and ending: commands name tests by it. */
function stemOf(path: string | undefined): string | null {
  const name = path?.replace(/\/+$/, "").split("/").at(-1);
  return name === undefined || /^(?:tests?|spec|specs|src)$/.test(name) ? null : name.replace(/\..*$/, "") || null;
}

function isTestCommand(code: string): boolean {
  return /^(?:(?:npx|uv run|poetry run|bunx|python3? -m|pnpm exec|yarn) )?(?:npm|pnpm|yarn|bun|pytest|vitest|jest|mocha|go test|cargo|mix|make|mise|tox|\.\/gradlew|gradle|mvn|rspec|phpunit|deno|node --test|dotnet test)\b.{0,200}$/.test(
    code,
  );
}
