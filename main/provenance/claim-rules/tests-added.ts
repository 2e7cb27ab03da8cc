import type { ClaimRule, Said } from "../stated-claim";
import { numberOf, numberWords } from "./numbers";

const adjectives =
  "(?:(?!(?:a|an|the|to|for|with|and|or|but|in|on|of|at|by|from|into|so|as|when|where|which|who|that|this|these|until|before|after|while|since|because|all|every|existing|tests?|specs?|run|runs|running|pass|passing|is|are|was|were|has|have|had|can|will|support|call|calls|code|check|checks|no|zero|breaking)\\s)[\\w][\\w'/-]*\\s+){0,4}";
const noun =
  "(?:tests?|test cases?|specs?|test functions?)\\b(?![/._-]\\w)(?!\\s+(?:data|file|files|helper|helpers|fixture|fixtures|suite|suites|utils?|utility|coverage|infrastructure|runner|config\\w*|plan|command|script|setup|environment|module))";
const added = new RegExp(
  `\\b(?:added|wrote|written|created|introduced|included|implemented)\\s+(?:(?:${numberWords}|an?|some|several|both|the)\\s+)?${adjectives}${noun}`,
  "i",
);
const imperative = new RegExp(
  `^\\s*(?:[a-z]+(?:\\([^)]*\\))?!?:\\s*)?(?:add|write|create|introduce)\\s+(?:(?:${numberWords}|an?|some|several|both|the)\\s+)?${adjectives}${noun}`,
  "i",
);
const counted = new RegExp(
  `\\b${numberWords}\\s+(?:new|added|additional)\\s+${adjectives}${noun}(?!\\s+(?:\\w+\\s+)?(?:pass|fail|green))`,
  "i",
);
const withThem = new RegExp(
  `\\b(?:added|wrote|written|created|introduced)\\b[^;]{1,80}?\\bwith\\s+${numberWords}\\s+${adjectives}${noun}`,
  "i",
);
const passive = new RegExp(
  `\\b(?:${numberWords}\\s+)${adjectives}${noun}\\s+(?:were\\s+|was\\s+|have been\\s+)?added\\b`,
  "i",
);

/** "Added 12 unit tests", "3 new tests", "Added a regression test". */
export const testsAdded: ClaimRule = {
  kind: "tests-added",
  title: "Tests added",
  matches: "A verb of adding followed by tests, with or without a number, or a number of new tests.",
  examples: [
    "Added 12 unit tests for the parser.",
    "3 new test cases",
    "Wrote a regression test for it.",
    "5 tests were added.",
  ],
  nearMisses: [
    "Added test data for the importer.",
    "I will add tests next.",
    "The 3 new tests pass.",
    "Tests should be added.",
  ],
  find: ({ text, imperative: asCommit }) => {
    const match =
      added.exec(text) ??
      (asCommit ? imperative.exec(text) : null) ??
      withThem.exec(text) ??
      passive.exec(text) ??
      counted.exec(text);
    if (match === null) return [];
    const said: Said = {
      start: match.index,
      end: match.index + match[0].length,
      own: /^\d|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b/i.test(match[0]),
      count: numberOf(/\bwith\s.*$/i.exec(match[0])?.[0] ?? match[0]),
    };
    return [said];
  },
};
