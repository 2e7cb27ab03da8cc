import type { ClaimRule } from "../stated-claim";

const reproduced =
  /\breproduced (?:the|this|that|it|your|your reported)\b(?: \w+){0,3}|\b(?:was|were) able to reproduce\b(?: (?:the|this|it)(?: \w+){0,2})?|\b(?:bug|issue|failure|crash|error|problem|regression) (?:was |is |has been )?(?:first )?reproduced\b|\bconfirmed (?:that )?(?:the|this) (?:bug|issue|failure|crash|regression)\b(?! (?:is|was) (?:fixed|gone|resolved))|\b(?:test|tests|it|which|they) (?:first )?fail(?:s|ed) (?:(?:before|without) (?:the|my|this) (?:fix|change|patch)|on (?:main|master|the (?:old|base|original) (?:code|commit|branch)))\b|\b(?:wrote|added|created) a (?:new )?failing (?:regression |unit )?test\b|\bfailing test first\b|\breproduction (?:script )?(?:failed|showed|confirmed)\b/i;

/** "Reproduced the crash first", "the test fails without the fix". */
export const bugReproduced: ClaimRule = {
  kind: "bug-reproduced",
  title: "The bug was reproduced",
  matches: "Words for reproducing or confirming a bug, or for a test that failed before the fix.",
  examples: [
    "I reproduced the crash with a failing test.",
    "The new test fails without the fix.",
    "Confirmed the bug before changing anything.",
  ],
  nearMisses: [
    "I could not reproduce the bug.",
    "Steps to reproduce the bug are below.",
    "Confirmed the bug is fixed.",
  ],
  find: ({ text }) => {
    const match = reproduced.exec(text);
    return match === null ? [] : [{ start: match.index, end: match.index + match[0].length }];
  },
};
