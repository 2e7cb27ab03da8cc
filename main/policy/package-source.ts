/** A source of a package that is not the usual registry. */
export interface OddSource {
  /** As a message says it. */
  readonly kind: string;
  readonly address: string;
  /** On this machine or in this repository. */
  readonly local: boolean;
}

const git =
  /^(?:git(?:\+\w+)?|github|gitlab|bitbucket|gist):|^git@|\.git(?:#|@|$|["'\s])|\bgit\s*[:=]\s*["']|\bgithub:\s*["']|^[\w.-]+\/[\w.-]+(?:#[\w./-]+)?$|\b(?:git|hg|svn|bzr)\+\w+:\/\//;
const path = /^(?:file|link|portal):|^=>\s*\.{0,2}\/|\bpath\s*[:=]\s*["']|^\.{1,2}\/|\bfiles\s*\(|^@?\s*file:/;
const url = /^@?\s*["']?https?:\/\/|\burl\s*=\s*["']/;
const registry = /\b(?:registry|index|source)\s*[:=]\s*["']/;

/** Where a manifest's version says that a package comes from, where that is not the usual registry; null where it is. */
export function oddSource(spec: string): OddSource | null {
  const text = spec.trim();
  if (/^(?:workspace|catalog|npm):|\bworkspace\s*=\s*true/.test(text)) return null;
  if (git.test(text)) return { kind: "a git repository", address: text.replace(/#.*$/, ""), local: false };
  if (path.test(text)) return { kind: "a folder or file", address: text, local: true };
  if (url.test(text)) return { kind: "an address", address: text, local: false };
  if (registry.test(text)) return { kind: "another registry", address: text, local: false };
  if (text.startsWith("=>")) return { kind: "another module", address: text, local: false };
  return null;
}

const inAddress =
  /\b(?:https?|git|ssh|git\+\w+|sparse\+https|registry\+https):\/\/(?:[^\s/"'@<>]{1,300}@)?([A-Za-z0-9.-]{1,253})/g;

/** Cargo calls its usual registry by the repository that once listed it. */
const crateIndex = /registry\+https:\/\/github\.com\/rust-lang\/crates\.io-index/g;

/** The hosts that addresses in a line name, lower case. */
export function hostsOf(text: string): string[] {
  return [...text.slice(0, 4000).replace(crateIndex, " ").matchAll(inAddress)].map((match) =>
    (match[1] ?? "").toLowerCase(),
  );
}

const usual = new Set([
  "registry.npmjs.org",
  "registry.yarnpkg.com",
  "npm.jsr.io",
  "jsr.io",
  "deno.land",
  "pypi.org",
  "files.pythonhosted.org",
  "pypi.python.org",
  "crates.io",
  "index.crates.io",
  "static.crates.io",
  "proxy.golang.org",
  "sum.golang.org",
  "rubygems.org",
  "index.rubygems.org",
  "packagist.org",
  "repo.packagist.org",
  "repo.maven.apache.org",
  "repo1.maven.org",
  "plugins.gradle.org",
  "dl.google.com",
  "maven.google.com",
  "api.nuget.org",
  "www.nuget.org",
  "hex.pm",
  "repo.hex.pm",
  "pub.dev",
  "json.schemastore.org",
  "schemas.microsoft.com",
  "maven.apache.org",
  "www.w3.org",
  "opencollective.com",
]);

/** The registries that package managers ask unless told otherwise, and the addresses that stand beside packages without serving them. */
export function isUsualRegistry(host: string): boolean {
  return usual.has(host);
}
