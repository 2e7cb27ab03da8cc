/** Said of a wish, a condition, a plan or the past: not a statement that it is so. */
const notAsserted =
  /\b(?:should|would|could|might|may|will|'ll|if|once|unless|until|when|assuming|hopefully|presumably|probably|likely|please|make sure|makes sure|ensure[sd]?|ensuring|verify that|confirm that|check(?:s|ing)? (?:that|whether)|verifies|asserts|requires|see (?:that|whether)|whether|want|wanted|need(?:s|ed)? to|expect(?:s|ed)?|let me|let's|going to|aim(?:s|ed)? to|so that|in order|to (?:verify|check|confirm|run|make|get|see|keep)|next steps?|TODO|recommend|suggest|try|tried|used to|that commit|commit [0-9a-f]{7,40}|someone|previously|earlier|was supposed)\b/i;
/** Said after the claim, it takes the claim back or puts it under a condition. */
const takenBack =
  /\b(?:if|once|unless|until|assuming|provided|except|apart from|other than|aside from|besides|excluding|save for|with the exception|on main|on master|upstream|before (?:my|the|this|these|any))\b/i;
const failing = /\b(?:fail(?:s|ed|ing|ures?)?|flaky|broken|skipped them)\b/i;
const conditional = /\b(?:if|once|unless|until|assuming|provided)\b/i;
const negated =
  /\b(?:not|never|no longer|cannot|unable|without running|neither|nor|fail(?:s|ed|ing|ures?)?|skip(?:s|ped|ping)?|untested|unverified|hardly|barely|no)\b|n['’]t\b/i;
/** Phrases with a negative word that say something good. Taken out before looking for negation. */
const goodNegatives =
  /\b(?:no|0|zero|without(?: any)?)\s+(?:(?:new|test|tests|type|lint|linting|eslint|typescript|mypy|compile|compiler|compilation|build|ts)\s+){0,2}(?:failures?|failed|failing|fail|errors?|warnings?|issues?|problems?|regressions?|skipped)\b|\b\d+\s+skipped\b|\bnot only\b|\bno (?:behaviou?r|functional)\b/gi;

/**
 * Whether the words from `start` to `end` of a text are stated as so: not negated, wished, conditional, planned, or taken back by
 * what follows. In: a clause, the place of the words that make the claim, and whether those words are themselves held against
 * negation: not those of "no behaviour change".
 */
export function isAsserted(text: string, start: number, end: number, ownToo = true): boolean {
  const before = text.slice(0, start);
  const own = text.slice(start, end);
  const after = text.slice(end).replace(goodNegatives, " ");
  if (notAsserted.test(`${before}${own}`)) return false;
  if (negated.test(before.slice(-80).replace(goodNegatives, " "))) return false;
  if (ownToo && negated.test(own.replace(goodNegatives, " "))) return false;
  return !(ownToo ? takenBack.test(after) || failing.test(after) : conditional.test(after));
}
