import type { CheckType } from "../../shared/model/event";

/** What a command with these words is, or null. `words[0]` is the program without its folder; wrappers are taken off. */
type Recogniser = (words: readonly string[]) => CheckType | null;

const tests: Recogniser = () => "tests";
const build: Recogniser = () => "build";
const analysis: Recogniser = () => "static-analysis";
const coverage: Recogniser = () => "coverage";

/** By the first word that is no option. `*` is for anything else, also for none. */
function bySubcommand(table: Readonly<Record<string, CheckType>>): Recogniser {
  const map = new Map(Object.entries(table));
  return (words) => map.get(plainWords(words)[1] ?? "") ?? map.get("*") ?? null;
}

/** Only with one of these words. */
function onlyWith(type: CheckType, ...needed: readonly string[]): Recogniser {
  return (words) => (words.some((word) => needed.includes(word)) ? type : null);
}

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
const packageManager: Recogniser = (words) => {
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

const bun: Recogniser = (words) => {
  const [, command, name] = plainWords(words, packageManagerOptionsWithValue);
  if (command === "test") return "tests";
  if (command === "build") return "build";
  return command === "run" && name !== undefined ? scriptCheck(name) : null;
};

const deno: Recogniser = (words) => {
  const [, command, name] = plainWords(words);
  if (command === "task") return name === undefined ? null : scriptCheck(name);
  if (command === "test" || command === "bench") return "tests";
  if (command === "lint" || command === "check") return "static-analysis";
  if (command === "fmt") return words.includes("--check") ? "static-analysis" : null;
  if (command === "coverage") return "coverage";
  return command === "compile" ? "build" : null;
};

const tsc: Recogniser = (words) => {
  if (words.some((word) => ["--init", "-v", "--showConfig", "--listFilesOnly", "--watch", "-w"].includes(word)))
    return null;
  return words.includes("--noEmit") ? "static-analysis" : "build";
};

/** make, just, task, mise and the like: targets by name; `make` alone builds. */
function targets(bare: CheckType | null, check: CheckType): Recogniser {
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

const gradle: Recogniser = (words) => {
  const named = plainWords(words, new Set(["-p", "--project-dir", "--tests"]))
    .slice(1)
    .map((task) => task.slice(task.lastIndexOf(":") + 1));
  if (named.some((task) => task === "check" || /test$/i.test(task))) return "tests";
  if (named.some((task) => /^(?:lint|detekt|ktlint|checkstyle|spotless)/i.test(task))) return "static-analysis";
  return named.some((task) => /^(?:build|assemble|compile|jar|bootJar)/i.test(task)) ? "build" : null;
};

const maven: Recogniser = (words) => {
  const goals = plainWords(words, new Set(["-pl", "-f", "--projects", "--file"])).slice(1);
  const skipped = words.some((word) => /^-D(?:skipTests|maven\.test\.skip)(?:=true)?$/.test(word));
  const last = ["test", "verify", "integration-test", "surefire:test", "failsafe:verify"];
  if (!skipped && goals.some((goal) => last.includes(goal))) return "tests";
  if (goals.some((goal) => /^(?:checkstyle|spotbugs|pmd|spotless):/.test(goal))) return "static-analysis";
  return goals.some((goal) => ["package", "install", "compile", "test-compile", "verify"].includes(goal))
    ? "build"
    : null;
};

const python: Recogniser = (words) => {
  const script = plainWords(words)[1] ?? "";
  const file = script.slice(script.lastIndexOf("/") + 1);
  if (file === "manage.py" && words.includes("test")) return "tests";
  if (file === "setup.py") return words.includes("test") ? "tests" : words.includes("build") ? "build" : null;
  return /^(?:test_.*|.*_test|tests?|run_?tests?)\.py$/.test(file) ? "tests" : null;
};

const node: Recogniser = (words) => {
  if (words.includes("--test") || words.some((word) => word.startsWith("--test-reporter"))) return "tests";
  return /(?:[.-]test|[.-]spec|\/tests?)\.[cm]?[jt]sx?$/.test(plainWords(words)[1] ?? "") ? "tests" : null;
};

const flags = (type: CheckType, ...needed: readonly string[]): Recogniser => onlyWith(type, ...needed);

const tools = new Map<string, Recogniser>([
  ...each(
    tests,
    "pytest",
    "py.test",
    "vitest",
    "jest",
    "mocha",
    "ava",
    "tap",
    "jasmine",
    "karma",
    "nose2",
    "nosetests",
    "tox",
    "nox",
    "unittest",
    "trial",
    "rspec",
    "phpunit",
    "pest",
    "ctest",
    "gotestsum",
    "bats",
    "busted",
    "prove",
    "minitest",
  ),
  ...each(
    analysis,
    "eslint",
    "mypy",
    "flake8",
    "pylint",
    "pyright",
    "basedpyright",
    "pyre",
    "ty",
    "bandit",
    "shellcheck",
    "hadolint",
    "semgrep",
    "staticcheck",
    "gosec",
    "govulncheck",
    "rubocop",
    "phpstan",
    "psalm",
    "phpcs",
    "ktlint",
    "detekt",
    "stylelint",
    "oxlint",
    "xo",
    "standard",
    "tflint",
    "yamllint",
    "markdownlint",
    "markdownlint-cli2",
    "actionlint",
    "codeql",
    "vue-tsc",
    "svelte-check",
    "knip",
    "depcruise",
    "cppcheck",
    "clang-tidy",
    "swiftlint",
    "pycodestyle",
    "vulture",
  ),
  ...each(packageManager, "npm", "pnpm", "yarn"),
  ...each(targets("build", "tests"), "make", "gmake", "ninja"),
  ...each(
    targets(null, "static-analysis"),
    "just",
    "task",
    "mise",
    "rake",
    "invoke",
    "inv",
    "turbo",
    "nx",
    "lerna",
    "wireit",
    "moon",
  ),
  ...each(gradle, "gradle", "gradlew"),
  ...each(maven, "mvn", "mvnw"),
  ...each(python, "python", "python2", "python3", "pypy3"),
  ...each(node, "node", "tsx", "ts-node"),
  ["bun", bun],
  ["deno", deno],
  ["tsc", tsc],
  ["tsgo", tsc],
  ["go", bySubcommand({ test: "tests", build: "build", install: "build", vet: "static-analysis" })],
  [
    "cargo",
    bySubcommand({
      test: "tests",
      nextest: "tests",
      t: "tests",
      build: "build",
      b: "build",
      check: "build",
      c: "build",
      clippy: "static-analysis",
      audit: "static-analysis",
      deny: "static-analysis",
      "llvm-cov": "coverage",
      tarpaulin: "coverage",
    }),
  ],
  [
    "ruff",
    (words) =>
      words.includes("format") && !words.includes("--check") && !words.includes("--diff") ? null : "static-analysis",
  ],
  ["golangci-lint", bySubcommand({ run: "static-analysis" })],
  ["biome", bySubcommand({ check: "static-analysis", lint: "static-analysis", ci: "static-analysis" })],
  ["pre-commit", bySubcommand({ run: "static-analysis" })],
  ["prettier", flags("static-analysis", "--check", "-c", "--list-different", "-l")],
  ["black", flags("static-analysis", "--check", "--diff")],
  ["isort", flags("static-analysis", "--check", "--check-only", "-c")],
  ["gofmt", flags("static-analysis", "-l", "-d")],
  ["rustfmt", flags("static-analysis", "--check")],
  ["mix", bySubcommand({ test: "tests", compile: "build", credo: "static-analysis", dialyzer: "static-analysis" })],
  ["dotnet", bySubcommand({ test: "tests", build: "build", publish: "build" })],
  ["swift", bySubcommand({ test: "tests", build: "build" })],
  ["zig", bySubcommand({ test: "tests", build: "build" })],
  ["bazel", bySubcommand({ test: "tests", build: "build" })],
  ["sbt", bySubcommand({ test: "tests", compile: "build" })],
  ["stack", bySubcommand({ test: "tests", build: "build" })],
  ["cabal", bySubcommand({ test: "tests", build: "build" })],
  ["lein", bySubcommand({ test: "tests" })],
  ["flutter", bySubcommand({ test: "tests", build: "build", analyze: "static-analysis" })],
  ["dart", bySubcommand({ test: "tests", compile: "build", analyze: "static-analysis" })],
  ["rails", bySubcommand({ test: "tests", spec: "tests" })],
  ["playwright", bySubcommand({ test: "tests" })],
  ["cypress", bySubcommand({ run: "tests" })],
  ["ng", bySubcommand({ test: "tests", build: "build", lint: "static-analysis" })],
  ["next", bySubcommand({ build: "build", lint: "static-analysis" })],
  ["astro", bySubcommand({ build: "build", check: "static-analysis" })],
  ["vite", bySubcommand({ build: "build" })],
  ["webpack", (words) => (["serve", "watch", "init"].includes(plainWords(words)[1] ?? "") ? null : "build")],
  ["cmake", flags("build", "--build")],
  [
    "docker",
    (words) =>
      plainWords(words)[1] === "build" || plainWords(words).slice(1, 3).join(" ") === "buildx build" ? "build" : null,
  ],
  ...each(
    build,
    "rollup",
    "tsup",
    "esbuild",
    "swc",
    "parcel",
    "ant",
    "xcodebuild",
    "javac",
    "gcc",
    "g++",
    "clang",
    "rustc",
  ),
  [
    "coverage",
    bySubcommand({ report: "coverage", html: "coverage", xml: "coverage", json: "coverage", lcov: "coverage" }),
  ],
  ["nyc", bySubcommand({ report: "coverage", "check-coverage": "coverage" })],
  ["c8", bySubcommand({ report: "coverage", "check-coverage": "coverage" })],
  ...each(coverage, "diff-cover", "gcovr", "lcov", "genhtml"),
]);

function each(recogniser: Recogniser, ...names: readonly string[]): [string, Recogniser][] {
  return names.map((name) => [name, recogniser]);
}

/** The words that are neither options nor the values of options named in `withValue`. */
function plainWords(words: readonly string[], withValue: ReadonlySet<string> = new Set()): string[] {
  const plain: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (withValue.has(word)) index += 1;
    else if (!word.startsWith("-") && !(word.startsWith("+") && plain.length === 1)) plain.push(word);
  }
  return plain;
}

const harmless = new Set([
  "--help",
  "--version",
  "--collect-only",
  "--co",
  "--listTests",
  "--list",
  "--list-tests",
  "--dry-run",
  "--print-config",
  "--showConfig",
  "--show-settings",
]);

/** What kind of check a program with its arguments is, or null: also for `--help`, `--version` and listings, which check nothing. */
export function toolCheck(words: readonly string[]): CheckType | null {
  const program = words[0] ?? "";
  if (words.some((word) => harmless.has(word)) || (words.length === 2 && ["-h", "-V", "-v"].includes(words[1] ?? "")))
    return null;
  const name = program.slice(program.lastIndexOf("/") + 1).replace(/\.(?:exe|cmd|bat|ps1)$/i, "");
  const recogniser = tools.get(name);
  if (recogniser !== undefined) return recogniser([name, ...words.slice(1)]);
  // A script of the repository, by its name: ./run_tests.sh, scripts/test, bin/lint.sh
  if (!program.includes("/") && !/\.(?:sh|bash|py)$/.test(program)) return null;
  return scriptCheck(name.replace(/\.[a-z]+$/, "").replace(/^run[-_]?(?=test)/, ""));
}
