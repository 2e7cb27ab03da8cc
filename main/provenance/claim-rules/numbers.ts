const written = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/** A number as people write it, for use inside a pattern. */
export const numberWords = `(?:\\d{1,5}|${written.join("|")})`;

/** Whether words say that there was no warning; new ones may be said not to have come while old ones stay. */
export function saysNoWarnings(text: string): boolean {
  return /\b(?:no|zero|0|without(?: any)?) (?:(?!new\b)\w+ ){0,2}?(?:(?:errors?|issues?) (?:or|and) )?(?:(?:no|zero|0) )?warnings?\b/i.test(
    text,
  );
}

/** The first number of a text, in figures or as a word up to twelve; null where there is none. */
export function numberOf(text: string): number | null {
  const match = new RegExp(`\\b${numberWords}\\b`, "i").exec(text)?.[0].toLowerCase();
  if (match === undefined) return null;
  const at = written.indexOf(match);
  return at === -1 ? Number(match) : at + 1;
}
