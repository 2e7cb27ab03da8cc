import type { CheckType } from "../../shared/model/event";
import { bun, deno, packageManager, scriptCheck, targets } from "./check-scripts";
import { bySubcommand, onlyWith, plainWords } from "./check-words";
import type { Recogniser } from "./check-words";

const tests: Recogniser = () => "tests";
const build: Recogniser = () => "build";
const analysis: Recogniser = () => "static-analysis";
const coverage: Recogniser = () => "coverage";

const tsc: Recogniser = (words) => {
  if (words.some((word) => ["--init", "-v", "--showConfig", "--listFilesOnly", "--watch", "-w"].includes(word)))
    return null;
  return words.includes("--noEmit") ? "static-analysis" : "build";
};

const gradle: Recogniser = (words) => {
  const named = plainWords(words, new Set(["-p", "--project-dir", "--tests"]))
    .slice(1)
    .map((task) => task.slice(task.lastIndexOf(":") + 1));
  if (named.some((task) => task === "check" || /^test|test$/i.test(task))) return "tests";
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

const mixTasks = bySubcommand({
  test: "tests",
  compile: "build",
  credo: "static-analysis",
  dialyzer: "static-analysis",
});
const mix: Recogniser = (words) =>
  words[1] === "format" ? (words.includes("--check-formatted") ? "static-analysis" : null) : mixTasks(words);

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
  ["prettier", onlyWith("static-analysis", "--check", "-c", "--list-different", "-l")],
  ["black", onlyWith("static-analysis", "--check", "--diff")],
  ["isort", onlyWith("static-analysis", "--check", "--check-only", "-c")],
  ["gofmt", onlyWith("static-analysis", "-l", "-d")],
  ["rustfmt", onlyWith("static-analysis", "--check")],
  ["mix", mix],
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
  ["cmake", onlyWith("build", "--build")],
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
