import type { PatchFile } from "../../../shared/diff/parse-patch";
import { positive } from "../added-lines";
import { baseName } from "../command-line";
import { sighting, type FindingRule } from "../rule";

const lockFiles = new Set([
  "package-lock.json",
  "npm-shrinkwrap.json",
  "yarn.lock",
  "pnpm-lock.yaml",
  "bun.lock",
  "bun.lockb",
  "Cargo.lock",
  "go.sum",
  "poetry.lock",
  "uv.lock",
  "Pipfile.lock",
  "Gemfile.lock",
  "composer.lock",
  "gradle.lockfile",
]);
const manifests: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^package\.json$/,
    /^\s*"(?!version"|node"|npm"|type")[@\w./-]+"\s*:\s*"(?:[~^<>=v]*\d+(?:\.[\dx*]+)*[^"\s]*|latest|\*|(?:npm|git|github|file|link|workspace|https?)[:+][^"]*)",?\s*$/,
  ],
  [/^(?:requirements[\w.-]*|constraints)\.txt$/, /^\s*[A-Za-z][\w.-]*(?:\[[^\]]*\])?\s*(?:[=<>~!]=|@|$)/],
  [
    /^pyproject\.toml$/,
    /^\s*(?:"[A-Za-z][\w.-]*(?:\[[^\]]*\])?\s*(?:[=<>~!]=?|@)[^"]*",?|[a-z][\w-]*\s*=\s*(?:"[~^<>=]*\d[^"]*"|\{[^}]*(?:version|git|path)\b.*\}))\s*$/,
  ],
  [/^Cargo\.toml$/, /^\s*[a-z][\w-]*\s*=\s*(?:"[~^<>=]*\d[^"]*"|\{[^}]*(?:version|git|path)\b.*\})\s*$/],
  [/^go\.mod$/, /^\s*(?:require\s+|replace\s+)?[\w.-]+\.[a-z]+\/\S+\s+(?:v\d|=>)/],
  [/^Gemfile$/, /^\s*gem\s+["']/],
  [/^composer\.json$/, /^\s*"[\w.-]+\/[\w.-]+"\s*:\s*"/],
  [/^pom\.xml$/, /<(?:artifactId|version)>/],
  [/^build\.gradle(?:\.kts)?$/, /^\s*(?:implementation|api|compileOnly|runtimeOnly|testImplementation|classpath)\b/],
];
/** `version = "1.2.3"` of the package itself is not a dependency. */
const ownVersion = /^\s*(?:version|edition|rust-version|requires-python|python)\s*=/;

export const dependencyChanged: FindingRule = {
  id: "dependency-changed",
  title: "Dependency changed",
  rationale: "A new or moved dependency brings in code that this patch does not show.",
  looksAt: ["files", "added-lines", "removed-lines"],
  run({ patch }) {
    return patch.files.flatMap((file) => {
      const name = baseName(file.path);
      if (lockFiles.has(name))
        return [
          sighting("note", `${file.path} changed: the installed packages are others than before.`, { path: file.path }),
        ];
      const form = manifests.find(([names]) => names.test(name))?.[1];
      return form === undefined ? [] : changedLines(file, form);
    });
  },
};

function changedLines(file: PatchFile, form: RegExp) {
  return file.hunks
    .flatMap((hunk) => hunk.lines)
    .filter((line) => line.kind === "add" && form.test(line.text) && !ownVersion.test(line.text))
    .map((line) =>
      sighting("warning", `A dependency was added or changed: ${line.text.trim().slice(0, 120)}`, {
        path: file.path,
        line: positive(line.newNo),
        side: "new",
      }),
    );
}
