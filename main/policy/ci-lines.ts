import type { PatchFile } from "../../shared/diff/parse-patch";

const ciPath =
  /(?:^|\/)(?:\.github\/(?:workflows|actions)\/.+\.ya?ml|\.gitlab-ci\.ya?ml|\.gitlab\/ci\/.+\.ya?ml|\.circleci\/.+\.ya?ml|azure-pipelines[\w.-]*\.ya?ml|\.azure-pipelines\/.+\.ya?ml|Jenkinsfile[\w.-]*|\.buildkite\/.+\.ya?ml|\.travis\.yml|bitbucket-pipelines\.yml|\.drone\.ya?ml|\.woodpecker(?:\.ya?ml|\/.+\.ya?ml)|appveyor\.yml|\.appveyor\.yml|\.semaphore\/.+\.ya?ml|cloudbuild\.ya?ml|\.teamcity\/.+|\.forgejo\/workflows\/.+\.ya?ml|\.gitea\/workflows\/.+\.ya?ml)$/;

/** A workflow of a CI service. */
export function isCiPath(path: string): boolean {
  return ciPath.test(path);
}

const masks: readonly (readonly [RegExp, string])[] = [
  [/\bcontinue-on-error:\s*(?:true\b|\$\{\{)|\bcontinueOnError:\s*true\b/, "lets a failing step pass"],
  [
    /\ballow_failure:\s*true\b|\ballow_failures:|\bsoft_fail:\s*(?:true\b|$)|\ballowFailure:\s*true\b/,
    "lets a failing job pass",
  ],
  [/\|\|\s*(?:true\b|:(?:\s|$|["'])|exit 0\b|echo\b)/, "hides an exit code"],
  [/^\s*(?:-\s+)?(?:run:\s*)?set \+e\b|\bignoreExitCode\b|\bfailOnStderr:\s*false\b/, "hides an exit code"],
  [/^\s*(?:-\s+)?if:\s*["']?(?:\$\{\{\s*)?false\b/, "never runs"],
  [
    /--passWithNoTests\b|--pass-with-no-tests\b|--exit-zero\b|--no-fail\b|--exit-code[= ]0\b|\bexit-code:\s*["']?0\b/,
    "passes where a check found something or ran nothing",
  ],
  [
    /\bfail_ci_if_error:\s*false\b|\bfail-on-(?:error|issues|findings|severity|missing):\s*["']?(?:false|none|never)\b|\bfail-fast-on-error:\s*false\b/,
    "passes where a check found something or ran nothing",
  ],
  [/^\s*when:\s*(?:manual|never)\b/, "runs only when somebody starts it, or never"],
  [/^\s*type:\s*approval\b/, "waits for a person"],
  [/\bcatchError\s*\(\s*buildResult:\s*['"]SUCCESS/, "lets a failing step pass"],
];

/** What an added line of a workflow lets through; null where nothing. */
export function masksFailure(text: string): string | null {
  if (text.length > 2000 || /^\s*(?:#|\/\/)/.test(text)) return null;
  return masks.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

const checks =
  /\b(?:tests?|vitest|jest|mocha|playwright|cypress|pytest|tox|nox|unittest|rspec|phpunit|lint\w*|eslint|biome|prettier|stylelint|ruff|flake8|pylint|black|isort|rubocop|golangci(?:-lint)?|clippy|fmt|gofmt|vet|staticcheck|shellcheck|hadolint|actionlint|typecheck|type-check|types|tsc|mypy|pyright|phpstan|psalm|check\w*|verify|validate|audit|govulncheck|gosec|bandit|semgrep|codeql[\w-]*|trivy[\w-]*|snyk|gitleaks|trufflehog|dependency-review[\w-]*|coverage|codecov|bench\w*|build|compile|e2e|sonar\w*|scan|ci)\b/i;

/** The command or action a line of a workflow runs, where that is a check; null otherwise. */
export function checkingStep(text: string): string | null {
  if (text.length > 2000 || /^\s*(?:#|\/\/)/.test(text)) return null;
  const step =
    /^\s*(?:-\s+)?(?:run|script|command|sh|bash):\s*(?![|>]\s*[-+]?\s*$)(.+)$/.exec(text)?.[1] ??
    /^\s*(?:-\s+)?uses:\s*(.+)$/.exec(text)?.[1] ??
    /(?:^|[{;])\s*(?:sh|bat)\s*\(?\s*(?:script:\s*)?(["'])(.+?)\1\s*\)?\s*[};]*\s*$/.exec(text)?.[2] ??
    /^\s+(?:-\s+)?((?:npm|npx|pnpm|yarn|bun|bunx|deno|node|make|just|task|cargo|go|golangci-lint|python3?|uv|poetry|tox|nox|pytest|ruff|mypy|flake8|black|pip-audit|bundle|rake|rspec|rubocop|composer|php|vendor\/bin\/\w+|\.\/gradlew|gradle|\.\/mvnw|mvn|dotnet|swift|xcodebuild|bazel|shellcheck|pre-commit)\s.*|pytest|tox|make)$/.exec(
      text,
    )?.[1];
  if (step === undefined) return null;
  const command = step.trim().replace(/^["']|["']$/g, "");
  // Setting things up is no check, whatever the tool is called.
  if (
    /^(?:actions\/(?:checkout|setup-|cache|upload-|download-)|(?:npm|pnpm|yarn|bun)\s+(?:ci|install|i)\b|pip\s+install|uv\s+sync|go\s+(?:install|mod)|echo\b)/.test(
      command,
    )
  )
    return null;
  return checks.test(command) ? command : null;
}

/** A step as it is compared: without version, quotes, flags' values and white space. */
export function sameStep(command: string): string {
  return command
    .replace(/@[\w.-]+(?:\s*#.*)?$/, "")
    .replace(/\s+#.*$/, "")
    .replace(/["']/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

const threshold =
  /["']?\b(lines|branches|functions|statements|fail[_-]under|target|threshold|range|min(?:imum)?[_-]?coverage|minimum|cov-fail-under|coverageThreshold|min-?coverage|check-coverage|minScore|mutationThreshold|break)\b["']?\s*(?:[:=]|\s)\s*["']?(\d+(?:\.\d+)?)/i;

/** Files that hold the thresholds a check fails below. */
export function holdsThreshold(path: string): boolean {
  return (
    isCiPath(path) ||
    /(?:^|\/)(?:\.coveragerc|\.nycrc(?:\.\w+)?|\.c8rc(?:\.\w+)?|\.?codecov\.ya?ml|(?:jest|vitest|vite|karma|stryker)\.(?:config|conf)\.[cm]?[jt]s(?:on)?|pytest\.ini|tox\.ini|setup\.cfg|pyproject\.toml|package\.json|pom\.xml|build\.gradle(?:\.kts)?|\.simplecov|Makefile|noxfile\.py|sonar-project\.properties|lighthouserc\.\w+|phpunit\.xml(?:\.dist)?|infection\.json5?)$/.test(
      path,
    )
  );
}

/** A threshold below which a check fails: its name and value; null where the line holds none. */
export function thresholdIn(text: string): { readonly name: string; readonly value: number } | null {
  if (text.length > 2000) return null;
  const match = threshold.exec(text);
  return match?.[1] === undefined ? null : { name: match[1].toLowerCase(), value: Number(match[2]) };
}

/** Every checking step that the workflows of a patch add: one that only moved is still run. */
export function stepsAdded(files: readonly PatchFile[]): ReadonlySet<string> {
  const steps = new Set<string>();
  for (const file of files)
    for (const hunk of file.hunks)
      for (const line of hunk.lines) {
        const step = line.kind === "add" ? checkingStep(line.text) : null;
        if (step !== null) steps.add(sameStep(step));
      }
  return steps;
}
