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

/** Options that leave something out, with their value in the next word or after "=". */
const filterOption =
  /^(?:-k|-t|-g|-m|--grep|--filter|-F|-run|-skip|--testNamePattern|--test-name-pattern|--tests|--deselect|--ignore|--exclude|--skip|--only|--findRelatedTests|--shard|--package|--workspace)(?:=|$)/;
/** Options that leave something out and stand alone. */
const filterFlag =
  /^(?:--lf|--last-failed|--changed|--onlyChanged|--only-changed|-short|--lib|--bins|--doc|-Dtest=.+|--only-failures|--failed)$/;
const wholeFolder = /^(?:\.|\.\/|\.{1,2}\/\.{3}|\.\/\.\.\.|(?:\.\/)?(?:tests?|spec|specs|src|__tests__)\/?|.*\*.*)$/;
/** Programs whose words after the subcommand are names of tests. */
const namesTests =
  /^(?:(?:npx |bunx |pnpm (?:exec )?|yarn )?(?:vitest|jest|mocha)|cargo (?:test|nextest run)|npm (?:test|t|run test\S*) --|mix test|rspec|phpunit|(?:python3? -m )?pytest)\b/;
const script =
  /^(?:python[\d.]*|node|tsx|ts-node|bun|deno run|ruby|bash|sh) (?:-\S+ )*(\S+\.(?:py|[cm]?[jt]s|rb|sh))\b/;

/**
 * Reads the scope of a check from its command line.
 * In: a check event's detail. Out: tool family, directory and the targets it was restricted to.
 */
export function checkScope(check: CheckDetail): CheckScope {
  const part = check.parts?.find((one) => one.checkType === check.checkType && one.masked === check.masked);
  return scopeOf(check, part?.command ?? null);
}

