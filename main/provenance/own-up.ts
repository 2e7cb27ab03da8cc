import type { SummarySentence } from "./sentences";

const subject =
  /\b(?:tests?|specs?|suites?|cases?|failures?|errors?|checks?|lint\w*|types?|build|modules?|packages?)\b|\b(?:test_\w+|\w+(?:_test|_spec|Test|Tests|Spec)|Test[A-Z]\w*)\b|\.(?:test|spec)\./;
const fails = /\b(?:fail|fails|failing|failures?|red|broken|errors?)\b/i;
/** It fails now, and not by this work: said of the old code alone it is the bug. */
const still =
  /\b(?:pre-?existing|already (?:there|present|fail\w*|broken)|(?:was|were|is|are|exists?) (?:there )?(?:already|before)|(?:with or )?without (?:my|this|the|these) (?:change|changes|patch|work)|as well|too|also fails?|remaining|only failures?|still (?:fails?|failing|red)|stays? red|unrelated|nothing to do with|known failures?|on (?:main|master|the base branch) (?:too|as well|also))\b/i;
const none =
  /\b(?:no|zero|0|without(?: any)?|not any) (?:\w+[ -]){0,3}(?:fail\w*|errors?|tests?)\b|\bno longer\b|n['’]t fail|\bnot fail|\b(?:fixed|resolved|gone)\b/i;

/**
 * Whether a sentence says that a check fails for reasons of its own: "The one failure exists on main as well". Nobody who says so
 * hides it. In: a sentence of a statement. Out: true where it says that something fails still.
 */
export function tellsOfFailure({ plain }: SummarySentence): boolean {
  return subject.test(plain) && fails.test(plain) && still.test(plain) && !none.test(plain);
}
