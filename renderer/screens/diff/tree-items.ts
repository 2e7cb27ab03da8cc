import type { RowFile } from "../../../shared/diff/rows";

export type TreeItem =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "file"; readonly index: number; readonly name: string };

/** The files in the order of the patch, with a heading wherever the folder changes. */
export function treeItems(files: readonly RowFile[]): TreeItem[] {
  const items: TreeItem[] = [];
  let last: string | null = null;
  files.forEach((file, index) => {
    const cut = file.path.lastIndexOf("/");
    const folder = cut === -1 ? "" : file.path.slice(0, cut);
    if (folder !== last && !(folder === "" && last === null)) items.push({ kind: "folder", folder });
    last = folder;
    items.push({ kind: "file", index, name: file.path === "" ? "no file name" : file.path.slice(cut + 1) });
  });
  return items;
}
