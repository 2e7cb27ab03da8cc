import type { PatchFile, PatchHunk, PatchLine } from "../../../shared/diff/parse-patch";
import { changeBlocks, linesAbove, placeOf, shownLine, trimmedLines } from "../added-lines";
import { isDocumentPath, isSnapshotPath, notHandwritten } from "../path-class";
import { sighting, type FindingRule, type Sighting } from "../rule";
import { inlineList, isQuotedAt, listKeyAt, settingIn } from "../settings-lines";

interface Config {
  readonly path: RegExp;
  /** Where other tools' settings stand in the same file: the heading that must be above. */
  readonly section: RegExp | null;
  /** Settings that are strict when true, or when they stand there at all. */
  readonly strict: RegExp;
  /** Settings that are loose when true or set. */
  readonly loose: RegExp;
  readonly excludes: RegExp | null;
}

const typescriptStrict =
  /^(?:strict|noImplicitAny|strictNullChecks|strictFunctionTypes|strictBindCallApply|strictPropertyInitialization|strictBuiltinIteratorReturn|noImplicitThis|useUnknownInCatchVariables|alwaysStrict|noUnusedLocals|noUnusedParameters|exactOptionalPropertyTypes|noImplicitReturns|noFallthroughCasesInSwitch|noUncheckedIndexedAccess|noImplicitOverride|noPropertyAccessFromIndexSignature|checkJs|strictTemplates|noUncheckedSideEffectImports)$/;
const mypyStrict = /^(?:strict|disallow_\w+|check_untyped_defs|warn_\w+|no_implicit_\w+|strict_\w+|extra_checks)$/;
const mypyLoose = /^(?:ignore_errors|ignore_missing_imports|allow_\w+|implicit_\w+)$/;

