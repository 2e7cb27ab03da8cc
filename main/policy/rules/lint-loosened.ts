import type { PatchFile, PatchHunk, PatchLine } from "../../../shared/diff/parse-patch";
import { changeBlocks, linesAbove, placeOf, shownLine, trimmedLines } from "../added-lines";
import { isDocumentPath, isSnapshotPath, notHandwritten } from "../path-class";
import { sighting, type FindingRule, type Sighting } from "../rule";
import { inlineList, isQuotedAt, keysAbove, listKeyAt, settingIn } from "../settings-lines";

const configPath =
  /(?:^|\/)(?:\.eslintrc(?:\.\w+)?|eslint\.config\.[cm]?[jt]s|\.oxlintrc\.json|biome\.jsonc?|\.stylelintrc(?:\.\w+)?|stylelint\.config\.[cm]?js|tslint\.json|\.xo-config\.\w+|\.?ruff\.toml|\.flake8|\.pylintrc|pylintrc|\.?golangci\.(?:ya?ml|toml)|\.rubocop(?:_todo)?\.yml|clippy\.toml|\.?detekt[\w.-]*\.ya?ml|checkstyle[\w.-]*\.xml|pmd[\w.-]*\.xml|phpcs\.xml(?:\.dist)?|\.php-cs-fixer(?:\.dist)?\.php|\.swiftlint\.yml|\.markdownlint[\w.-]*|\.yamllint(?:\.ya?ml)?|\.editorconfig|\.shellcheckrc|\.hadolint\.ya?ml|\.semgrepignore|\.bandit)$/;
const sharedPath = /(?:^|\/)(?:package\.json|pyproject\.toml|setup\.cfg|tox\.ini|Cargo\.toml)$/;
const ignorePath =
  /(?:^|\/)\.(?:eslintignore|stylelintignore|oxlintignore|pylintignore|semgrepignore|flake8ignore|markdownlintignore)$/;

export const lintLoosened: FindingRule = {
  id: "lint-loosened",
  title: "Lint loosened",
  rationale: "A lint rule that is turned down, or told to look away, finds nothing here or in whatever comes later.",
  looksAt: ["files", "added-lines", "removed-lines"],
  run({ patch }) {
    return patch.files.flatMap((file) => {
      if (file.status === "deleted")
        return configPath.test(file.path) && !ignorePath.test(file.path) && !replaced(patch.files)
          ? [sighting("serious", `${file.path} was deleted: what it asked for is asked no more.`, { path: file.path })]
          : [];
      if (isSnapshotPath(file.path) || notHandwritten(file.path) !== null) return [];
      const out: Sighting[] = [];
      if (file.status !== "added") {
        if (ignorePath.test(file.path)) out.push(...grown(file));
        else if (configPath.test(file.path) || sharedPath.test(file.path))
          out.push(...settings(file, configPath.test(file.path)));
      }
      if (!isDocumentPath(file.path)) out.push(...inline(file));
      return out;
    });
  },
};

/** A configuration that another one of the same patch takes the place of. */
function replaced(files: readonly PatchFile[]): boolean {
  return files.some((file) => file.status === "added" && configPath.test(file.path));
}

