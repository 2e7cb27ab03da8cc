/** The five kinds of code the design colours; 0 is plain. */
export const SYNTAX_CLASSES = ["plain", "key", "str", "num", "fn", "com"] as const;
export type SyntaxClass = (typeof SYNTAX_CLASSES)[number];

const KEY = 1;
const STR = 2;
const NUM = 3;
const FN = 4;
const COM = 5;

const BY_SCOPE: Readonly<Record<string, number>> = {
  keyword: KEY,
  "selector-tag": KEY,
  name: KEY,
  tag: KEY,
  section: KEY,
  string: STR,
  regexp: STR,
  char: STR,
  "meta.string": STR,
  number: NUM,
  literal: NUM,
  symbol: NUM,
  bullet: NUM,
  "template-tag": KEY,
  "variable.constant": NUM,
  function: FN,
  title: FN,
  "title.function": FN,
  "title.class": FN,
  "selector-class": FN,
  "selector-id": FN,
  attr: FN,
  attribute: FN,
  comment: COM,
  doctag: COM,
  quote: COM,
  meta: COM,
};

/** The class a highlight.js scope is drawn in, or null where it takes its parent's (`subst` is plain again). */
export function classOfScope(scope: string): number | null {
  if (scope === "subst" || scope.startsWith("language:")) return 0;
  if (Object.hasOwn(BY_SCOPE, scope)) return BY_SCOPE[scope] ?? null;
  const parent = scope.slice(0, scope.indexOf("."));
  return Object.hasOwn(BY_SCOPE, parent) ? (BY_SCOPE[parent] ?? null) : null;
}
