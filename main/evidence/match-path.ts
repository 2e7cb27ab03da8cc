/** Repository paths for the file names of a report. What is in neither list did not occur in the report. */
export interface MatchedPaths {
  /** Name as the report wrote it -> path in the repository. */
  readonly matched: ReadonlyMap<string, string>;
  /** Names that are no file of the repository. */
  readonly unmatched: readonly string[];
  /** Names that could be several files, or share one file with another name: none is guessed. */
  readonly ambiguous: readonly string[];
}

interface Name {
  /** Forms the name may be meant in, the most literal first. */
  readonly forms: readonly (readonly string[])[];
  readonly absolute: boolean;
}

/** What tools put in front of paths for a folder that they do not name: %SRCROOT%, ${workspaceFolder}, $(SolutionDir). */
const placeholder = /^(?:%[A-Za-z_][\w-]*%|\$\{[A-Za-z_][\w.-]*\}|\$\([A-Za-z_][\w.-]*\))[\\/]?/;
/** A scheme of at least two letters, so that it is no drive: file:///x, webpack://app/./x. A container image is not told apart. */
const scheme = /^[A-Za-z][A-Za-z0-9+.-]+:\/\/(?:[^/\\]*)/;
const drive = /^\/?[A-Za-z]:(?=[\\/])/;
/** Folders of other people's files: what lies in them is not the repository's file of the same name. */
const foreign = new Set(["node_modules", "site-packages", "dist-packages", ".venv"]);

/**
 * Finds the repository's files behind the names in a report: absolute paths of another machine, `file:` addresses, URL encoding,
 * Windows separators, placeholders, names without their first folders. A name is matched when it is a path of the repository as
 * it stands, when a path is its unique longest end, or when it is the end of exactly one path; otherwise it stays unmatched.
 * In: the names, and all paths of the repository that are known, with forward slashes.
 */
export function matchPaths(names: Iterable<string>, paths: Iterable<string>): MatchedPaths {
  const all = new Set(paths);
  const ends = endsOf(all);
  const found = new Map<string, { path: string; exact: boolean; before: string; weak: boolean }>();
  const unmatched: string[] = [];
  const ambiguous: string[] = [];
  for (const name of new Set(names)) {
    const match = matchOne(name, all, ends);
    if (match === "none") unmatched.push(name);
    else if (match === "several") ambiguous.push(name);
    else found.set(name, match);
  }
  // A file in the repository's root has one word to be known by; the folder before it must be one that other names share.
  const roots = new Set([...found.values()].filter(({ weak, exact }) => !weak && !exact).map(({ before }) => before));
  for (const [name, match] of found) {
    if (!match.weak || roots.has(match.before)) continue;
    found.delete(name);
    unmatched.push(name);
  }
  return { matched: settleShared(found, ambiguous), unmatched, ambiguous };
}

/** Two names for one file: the literal one is it; without a literal one neither is. */
function settleShared(
  found: ReadonlyMap<string, { readonly path: string; readonly exact: boolean }>,
  ambiguous: string[],
): Map<string, string> {
  const byPath = new Map<string, string[]>();
  for (const [name, { path }] of found) {
    const sharing = byPath.get(path);
    if (sharing === undefined) byPath.set(path, [name]);
    else sharing.push(name);
  }
  const matched = new Map<string, string>();
  for (const [path, sharing] of byPath) {
    const exact = sharing.filter((name) => found.get(name)?.exact === true);
    const kept = exact.length > 0 ? exact : sharing.length === 1 ? sharing : [];
    for (const name of sharing) {
      if (kept.includes(name)) matched.set(name, path);
      else ambiguous.push(name);
    }
  }
  return matched;
}

function matchOne(
  name: string,
  paths: ReadonlySet<string>,
  ends: ReadonlyMap<string, string | null>,
): { path: string; exact: boolean; before: string; weak: boolean } | "none" | "several" {
  if (paths.has(name)) return { path: name, exact: true, before: "", weak: false };
  const { forms, absolute } = nameForms(name);
  for (const form of forms) {
    const whole = form.join("/");
    if (!absolute && paths.has(whole)) return { path: whole, exact: true, before: "", weak: false };
  }
  for (const form of forms) {
    if (!absolute) {
      const end = ends.get(form.join("/"));
      if (end === null) return "several";
      if (end !== undefined) return { path: end, exact: false, before: "", weak: false };
    }
    // The longest path that the name ends with: what stands before it is where the repository lay on that machine.
    for (let from = absolute ? 0 : 1; from < form.length; from += 1) {
      const path = form.slice(from).join("/");
      if (!paths.has(path)) continue;
      const before = form.slice(0, from);
      if (before.some((folder) => foreign.has(folder))) return "none";
      return { path, exact: false, before: before.join("/"), weak: form.length - from === 1 && from > 0 };
    }
  }
  return "none";
}

/** Every proper end of every path -> that path, or null where several paths end so. */
function endsOf(paths: ReadonlySet<string>): ReadonlyMap<string, string | null> {
  const ends = new Map<string, string | null>();
  for (const path of paths) {
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
      const end = path.slice(at + 1);
      ends.set(end, ends.has(end) ? null : path);
    }
  }
  return ends;
}

function nameForms(name: string): Name {
  let plain = name;
  const address = scheme.test(plain);
  plain = plain.replace(scheme, "").replace(placeholder, "");
  // `webpack://app/./src/x` is relative to a folder nobody names; only file: addresses say where a file lies.
  const located = !address || /^file:/i.test(name);
  const absolute = located && (/^[\\/]/.test(plain) || drive.test(plain));
  const forms = new Set<string>();
  for (const text of decodings(plain.replace(drive, ""))) {
    forms.add(segments(text).join("/"));
    if (text.includes("\\")) forms.add(segments(text.replaceAll("\\", "/")).join("/"));
  }
  return { forms: [...forms].filter((form) => form !== "").map((form) => form.split("/")), absolute };
}

/** The text, and what it says when percent signs are read as URLs write them. */
function decodings(text: string): string[] {
  if (!/%[0-9A-Fa-f]{2}/.test(text)) return [text];
  try {
    return [text, decodeURIComponent(text)];
  } catch {
    return [text];
  }
}

/** A path's words with `.` and `..` resolved; `..` above the start is dropped. */
function segments(path: string): string[] {
  const kept: string[] = [];
  for (const word of path.split("/")) {
    if (word === "..") kept.pop();
    else if (word !== "" && word !== ".") kept.push(word);
  }
  return kept;
}