function grown(file: PatchFile): Sighting[] {
  const gone = trimmedLines(file, "del");
  return file.hunks.flatMap((hunk) =>
    hunk.lines
      .filter((line) => line.kind === "add" && /^\s*[^#\s!]/.test(line.text) && !gone.has(line.text.trim()))
      .map((line) => sighting("serious", `${shownLine(line.text)} is no longer linted.`, placeOf(file, line))),
  );
}

const level = /^(?:\[\s*)?["']?(error|warn(?:ing)?|off|info|none|[012]|null|false|true|"?never"?)["']?\b/;
const strictness: Readonly<Record<string, number>> = {
  error: 2,
  "2": 2,
  warn: 1,
  warning: 1,
  "1": 1,
  info: 1,
  off: 0,
  none: 0,
  "0": 0,
  null: 0,
  false: 0,
  true: 2,
};
/** A rule's name as the linters write it; `semi`, `no-eval`, `@scope/rule`, `Style/Name`. */
const notRules =
  /^(?:root|files|ignores?|extends|plugins|parser|env|name|version|enabled|line-length|indent-width|target-version|type|sourceType|ecmaVersion|es\d+|node|browser|jest|linter|formatter|organizeImports|recommended|project|private|workspaces)$/;

interface RuleLevel {
  readonly name: string;
  readonly level: number;
  readonly word: string;
}

const pair = /["']?([\w@/-]+)["']?\s*:\s*(?:\[\s*)?["'](error|warn|off)["']/g;

/** The lint rules a line sets, with their levels: `"no-eval": "off"`, several in one object, or `enabled: false` of one above. */
function levelsOf(text: string): RuleLevel[] {
  const pairs = [...text.slice(0, 2000).matchAll(pair)].map(([, name = "", word = ""]) => ({ name, word }));
  const setting = settingIn(text);
  const word = level.exec(setting?.value ?? "")?.[1];
  if (pairs.length === 0 && setting !== null && word !== undefined) pairs.push({ name: setting.name, word });
  return pairs
    .filter(({ name }) => !notRules.test(name))
    .map(({ name, word: said }) => ({ name, word: said, level: strictness[said] ?? 2 }));
}

/** What an added line turns off or down; null where it turns nothing. */
function turned(
  hunk: PatchHunk,
  line: PatchLine,
  removed: readonly PatchLine[],
  before: ReadonlyMap<string, RuleLevel>,
): string | null {
  const loose = levelsOf(line.text).find((now) => {
    const old = before.get(now.name);
    return old === undefined ? now.level === 0 && !/^(?:true|false|null)$/.test(now.word) : now.level < old.level;
  });
  if (loose !== undefined) return `${loose.name} was turned ${loose.level === 0 ? "off" : "down"}`;
  const disabled = /^\s*(?:["']?enabled["']?|active)\s*:\s*false/i.test(line.text);
  return disabled && !removed.some((one) => /\bfalse\b/.test(one.text))
    ? `${keysAbove(hunk, line)[0] ?? "here"} was turned off`
    : null;
}

const ignoreKeys =
  /^(?:ignores?|ignorePatterns|ignorePattern|extend-ignore|extend-exclude|exclude|excludes|per-file-ignores|lint\.ignore|disable|disabled|disabled_rules|Exclude|exclude-rules|skip-dirs|skip-files|exclude-dirs|exclude-files|exclude_rules|excluded|noqa|ignore-paths|ignored-modules)$/;
const chosenKeys = /^(?:select|extend-select|enable|enabled_rules|opt_in_rules|lint\.select|extends)$/;

function settings(file: PatchFile, own: boolean): Sighting[] {
  const gone = trimmedLines(file, "del");
  const come = trimmedLines(file, "add");
  const names = namesIn(come);
  return file.hunks.flatMap((hunk) =>
    changeBlocks(hunk).flatMap(({ removed, added }) => {
      const out: Sighting[] = [];
      const levels = new Map(removed.flatMap((one) => levelsOf(one.text)).map((one) => [one.name, one]));
      const addedNames = namesIn(new Set(added.map((one) => one.text)));
      const lint = own || inLintSection(hunk, added[0] ?? removed[0]);
      for (const line of added) {
        if (gone.has(line.text.trim())) continue;
        const at = placeOf(file, line);
        const warnings = maxWarnings(line.text);
        if (warnings !== null) {
          const old = removed.flatMap((one) => maxWarnings(one.text) ?? [])[0];
          if (warnings > (old ?? 0) && (old !== undefined || removed.some((one) => /\blint\b/.test(one.text))))
            out.push(
              sighting("serious", `Lint passes with up to ${String(warnings)} warnings: ${shownLine(line.text)}`, at),
            );
          continue;
        }
        if (!lint) continue;
        const rule = own ? turned(hunk, line, removed, levels) : null;
        if (rule !== null) {
          out.push(sighting("serious", `The lint rule ${rule}: ${shownLine(line.text)}`, at));
          continue;
        }
        if (own && levelsOf(line.text).length > 0 && listIn(line.text) === null) continue;
        const key = listKeyAt(hunk, line) ?? settingIn(line.text)?.name ?? null;
        if (key === null) continue;
        const before = listIn(removed.find((one) => settingIn(one.text)?.name === key)?.text);
        const after = listIn(settingIn(line.text)?.name === key ? line.text : undefined);
        const adds = after === null || before === null ? [] : after.filter((entry) => !before.includes(entry));
        const entry = after === null && /["'`\w]/.test(line.text);
        if (
          ignoreKeys.test(key) &&
          (adds.length > 0 ||
            (entry && fresh(line, removed)) ||
            (before === null && after !== null && after.length > 0))
        )
          out.push(sighting("serious", `Lint leaves more out under ${key}: ${shownLine(line.text)}`, at));
        else if (chosenKeys.test(key) && key !== "extends" && before !== null && after !== null) {
          const lost = before.filter((one) => !after.includes(one));
          if (lost.length > 0 && adds.length === 0)
            out.push(sighting("serious", `Lint no longer asks for ${lost.join(", ")}: ${shownLine(line.text)}`, at));
        } else if (/^(?:max-line-length|line-length|max-complexity|max-args|max-branches|max-statements)$/.test(key)) {
          const old = removed.map((one) => settingIn(one.text)).find((one) => one?.name === key);
          const number = Number(settingIn(line.text)?.value);
          if (old !== undefined && number > Number(old?.value) && key !== "line-length" && key !== "max-line-length")
            out.push(
              sighting("warning", `The limit ${key} was raised from ${old?.value ?? ""} to ${String(number)}.`, at),
            );
        }
      }
      for (const line of removed) {
        if (come.has(line.text.trim()) || !own) continue;
        const lost = levelsOf(line.text).find(
          (old) => /^(?:error|2)$/.test(old.word) && !addedNames.has(old.name) && !names.has(old.name),
        );
        if (lost !== undefined)
          out.push(
            sighting(
              "serious",
              `The lint rule ${lost.name} is no longer set: ${shownLine(line.text)}`,
              placeOf(file, line),
            ),
          );
        const key = listKeyAt(hunk, line);
        if (
          key !== null &&
          /^(?:select|extend-select|enable|opt_in_rules)$/.test(key) &&
          listIn(line.text) === null &&
          added.length === 0
        )
          out.push(
            sighting(
              "serious",
              `Lint no longer asks for ${shownLine(line.text).replace(/^-\s*|["',]/g, "")}.`,
              placeOf(file, line),
            ),
          );
      }
      return out;
    }),
  );
}

/** The settings that lines name, whatever they set them to. */
function namesIn(lines: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    [...lines].flatMap((text) => [settingIn(text)?.name ?? "", ...levelsOf(text).map(({ name }) => name)]),
  );
}

/** An entry that came in beside the others, not one that was written anew. */
function fresh(line: PatchLine, removed: readonly PatchLine[]): boolean {
  const bare = (text: string): string => text.replace(/[\s,"'`]/g, "");
  return !removed.some((one) => bare(one.text) === bare(line.text));
}

function maxWarnings(text: string): number | null {
  const found = /--max-warnings[= ](\d+)/.exec(text.slice(0, 2000))?.[1];
  return found === undefined ? null : Number(found);
}

/** The entries of `key = ["a", "b"]` or of an INI line `key = a, b`. */
function listIn(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  const inBrackets = inlineList(text);
  if (inBrackets !== null) return inBrackets;
  const setting = settingIn(text);
  return setting === null || setting.value === "" || /^[[{("'`]/.test(setting.value)
    ? null
    : setting.value.split(/[,\s]+/).filter((entry) => entry !== "");
}

/** In a file that holds other tools' settings too: whether the lines around speak of a linter. */
function inLintSection(hunk: PatchHunk, line: PatchLine | undefined): boolean {
  if (line === undefined) return false;
  const linter = /\b(?:eslintConfig|eslint|ruff|flake8|pylint|isort|clippy|stylelint|xo|lints)\b/i;
  for (const { text: above } of [...linesAbove(hunk, line), line].toReversed()) {
    if (/^\s*\[[\w."-]+(?::\w+)?\]\s*$/.test(above)) return linter.test(above);
  }
  return linter.test(hunk.section) || keysAbove(hunk, line).some((key) => linter.test(key));
}

const disables: readonly RegExp[] = [
  /(?:\/\/|\/\*|<!--)\s*(?:eslint-disable|oxlint-disable|biome-ignore(?:-all|-start)?\b|tslint:disable|stylelint-disable|deno-lint-ignore|jshint\s+ignore|jscs:disable|standard-disable|phpcs:(?:ignore|disable)|@?codingStandardsIgnore|NOLINT(?:NEXTLINE|BEGIN)?\b|nolint\b|lint:ignore\b|swiftlint:disable|ktlint-disable|NOSONAR\b|noinspection\b|CHECKSTYLE[:.]?\s*OFF|@?SuppressWarnings|golint:ignore|#nosec\b|nosemgrep\b|pragma:\s*allowlist)/,
  /#\s*(?:noqa\b|ruff:\s*noqa\b|flake8:\s*noqa\b|pylint:\s*disable|nosec\b|isort:\s*skip|rubocop:(?:disable|todo)|shellcheck\s+disable|hadolint\s+ignore|yamllint\s+disable|nosemgrep\b|lint:ignore|nolint\b|noinspection\b|standard:disable)/i,
  /^\s*#!?\[\s*(?:cfg_attr\([^\]]*,\s*)?allow\s*\(/,
  /^\s*@(?:file:)?(?:SuppressWarnings|Suppress|SuppressLint)\s*\(/,
  /^\s*#pragma\s+warning\s+disable\b|^\s*\[(?:assembly:\s*)?(?:\w+\.)*SuppressMessage\(/,
];
function disableIn(text: string): RegExpExecArray | null {
  if (text.length > 4000) return null;
  const match = disables.map((pattern) => pattern.exec(text)).find((found) => found !== null) ?? null;
  return match === null || isQuotedAt(text, match.index) ? null : match;
}

function inline(file: PatchFile): Sighting[] {
  let gone: ReadonlySet<string> | null = null;
  const out: Sighting[] = [];
  for (const hunk of file.hunks)
    for (const { removed, added } of changeBlocks(hunk)) {
      // As many as stood there before were only written anew.
      let before = -1;
      for (const line of added) {
        const match = disableIn(line.text);
        if (match === null) continue;
        gone ??= trimmedLines(file, "del");
        if (before === -1) before = removed.filter((one) => disableIn(one.text) !== null).length;
        if (before > 0) before -= 1;
        else if (!gone.has(line.text.trim()))
          out.push(
            sighting(
              "warning",
              `Lint is told to look away here: ${shownLine(line.text.slice(/^\s*[@#[]/.test(line.text) ? 0 : match.index))}`,
              placeOf(file, line),
            ),
          );
      }
    }
  return out;
}
