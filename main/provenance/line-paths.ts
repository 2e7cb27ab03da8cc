import { posix } from "node:path";
import { workingPath } from "./working-path";

/** Turns a path as a session recorded it into a path of the patch, or into one that the patch does not name. */
export type ToPatchPath = (path: string, cwd: string | null) => string;

/**
 * How recorded paths belong to the paths of a patch. A patch of a repository counts from the repository's folder, a session's
 * edits from where it worked, or from the root of another machine. In: paths of the patch, the paths of edits as recorded, the
 * folders the sessions worked in. A folder counts as the patch's root when it is one of those (or one above or below), or
 * when most edits say so.
 */
export function patchPaths(
  inPatch: readonly string[],
  recorded: readonly { readonly path: string; readonly cwd: string | null }[],
  folders: readonly string[],
): ToPatchPath {
  const byName = new Map<string, string[]>();
  for (const path of inPatch) {
    const name = posix.basename(path);
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [path]);
    else same.push(path);
  }
  const votes = new Map<string, number>();
  for (const absolute of new Set(recorded.map(({ path, cwd }) => absoluteOf(path, cwd))))
    for (const path of byName.get(posix.basename(absolute)) ?? [])
      for (const root of rootsOf(absolute, path)) votes.set(root, (votes.get(root) ?? 0) + 1);
  const known = folders.map((folder) => absoluteOf(folder, null));
  const best = [...votes].sort(([a, m], [b, n]) => n - m || a.length - b.length)[0]?.[0];
  const roots = [...votes.keys()]
    .filter((root) => root === best || known.includes(root))
    .sort((a, b) => Number(b === best) - Number(a === best));
  const named = new Set(inPatch);
  return (path, cwd) => {
    const absolute = absoluteOf(path, cwd);
    for (const root of roots) {
      const here = root.startsWith("+")
        ? posix.join(root.slice(1), absolute)
        : absolute.startsWith(`${root}/`)
          ? absolute.slice(root.length + 1)
          : null;
      if (here !== null && (named.has(here) || root === best)) return here;
    }
    return absolute;
  };
}

function absoluteOf(path: string, cwd: string | null): string {
  const { path: known, inside } = workingPath(path, cwd);
  const clean = inside && cwd !== null ? posix.join(workingPath(cwd, null).path, known) : known;
  return posix.normalize(clean.startsWith("/") ? clean : `/${clean}`).replace(/(?<=.)\/+$/, "");
}

/** The root that makes an absolute path this path of the patch; `+folder` where the patch counts from above. */
function rootsOf(absolute: string, path: string): string[] {
  if (absolute.endsWith(`/${path}`)) return [absolute.slice(0, -path.length - 1)];
  return path.endsWith(absolute) ? [`+${path.slice(0, -absolute.length)}`] : [];
}
