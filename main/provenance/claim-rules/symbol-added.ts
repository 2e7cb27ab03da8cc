import type { ClaimRule } from "../stated-claim";

const nouns =
  "(?:function|method|class|helper|struct|interface|type|enum|hook|component|trait|macro|decorator|constant|dataclass|exception|middleware|helper function|utility function|factory|handler)s?";
const done = "added|introduced|created|implemented|defined|extracted|wrote";
const toDo = "add|introduce|create|implement|define|extract";
const name = "([A-Za-z_$][\\w$]*(?:[.#:]{1,2}[A-Za-z_$][\\w$]*){0,3})";
/** "Added a `retryOnce()` helper", "Added the function `retryOnce`". */
const named = (verbs: string): RegExp =>
  new RegExp(
    `\\b(?:${verbs}) (?:(?:a|an|the|new|small|private|public|shared|static|async|exported|pure|generic|custom) ){0,4}(?:(?:${nouns}) (?:called |named )?${name}(\\(\\))?|${name}(\\(\\))?(?: ${nouns}\\b)?)`,
    "i",
  );
const past = named(done);
/** "This commit adds a `clamp()` function". */
const present = named("adds|introduces|creates|implements|defines|extracts");
const ofThis = /\b(?:this|my|our) (?:commit|change|PR|pull request|patch|branch|fix|refactor(?:ing)?) (?:also )?$/i;
const commit = new RegExp(`^\\s*(?:[a-z]+(?:\\([^)]{0,40}\\))?!?: )?${named(toDo).source}`, "i");

/** After the name stands an end or what is said of it; "`x()` check" is of another thing. */
const goesOn = new RegExp(
  `^(?:\\s*$|\\s*[.,:;()—–-]|\\s+(?:${nouns}|to|for|in|on|that|which|from|and|into|with|of|as|at|so|inside|under|using|by)\\b)`,
  "i",
);

/** A name set as code or with brackets after it, said to be a new function, class or type. */
export const symbolAdded: ClaimRule = {
  kind: "symbol-added",
  title: "A function, class or type was added",
  matches:
    "A verb of adding with a name that is set as code and called a function, class, type and the like, or has () after it.",
  examples: [
    "Added a `retryOnce()` helper.",
    "Introduced the class `RetryPolicy`.",
    "Extracted `parseDate()` from the handler.",
  ],
  nearMisses: ["Added `--verbose`.", "Added `src/x.ts`.", "Added Redis.", "Added a call to `retryOnce()`."],
  find: ({ text, from, sentence, imperative }) => {
    const now = present.exec(text);
    const own = now !== null && ofThis.test(text.slice(0, now.index));
    const match = (own ? now : null) ?? past.exec(text) ?? (imperative ? commit.exec(text) : null);
    if (match === null) return [];
    const symbol = match[1] ?? match[3] ?? "";
    const at = from + match.index + match[0].indexOf(symbol);
    const code = sentence.codes.find(({ start, end }) => at >= start && at < end);
    if (!goesOn.test(text.slice(match.index + match[0].length))) return [];
    const brackets = (match[2] ?? match[4]) !== undefined || code?.text.endsWith("()") === true;
    const called = new RegExp(`\\b${nouns}\\b`, "i").test(match[0]);
    // A common word after the verb is no name: it has to be set as code, or be written like one.
    const asName = code !== undefined || /[a-z][A-Z]|_|[.#]/.test(symbol);
    if (!asName || (!brackets && !called)) return [];
    if (code !== undefined && !/^[\w$.#:]+(?:\(\))?$/.test(code.text)) return [];
    if (/\.(?:[cm]?[jt]sx?|py|go|rs|md|json|ya?ml|sh|css|html)$/i.test(symbol)) return [];
    return [{ start: match.index, end: match.index + match[0].length, symbols: [symbol], own }];
  },
};
