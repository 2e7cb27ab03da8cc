import type { CheckType } from "../../shared/model/event";
import { plainWords } from "./check-words";
import type { Recogniser } from "./check-words";

/** What a package script of this name does, by the names that are in use. */
export function scriptCheck(name: string): CheckType | null {
  const lower = name.toLowerCase();
  if (
    /(?:^|[:._-])(?:tests?|spec|specs|e2e|unit|integration|vitest|jest|pytest|mocha|playwright|cypress)(?:$|[:._-])/.test(
      lower,
    )
  )
    return "tests";
  if (/(?:^|[:._-])(?:coverage|cov)(?:$|[:._-])/.test(lower)) return "coverage";
  if (
    /(?:^|[:._-])(?:lint|linter|eslint|check|checks|typecheck|types|type-check|check-types|tsc|stylelint|ruff|mypy|clippy|analy[sz]e)(?:$|[:._-])/.test(
      lower,
    )
  )
    return "static-analysis";
  if (/(?:^|[:._-])(?:build|compile|bundle|webpack)(?:$|[:._-])/.test(lower)) return "build";
  return null;
}

const packageManagerOptionsWithValue = new Set([
  "--prefix",
  "-w",
  "--workspace",
  "-F",
  "--filter",
  "-C",
  "--dir",
  "--cwd",
]);

/** npm, pnpm and yarn: `npm test`, `npm run -s lint`, `pnpm --filter x build`, `yarn workspace x test`. */
export const packageManager: Recogniser = (words) => {
  const plain = plainWords(words, packageManagerOptionsWithValue).slice(1);
  if (plain[0] === "workspace") plain.splice(0, 2);
  if (plain[0] === "workspaces" || plain[0] === "foreach") plain.shift();
  const [command, name] = plain;
  if (command === undefined) return null;
  if (command === "test" || command === "t" || command === "tst") return "tests";
  if (command === "run" || command === "run-script" || command === "rum")
    return name === undefined ? null : scriptCheck(name);
  if (words[0] === "npm") return null;
  const installing = [
    "add",
    "install",
    "i",
    "remove",
    "why",
    "list",
    "info",
    "audit",
    "update",
    "up",
    "link",
    "publish",
    "init",
    "create",
    "config",
  ];
  return installing.includes(command) ? null : scriptCheck(command);
};

export const bun: Recogniser = (words) => {
  const [, command, name] = plainWords(words, packageManagerOptionsWithValue);
  if (command === "test") return "tests";
  if (command === "build") return "build";
  return command === "run" && name !== undefined ? scriptCheck(name) : null;
};

export const deno: Recogniser = (words) => {
  const [, command, name] = plainWords(words);
  if (command === "task") return name === undefined ? null : scriptCheck(name);
  if (command === "test" || command === "bench") return "tests";
  if (command === "lint" || command === "check") return "static-analysis";
  if (command === "fmt") return words.includes("--check") ? "static-analysis" : null;
  if (command === "coverage") return "coverage";
  return command === "compile" ? "build" : null;
};

/** make, just, task, mise and the like: targets by name; `make` alone builds. */
export function targets(bare: CheckType | null, check: CheckType): Recogniser {
  return (words) => {
    const named = plainWords(words, new Set(["-C", "-f", "--directory", "--file", "-j"]))
      .slice(1)
      .filter((word) => !word.includes("="));
    if (named.length === 0) return bare;
    for (const name of named) {
      if (name === "check") return check;
      const type = scriptCheck(name);
      if (type !== null) return type;
    }
    return named.some((name) => name === "all") ? bare : null;
  };
}