/** The scope of one command of a check's line. In: the check; the command's own words, or null for the line itself. */
export function scopeOf(check: Pick<CheckDetail, "command" | "cwd">, command: string | null): CheckScope {
  let line = check.command.slice(0, 4000).trim();
  let directory = check.cwd;
  for (;;) {
    const change = /^(?:#[^\n]{0,500}\n\s*)?cd\s+("[^"]+"|'[^']+'|[^\s;&|]+)\s*(?:&&|;|\n)\s*/.exec(line);
    if (change === null) break;
    const to = (change[1] ?? "").replace(/^["']|["']$/g, "");
    directory = to.startsWith("/") ? to : directory === null ? to : `${directory.replace(/\/$/, "")}/${to}`;
    line = line.slice(change[0].length);
  }
  // What follows a pipe or a second command does not restrict the check.
  const own = command ?? line.split(/\s*(?:\|\||&&|[;|])\s*/)[0] ?? line;
  const family = families.find(([, pattern]) => pattern.test(own))?.[0] ?? "other";
  return { family, directory: directory?.replace(/\/+$/, "") ?? null, targets: targetsOf(own) };
}

/** True when a pass of `later` also answers for what `earlier` covered. */
export function covers(later: CheckScope, earlier: CheckScope): boolean {
  const samePackage = ofSamePackage(later, earlier);
  if (samePackage === false) return false;
  const sameFamily = later.family === earlier.family || later.family === "other" || earlier.family === "other";
  if (!sameFamily) return false;
  if (samePackage === null && later.directory !== null && earlier.directory !== null) {
    const inside = earlier.directory === later.directory || earlier.directory.startsWith(`${later.directory}/`);
    if (!inside) return false;
  }
  const wide = parted(withoutPackage(later.targets));
  const narrow = parted(withoutPackage(earlier.targets));
  // Filters take away from what the paths name: the later run may have none that the earlier one had not.
  if (!wide.filters.every((filter) => narrow.filters.includes(filter))) return false;
  if (wide.paths.length === 0) return true;
  return (
    narrow.paths.length > 0 && narrow.paths.every((target) => wide.paths.some((wider) => targetCovers(wider, target)))
  );
}

/** A package of a workspace that a command is restricted to: `pnpm --filter=@acme/feed`, `npm -w feed`, `cargo -p feed`. */
const packageTarget = /^(?:--filter|-F|--workspace|-w|--package|-p)(?:=| )["']?(.+?)["']?$/;

function packageOf({ family, targets }: CheckScope): string | null {
  if (family !== "node" && family !== "rust") return null;
  const named = targets.flatMap((target) => packageTarget.exec(target)?.[1] ?? []);
  return named.length === 1 ? lastPart(named[0] ?? "") : null;
}

function lastPart(name: string): string {
  return (
    name
      .replace(/^\.\//, "")
      .replace(/(?:\.{3}|\/)+$/, "")
      .split("/")
      .at(-1) ?? name
  );
}

function withoutPackage(targets: readonly string[]): readonly string[] {
  return targets.filter((target) => !packageTarget.test(target));
}

/**
 * Whether two checks are of one package of a workspace, by its name or by the folder of that name; null where neither names one,
 * or only the earlier does and the later ran for all.
 */
function ofSamePackage(later: CheckScope, earlier: CheckScope): boolean | null {
  const wide = packageOf(later);
  const narrow = packageOf(earlier);
  if (wide === null) {
    if (narrow === null || later.directory === null || earlier.directory === null) return null;
    return lastPart(later.directory) === narrow ? true : null;
  }
  if (narrow !== null) return wide === narrow;
  return below(earlier.directory, later.directory).includes(wide);
}

/** The folders of a directory that are not the other's: the root of a workspace may be named like one of its packages. */
function below(directory: string | null, root: string | null): string[] {
  if (directory === null) return [];
  if (root !== null && directory.startsWith(`${root}/`)) return directory.slice(root.length + 1).split("/");
  return directory.startsWith("/") ? [] : directory.split("/");
}

function parted(targets: readonly string[]): { filters: string[]; paths: string[] } {
  return {
    filters: targets.filter((target) => target.startsWith("-")),
    paths: targets.filter((target) => !target.startsWith("-")),
  };
}

/** `./cmd/...` has `./cmd/cli` in it, `tests/` has `tests/a.py`, `tests/a.py` has `tests/a.py::test_x`. */
function targetCovers(wider: string, target: string): boolean {
  if (wider === target) return true;
  const folder = wider.replace(/^\.\//, "").replace(/\/(?:\.\.\.)?$/, "");
  const inner = target.replace(/^\.\//, "");
  return folder !== "" && (inner.startsWith(`${folder}/`) || inner.startsWith(`${folder}::`));
}

/** The one script a command runs, where it runs no test tool: `python repro.py`. */
export function scriptOf(command: string): string | null {
  return script.exec(command)?.[1] ?? null;
}

function targetsOf(command: string): string[] {
  const ran = scriptOf(command);
  if (ran !== null && !/(?:^|\/)(?:manage|setup|run_?tests?)\.(?:py|sh)$/.test(ran)) return [ran];
  const words = (command.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^["']|["']$/g, ""));
  const named = namesTests.exec(command)?.[0].split(" ").length ?? 0;
  const targets: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    // All packages: no restriction.
    if (word === "--workspace" && /^cargo\b/.test(command)) continue;
    // The task of an nx run, no filter.
    if (/^(?:-t|--targets?)$/.test(word) && words.includes("nx")) {
      index += 1;
      continue;
    }
    if (filterFlag.test(word)) {
      targets.push(word);
      continue;
    }
    if (filterOption.test(word)) {
      // `python -m pytest` names a module, not a filter; a jest or vitest number of workers neither.
      if (word === "-m" && /^(?:pytest|unittest|mypy|ruff|tox|build)$/.test(words[index + 1] ?? "")) continue;
      targets.push(word.includes("=") ? word : `${word} ${words[index + 1] ?? ""}`);
      if (!word.includes("=")) index += 1;
      continue;
    }
    const isPackage =
      (word === "-p" && /^cargo\b/.test(command)) ||
      (word === "workspace" && words[0] === "yarn") ||
      (/^-[wF]$/.test(word) && /^(?:npm|pnpm)\b/.test(command));
    if (isPackage) {
      targets.push(`${word === "workspace" ? "--workspace" : word} ${words[index + 1] ?? ""}`);
      index += 1;
      continue;
    }
    if (word.startsWith("-") || /^[0-9]*[<>]/.test(word) || /^[A-Z_][A-Z0-9_]*=/.test(word)) continue;
    if (wholeFolder.test(word)) continue;
    // Modules, projects and environments: `mvn -pl core`, `tox -e py312`, `:app:test`, `nx test app`, `//app/...`.
    if (
      (/^(?:-pl|--projects)$/.test(word) && /\bmvnw?\b/.test(command)) ||
      (/^-[es]$/.test(word) && /\b(?:tox|nox)\b/.test(command))
    ) {
      targets.push(`${word} ${words[index + 1] ?? ""}`);
      index += 1;
      continue;
    }
    if (
      (/^:[\w-]+(?::[\w-]+)+$/.test(word) && /\bgradlew?\b/.test(command)) ||
      (/^\/\/\S/.test(word) && !/^\/\/\.\.\.$/.test(word) && /\bbazel(?:isk)?\b/.test(command)) ||
      (words[index - 2] === "nx" &&
        /^(?:test|build|lint|run|e2e|typecheck)$/.test(words[index - 1] ?? "") &&
        !word.startsWith("-"))
    ) {
      targets.push(word);
      continue;
    }
    const looksLikeFile =
      word.includes("::") ||
      /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|php|cs|exs?)(?::\d+)?$/.test(word) ||
      /^(?:\.\/)?(?:tests?|spec|src)\/\S/.test(word) ||
      /^\.\/\S+/.test(word);
    const isName = named > 0 && index >= named && /^[\w./:-]+$/.test(word) && !/^(?:run|watch|test|--|\d+)$/.test(word);
    // A program or script at the front is what runs, not what is checked.
    if ((looksLikeFile || isName) && index > 0 && !/^(?:node|python3?|ruby|bash|sh)$/.test(words[index - 1] ?? "")) {
      // The value of an option that restricts nothing: `--reporter dot`.
      const option = words[index - 1] ?? "";
      if (
        !looksLikeFile &&
        /^--?[a-z]/i.test(option) &&
        !option.includes("=") &&
        /^(?:--(?:reporter|seed|config|maxWorkers|max-workers|cov\S*|tb|timeout|threads|format|color|maxfail|durations)|-[cnpjrWo])$/.test(
          option,
        )
      )
        continue;
      targets.push(word);
    }
  }
  return targets;
}
