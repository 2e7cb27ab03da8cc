import type { OwnerShare, PathOwners } from "../../shared/model/owners";
import { codeownersPlaces } from "./codeowners";
import type { OwnersLookup } from "./codeowners-index";

/** Who owns each path. In: the lookup of the file, paths from the repository's root. */
export function ownersOfPaths(lookup: OwnersLookup, paths: Iterable<string>): PathOwners[] {
  return [...paths].map((path) => {
    const rule = lookup(path);
    return rule === null
      ? { path, owners: [], line: null, pattern: null }
      : { path, owners: [...rule.owners], line: rule.line, pattern: rule.pattern };
  });
}

/** How many of the paths each owner has, the most first; of equals the one whose line and place in it come first. */
export function ownerShares(paths: readonly PathOwners[]): OwnerShare[] {
  const counted = new Map<string, { paths: number; line: number; at: number }>();
  for (const { owners, line } of paths)
    for (const [at, owner] of owners.entries()) {
      const known = counted.get(owner);
      if (known === undefined) counted.set(owner, { paths: 1, line: line ?? 0, at });
      else {
        known.paths += 1;
        if (line !== null && (line < known.line || (line === known.line && at < known.at)))
          [known.line, known.at] = [line, at];
      }
    }
  return [...counted]
    .sort(([, a], [, b]) => b.paths - a.paths || a.line - b.line || a.at - b.at)
    .map(([owner, share]) => ({ owner, paths: share.paths }));
}

/** Which of the paths a change touches are CODEOWNERS files that GitHub would read. */
export function changedCodeowners(
  files: readonly { readonly path: string; readonly oldPath: string | null }[],
): string[] {
  const places: readonly string[] = codeownersPlaces;
  return [...new Set(files.flatMap(({ path, oldPath }) => (oldPath === null ? [path] : [path, oldPath])))].filter(
    (path) => places.includes(path),
  );
}
