import type { CheckPart, CheckType } from "../../shared/model/event";
import { toolCheck } from "./check-tools";
import { shellCommands } from "./shell-words";
import type { SimpleCommand } from "./shell-words";

/** A command line that is a check. */
export interface RecognisedCheck {
  readonly checkType: CheckType;
  /** The exit code of the line says nothing about the check. */
  readonly masked: boolean;
  /** Every check of the line, where it holds more than that one command. */
  readonly parts?: CheckPart[];
}

interface Found extends CheckPart {
  readonly index: number;
}

const mostParts = 20;
const longestPart = 500;

/** Where a line holds several checks, the first of this list that is there names it. */
const preference: readonly CheckType[] = ["tests", "coverage", "static-analysis", "build"];
const deepest = 3;

/**
 * Tells whether a shell line runs tests, a build or static analysis. A mention inside `echo`, `grep`, `cat` or a commit
 * message is no check. `masked` is true where the shell's rules hide the check's exit code: piped without `pipefail`,
 * followed by `;` and another command without `set -e`, `|| true`, in the background, negated, or inside a condition.
 */
export function checkCommand(line: string): RecognisedCheck | null {
  const found = checksIn(line, 0);
  for (const type of preference) {
    const ofType = found.filter((check) => check.checkType === type);
    const best = ofType.find((check) => !check.masked) ?? ofType[0];
    if (best === undefined) continue;
    const { checkType, masked } = best;
    if (found.length === 1 && shellCommands(line).length === 1) return { checkType, masked };
    const parts = found.slice(0, mostParts).map((one) => ({
      checkType: one.checkType,
      command: one.command.slice(0, longestPart).toWellFormed(),
      masked: one.masked,
    }));
    return { checkType, masked, parts };
  }
  return null;
}

function checksIn(line: string, depth: number): Found[] {
  const commands = shellCommands(line);
  const found: Found[] = [];
  let pipefail = false;
  let exitOnError = false;
  let bracketed = false;
  commands.forEach((command, index) => {
    if (command.words[0] === "set") {
      const options = command.words.slice(1).join(" ");
      if (/\bpipefail\b/.test(options)) pipefail = true;
      if (/(?:^|\s)-[a-z]*e|(?:^|\s)-o errexit\b/.test(options)) exitOnError = true;
      if (/(?:^|\s)\+[a-z]*e|\+o errexit\b/.test(options)) exitOnError = false;
    }
    const bare = withoutKeywords(command.words);
    if (bare.opens) bracketed = true;
    const words = withoutWrappers(bare.words);
    const inner = scriptOfShell(words);
    const masked = bare.hidden || bracketed || hidesExit(commands, index, pipefail, exitOnError);
    if (inner !== null && depth < deepest) {
      for (const check of checksIn(inner, depth + 1)) found.push({ ...check, masked: check.masked || masked, index });
    } else {
      const checkType = toolCheck(words);
      if (checkType !== null) found.push({ checkType, command: words.map(quoted).join(" "), masked, index });
    }
    if (bare.closes) bracketed = false;
  });
  return found;
}

/** A word as it would be written: with quotes where it holds white space. */
function quoted(word: string): string {
  return /\s/.test(word) ? `"${word}"` : word;
}

/** True where the line's exit code is not this command's when this command fails. */
function hidesExit(
  commands: readonly SimpleCommand[],
  index: number,
  pipefail: boolean,
  exitOnError: boolean,
): boolean {
  for (let at = index; at < commands.length; at += 1) {
    const joint = commands[at]?.joint ?? "end";
    const next = commands[at + 1]?.words ?? [];
    if (joint === "end") return false;
    if (joint === "&") return true;
    if (joint === "|") {
      if (!pipefail) return true;
      continue;
    }
    if (joint === "||") {
      if (next[0] === "exit" || next[0] === "return" || next[0] === "false") return next[1] === "0";
      return true;
    }
    if (joint === ";") return !exitOnError && !(next[0] === "exit" && (next[1] === "$?" || next[1] === undefined));
    // After `&&` a failure skips to the next `||`, `;` or the end.
    at = afterAnd(commands, at);
  }
  return false;
}

function afterAnd(commands: readonly SimpleCommand[], from: number): number {
  let at = from;
  while (at + 1 < commands.length && (commands[at + 1]?.joint === "&&" || commands[at + 1]?.joint === "|")) at += 1;
  return at;
}

const openers = new Set(["if", "while", "until", "for", "case"]);
const closers = new Set(["fi", "done", "esac"]);

