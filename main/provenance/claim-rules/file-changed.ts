import type { ClaimDetails, ClaimRule, Said } from "../stated-claim";
import { isPath, pathWord, trimPath } from "./paths";

const done = "added|created|updated|modified|changed|edited|rewrote|renamed|deleted|removed|extended|refactored|fixed";
const toDo = "add|create|update|modify|change|edit|rewrite|delete|remove|extend|refactor|fix";
const lead = "(?:(?:a|an|the|new|existing|file|files|module|script|migration|missing|unused|old|obsolete) ){0,4}";
const direct = (verbs: string): RegExp => new RegExp(`\\b(${verbs}) ${lead}${pathWord}`, "i");
const indirect = (verbs: string): RegExp =>
  new RegExp(`\\b(${verbs}) (?:[^\\s.;]+ ){1,8}(?:to|in|from|into) ${pathWord}`, "i");
const putInto = `${done}|extracted|moved|saved|wrote|placed|factored`;
/** "`x.py` has been removed": who did it is not said, so it is never held against anyone. */
const passive = new RegExp(
  `${pathWord}(?: \\w+)? (?:has been|have been|was|were|is now) (?:(?:\\w+ly|also|now) )?(${done})\\b(?! (?:in|by|since|at) (?:v?\\d|the |PR|#|commit))`,
  "i",
);
const commitLead = "^\\s*(?:[a-z]+(?:\\([^)]{0,40}\\))?!?: )?";
const patterns = {
  direct: direct(done),
  indirect: indirect(putInto),
  directToDo: new RegExp(`${commitLead}(${toDo}) ${lead}${pathWord}`, "i"),
  indirectToDo: new RegExp(`${commitLead}(${toDo}) (?:[^\\s.;]+ ){1,8}(?:to|in|from|into) ${pathWord}`, "i"),
};
/** "- `src/x.ts`: retries twice", under a heading that says these are the changed files. */
const listed = new RegExp(
  `^\\s*(?:(added|created|new|updated|modified|changed|deleted|removed)[:\\s]+)?${pathWord}\\s*(?:\\((new|added|modified|updated|deleted)\\)\\s*)?(?:[:—–|-]|$)`,
  "i",
);
const changesHeading =
  /\b(?:files? (?:changed|modified|touched|updated|edited|created|added)|(?:changed|modified|new|created|updated|touched) files?)\b/;

const besides =
  /\b(?:(?:deleted|removed) (?:it|them)?\b ?(?:again|afterwards?|after that)|(?:git-?)?ignored|not (?:part of|in|included in) the (?:change|patch|commit|diff|pull request)|not committed|throw-?away|temporar(?:y|ily))\b/i;

/** "Added `src/x.ts`", "Moved the guard into `src/x.ts`", a list under "Files changed". */
export const fileChanged: ClaimRule = {
  kind: "file-changed",
  title: "A file was added or changed",
  matches:
    "A verb of changing with a path as its object or its place, or a path listed under a heading of changed files.",
  examples: ["Updated `src/refunds/retry.ts`.", "Added a guard to `src/refunds/retry.ts`.", "Removed `docs/old.md`."],
  nearMisses: [
    "Updated Node.js to the newest version.",
    "See `src/x.ts` for the details.",
    "I did not change `src/x.ts`.",
  ],
  find: ({ text, sentence, imperative }) => {
    const list = changesHeading.test(sentence.heading) ? listed.exec(text) : null;
    if (list !== null)
      return saidOf(list, list[2], list[1] ?? list[3], sentence, true).map((said) => ({ ...said, own: true }));
    for (const [pattern, isDirect] of [
      [patterns.direct, true],
      [patterns.indirect, false],
      ...(imperative
        ? ([
            [patterns.directToDo, true],
            [patterns.indirectToDo, false],
          ] as const)
        : []),
    ] as const) {
      const match = pattern.exec(text);
      // What is said not to be in the change is not held against it.
      if (match !== null && besides.test(text.slice(match.index))) return [];
      const said = match === null ? [] : saidOf(match, match[2], match[1], sentence, isDirect);
      if (said.length > 0) return said;
    }
    const match = passive.exec(text);
    if (match === null) return [];
    const [said] = saidOf(match, match[1], match[2], sentence, false);
    return said === undefined ? [] : [{ ...said, end: match.index + match[0].length, own: true, op: opOf(match[2]) }];
  },
};

function saidOf(
  match: RegExpExecArray,
  path: string | undefined,
  verb: string | undefined,
  sentence: Parameters<typeof isPath>[1],
  isDirect: boolean,
): Said[] {
  const clean = trimPath(path ?? "");
  if (clean === "" || !isPath(clean, sentence)) return [];
  const start = match.index + (match[0].length - match[0].trimStart().length);
  const end = match.index + match[0].indexOf(path ?? "") + clean.length + ((path ?? "").startsWith("./") ? 2 : 0);
  return [{ start, end, paths: [clean], direct: isDirect, op: isDirect ? opOf(verb) : "changed" }];
}

function opOf(verb: string | undefined): ClaimDetails["op"] {
  if (/^(?:create|created|new)$/i.test(verb ?? "")) return "added";
  return /^(?:deleted?|removed?)$/i.test(verb ?? "") ? "deleted" : "changed";
}
