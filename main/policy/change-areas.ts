import type { ParsedPatch } from "../../shared/diff/parse-patch";
import { gather } from "../../shared/gather";
import type { ChangedFile } from "../../shared/model/attempt";
import { isLockPath } from "./package-files";
import { isSnapshotPath, isTestPath, notHandwritten, pathWords } from "./path-class";

/** A part of the repository that a change touches: a top folder, or files of one kind at the top. */
export interface ChangeArea {
  readonly name: string;
  readonly files: readonly ChangedFile[];
  readonly lines: number;
}

/** Folders that only hold others: what lies below them is the area. */
const holders = new Set([
  "src",
  "lib",
  "app",
  "apps",
  "packages",
  "main",
  "internal",
  "cmd",
  "pkg",
  "crates",
  "modules",
  "services",
  "java",
  "kotlin",
  "python",
  "source",
  "projects",
  "libs",
  "plugins",
  "com",
  "org",
]);

/** The areas a change touches, lock files, snapshots, generated content and tests left out. */
export function areasOf(files: readonly ChangedFile[]): ChangeArea[] {
  const areas = new Map<string, ChangedFile[]>();
  for (const file of files) {
    if (
      isLockPath(file.path) ||
      isSnapshotPath(file.path) ||
      notHandwritten(file.path) !== null ||
      isTestPath(file.path)
    )
      continue;
    const name = areaOf(file.path);
    gather(areas, name, file);
  }
  return [...areas].map(([name, own]) => ({
    name,
    files: own,
    lines: own.reduce((sum, file) => sum + file.added + file.removed, 0),
  }));
}

function areaOf(path: string): string {
  const parts = path.split("/");
  if (parts.length === 1) return path;
  let depth = 1;
  while (depth < parts.length - 1 && depth < 3 && holders.has(parts[depth - 1] ?? "")) depth += 1;
  return `${parts.slice(0, depth).join("/")}/`;
}