/** Takes off shell keywords before a command. */
function withoutKeywords(words: readonly string[]): {
  words: readonly string[];
  hidden: boolean;
  opens: boolean;
  closes: boolean;
} {
  let rest = words;
  let hidden = false;
  let opens = false;
  let closes = false;
  for (;;) {
    const first = rest[0];
    if (first === undefined) break;
    if (first === "!") hidden = true;
    else if (openers.has(first)) opens = true;
    else if (closers.has(first)) closes = true;
    else if (!["then", "else", "elif", "do", "{", "}"].includes(first)) break;
    rest = first === "for" || first === "case" ? [] : rest.slice(1);
  }
  return { words: rest, hidden, opens, closes };
}

/** Programs that run another one, and how many words of their own follow before it (options are skipped as well). */
const wrappers = new Map<string, number>([
  ["env", 0],
  ["command", 0],
  ["exec", 0],
  ["nohup", 0],
  ["nice", 0],
  ["ionice", 0],
  ["sudo", 0],
  ["time", 0],
  ["stdbuf", 0],
  ["unbuffer", 0],
  ["xvfb-run", 0],
  ["cross-env", 0],
  ["dotenv", 0],
  ["npx", 0],
  ["bunx", 0],
  ["pnpx", 0],
  ["uvx", 0],
  ["timeout", 1],
  ["gtimeout", 1],
  ["builtin", 0],
  ["caffeinate", 0],
  ["rtk", 0],
  ["direnv", 2],
]);
/** Programs that run another one after a word of their own. */
const runners = new Map<string, readonly string[]>([
  ["uv", ["run", "tool"]],
  ["poetry", ["run"]],
  ["pipenv", ["run"]],
  ["pdm", ["run"]],
  ["rye", ["run"]],
  ["hatch", ["run"]],
  ["pixi", ["run"]],
  ["bundle", ["exec"]],
  ["mise", ["exec", "x"]],
  ["pnpm", ["exec", "dlx"]],
  ["yarn", ["exec", "dlx"]],
  ["npm", ["exec", "x"]],
  ["bun", ["x"]],
  ["coverage", ["run"]],
  ["conda", ["run"]],
  ["asdf", ["exec"]],
  ["rbenv", ["exec"]],
  ["pyenv", ["exec"]],
]);
const optionsWithValue = new Set([
  "-n",
  "-k",
  "-s",
  "-u",
  "--signal",
  "--kill-after",
  "-p",
  "--package",
  "--with",
  "--python",
  "--extra",
  "--group",
  "--directory",
  "--project",
  "-o",
  "-e",
  "-f",
  "--env-file",
  "-c",
]);

function withoutWrappers(words: readonly string[]): readonly string[] {
  let rest = words;
  for (let rounds = 0; rounds < 8; rounds += 1) {
    while (rest[0] !== undefined && /^[A-Za-z_][A-Za-z0-9_]*=/.test(rest[0])) rest = rest.slice(1);
    const program = (rest[0] ?? "").replace(/^.*\//, "");
    const own = wrappers.get(program);
    const subcommands = runners.get(program);
    if (own !== undefined) rest = skipOptions(rest.slice(1), own, program !== "sudo" || !rest.includes("--"));
    else if (subcommands?.includes(rest[1] ?? "") === true) rest = skipOptions(rest.slice(2), 0, true);
    else if (/^(?:python|pypy)[\d.]*$/.test(program) && rest[1] === "-m") rest = rest.slice(2);
    else if (/^(?:python|pypy)[\d.]*$/.test(program) && rest[1] === "-W") rest = [program, ...rest.slice(3)];
    else if (/^(?:python|pypy)[\d.]*$/.test(program) && /^-[A-Zubqs]+$/.test(rest[1] ?? ""))
      rest = [program, ...rest.slice(2)];
    else return rest;
  }
  return rest;
}

function skipOptions(words: readonly string[], own: number, valued: boolean): readonly string[] {
  let at = 0;
  let left = own;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "--") return words.slice(at + 1);
    if (word.startsWith("-")) {
      if (valued && optionsWithValue.has(word)) at += 1;
      continue;
    }
    if (left === 0) break;
    left -= 1;
  }
  return words.slice(at);
}

/** The script of `bash -c "…"`, or null. */
function scriptOfShell(words: readonly string[]): string | null {
  const program = (words[0] ?? "").replace(/^.*\//, "");
  if (program === "eval") return words.slice(1).join(" ");
  if (!["bash", "sh", "zsh", "dash", "fish"].includes(program)) return null;
  const at = words.findIndex((word, index) => index > 0 && /^-[a-z]*c$/.test(word));
  if (at !== -1) return words[at + 1] ?? null;
  // `bash run_tests.sh`
  const file = words.slice(1).find((word) => !word.startsWith("-"));
  return file === undefined ? null : /^\S+$/.test(file) ? (file.includes("/") ? file : `./${file}`) : null;
}
