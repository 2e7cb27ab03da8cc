import type { FilmFile } from "../../../shared/contract/film";

/** A line of the film's tree: a folder, or a file as it stands. */
export type FilmLeaf =
  | { readonly kind: "folder"; readonly name: string; readonly depth: number; readonly key: string }
  | {
      readonly kind: "file";
      readonly name: string;
      readonly depth: number;
      readonly key: string;
      readonly file: FilmFile;
    };

/** Files by folder, in the order of their paths. Folders that hold nothing but one folder are one line. */
export function filmTree(files: readonly FilmFile[]): FilmLeaf[] {
  const leaves: FilmLeaf[] = [];
  let open: string[] = [];
  const folders = files.map((file) => file.path.slice(0, Math.max(0, file.path.lastIndexOf("/"))));
  files.forEach((file, at) => {
    const folder = folders[at] ?? "";
    const same = open.at(-1) ?? "";
    if (folder !== same) {
      open = open.filter((one) => folder === one || folder.startsWith(`${one}/`));
      if (folder !== "" && open.at(-1) !== folder) {
        const above = open.at(-1);
        leaves.push({
          kind: "folder",
          name: above === undefined ? folder : folder.slice(above.length + 1),
          depth: open.length,
          key: `folder ${folder} ${String(at)}`,
        });
        open.push(folder);
      }
    }
    leaves.push({
      kind: "file",
      name: file.path.slice(file.path.lastIndexOf("/") + 1),
      depth: open.length,
      key: `file ${file.path}`,
      file,
    });
  });
  return leaves;
}

/** How a file stands in words: "new, 12 lines", "as before", "deleted". */
export function fileWords(file: FilmFile): string {
  const state = { added: "new", changed: "changed", deleted: "deleted", same: "as before", unknown: "pieces only" }[
    file.state
  ];
  const known = { exact: "", inferred: ", inferred", pieces: "" }[file.known];
  return `${state}${known}${file.outside ? ", outside of the working folder" : ""}`;
}