/** What people call files of a kind, by their path. */
const kinds: readonly (readonly [RegExp, RegExp])[] = [
  [
    /\.(?:md|mdx|rst|adoc|txt)$|^docs?\//i,
    /\bdoc(?:s|ument\w*)?\b|\breadme\b|\bchangelog\b|\bguides?\b|\bnotes?\b|\bprd\b|\bspecs?\b|\bplan\b/i,
  ],
  [
    /^\.github\/|^\.circleci\/|\.gitlab-ci|Jenkinsfile|azure-pipelines|^\.buildkite\//,
    /\bci\b|\bworkflows?\b|\bpipelines?\b|\bactions?\b|\bbuild\b|\brelease\b/i,
  ],
  [/migrations?\//i, /\bmigrat\w+|\bschema\b|\bdatabase\b|\btables?\b|\bcolumns?\b/i],
  [/\.(?:css|scss|less|styl)$/i, /\bstyl\w+|\bcss\b|\btheme\b|\blayout\b|\bdesign\b|\bcolou?rs?\b/i],
  [
    /(?:package\.json|requirements[\w.-]*\.txt|pyproject\.toml|setup\.(?:py|cfg)|Cargo\.toml|go\.mod|Gemfile|pom\.xml|\.gradle(?:\.kts)?|composer\.json|\.csproj)$/,
    /\bdependenc\w+|\bpackages?\b|\bversions?\b|\bscripts?\b|\bbump\w*|\bupgrad\w+|\binstall\w*|\bmanifest\b|\blibrar\w+|\bmodule\b/i,
  ],
  [
    /Dockerfile|docker-compose|^deploy\/|^k8s\/|^helm\/|^infra\/|\.tf$/i,
    /\bdocker\w*|\bcontainers?\b|\bimages?\b|\bdeploy\w*|\binfra\w*|\bterraform\b|\bhelm\b|\bkubernetes\b/i,
  ],
  [
    /(?:^|\/)\.[\w.-]+$|\.(?:ya?ml|toml|ini|cfg|conf)$|\.config\.\w+$/i,
    /\bconfig\w*|\bsettings?\b|\bignore\w*|\brules?\b|\blint\w*/i,
  ],
  [/^scripts?\/|^bin\/|^tools?\/|Makefile$|\.sh$/, /\bscripts?\b|\btool\w*|\bmake\w*|\bcommands?\b/i],
  [/^examples?\/|^samples?\//i, /\bexamples?\b|\bsamples?\b|\bdemos?\b/i],
  [/locales?\/|i18n\/|translations?\/|\.lproj\//i, /\btranslat\w+|\blocali\w+|\bi18n\b|\bstrings?\b|\blanguages?\b/i],
  [/fixtures?\/|testdata\//i, /\btests?\b|\bfixtures?\b/i],
  [
    /\.(?:html?|vue|svelte|tsx|jsx|swift)$|(?:^|\/)(?:ui|views?|components?|pages?|renderer|frontend|web)\//i,
    /\bui\b|\bviews?\b|\bcomponents?\b|\bpages?\b|\bscreens?\b|\binterface\b|\bfrontend\b|\bdialogs?\b|\bbuttons?\b/i,
  ],
];

/** Words too common in any summary to name a part of a repository. */
const common = new Set(
  "index main mod init test tests src lib app core base common util utils helper helpers types type file files code json yaml yml toml html text data packages package internal module modules python java node this that with from into when then will would have been make made change changes changed update updated default system project source example examples".split(
    " ",
  ),
);

/** Whether a text names an area: its folder, one of its files, something declared in them, or what files of that kind are called. */
export function names(statement: Statement, area: ChangeArea, patch: ParsedPatch): boolean {
  const folder = area.name.replace(/\/$/, "");
  if (!holders.has(folder) && statement.has(folder)) return true;
  for (const { path } of area.files) {
    if (kinds.some(([paths, said]) => paths.test(path) && said.test(statement.text))) return true;
    if (pathWords(path).some((word) => word.length >= 4 && !common.has(word) && statement.hasWord(word))) return true;
    if (statement.has(path.slice(path.lastIndexOf("/") + 1))) return true;
  }
  const paths = new Set(area.files.map(({ path }) => path));
  for (const file of patch.files) {
    if (!paths.has(file.path)) continue;
    for (const hunk of file.hunks) {
      if (identifiers(hunk.section).some((name) => statement.hasName(name))) return true;
      for (const line of hunk.lines.slice(0, 2000))
        if (
          line.kind !== "context" &&
          line.text.length <= 1000 &&
          identifiers(line.text).some((name) => statement.hasName(name))
        )
          return true;
    }
  }
  return false;
}

/** Names that only code has: of more than one word, by capitals or underscores. */
function identifiers(text: string): readonly string[] {
  return (text.match(/[A-Za-z_]\w{4,60}/g) ?? []).filter((word) => /[a-z][A-Z]|\w_\w/.test(word));
}

/** What the attempt says was done, made ready to be asked for words. */
export class Statement {
  readonly text: string;
  private readonly lower: string;
  private readonly words: ReadonlySet<string>;
  private readonly names: ReadonlySet<string>;

  constructor(text: string) {
    this.text = text.slice(0, 100_000);
    this.lower = this.text.toLowerCase();
    this.words = new Set(pathWords(this.text).map(stem));
    this.names = new Set(this.text.match(/[A-Za-z_]\w{4,60}/g) ?? []);
  }

  /** True where the text stands in the statement as it is, and is no part of a longer word. */
  has(text: string): boolean {
    const wanted = text.toLowerCase();
    for (let at = this.lower.indexOf(wanted); at !== -1; at = this.lower.indexOf(wanted, at + 1))
      if (!/\w/.test(this.lower[at - 1] ?? "") && !/\w/.test(this.lower[at + wanted.length] ?? "")) return true;
    return false;
  }

  /** True where a word, or another form of it, is in the statement. */
  hasWord(word: string): boolean {
    return this.words.has(stem(word));
  }

  hasName(name: string): boolean {
    return this.names.has(name);
  }
}

function stem(word: string): string {
  return word.length > 5 ? word.replace(/(?:ing|ed|es|er|ers|s|ion|ions)$/, "") : word.replace(/s$/, "");
}
