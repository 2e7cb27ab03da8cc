import { RowKind, type PatchRows, type RowFile } from "./rows";

/** What the header of a changed file says beside its names. */
export interface FileFacts {
  /** How alike a renamed or copied file is to the old one, in per cent. */
  readonly similarity: number | null;
  /** Blobs as the patch names them, maybe cut short; null where it names none. */
  readonly oldBlob: string | null;
  readonly newBlob: string | null;
  readonly kind: "file" | "submodule" | "symlink";
  /** Of a submodule its commits, of a link what it points to; null on a side that it is not on. */
  readonly before: string | null;
  readonly after: string | null;
}

const submoduleMode = "160000";
const linkMode = "120000";

/** Reads the header lines of a file (git-diff(1), "Generating patch text with -p"), and of submodules and links the one line they have. */
export function fileFacts(text: string, rows: PatchRows, file: RowFile): FileFacts {
  const first = rows.kind[file.firstRow + 1] === RowKind.hunk ? (rows.from[file.firstRow + 1] ?? file.end) : file.end;
  const head = text.slice(file.start, Math.min(first, file.start + 20_000));
  const similarity = /^similarity index (\d{1,3})%$/m.exec(head)?.[1];
  const blobs = /^index ([0-9a-f]{4,64})\.\.([0-9a-f]{4,64})/m.exec(head);
  const is = (mode: string): boolean => file.oldMode === mode || file.newMode === mode;
  const kind = is(submoduleMode) ? "submodule" : is(linkMode) ? "symlink" : "file";
  const line = (wanted: number): string | null => {
    for (let row = file.firstRow + 1; row < file.endRow; row += 1)
      if (rows.kind[row] === wanted)
        return text.slice(rows.from[row], Math.min(rows.to[row] ?? 0, (rows.from[row] ?? 0) + 4096));
    return null;
  };
  const said = (wanted: number): string | null => {
    if (kind === "file") return null;
    const value = line(wanted);
    return kind === "submodule" ? (/^Subproject commit ([0-9a-f]{7,64})/.exec(value ?? "")?.[1] ?? null) : value;
  };
  return {
    similarity: similarity === undefined ? null : Number(similarity),
    oldBlob: blobs?.[1] ?? null,
    newBlob: blobs?.[2] ?? null,
    kind,
    before: said(RowKind.del),
    after: said(RowKind.add),
  };
}

/** Rows of added lines that are conflict markers of a merge: an opening, its middle and its end below each other in one file. */
export function conflictRows(text: string, rows: PatchRows, file: RowFile): number[] {
  const found: number[] = [];
  let open: number[] = [];
  for (let row = file.firstRow + 1; row < file.endRow; row += 1) {
    if (rows.kind[row] !== RowKind.add) continue;
    const from = rows.from[row] ?? 0;
    const code = text.charCodeAt(from);
    if (code !== 60 && code !== 61 && code !== 62 && code !== 124) continue;
    const line = text.slice(from, Math.min(rows.to[row] ?? 0, from + 200));
    if (/^<{7}(?: |$)/.test(line)) open = [row];
    else if (open.length > 0 && (/^={7}$/.test(line) || /^\|{7}(?: |$)/.test(line))) open.push(row);
    else if (open.length > 1 && /^>{7}(?: |$)/.test(line)) {
      found.push(...open, row);
      open = [];
    }
  }
  return found;
}
