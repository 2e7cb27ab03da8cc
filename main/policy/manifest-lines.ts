import type { PatchFile, PatchHunk, PatchLine } from "../../shared/diff/parse-patch";
import { gather } from "../../shared/gather";
import { baseName } from "./command-line";
import { listKeyAt } from "./settings-lines";

/** A dependency as one line of a manifest names it. */
export interface Dependency {
  readonly name: string;
  /** Version, range or address as written; empty where none is given. */
  readonly spec: string;
  readonly line: PatchLine;
}

type Reader = (text: string, section: string | null, list: string | null) => readonly [string, string] | null;

/** Manifests by file name, each with the heading of a section and how a line of one names a dependency. */
const manifests: readonly { readonly name: RegExp; readonly heading: RegExp | null; readonly read: Reader }[] = [
  { name: /^package\.json$/, heading: /^\s*"([\w./@-]+)"\s*:\s*\{\s*$/, read: npm },
  {
    name: /^(?:[\w.-]*requirements[\w.-]*|constraints[\w.-]*)\.(?:txt|in)$/,
    heading: null,
    read: (text) => requirement(text.replace(/\s+(?:#|--hash|\\).*$/, "")),
  },
  { name: /^pyproject\.toml$/, heading: /^\s*\[{1,2}([\w.\s"-]+)\]{1,2}\s*$/, read: pyproject },
  {
    name: /^Pipfile$/,
    heading: /^\s*\[([\w-]+)\]\s*$/,
    read: (text, section) => (section === null || section.endsWith("packages") ? table(text) : null),
  },
  {
    name: /^setup\.cfg$/,
    heading: /^\s*\[([\w.:-]+)\]\s*$/,
    read: (text, _section, list) =>
      /^\s+\S/.test(text) && (list === null || /requires?$|^\w+$/.test(list)) ? versioned(requirement(text)) : null,
  },
  { name: /^setup\.py$/, heading: null, read: (text) => versioned(quotedRequirement(text)) },
  { name: /^Cargo\.toml$/, heading: /^\s*\[{1,2}([^\]]+)\]{1,2}\s*$/, read: cargo },
  { name: /^go\.mod$/, heading: /^(require|replace|exclude|retract)\s*\(\s*$/, read: goMod },
  { name: /^(?:Gemfile|gems\.rb)$|\.gemspec$/, heading: null, read: gem },
  { name: /^mix\.exs$/, heading: null, read: mix },
  { name: /^pubspec\.yaml$/, heading: /^(\w+):\s*$/, read: pub },
  { name: /^Package\.swift$/, heading: null, read: swift },
  { name: /^composer\.json$/, heading: /^\s*"([\w-]+)"\s*:\s*\{\s*$/, read: composer },
  { name: /^build\.gradle(?:\.kts)?$/, heading: null, read: gradle },
  {
    name: /^libs\.versions\.toml$/,
    heading: /^\s*\[(\w+)\]\s*$/,
    read: (text, section) => (section === "bundles" ? null : table(text)),
  },
  { name: /\.(?:cs|fs|vb)proj$|^Directory\.Packages\.props$|^packages\.config$/, heading: null, read: nuget },
];

/** Whether a path is a manifest whose dependencies are read line by line. */
export function isManifest(path: string): boolean {
  const name = baseName(path);
  return name === "pom.xml" || manifests.some((one) => one.name.test(name));
}

/** The dependencies that one side of a manifest's changed lines names. */
export function dependenciesOf(file: PatchFile, kind: "add" | "del"): Dependency[] {
  const name = baseName(file.path);
  if (name === "pom.xml") return file.hunks.flatMap((hunk) => maven(hunk, kind));
  const manifest = manifests.find((one) => one.name.test(name));
  if (manifest === undefined) return [];
  const other = kind === "add" ? "del" : "add";
  const out: Dependency[] = [];
  for (const hunk of file.hunks) {
    let section = manifest.heading === null ? null : headingIn(manifest.heading, hunk.section);
    for (const line of hunk.lines) {
      if (line.kind === other || line.text.length > 2000) continue;
      const heading = manifest.heading === null ? null : headingIn(manifest.heading, line.text);
      if (heading !== null) section = heading;
      // The section has ended; the one after it is named by a heading of its own.
      else if (/^\s*(?:\}|\)),?\s*$/.test(line.text) && /\.json$|^go\.mod$/.test(name)) section = "";
      if (line.kind !== kind || /^\s*(?:#|\/\/|<!--)/.test(line.text)) continue;
      const list = /^(?:pyproject\.toml|setup\.cfg)$/.test(name) ? listKeyAt(hunk, line) : null;
      const inline = name.endsWith(".json") ? inlineSection(line.text) : [];
      const read = inline.length === 0 ? manifest.read(line.text, section, list) : null;
      for (const [named, spec] of read === null ? inline : [read]) out.push({ name: named, spec, line });
    }
  }
  return out;
}

/** Sections of a JSON manifest that stand on one line with their entries. */
function inlineSection(text: string): (readonly [string, string])[] {
  return [
    ...text.matchAll(/"(?:\w*[dD]ependencies|overrides|resolutions|require(?:-dev)?)"\s*:\s*\{([^{}]*)\}/g),
  ].flatMap(([, entries = ""]) =>
    [...entries.matchAll(/"([^"]+)"\s*:\s*"([^"]*)"/g)].map(([, name = "", spec = ""]) => [name, spec] as const),
  );
}

function headingIn(heading: RegExp, text: string): string | null {
  return heading.exec(text.slice(0, 2000))?.[1] ?? null;
}

const npmSections = /^(?:(?:dev|peer|optional|bundled)?[dD]ependencies|overrides|resolutions|catalog|.*[>@/].*)$/;

function npm(text: string, section: string | null): readonly [string, string] | null {
  const match = /^\s*(?:"[\w]*[dD]ependencies"\s*:\s*\{\s*)?"(@?[\w./-]+)"\s*:\s*"([^"]*)"\s*\}?,?\s*$/.exec(text);
  const [, name, spec] = match ?? [];
  if (name === undefined || spec === undefined) return null;
  if (section !== null && section !== "") return npmSections.test(section) ? [name, spec] : null;
  // The hunk does not show the section: a value that only a dependency has, under a name that is none of the file's own.
  if (
    section === "" ||
    /^(?:version|node|npm|yarn|pnpm|vscode|bun|type|name|main|module|types|license|packageManager|description|homepage|url|test|start|build|lint)$/.test(
      name,
    )
  )
    return null;
  return /^(?:[~^<>=]+\s*\d[\w.*+-]*(?:\s.*)?|\d+\.\d+\.\d+[\w.+-]*|latest|\*|(?:npm|github|gitlab|bitbucket|file|link|portal|workspace|catalog|git(?:\+\w+)?):.*)$/.test(
    spec,
  )
    ? [name, spec]
    : null;
}

/** A line of a requirements file, PEP 508: `name[extra] >=1 ; marker` or `name @ address`. */
function requirement(text: string): readonly [string, string] | null {
  const match =
    /^\s*(?:-e\s+)?([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*((?:[=<>~!]=?=?|@|===)\s*[^;#]*)?\s*(?:;.*|#.*)?$/.exec(text);
  if (match?.[1] !== undefined) return [match[1], (match[2] ?? "").trim()];
  const address = /^\s*(?:-e\s+|--editable[ =])?((?:git|hg|svn|bzr)\+\S+|https?:\/\/\S+|\.{1,2}\/\S*)/.exec(text)?.[1];
  return address === undefined ? null : [/[#&]egg=([\w.-]+)/.exec(address)?.[1] ?? address, address];
}

function quotedRequirement(text: string): readonly [string, string] | null {
  const quoted = /^\s*(?:[\w]+\s*=\s*\[\s*)?["']([^"']+)["']\s*\]?,?\s*(?:#.*)?$/.exec(text)?.[1];
  return quoted === undefined ? null : requirement(quoted);
}

function versioned(read: readonly [string, string] | null): readonly [string, string] | null {
  return read !== null && read[1] !== "" ? read : null;
}

function table(text: string): readonly [string, string] | null {
  const match = /^\s*"?([A-Za-z][\w.-]*)"?\s*=\s*(?:["']([^"']*)["']|(\{.*\}))\s*(?:#.*)?$/.exec(text);
  return match?.[1] === undefined ? null : [match[1], match[2] ?? match[3] ?? ""];
}

function pyproject(text: string, section: string | null, list: string | null): readonly [string, string] | null {
  if (section !== null && /^tool\.poetry\..*dependencies$/.test(section)) {
    const read = table(text);
    return read?.[0] === "python" ? null : read;
  }
  if (section === "tool.uv.sources") return table(text);
  const ofList =
    list === null
      ? /^(?:dependency-groups|project\.optional-dependencies)$/.test(section ?? "")
      : /^(?:dependencies|requires|dev-dependencies|constraint-dependencies|override-dependencies)$/.test(list) ||
        /^(?:dependency-groups|project\.optional-dependencies)$/.test(section ?? "");
  if (section !== null && /^tool\.(?!uv$|pdm|hatch)/.test(section)) return null;
  const read = quotedRequirement(text);
  if (read === null) {
    const one = /^\s*dependencies\s*=\s*\[\s*["']([^"']+)["']\s*\]/.exec(text)?.[1];
    return one === undefined ? null : requirement(one);
  }
  return ofList || (list === null && read[1] !== "") ? read : null;
}

function cargo(text: string, section: string | null): readonly [string, string] | null {
  const named = /dependencies\.([\w-]+)$/.exec(section ?? "")?.[1];
  const setting = table(text) ?? dotted(text);
  if (setting === null) return null;
  if (named !== undefined)
    return /^(?:version|git|path|registry)$/.test(setting[0]) ? [named, `{ ${setting[0]} = "${setting[1]}" }`] : null;
  if (section !== null && section !== "")
    return /(?:^|\.)(?:[a-z]+-)?dependencies$|^patch\.|^replace$/.test(section) ? setting : null;
  if (
    /^(?:version|edition|rust-version|name|license|description|resolver|repository|homepage|readme|documentation|authors|keywords|categories|publish|include|exclude|lints|opt-level|codegen-units|debug|panic|lto)$/.test(
      setting[0],
    )
  )
    return null;
  return /^[~^<>=]*\d|^\{.*\b(?:version|git|path|workspace)\b/.test(setting[1]) ? setting : null;
}

/** `serde.workspace = true`: a table's one setting as a dotted key. */
function dotted(text: string): readonly [string, string] | null {
  const [, name, key, value] =
    /^\s*([\w-]+)\.(workspace|version|git|path|registry)\s*=\s*([^#]+?)\s*(?:#.*)?$/.exec(text) ?? [];
  return name === undefined || key === undefined ? null : [name, `{ ${key} = ${value ?? ""} }`];
}

function goMod(text: string, section: string | null): readonly [string, string] | null {
  const replaced = /^\s*(?:replace\s+)?([\w.-]+\.[a-z]+\S*)(?:\s+v\S+)?\s+=>\s+(\S+(?:\s+v\S+)?)/.exec(text);
  if (replaced?.[1] !== undefined) return [replaced[1], `=> ${replaced[2] ?? ""}`];
  if (section === "exclude" || section === "retract") return null;
  const match = /^\s*(?:require\s+)?([\w.-]+\.[a-z]+\/?\S*)\s+(v\d\S*)(\s*\/\/\s*indirect)?/.exec(text);
  return match?.[1] === undefined ? null : [match[1], match[2] ?? ""];
}

function gem(text: string): readonly [string, string] | null {
  const match =
    /^\s*(?:gem|\w+\.add_(?:runtime_|development_)?dependency)[\s(]+["']([^"']+)["']\s*,?\s*(.*?)\)?\s*(?:#.*)?$/.exec(
      text,
    );
  return match?.[1] === undefined ? null : [match[1], match[2] ?? ""];
}

function composer(text: string, section: string | null): readonly [string, string] | null {
  const match = /^\s*"([\w.-]+\/[\w.-]+|ext-\w+)"\s*:\s*"([^"]*)"/.exec(text);
  if (match?.[1] === undefined || (section !== null && section !== "" && !/^require(?:-dev)?$/.test(section)))
    return null;
  return section === "" ? null : [match[1], match[2] ?? ""];
}

/** `{:phoenix, "~> 1.7"}` or `{:phoenix, github: "…"}` in a mix project. */
function mix(text: string): readonly [string, string] | null {
  const match = /^\s*\[?\s*\{:(\w+),\s*((?:"|(?:git|github|path|in_umbrella|override|only):\s)[^}]*)\}/.exec(text);
  return match?.[1] === undefined ? null : [match[1], match[2] ?? ""];
}

function pub(text: string, section: string | null): readonly [string, string] | null {
  const match = /^ {2}(\w+):\s*(\S.*?)?\s*(?:#.*)?$/.exec(text);
  const [, name, spec = ""] = match ?? [];
  if (name === undefined) return null;
  if (section !== null) return /^(?:dev_)?dependenc(?:ies|y_overrides)$/.test(section) ? [name, spec] : null;
  return name !== "sdk" && name !== "flutter" && /^["']?\^\d/.test(spec) ? [name, spec] : null;
}

function swift(text: string): readonly [string, string] | null {
  const match = /\.package\(\s*(?:name:\s*"[^"]*",\s*)?(?:url|path|id):\s*"([^"]+)"\s*,?\s*([^)]*)/.exec(text);
  const name = match?.[1]
    ?.replace(/\.git$/, "")
    .split("/")
    .at(-1);
  return name === undefined ? null : [name, match?.[2]?.trim() ?? ""];
}

function gradle(text: string): readonly [string, string] | null {
  const match =
    /^\s*(?:\w*[iI]mplementation|api|compile|compileOnly|runtimeOnly|runtime|testCompile|kapt|ksp|annotationProcessor|classpath|\w+RuntimeOnly|\w+CompileOnly|\w+Api)\b[\s(]+(?:(?:enforcedP|p)latform\s*\(\s*)?(.+?)\)*\s*(?:\{.*)?(?:\/\/.*)?$/.exec(
      text,
    );
  const value = match?.[1]?.trim();
  if (value === undefined) {
    const plugin = /^\s*id\s*\(?\s*["']([\w.-]+)["']\s*\)?\s+version\s+["']?([^"'\s]+)/.exec(text);
    return plugin?.[1] === undefined ? null : [plugin[1], plugin[2] ?? ""];
  }
  if (/^project\s*\(/.test(value)) return null;
  const coordinates = /^["']([^:"']+:[^:"']+)(?::([^"']*))?["']/.exec(value);
  return coordinates?.[1] === undefined ? [value.replace(/["']/g, ""), ""] : [coordinates[1], coordinates[2] ?? ""];
}

function nuget(text: string): readonly [string, string] | null {
  const match =
    /<(?:PackageReference|PackageVersion|GlobalPackageReference|package)\s[^>]*\b(?:Include|Update|id)="([^"]+)"([^>]*)/.exec(
      text,
    );
  return match?.[1] === undefined ? null : [match[1], /\b[vV]ersion="([^"]*)"/.exec(match[2] ?? "")?.[1] ?? ""];
}

/** In a pom a dependency is several lines; its version line alone may be what changed. */
function maven(hunk: PatchHunk, kind: "add" | "del"): Dependency[] {
  const other = kind === "add" ? "del" : "add";
  const out: Dependency[] = [];
  let within = false;
  let id = "";
  let version = "";
  let changed: PatchLine | null = null;
  const end = (): void => {
    if (changed !== null && id !== "") out.push({ name: id, spec: version, line: changed });
    [within, id, version, changed] = [false, "", "", null];
  };
  for (const line of hunk.lines) {
    if (line.kind === other || line.text.length > 2000) continue;
    const property = /^\s*<([\w.-]+[.-]version)>([^<]*)<\/\1>/.exec(line.text);
    if (property?.[1] !== undefined && line.kind === kind)
      out.push({ name: property[1].replace(/[.-]version$/, ""), spec: property[2] ?? "", line });
    if (/<(?:dependency|plugin|extension|parent)>/.test(line.text)) {
      end();
      within = true;
    }
    const artifact = /<artifactId>([^<]*)<\/artifactId>/.exec(line.text)?.[1];
    if (artifact !== undefined) {
      id = artifact;
      if (line.kind === kind && within) changed = line;
    }
    const found = /<version>([^<]*)<\/version>/.exec(line.text)?.[1];
    if (found !== undefined) {
      version = found;
      if (line.kind === kind && id !== "") changed ??= line;
    }
    if (/<\/(?:dependency|plugin|extension|parent)>/.test(line.text)) end();
  }
  end();
  return out;
}

/** What changed between the removed and the added lines of a manifest: one entry a name. */
export interface DependencyChange {
  readonly name: string;
  /** Null where it was not named before. */
  readonly before: string | null;
  /** Null where it is not named any more. */
  readonly after: string | null;
  readonly line: PatchLine;
}

/** The dependencies a manifest adds, drops or asks for in another version; lines that only moved are no change. */
export function dependencyChanges(file: PatchFile): DependencyChange[] {
  const before = new Map<string, Dependency[]>();
  for (const old of dependenciesOf(file, "del")) gather(before, old.name, old);
  const changes: DependencyChange[] = [];
  for (const now of dependenciesOf(file, "add")) {
    const old = before.get(now.name)?.shift();
    if (old?.spec === now.spec) continue;
    changes.push({ name: now.name, before: old?.spec ?? null, after: now.spec, line: now.line });
  }
  for (const rest of before.values())
    for (const old of rest) changes.push({ name: old.name, before: old.spec, after: null, line: old.line });
  return changes;
}
