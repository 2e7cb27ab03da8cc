import type { CheckDetail } from "../../shared/model/event";

/** What a check command covers, as far as its command line says. */
export interface CheckScope {
  /** Ecosystem of the tool; "other" where the command does not show it (make, scripts). */
  readonly family: string;
  /** Directory it ran in, with a leading `cd` taken into account; null where unknown. */
  readonly directory: string | null;
  /** Files or name filters it was restricted to. Empty: everything it can see. */
  readonly targets: readonly string[];
}

const families: readonly (readonly [string, RegExp])[] = [
  ["python", /\b(?:pytest|tox|nox|unittest|mypy|ruff|flake8|pylint|python3?)\b/],
  ["node", /\b(?:npm|npx|pnpm|yarn|bun|deno|node|vitest|jest|mocha|eslint|tsc|biome|vite|webpack)\b/],
  ["go", /\b(?:go (?:test|build|vet)|golangci-lint)\b/],
  ["rust", /\bcargo\b/],
  ["jvm", /\b(?:mvnw?|gradlew?)\b/],
  ["ruby", /\b(?:rspec|rake|rubocop)\b/],
];

const filterOption = /^(?:-k|-t|-g|--grep|--filter|-run|--testNamePattern|--test-name-pattern|-m)(?:=|$)/;
const wholeFolder = /^(?:\.|\.\/|\.{1,2}\/\.{3}|\.\/\.\.\.|(?:\.\/)?(?:tests?|spec|specs|src|__tests__)\/?|.*\*.*)$/;

/**
 * Reads the scope of a check from its command line.
 * In: a check event's detail. Out: tool family, directory and the targets it was restricted to.
 */
export function checkScope(check: CheckDetail): CheckScope {
  let line = check.command.trim();
  let directory = check.cwd;
  for (;;) {
    const change = /^cd\s+("[^"]+"|'[^']+'|[^\s;&|]+)\s*(?:&&|;)\s*/.exec(line);
    if (change === null) break;
    const to = (change[1] ?? "").replace(/^["']|["']$/g, "");
    directory = to.startsWith("/") ? to : directory === null ? to : `${directory.replace(/\/$/, "")}/${to}`;
    line = line.slice(change[0].length);
  }
  // What follows a pipe or a second command does not restrict the check.
  const own = line.split(/\s*(?:\|\||&&|[;|])\s*/)[0] ?? line;
  const family = families.find(([, pattern]) => pattern.test(own))?.[0] ?? "other";
  return { family, directory: directory?.replace(/\/+$/, "") ?? null, targets: targetsOf(own) };
}

/** True when a pass of `later` also answers for what `earlier` covered. */
export function covers(later: CheckScope, earlier: CheckScope): boolean {
  const sameFamily = later.family === earlier.family || later.family === "other" || earlier.family === "other";
  if (!sameFamily) return false;
  if (later.directory !== null && earlier.directory !== null) {
    const inside = earlier.directory === later.directory || earlier.directory.startsWith(`${later.directory}/`);
    if (!inside) return false;
  }
  if (later.targets.length === 0) return true;
  return earlier.targets.length > 0 && earlier.targets.every((target) => later.targets.includes(target));
}

function targetsOf(command: string): string[] {
  const words = command.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  const targets: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = (words[index] ?? "").replace(/^["']|["']$/g, "");
    if (filterOption.test(word)) {
      // `python -m pytest` names a module, not a filter.
      if (word === "-m" && /^(?:pytest|unittest|mypy|ruff|tox|build)$/.test(words[index + 1] ?? "")) continue;
      targets.push(word.includes("=") ? word : `${word} ${(words[index + 1] ?? "").replace(/^["']|["']$/g, "")}`);
      if (!word.includes("=")) index += 1;
      continue;
    }
    if (word.startsWith("-") || /^[0-9]*[<>]/.test(word) || /^[A-Z_][A-Z0-9_]*=/.test(word)) continue;
    if (wholeFolder.test(word)) continue;
    const looksLikeFile =
      word.includes("::") ||
      /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|php|cs|exs?)$/.test(word) ||
      /^(?:\.\/)?(?:tests?|spec|src)\/\S/.test(word);
    // A program or script at the front is what runs, not what is checked.
    if (looksLikeFile && index > 0 && !/^(?:node|python3?|ruby|bash|sh)$/.test(words[index - 1] ?? ""))
      targets.push(word);
  }
  return targets;
}
