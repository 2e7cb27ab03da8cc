/** Said of a wish, a condition, a plan or the past: not a statement that it is so. */
const notAsserted =
  /\b(?:should|would|could|might|may|will|'ll|if|once|unless|until|when|assuming|hopefully|presumably|probably|likely|please|make sure|makes sure|ensure[sd]?|ensuring|verify that|confirm that|check(?:s|ing)? (?:that|whether)|verifies|asserts|requires|see (?:that|whether)|whether|want|wanted|need(?:s|ed)? to|expect(?:s|ed)?|let me|let's|going to|aim(?:s|ed)? to|so that|in order|to (?:verify|check|confirm|run|make|get|see|keep)|next steps?|TODO|recommend|suggest|try|tried|used to|that commit|commit [0-9a-f]{7,40}|someone|previously|earlier|was supposed)\b/i;
/** Said after the claim, it takes the claim back or puts it under a condition. */
const takenBack =
  /\b(?:if|once|unless|until|assuming|provided|except|apart from|other than|aside from|besides|excluding|save for|with the exception|on main|on master|when there (?:are|is)|upstream|before (?:my|the|this|these|any))\b/i;
const failing = /\b(?:fail(?:s|ed|ing|ures?)?|flaky|broken|skipped them|[1-9]\d* errors?)\b/i;
const conditional = /\b(?:if|once|unless|until|assuming|provided)\b/i;
/** "It can be verified with": nobody did. */
const possible = /\bcan(?: also| now| easily)? be\s*$/i;
/** "The previously failing test now passes" says nothing against itself. */
const onceFailing =
  /\b(?:(?:previously|formerly|initially|once)[- ])?(?:failing|failed|broken|red)(?= (?:[\w-]+ ){0,2}(?:tests?|specs?)\b[^.;]{0,20}\b(?:pass|green))/gi;
/** "Almost all tests pass", "none of the tests pass": a part of them, which nobody can name. */
const someOnly = /\b(?:almost|nearly|most|many|some|few|none|half|not all)(?: of)?(?: the| my| our| these)?\s*$/i;
const negated =
  /\b(?:not|never|no longer|cannot|unable|without running|neither|nor|fail(?:s|ed|ing|ures?)?|skip(?:s|ped|ping)?|untested|unverified|hardly|barely|no)\b|n['’]t\b/i;
/** Phrases with a negative word that say something good. Taken out before looking for negation. */
const goodNegatives =
  /\b(?:no|0|zero|without(?: any)?)\s+(?:(?:new|test|tests|type|lint|linting|eslint|typescript|mypy|compile|compiler|compilation|build|ts)\s+){0,2}(?:failures?|failed|failing|fail|errors?|warnings?|issues?|problems?|regressions?|skipped)\b|\b\d+\s+(?:skipped|expected failures?|x-?failed|xfail)\b|\((?:[^()]{0,80} )?failed (?:in|on|at|during) (?:the |its )?(?:first|earlier|previous|initial)[^()]{0,40}\)|\bno longer fails?\b|\bnot only\b|\bno (?:behaviou?r|functional)\b/gi;

/**
 * Whether the words from `start` to `end` of a text are stated as so: not negated, wished, conditional, planned, or taken back by
 * what follows. In: a clause, the place of the words that make the claim, and whether those words are themselves held against
 * negation: not those of "no behaviour change".
 */
export function isAsserted(text: string, start: number, end: number, ownToo = true): boolean {
  const calm = text.replace(onceFailing, (words) => " ".repeat(words.length));
  const before = calm.slice(0, start);
  const own = calm.slice(start, end);
  const after = text.slice(end).replace(goodNegatives, " ");
  if (notAsserted.test(`${before}${own}`) || possible.test(before) || someOnly.test(before)) return false;
  if (negated.test(before.slice(-80).replace(goodNegatives, " "))) return false;
  if (ownToo && negated.test(own.replace(goodNegatives, " "))) return false;
  return !(ownToo ? takenBack.test(after) || failing.test(after) : conditional.test(after));
}

/** What was done by others, or before: another commit, release, pull request or author. */
const ofOthers =
  /\b(?:that|an?|the|one|another|some|each) (?:\w+ )?(?:earlier|previous|prior|older|other|original|parent|upstream|merged|recent|last|first|initial|offending|bad|culprit)\b|\bthat (?:commit|change|PR|pull request|patch|release|version)\b|\b(?:original|upstream|maintainers?|author|authors|colleagues?|teammates?|contributors?|someone|somebody|previous (?:session|agent|attempt|run)|(?:the )?(?:issue|bug|regression) (?:came|began|started|was introduced))\b|\b(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}\b|(?:\b(?:PR|MR|pull request|issue|merge request) ?|\()#?\d+\b|\b[vV]?\d+\.\d+(?:\.\d+)*\b|\balready (?:\w+ )?$/i;
/** What stands right before a verb of changing where it is the attempt that did it: nothing, "I", "this commit", another verb. */
const ownLead =
  /(?:^|[,;:.()[\]|•✅✓✔☑—–-]|\b(?:and|or|then|also|now|next|finally|I|we|I['’]ve|we['’]ve|I['’]d|have|has|had|been|it|by|which|(?:this|my|our|these|the) (?:\w+ )?(?:change|changes|PR|pull request|patch|fix|branch|refactor|refactoring|work|update|diff|solution|implementation)|(?:this|my|our) commit))\s*(?:(?:\w+ly|just|only|first|also|now|then)\s+){0,2}$/iu;
const firstPerson =
  /\b(?:I|we)(?:['’](?:ve|d))?(?: have| had)?\s+(?:(?:\w+ly|just|only|first|also|now|then)\s+){0,2}$/i;

/**
 * Whether a verb of changing is the attempt's own: "That commit added", "Django 4.2 added" and "the original author only changed"
 * are not. In: a clause, the place of the verb, and whether the words name nobody ("5 tests were added").
 */
export function isOwnWork(text: string, start: number, nobody = false): boolean {
  const before = text.slice(0, start);
  return firstPerson.test(before) || ((nobody || ownLead.test(before)) && !ofOthers.test(before));
}
