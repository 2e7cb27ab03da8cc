import type { ClaimRule } from "../stated-claim";
import { pathsIn } from "./paths";

const only =
  /\bonly\s+(?:touch(?:es|ed)?|chang(?:es|ed)|modif(?:ies|ied)|edit(?:s|ed)?|updat(?:es|ed))\b|\b(?:touch|chang|modifi|edit|updat)ed only\b|\bno other (?:source )?files?\b[^.]{0,40}\b(?:changed|touched|modified|edited|affected)\b|\b(?:changes|edits|diff|patch) (?:are|were|is|stay|stays|was) (?:limited|confined|restricted) to\b|\bthe only files? (?:changed|touched|modified|edited) (?:is|are|was|were)\b|\bonly files? (?:changed|touched|modified):/i;
/** "The only file I touched is `x`", "I did not touch anything outside `src/`". */
const nothingElse =
  /\bthe only files? (?:that )?(?:(?:I|we|this \w+) )?(?:have |has |had |was |were )?(?:changed|touched|modified|edited|changes|touches|modifies)\b|\b(?:nothing|no files?) (?:else )?outside(?: of)? \S+ (?:was|were|is|has been) (?:changed|touched|modified|edited)\b|\b(?:did not|didn['’]t|have not|haven['’]t) (?:change|changed|touch|touched|modify|modified|edit|edited) (?:anything|any files?) outside\b/i;
const onlyWas =
  /\bonly\b(?:[^.;]|\.(?=[\w*])){1,160}?\b(?:was|were|is|are|has been|have been) (?:changed|touched|modified|edited)\b/i;

/** "I only changed `src/x.ts`", "No other files were touched". */
export const onlyTheseFiles: ClaimRule = {
  kind: "only-these-files",
  title: "Only these files were changed",
  matches: "Only, with a verb of changing and a path; no other files with a verb of changing.",
  examples: [
    "I only changed `src/refunds/`.",
    "Changes are limited to `src/x.ts`.",
    "The only file I touched is `src/x.ts`.",
  ],
  nearMisses: ["Only changed the wording.", "This only updates when the key is rotated."],
  find: ({ text, sentence }) => {
    const match = only.exec(text) ?? nothingElse.exec(text) ?? onlyWas.exec(text);
    if (match === null) return [];
    const paths = pathsIn(text, sentence);
    if (paths.length === 0 && !/\bno other (?:source )?files?\b/i.test(text)) return [];
    const last = Math.max(match.index + match[0].length, ...paths.map((path) => text.indexOf(path) + path.length));
    const own = !/^only (?:touch|chang|modif|edit|updat)/i.test(match[0]);
    // "Only `src/x.ts` and its test".
    const limited = /\b(?:its|their|the|matching|corresponding)(?: \w+)? (?:tests?|specs?)\b/i.test(text);
    return [{ start: match.index, end: last, paths, own, limited }];
  },
};
