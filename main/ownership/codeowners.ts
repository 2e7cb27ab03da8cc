import { readPattern, type OwnersPattern } from "./codeowners-pattern";

/** Where GitHub looks for the file, in this order; the first that is there counts. */
export const codeownersPlaces = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;

/** GitHub loads no file of this size or larger: nobody is an owner by it. In bytes. */
export const maxCodeownersBytes = 3 * 1024 * 1024;

/** A line that counts. */
export interface OwnersRule {
  /** From 1. */
  readonly line: number;
  /** As it is written. */
  readonly pattern: string;
  /** `@user`, `@org/team` or an e-mail address, in the order of the line, each once. Empty: the line says that nobody owns it. */
  readonly owners: readonly string[];
  readonly matcher: OwnersPattern;
}

/** A line that is skipped, and why. */
export interface OwnersProblem {
  /** Line and column, both from 1. */
  readonly line: number;
  readonly column: number;
  readonly kind: "pattern" | "owner";
  readonly message: string;
  readonly remedy: string;
  /** The line, at most 200 characters of it. */
  readonly source: string;
}

/** A CODEOWNERS file: its lines that count, in order, and those that do not. */
export interface Codeowners {
  readonly rules: readonly OwnersRule[];
  readonly problems: readonly OwnersProblem[];
}

const user = /^@[A-Za-z0-9][A-Za-z0-9_-]*$/;
const team = /^@[A-Za-z0-9][A-Za-z0-9_-]*\/[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const mail = /^[^\s@<>(),;:"\\[\]]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$/;

/**
 * Reads a CODEOWNERS file as GitHub does: a pattern and its owners on each line, `#` begins a comment, a line with anything wrong in
 * it is skipped as a whole. In: the text, smaller than `maxCodeownersBytes`. Whether a named user or team exists and may write to
 * the repository is GitHub's to know and is not said here.
 */
export function readCodeowners(text: string): Codeowners {
  const rules: OwnersRule[] = [];
  const problems: OwnersProblem[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    const words = wordsOf(raw.replace(/\r$/, ""));
    const [first, ...named] = words;
    if (first === undefined) continue;
    const at = { line: index + 1, source: raw.trim().slice(0, 200) };
    const matcher = readPattern(first.text);
    if (!matcher.ok) {
      problems.push({ ...at, column: first.column, kind: "pattern", ...matcher.error });
      continue;
    }
    const wrong = named.find((word) => !isOwner(word.text));
    if (wrong !== undefined) {
      problems.push({ ...at, column: wrong.column, kind: "owner", ...ownerFlaw(wrong.text) });
      continue;
    }
    const owners = [...new Set(named.map((word) => word.text))];
    rules.push({ line: at.line, pattern: first.text, owners, matcher: matcher.value });
  }
  return { rules, problems };
}

interface Word {
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

/** The words of a line up to its comment. A blank that `\` stands before belongs to its word; the `\` is left to the pattern. */
function wordsOf(line: string): Word[] {
  const words: Word[] = [];
  for (const found of line.matchAll(/(?:\\.|[^\s\\]|\\$)+/gu)) {
    if (found[0].startsWith("#")) break;
    words.push({ text: found[0], column: found.index + 1 });
  }
  return words;
}

/** Whether a word is what GitHub takes for an owner: a user, a team or an e-mail address. */
export function isOwner(word: string): boolean {
  return word.length <= 320 && (user.test(word) || team.test(word) || mail.test(word));
}

function ownerFlaw(word: string): { message: string; remedy: string } {
  const shown = word.length > 80 ? `${word.slice(0, 79)}…` : word;
  const message = `${shown} is no owner: the whole line is skipped.`;
  if (word.includes("#")) return { message, remedy: "Put a space before the comment." };
  return user.test(`@${word}`) || team.test(`@${word}`)
    ? { message, remedy: `Did you mean @${shown}?` }
    : { message, remedy: "Write @user, @org/team or an e-mail address." };
}