const configs: readonly Config[] = [
  {
    path: /(?:^|\/)(?:tsconfig[\w.-]*|jsconfig)\.json$/,
    section: null,
    strict: typescriptStrict,
    loose:
      /^(?:skipLibCheck|skipDefaultLibCheck|suppressImplicitAnyIndexErrors|suppressExcessPropertyErrors|noCheck|allowUnreachableCode|allowUnusedLabels)$/,
    excludes: /^exclude$/,
  },
  {
    path: /(?:^|\/)(?:\.?mypy\.ini|setup\.cfg|tox\.ini|pyproject\.toml)$/,
    section: /^\s*\[(?:tool\.)?(?:mypy|pyright|basedpyright|pyre|ty|pytype)\b/,
    strict: new RegExp(
      `${mypyStrict.source}|^(?:strictListInference|strictDictionaryInference|strictSetInference|report\\w+)$`,
    ),
    loose: mypyLoose,
    excludes: /^(?:exclude|ignore|follow_imports)$/,
  },
  {
    path: /(?:^|\/)pyrightconfig\.json$/,
    section: null,
    strict: /^(?:strict\w+|report\w+)$/,
    loose: /^$/,
    excludes: /^(?:exclude|ignore)$/,
  },
  {
    path: /(?:\.(?:cs|fs|vb)proj|(?:^|\/)Directory\.Build\.(?:props|targets))$/,
    section: null,
    strict: /^(?:Nullable|TreatWarningsAsErrors|EnforceCodeStyleInBuild)$/,
    loose: /^NoWarn$/,
    excludes: null,
  },
  {
    path: /(?:^|\/)(?:phpstan|psalm)[\w.-]*\.(?:neon|xml)(?:\.dist)?$/,
    section: null,
    strict: /^(?:checkMissing\w+|strictRules|treatPhpDocTypesAsCertain)$/,
    loose: /^(?:reportUnmatchedIgnoredErrors_)$/,
    excludes: /^(?:ignoreErrors|excludePaths|excludes_analyse|analyse)$/,
  },
];

export const typesLoosened: FindingRule = {
  id: "types-loosened",
  title: "Type checks loosened",
  rationale: "A type checker that is told to accept more no longer finds the mistakes it found before.",
  looksAt: ["files", "added-lines", "removed-lines"],
  run({ patch }) {
    return patch.files.flatMap((file) => {
      if (file.status === "deleted" || isSnapshotPath(file.path) || notHandwritten(file.path) !== null) return [];
      const config = configs.find(({ path }) => path.test(file.path));
      const out: Sighting[] = [];
      if (config !== undefined && file.status !== "added") out.push(...settings(file, config));
      if (!isDocumentPath(file.path) && config === undefined) out.push(...inline(file));
      return out;
    });
  },
};

/** A setting of JSON, TOML, INI or, as `<Name>value</Name>`, of a project file. */
function readSetting(text: string): { readonly name: string; readonly value: string } | null {
  const element = /^\s*<(\w+)>([^<]*)<\/\1>/.exec(text.slice(0, 2000));
  if (element?.[1] !== undefined) return { name: element[1], value: (element[2] ?? "").trim() };
  const setting = settingIn(text);
  return setting === null
    ? null
    : {
        name: setting.name,
        value: setting.value
          .replace(/^["']|["']$/g, "")
          .replace(/\s*(?:\/\/|#).*$/, "")
          .replace(/,$/, ""),
      };
}

const off = /^(?:false|off|none|disable|no|0)$/i;
const on = /^(?:true|on|yes|enable|error|1|strict)$/i;
const mode: Readonly<Record<string, number>> = {
  off: 0,
  none: 0,
  basic: 1,
  information: 1,
  warning: 2,
  standard: 2,
  error: 3,
  strict: 3,
};

function settings(file: PatchFile, config: Config): Sighting[] {
  const gone = trimmedLines(file, "del");
  const come = trimmedLines(file, "add");
  const names = new Set([...come].map((text) => readSetting(text)?.name));
  return file.hunks.flatMap((hunk) =>
    changeBlocks(hunk).flatMap(({ removed, added }) => {
      const first = added[0] ?? removed[0];
      if (config.section !== null && (first === undefined || !under(hunk, first, config.section, file.path))) return [];
      const out: Sighting[] = [];
      const before = new Map(removed.flatMap((line) => readSetting(line.text) ?? []).map((one) => [one.name, one]));
      for (const line of added) {
        if (gone.has(line.text.trim())) continue;
        const now = readSetting(line.text);
        const at = placeOf(file, line);
        const old = now === null ? undefined : before.get(now.name);
        if (now !== null && (looser(now, old, config) || graded(now, old)))
          out.push(
            sighting(
              "serious",
              `${now.name} ${old === undefined ? "is" : `went from ${old.value} to`} ${now.value}: the types are checked less.`,
              at,
            ),
          );
        else if (config.excludes !== null) {
          const key = listKeyAt(hunk, line) ?? now?.name ?? null;
          if (key === null || !config.excludes.test(key) || !/["'`\w]/.test(line.text)) continue;
          const list = inlineList(line.text);
          const was = inlineList(removed.find((one) => one.text.includes(key))?.text ?? "");
          const grown =
            list === null
              ? !/[[{]\s*$/.test(line.text) && (now?.name !== key || old === undefined)
              : list.some((entry) => !(was ?? []).includes(entry));
          if (grown)
            out.push(
              sighting("serious", `Fewer files or errors are checked, under ${key}: ${shownLine(line.text)}`, at),
            );
        }
      }
      for (const line of removed) {
        const old = readSetting(line.text);
        if (old === null || !config.strict.test(old.name) || !on.test(old.value) || come.has(line.text.trim()))
          continue;
        if (!names.has(old.name))
          out.push(
            sighting("serious", `${old.name} is no longer set: the types are checked less.`, placeOf(file, line)),
          );
      }
      return out;
    }),
  );
}

type Setting = { readonly name: string; readonly value: string };

function looser(now: Setting, old: Setting | undefined, config: Config): boolean {
  if (config.strict.test(now.name) && off.test(now.value)) return old === undefined || !off.test(old.value);
  if (config.loose.test(now.name))
    return now.name === "NoWarn"
      ? now.value.length > (old?.value.length ?? 0)
      : on.test(now.value) && !(old !== undefined && on.test(old.value));
  if (now.name === "follow_imports") return now.value === "skip" || now.value === "silent";
  return false;
}

/** Settings with more than two steps: pyright's modes and reports, phpstan's level. */
function graded(now: Setting, old: Setting | undefined): boolean {
  if (now.name === "typeCheckingMode" || now.name.startsWith("report")) {
    const value = mode[now.value.toLowerCase()];
    const was = old === undefined ? undefined : mode[old.value.toLowerCase()];
    return value !== undefined && (was === undefined ? value === 0 : value < was);
  }
  if (now.name !== "level" && now.name !== "errorLevel") return false;
  const [value, was] = [Number(now.value), Number(old?.value)];
  return now.name === "level" ? value < was : value > was;
}

function under(hunk: PatchHunk, line: PatchLine, section: RegExp, path: string): boolean {
  if (path.endsWith("mypy.ini")) return true;
  for (const { text: above } of [...linesAbove(hunk, line), line].toReversed()) {
    if (/^\s*\[{1,2}[\w."-]+\]{1,2}\s*$/.test(above))
      return section.test(above) || (/^\s*\[\[tool\.mypy/.test(above) && section.source.includes("mypy"));
  }
  return section.test(hunk.section);
}

const ignores: readonly RegExp[] = [
  /(?:\/\/|\/\*|\{\/\*)\s*@ts-(?:ignore|expect-error|nocheck)\b|(?:\/\/|\/\*)\s*@noflow\b|(?:\/\/|\/\*)\s*\$Flow(?:FixMe|Ignore|ExpectedError)|<!--\s*@ts-(?:ignore|expect-error|nocheck)\b/,
  /#\s*(?:type:\s*ignore\b|pyright:\s*(?:ignore|basic)\b|mypy:\s*(?:ignore-errors|disable-error-code|allow-untyped-defs)|pyre-(?:ignore|fixme|unsafe)\b|pytype:\s*disable|ty:\s*ignore\b|typed:\s*(?:false|ignore)\b)/,
  /(?:\/\/|\/\*|#|\*)\s*@(?:phpstan-ignore|psalm-suppress)/,
  /^\s*#nullable\s+disable\b/,
  /^\s*@(?:typing\.)?no_type_check\b/,
];
const guards =
  /^\s*(?:\/\/\s*@(?:ts-check|flow)\b|declare\s*\(\s*strict_types\s*=\s*1|#\s*typed:\s*(?:true|strict|strong)|#nullable\s+enable)/;

function ignoreIn(text: string): RegExpExecArray | null {
  if (text.length > 4000) return null;
  const match = ignores.map((pattern) => pattern.exec(text)).find((found) => found !== null) ?? null;
  return match === null || isQuotedAt(text, match.index) ? null : match;
}

function inline(file: PatchFile): Sighting[] {
  const out: Sighting[] = [];
  let gone: ReadonlySet<string> | null = null;
  for (const hunk of file.hunks)
    for (const { removed, added } of changeBlocks(hunk)) {
      // As many as stood there before were only written anew.
      let before = -1;
      for (const line of added) {
        const match = ignoreIn(line.text);
        if (match === null) continue;
        gone ??= trimmedLines(file, "del");
        if (before === -1) before = removed.filter((one) => ignoreIn(one.text) !== null).length;
        if (before > 0) before -= 1;
        else if (!gone.has(line.text.trim()))
          out.push(
            sighting(
              "warning",
              `The type checker is told to look away here: ${shownLine(line.text.slice(match.index))}`,
              placeOf(file, line),
            ),
          );
      }
      const guard = removed.find((line) => guards.test(line.text.slice(0, 200)));
      if (
        guard === undefined ||
        added.some((one) => guards.test(one.text.slice(0, 200)) || ignoreIn(one.text) !== null)
      )
        continue;
      out.push(
        sighting(
          "serious",
          `The file asked to be checked strictly and no longer does: ${shownLine(guard.text)}`,
          placeOf(file, guard),
        ),
      );
    }
  return out;
}
