import type { RowFile } from "../../../shared/diff/rows";
import type { DiffView } from "../../state/diff-view";

export type TreeItem =
  | { readonly kind: "folder"; readonly folder: string; readonly files: readonly number[]; readonly closed: boolean }
  | { readonly kind: "file"; readonly index: number; readonly name: string };

export interface TreeOptions {
  readonly sort: DiffView["sort"];
  /** Only files whose path holds every word of this, ignoring case. */
  readonly filter: string;
  /** Folders that are closed, by path. */
  readonly closed: ReadonlySet<string>;
  /** How grave the findings of a file are, 0 for none. */
  readonly weight: (index: number) => number;
}

/** The heading under which files stand that are folded away. */
export const FOLDED = "\u0000folded";

/**
 * The files of a patch as a list: in its order below a heading for each folder, those folded away last; or, in another order, by
 * their whole path without headings.
 */
export function treeItems(
  files: readonly RowFile[],
  reasons: ReadonlyMap<number, string>,
  { sort, filter, closed, weight }: TreeOptions,
): TreeItem[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  const shown = files.flatMap((file, index) =>
    words.every((word) => file.path.toLowerCase().includes(word)) ? [index] : [],
  );
  if (sort !== "path") {
    const size = (index: number): number => (files[index]?.added ?? 0) + (files[index]?.removed ?? 0);
    const by = sort === "size" ? size : weight;
    return [...shown]
      .sort((a, b) => by(b) - by(a) || a - b)
      .map((index) => ({ kind: "file", index, name: nameOf(files[index], true) }));
  }
  const folders = new Map<string, number[]>();
  for (const index of shown) {
    const path = files[index]?.path ?? "";
    const folder = reasons.has(index) ? FOLDED : path.slice(0, Math.max(0, path.lastIndexOf("/")));
    const known = folders.get(folder);
    if (known === undefined) folders.set(folder, [index]);
    else known.push(index);
  }
  const items: TreeItem[] = [];
  const order = [...folders.keys()].sort((a, b) => Number(a === FOLDED) - Number(b === FOLDED));
  for (const folder of order) {
    const own = folders.get(folder) ?? [];
    const isClosed = closed.has(folder);
    // Files of the top folder that come first need no heading.
    if (folder !== "" || items.length > 0) items.push({ kind: "folder", folder, files: own, closed: isClosed });
    if (isClosed) continue;
    for (const index of own) items.push({ kind: "file", index, name: nameOf(files[index], folder === FOLDED) });
  }
  return items;
}

function nameOf(file: RowFile | undefined, whole: boolean): string {
  if (file === undefined || file.path === "") return "no file name";
  return whole ? file.path : file.path.slice(file.path.lastIndexOf("/") + 1);
}
