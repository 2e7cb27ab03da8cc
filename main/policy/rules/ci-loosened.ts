import type { PatchFile, PatchLine } from "../../../shared/diff/parse-patch";
import { positive } from "../added-lines";
import { sighting, type FindingRule, type Sighting } from "../rule";

const checkConfig =
  /(?:^|\/)(?:\.github\/(?:workflows|actions)\/.+\.ya?ml|\.gitlab-ci\.yml|\.circleci\/.+|azure-pipelines\.ya?ml|Jenkinsfile|\.buildkite\/.+|\.eslintrc(?:\.\w+)?|eslint\.config\.[cm]?[jt]s|tsconfig[\w.-]*\.json|biome\.jsonc?|\.?ruff\.toml|mypy\.ini|\.flake8|\.pylintrc|\.coveragerc|\.nycrc(?:\.\w+)?|codecov\.ya?ml|\.codecov\.yml|(?:jest|vitest|playwright|karma)\.config\.[cm]?[jt]s|pytest\.ini|tox\.ini|setup\.cfg|noxfile\.py|\.golangci\.ya?ml|sonar-project\.properties|\.pre-commit-config\.ya?ml|CODEOWNERS|\.husky\/.+|Makefile)$/;
const mixedConfig = /(?:^|\/)(?:package\.json|pyproject\.toml|Cargo\.toml)$/;

/** An added line that lets something through that was stopped before. */
const loosening: readonly (readonly [RegExp, string])[] = [
  [/\bcontinue-on-error:\s*true\b|\ballow_failure:\s*true\b/, "lets a failing step pass"],
  [/\|\|\s*(?:true|:|exit 0)\b/, "hides an exit code"],
  [
    /"?strict"?\s*[:=]\s*false|"?(?:noImplicitAny|strictNullChecks|strictFunctionTypes|noUncheckedIndexedAccess)"?\s*:\s*false|"?skipLibCheck"?\s*:\s*true/,
    "turns a type check off",
  ],
  [/^\s*["']?[@\w/-]+["']?\s*:\s*(?:\[\s*)?["'](?:off|warn)["']/, "turns a lint rule off or down"],
  [
    /--passWithNoTests|--no-verify|\bif:\s*false\b|--exit-zero|ignore_errors\s*=\s*true|--max-warnings(?:[= ])(?!0\b)\d+/,
    "lets a check pass that checked nothing or found something",
  ],
];
/** A removed line that was a guard. */
const guard: readonly (readonly [RegExp, string])[] = [
  [
    /"?strict"?\s*[:=]\s*true|"?(?:noImplicitAny|strictNullChecks|noUncheckedIndexedAccess)"?\s*:\s*true/,
    "a type check",
  ],
  [/^\s*(?:-\s*)?run:.*\b(?:test|lint|typecheck|tsc|pytest|eslint|mypy|audit)\b/, "a checking step"],
];
const threshold =
  /\b(lines|branches|functions|statements|fail[_-]under|target|threshold|min(?:imum)?[_-]?coverage|--cov-fail-under|coverageThreshold)\b["']?\s*[:= ]\s*["']?(\d+(?:\.\d+)?)/i;

export const ciLoosened: FindingRule = {
  id: "ci-loosened",
  title: "Checks loosened",
  rationale: "A change to what the checks check can make them pass without the code being better.",
  looksAt: ["files", "added-lines", "removed-lines"],
  run({ patch }) {
    return patch.files.flatMap((file) => {
      const own = checkConfig.test(file.path);
      if (!own && !mixedConfig.test(file.path)) return [];
      const seen = loosened(file, own);
      if (seen.length > 0 || !own) return seen;
      return [
        sighting(
          "note",
          `${file.path} decides what is checked, and it was ${file.status === "added" ? "added" : file.status === "deleted" ? "deleted" : "changed"}.`,
          { path: file.path },
        ),
      ];
    });
  },
};

function loosened(file: PatchFile, own: boolean): Sighting[] {
  const out: Sighting[] = [];
  if (file.status === "deleted")
    return own
      ? [sighting("serious", `${file.path} was deleted: what it checked is checked no more.`, { path: file.path })]
      : [];
  for (const hunk of file.hunks) {
    const removed = hunk.lines.filter((line) => line.kind === "del");
    const added = hunk.lines.filter((line) => line.kind === "add");
    for (const line of added) {
      const what = loosening.find(([pattern]) => pattern.test(line.text))?.[1];
      // The same line moved or indented anew is no change.
      if (what !== undefined && !removed.some((old) => old.text.trim() === line.text.trim()))
        out.push(at(file, line, `It ${what}`));
      const now = threshold.exec(line.text);
      const before = now === null ? undefined : thresholdNamed(removed, now[1]);
      if (now !== null && before !== undefined && Number(now[2]) < before)
        out.push(at(file, line, `The threshold went down from ${before} to ${now[2] ?? ""}`));
    }
    for (const line of own ? removed : []) {
      const what = guard.find(([pattern]) => pattern.test(line.text))?.[1];
      if (
        what !== undefined &&
        !added.some((now) => guard.some(([pattern]) => pattern.test(now.text)) || now.text.trim() === line.text.trim())
      ) {
        out.push(
          sighting("serious", `It removes ${what}: ${line.text.trim().slice(0, 120)}`, {
            path: file.path,
            line: positive(line.oldNo),
            side: "old",
          }),
        );
      }
    }
  }
  return out;
}

function thresholdNamed(lines: readonly PatchLine[], name: string | undefined): number | undefined {
  for (const line of lines) {
    const match = threshold.exec(line.text);
    if (match !== null && match[1] === name) return Number(match[2]);
  }
  return undefined;
}

function at(file: PatchFile, line: PatchLine, what: string): Sighting {
  return sighting("serious", `${what}: ${line.text.trim().slice(0, 120)}`, {
    path: file.path,
    line: positive(line.newNo),
    side: "new",
  });
}
