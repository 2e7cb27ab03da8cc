/** How a line keeps a test from running: always, only where a condition holds, or by running this one alone. */
export type SkipMark = "skipped" | "expected-to-fail" | "conditional" | "focused";

interface Mark {
  readonly kind: SkipMark;
  readonly pattern: RegExp;
}

const javascript = /\.(?:[cm]?[jt]sx?|vue|svelte)$/i;
const python = /\.py$/i;
const go = /\.go$/i;
const jvm = /\.(?:java|kts?|groovy|scala)$/i;
const rust = /\.rs$/i;
const ruby = /\.rb$/i;
const dotnet = /\.(?:cs|fs|vb)$/i;
const php = /\.php$/i;
const elixir = /\.exs$/i;
const swift = /\.swift$/i;
const dart = /\.dart$/i;
const cpp = /\.(?:cc|cpp|cxx|h|hpp)$/i;

/** Marks by language, each as its runners document them; the first that fits a line counts. */
const languages: readonly (readonly [RegExp, readonly Mark[]])[] = [
  [
    javascript,
    [
      { kind: "conditional", pattern: /\b(?:it|test|describe|suite)\.(?:skipIf|runIf)\s*\(/ },
      {
        kind: "conditional",
        pattern:
          /\b(?:test|it|describe)\.(?:skip|fixme|fail|slow)\s*\(\s*(?!["'`])(?:\(|[\w!.]+\s*(?:[,=!<>)]|&&|\|\|))/,
      },
      {
        kind: "focused",
        pattern:
          /^\s*(?:it|test|describe|context|suite|specify)(?:\.\w+)*\.only(?:\.\w+)*\s*[(`]|^\s*f(?:it|describe|context)\s*\(\s*["'`]|[{,]\s*only:\s*true/,
      },
      { kind: "expected-to-fail", pattern: /\b(?:it|test)(?:\.\w+)*\.(?:failing|fails|fail)\s*[(`]/ },
      {
        kind: "skipped",
        pattern:
          /\b(?:it|test|describe|context|suite|specify)(?:\.\w+)*\.(?:skip|todo|fixme)(?:\.\w+)*\s*[(`]|^\s*x(?:it|describe|test|context|specify)(?:\.\w+)*\s*\(|[{,]\s*(?:skip|todo):\s*(?:true|["'`])|^\s*(?:this|t|ctx|context)\.(?:skip|todo)\(|^\s*pending\(\s*["'`)]/,
      },
    ],
  ],
  [
    python,
    [
      {
        kind: "conditional",
        pattern: /@pytest\.mark\.skipif\b|@(?:unittest\.)?skip(?:If|Unless)\s*\(|\bpytest\.importorskip\(/,
      },
      {
        kind: "expected-to-fail",
        pattern: /\bpytest\.mark\.xfail\b|\bpytest\.xfail\(|@(?:unittest\.)?expectedFailure\b/,
      },
      {
        kind: "skipped",
        pattern:
          /\bpytest\.mark\.skip\b|^\s*pytest\.skip\(|@unittest\.skip\b|^\s*@skip\s*\(|\bself\.skipTest\(|\braise\s+(?:unittest\.)?SkipTest\b|^\s*__test__\s*=\s*False\b/,
      },
    ],
  ],
  [go, [{ kind: "skipped", pattern: /^\s*(?:t|b|tb|f|s\.T\(\))\.Skip(?:Now|f)?\(/ }]],
  [
    jvm,
    [
      {
        kind: "conditional",
        pattern: /@(?:Disabled|Enabled)(?:If|On|For)\w*|\bassume(?:True|False|That)\s*\(|\bAssumptions\.\w+\(/,
      },
      {
        kind: "skipped",
        pattern:
          /^\s*@(?:Disabled|Ignore)\b|@Test\s*\([^)]*enabled\s*=\s*false|^\s*(?:ignore|x(?:test|it|should|describe))\s*\(\s*"/,
      },
    ],
  ],
  [
    rust,
    [
      { kind: "conditional", pattern: /#\[cfg_attr\([^\]]*,\s*ignore\b/ },
      { kind: "skipped", pattern: /^\s*#\[ignore\b/ },
    ],
  ],
  [
    ruby,
    [
      { kind: "conditional", pattern: /^\s*(?:skip|pending)\b.*\s(?:if|unless)\s/ },
      { kind: "focused", pattern: /^\s*f(?:it|describe|context|specify)\s+["']|,\s*(?::focus\b|focus:\s*true)/ },
      {
        kind: "skipped",
        pattern:
          /^\s*x(?:it|describe|context|specify|example)\s+["']|^\s*(?:skip|pending)(?:\s*$|\s*\(|\s+["'])|,\s*(?::skip\b|skip:\s*(?!false\b)|pending:\s*(?!false\b))/,
      },
    ],
  ],
  [
    dotnet,
    [
      {
        kind: "skipped",
        pattern:
          /^\s*\[(?:[^\]]*,\s*)?(?:Ignore|Explicit)\b|\b(?:Fact|Theory)\s*\([^)]*\bSkip\s*=|\[Test(?:Case)?\([^\]]*\bIgnore\s*=|\bAssert\.(?:Ignore|Inconclusive)\s*\(/,
      },
    ],
  ],
  [
    php,
    [
      { kind: "focused", pattern: /->only\(\)/ },
      {
        kind: "skipped",
        pattern: /->markTest(?:Skipped|Incomplete)\s*\(|^\s*(?:\)|\}\))?->(?:skip|todo)\(|\}\)->(?:skip|todo)\(/,
      },
    ],
  ],
  [elixir, [{ kind: "skipped", pattern: /^\s*@(?:tag|moduletag|describetag)\s+(?::skip\b|skip:\s*(?!false\b))/ }]],
  [
    swift,
    [
      { kind: "conditional", pattern: /\bXCTSkip(?:If|Unless)\s*\(|\.(?:disabled|enabled)\(if:/ },
      { kind: "expected-to-fail", pattern: /\bXCTExpectFailure\s*\(|\bwithKnownIssue\b/ },
      { kind: "skipped", pattern: /\bthrow\s+XCTSkip\b|@Test\s*\([^)]*\.disabled\(/ },
    ],
  ],
  [dart, [{ kind: "skipped", pattern: /\bskip:\s*(?:true\b|["'])|^\s*@Skip\(|\bmarkTestSkipped\(/ }]],
  [cpp, [{ kind: "skipped", pattern: /\bGTEST_SKIP\s*\(|^\s*TEST(?:_[FP])?\s*\(\s*\w+\s*,\s*DISABLED_/ }]],
];

/**
 * The mark in a line of test code that keeps a test from running.
 * In: the file's path, which tells the language, and one line. Out: the kind of mark; null where there is none, and in comments.
 */
export function skipMark(path: string, text: string): SkipMark | null {
  if (text.length > 2000 || /^\s*(?:\/\/|#(?!\[)|\*|\/\*|--)/.test(text)) return null;
  const marks = languages.find(([extension]) => extension.test(path))?.[1];
  return marks?.find(({ pattern }) => pattern.test(text))?.kind ?? null;
}

/** Files that say which tests run. */
const runnerConfig =
  /(?:^|\/)(?:(?:jest|vitest|vite|playwright|karma|cypress|wdio|ava)\.config\.[cm]?[jt]s|vitest\.workspace\.[cm]?[jt]s|\.mocharc\.(?:json|ya?ml|[cm]?js)|pytest\.ini|tox\.ini|setup\.cfg|pyproject\.toml|noxfile\.py|conftest\.py|package\.json|project\.json|Makefile|justfile|Taskfile\.ya?ml|pom\.xml|build\.gradle(?:\.kts)?|phpunit\.xml(?:\.dist)?|\.rspec|nextest\.toml|\.gitlab-ci\.yml|azure-pipelines\.ya?ml|Jenkinsfile|\.travis\.yml|bitbucket-pipelines\.yml)$|(?:^|\/)\.(?:github\/workflows|circleci|buildkite)\//;

export function saysWhatRuns(path: string): boolean {
  return runnerConfig.test(path);
}

const filters: readonly RegExp[] = [
  /\b(?:testPathIgnorePatterns|testIgnore|grepInvert|collect_ignore(?:_glob)?|excludeTestsMatching|excludedGroups|excludeTags)\b/,
  /(?:^|\s|["'])--(?:testPathIgnorePatterns|ignore|ignore-glob|deselect|exclude-tag|exclude-group|test-name-pattern|testNamePattern|shard-skip|skip)(?:[= ]|$)/,
  /(?:^|\s)-(?:k|m)\s+["']?not\s/,
  /\b(?:go test|gotestsum)\b.*\s-(?:skip|run|short)\b/,
  /\b(?:vitest|jest|mocha|playwright)\b.*\s(?:-t|-g|--grep|--grep-invert|--exclude|--only|--fgrep)[= ]/,
  /\bpytest\b.*\s-k[= ]/,
  /-(?:DskipTests|Dmaven\.test\.skip|DskipITs)\b|<(?:skipTests|skip|skipITs)>\s*true\s*<|\s-x\s+test\b/,
  /\bcargo\s+(?:test|nextest)\b.*\s--(?:skip|exclude)\b/,
  /\bdotnet\s+test\b.*--filter\b/,
];

/** Whether a line of a configuration or a command filters tests out. */
export function filtersTests(path: string, text: string): boolean {
  if (text.length > 2000) return false;
  const line = text.trim();
  if (/^(?:\/\/|#|;)/.test(line)) return false;
  if (!filters.some((filter) => filter.test(text))) return false;
  // `--ignore` and `--skip` mean tests only where a test runner is told so.
  if (
    /--(?:ignore|skip|deselect|ignore-glob)\b/.test(text) &&
    !/\b(?:pytest|addopts|test|nextest|vitest|jest)\b/.test(text)
  )
    return /(?:^|\/)(?:pytest\.ini|\.rspec)$/.test(path);
  return true;
}
