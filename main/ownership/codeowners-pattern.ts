import { err, ok, type Result } from "../../shared/result";

/** What is wrong with a pattern, in words, and what would be right where that can be said. */
export interface PatternFlaw {
  readonly message: string;
  readonly remedy: string;
}

/** One character of a name: itself, any one, or any number of them. None crosses a slash. */
type Mark = { readonly is: string } | "one" | "many";

/** A part of a pattern between slashes: a name as it stands, a name with wildcards, or `**`, any number of folders. */
export type PatternPart = { readonly name: string } | { readonly glob: readonly Mark[] } | "folders";

/**
 * How a path has to end: `with` the last part or anywhere beneath it, `below` it (a folder's contents), or exactly `at` it, which
 * `docs/*` means: what lies directly in docs, and nothing further down.
 */
type PatternEnd = "with" | "below" | "at";

/** A pattern of CODEOWNERS, ready to be matched. Parts are from the repository's root. */
export interface OwnersPattern {
  readonly parts: readonly PatternPart[];
  readonly end: PatternEnd;
}

/** A longer pattern names no path that a repository could have. */
const maxCharacters = 4096;

/**
 * Reads a pattern: the gitignore form, without what GitHub says does not work there (`!`, `[ ]`, `\#`). Rules are from GitHub's page
 * on code owners and gitignore(5): a slash at the start or in the middle anchors to the root, one at the end means a folder's
 * contents, `**` is any number of folders, `*` and `?` stay within a name. Error: why the line is skipped.
 */
export function readPattern(text: string): Result<OwnersPattern, PatternFlaw> {
  const flaw = flawOf(text);
  if (flaw !== null) return err(flaw);
  const written = text.split("/");
  const rooted = written[0] === "";
  if (rooted) written.shift();
  const folder = written.at(-1) === "";
  if (folder) written.pop();
  if (written.includes(""))
    return err({ message: "Two slashes in a row: no path has them.", remedy: "Write one slash." });
  const parts: PatternPart[] = [];
  for (const word of written) {
    if (word === "**") {
      // Folders and folders are folders.
      if (parts.at(-1) !== "folders") parts.push("folders");
      continue;
    }
    const part = readPart(word);
    if (part === null)
      return err({ message: "A \\ stands at the end, with nothing after it.", remedy: "Take it out." });
    parts.push(part);
  }
  const last = written.at(-1);
  if (last === "**" && folder) {
    parts.push({ glob: ["many"] });
    return ok({ parts, end: "below" });
  }
  if (last === "**") {
    parts.pop();
    return ok({ parts, end: "below" });
  }
  if (!rooted && written.length === 1) parts.unshift("folders");
  return ok({ parts, end: folder ? "below" : last === "*" ? "at" : "with" });
}

function flawOf(text: string): PatternFlaw | null {
  if (text.length > maxCharacters)
    return {
      message: `The pattern has ${String(text.length)} characters: no path is that long.`,
      remedy: "Shorten it.",
    };
  if (text.startsWith("!"))
    return {
      message: "A pattern cannot be negated with !.",
      remedy: "Write the path without owners on a later line: nobody owns it then.",
    };
  if (text.startsWith("\\#"))
    return {
      message: "A # at the start cannot be escaped with \\.",
      remedy: "Name the folder that the file is in, or use ? in place of #.",
    };
  if (/(?:^|[^\\])(?:\\\\)*\[/.test(text))
    return { message: "Ranges of characters in [ ] do not work.", remedy: "Use ? or *, or write a line for each." };
  if (text.includes("***"))
    return {
      message: "More than two * in a row mean nothing.",
      remedy: `Did you mean ${text.replace(/\*{3,}/g, "**")}?`,
    };
  if (text === "/") return { message: "/ alone never matches a file.", remedy: "Did you mean *?" };
  return null;
}

function readPart(word: string): PatternPart | null {
  const marks: Mark[] = [];
  let name = "";
  for (let at = 0; at < word.length; at += 1) {
    let is = word.charAt(at);
    if (is === "*") {
      if (marks.at(-1) !== "many") marks.push("many");
      continue;
    }
    if (is === "?") {
      marks.push("one");
      continue;
    }
    if (is === "\\") {
      at += 1;
      is = word.charAt(at);
      if (is === "") return null;
    }
    name += is;
    marks.push({ is });
  }
  return marks.every((mark) => typeof mark === "object") ? { name } : { glob: marks };
}

/**
 * Whether a pattern matches a file. In: its path from the repository's root, split at the slashes. Linear in both but for the
 * product of two lengths: no pattern can make it slow.
 */
export function matchesPattern({ parts, end }: OwnersPattern, path: readonly string[]): boolean {
  // The classic walk with one place to go back to: the last `**` seen, which takes one more folder each time.
  let part = 0;
  let step = 0;
  let back = -1;
  let taken = 0;
  for (;;) {
    if (part === parts.length && ends(end, path.length - step)) return true;
    const here = parts[part];
    if (here === "folders") {
      back = part;
      taken = step;
      part += 1;
      continue;
    }
    const name = path[step];
    if (here !== undefined && name !== undefined && fits(here, name)) {
      part += 1;
      step += 1;
      continue;
    }
    if (back < 0 || taken >= path.length) return false;
    taken += 1;
    part = back + 1;
    step = taken;
  }
}

function ends(end: PatternEnd, left: number): boolean {
  return end === "with" || (end === "below" ? left > 0 : left === 0);
}

/** Whether a part of a pattern is a name. */
function fits(part: Exclude<PatternPart, "folders">, name: string): boolean {
  if ("name" in part) return part.name === name;
  const { glob } = part;
  let mark = 0;
  let at = 0;
  let back = -1;
  let taken = 0;
  while (at < name.length) {
    const here = glob[mark];
    if (here === "many") {
      back = mark;
      taken = at;
      mark += 1;
    } else if (here !== undefined && (here === "one" || here.is === name.charAt(at))) {
      mark += 1;
      at += here === "one" && (name.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    } else if (back >= 0) {
      taken += 1;
      mark = back + 1;
      at = taken;
    } else return false;
  }
  while (glob[mark] === "many") mark += 1;
  return mark === glob.length;
}
