/** Repository paths for the file names of a report. What is in neither list did not occur in the report. */
export interface MatchedPaths {
  /** Name as the report wrote it -> path in the repository. */
  readonly matched: ReadonlyMap<string, string>;
  /** Names that are no file of the repository. */
  readonly unmatched: readonly string[];
  /** Names that could be several files, or share one file with another name: none is guessed. */
  readonly ambiguous: readonly string[];
}

/** A class path holds one class of a package and name, so its file is known by them: JaCoCo names files in no other way. */
const jvmSource = /^(?:[^/]+\/){2,}[^/]+\.(?:java|kt|scala|groovy)$/;

interface Match {
  readonly path: string;
  readonly exact: boolean;
  /** What stands in front of the path in the name, absolute with its slash: where the repository lay. Null where the path is longer. */
  readonly root: string | null;
  /** Known by one word alone. */
  readonly weak: boolean;
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
 * In: the names; the paths of the repository with forward slashes; whether those are all of its paths or some (the changed ones).
 * Of some, another path that is not known could end in the same name: then only packages of the JVM are told by their end.
 */
export function matchPaths(
  names: Iterable<string>,
  paths: Iterable<string>,
  known: "all" | "some" = "all",
): MatchedPaths {
  const all = new Set(paths);
  const ends = endsOf(all, known === "all" ? () => true : (end) => jvmSource.test(end));
  const found = new Map<string, Match>();
  const unmatched: string[] = [];
  const ambiguous: string[] = [];
  for (const name of new Set(names)) {
    const match = matchOne(name, all, ends);
    if (match === "none") unmatched.push(name);
    else if (match === "several") ambiguous.push(name);
    else found.set(name, match);
  }
  for (const name of strays(found)) {
    found.delete(name);
    unmatched.push(name);
  }
  return { matched: settleShared(found, ambiguous), unmatched, ambiguous };
}

/** Names whose folder tells against what their ends seemed to be. */
function strays(found: ReadonlyMap<string, Match>): string[] {
  const roots = new Map<string, number>();
  for (const { root, weak } of found.values()) if (root !== null && !weak) roots.set(root, (roots.get(root) ?? 0) + 1);
  return [...found]
    .filter(([, { root, weak }]) => {
      if (root === null) return false;
      // A file in the repository's root has one word to be known by; the folder before it must be one that others share.
      if (weak) return !roots.has(root);
      // Beneath a folder where the repository lies there is no second one: `packages/a/src/x` is not its `src/x`.
      const own = roots.get(root) ?? 0;
      return foldersAbove(root).some((above) => (roots.get(above) ?? 0) >= own);
    })
    .map(([name]) => name);
}

function foldersAbove(root: string): string[] {
  const above: string[] = root === "" || root === "/" ? [] : [root.startsWith("/") ? "/" : ""];
  for (let at = root.indexOf("/", 1); at >= 0; at = root.indexOf("/", at + 1)) above.push(root.slice(0, at));
  return above;
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
): Match | "none" | "several" {
  if (paths.has(name)) return { path: name, exact: true, root: "", weak: false };
  const { forms, absolute } = nameForms(name);
  for (const form of forms) {
    const whole = form.join("/");
    if (!absolute && paths.has(whole)) return { path: whole, exact: true, root: "", weak: false };
  }
  for (const form of forms) {
    if (!absolute) {
      const end = ends.get(form.join("/"));
      if (end === null) return "several";
      if (end !== undefined) return { path: end, exact: false, root: null, weak: false };
    }
    // The longest path that the name ends with: what stands before it is where the repository lay on that machine.
    for (let from = absolute ? 0 : 1; from < form.length; from += 1) {
      const path = form.slice(from).join("/");
      if (!paths.has(path)) continue;
      const before = form.slice(0, from);
      if (before.some((folder) => foreign.has(folder))) return "none";
      const root = `${absolute ? "/" : ""}${before.join("/")}`;
      return { path, exact: false, root, weak: form.length - from === 1 && from > 0 };
    }
  }
  return "none";
}

/** Every proper end of every path -> that path, or null where several paths end so. */
function endsOf(paths: ReadonlySet<string>, counts: (end: string) => boolean): ReadonlyMap<string, string | null> {
  const ends = new Map<string, string | null>();
  for (const path of paths) {
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
      const end = path.slice(at + 1);
      if (!counts(end)) continue;
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
