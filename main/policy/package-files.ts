import { baseName } from "./command-line";

/** A package manager's lock file and the manifests it is made from, by file name. */
interface Ecosystem {
  readonly locks: ReadonlySet<string>;
  readonly manifest: RegExp;
}

const ecosystems: readonly Ecosystem[] = [
  {
    locks: new Set([
      "package-lock.json",
      "npm-shrinkwrap.json",
      "yarn.lock",
      "pnpm-lock.yaml",
      "bun.lock",
      "bun.lockb",
    ]),
    manifest: /^(?:package\.json|pnpm-workspace\.yaml|\.yarnrc\.yml|\.npmrc|\.pnpmfile\.cjs)$/,
  },
  { locks: new Set(["deno.lock"]), manifest: /^(?:deno\.jsonc?|package\.json|import_map\.json)$/ },
  { locks: new Set(["Cargo.lock"]), manifest: /^Cargo\.toml$/ },
  { locks: new Set(["go.sum", "go.work.sum"]), manifest: /^go\.(?:mod|work)$/ },
  {
    locks: new Set(["poetry.lock", "uv.lock", "pdm.lock", "pylock.toml"]),
    manifest: /^(?:pyproject\.toml|uv\.toml|setup\.(?:py|cfg)|requirements[\w.-]*\.(?:txt|in))$/,
  },
  { locks: new Set(["Pipfile.lock"]), manifest: /^Pipfile$/ },
  { locks: new Set(["Gemfile.lock", "gems.locked"]), manifest: /^(?:Gemfile|gems\.rb)$|\.gemspec$/ },
  { locks: new Set(["composer.lock"]), manifest: /^composer\.json$/ },
  {
    locks: new Set(["gradle.lockfile", "buildscript-gradle.lockfile", "verification-metadata.xml"]),
    manifest: /^(?:(?:build|settings)\.gradle(?:\.kts)?|libs\.versions\.toml)$/,
  },
  { locks: new Set(["packages.lock.json"]), manifest: /\.(?:cs|fs|vb)proj$|^Directory\.Packages\.props$/ },
  { locks: new Set(["mix.lock"]), manifest: /^mix\.exs$/ },
  { locks: new Set(["pubspec.lock"]), manifest: /^pubspec\.yaml$/ },
  { locks: new Set(["Package.resolved"]), manifest: /^Package\.swift$/ },
];

/** Whether a path is a package manager's lock file. */
export function isLockPath(path: string): boolean {
  const name = baseName(path);
  return ecosystems.some((system) => system.locks.has(name));
}

/** What a lock file is made from: a test for the names of its manifests; null where the path is no lock file. */
export function manifestOf(lockPath: string): RegExp | null {
  const name = baseName(lockPath);
  return ecosystems.find((system) => system.locks.has(name))?.manifest ?? null;
}

/** Manifests that lie in test data or in somebody else's package are installed by nobody. */
export function isInstalled(path: string): boolean {
  return !/(?:^|\/)(?:node_modules|vendor|third[-_]party|fixtures?|__fixtures__|testdata|test-data)\//.test(path);
}
