import { structuredPatch } from "diff";
import type { FilmFile, FilmLine } from "../../shared/contract/film";
import type { FileEditDetail } from "../../shared/model/event";
import { replayEdit, unknownFile, type ReplayedFile } from "./replayed-file";
import { workingPath } from "./working-path";

/** Beyond so many changed lines two texts are not compared. */
const maxEditLength = 4_000;

interface FilmedFile {
  readonly file: ReplayedFile;
  readonly outside: boolean;
  edits: number;
  /** Counted against the base when the text was last this one. */
  counted: { readonly now: string | null; readonly added: number | null; readonly removed: number | null } | null;
}

/** What one edit did to its file. */
interface LastStep {
  readonly path: string;
  readonly before: string | null | undefined;
  readonly edit: FileEditDetail;
}

/** The files of a session while its edits are stepped through, one after the other. */
export class Film {
  readonly #files = new Map<string, FilmedFile>();
  #last: LastStep | null = null;

  /** Applies an edit that was carried out. In: the edit, the folder that its session worked in. Out: the file's path. */
  take(edit: FileEditDetail, cwd: string | null): string {
    const from = workingPath(edit.path, cwd);
    const to = edit.newPath === null ? from : workingPath(edit.newPath, cwd);
    const known = this.#files.get(from.path);
    const filmed = known ?? {
      file: unknownFile(from.path),
      outside: !from.inside && cwd !== null,
      edits: 0,
      counted: null,
    };
    this.#files.set(from.path, filmed);
    // A file that was read in full has its text from the record; a new one had none.
    const before = filmed.file.now ?? (edit.op === "add" ? null : (edit.fileBefore ?? filmed.file.now));
    replayEdit(filmed.file, edit);
    filmed.edits += 1;
    if (to.path !== from.path) {
      this.#files.delete(from.path);
      const moved: ReplayedFile = { ...filmed.file, path: to.path, movedFrom: filmed.file.movedFrom ?? from.path };
      this.#files.set(to.path, { ...filmed, file: moved, outside: !to.inside && cwd !== null });
    }
    this.#last = { path: to.path, before, edit };
    return to.path;
  }

  /** Every file touched so far, by path. */
  files(): FilmFile[] {
    return [...this.#files.values()]
      .map((filmed): FilmFile => {
        const { file, outside, edits } = filmed;
        const state = stateOf(file);
        const counts = state === "same" ? { added: 0, removed: 0 } : counted(filmed);
        return {
          path: file.path,
          movedFrom: file.movedFrom,
          state,
          added: counts.added,
          removed: counts.removed,
          known: file.now === undefined ? "pieces" : file.gaps.size > 0 ? "inferred" : "exact",
          gaps: [...file.gaps],
          outside,
          edits: Math.max(1, edits),
        };
      })
      .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }

  /** A file as a difference. Out: its lines, and in words why there is nothing to compare. */
  shown(
    path: string,
    against: "base" | "previous",
  ): { readonly lines: readonly FilmLine[]; readonly why: string | null } {
    const file = this.#files.get(path)?.file;
    if (file === undefined) return { lines: [], why: "No edit has touched this file yet." };
    const last = this.#last?.path === path ? this.#last : null;
    if (against === "previous" && last === null) return { lines: [], why: "This step does not change this file." };
    const before = against === "base" || last === null ? file.before : last.before;
    if (file.now === undefined || before === undefined) {
      if (last === null) return { lines: [], why: "Only pieces of this file are recorded: its edits show them." };
      return { lines: piecesOf(last.edit), why: null };
    }
    if (before === file.now)
      return { lines: [], why: file.now === null ? "The file does not exist." : "The file is as it was before." };
    const lines = difference(before ?? "", file.now ?? "");
    return lines === null
      ? { lines: [], why: "Too much changed to be compared here. The diff holds it." }
      : { lines, why: null };
  }
}

function stateOf({ before, now }: ReplayedFile): FilmFile["state"] {
  if (now === undefined || before === undefined) return "unknown";
  if (now === before) return "same";
  if (before === null) return "added";
  return now === null ? "deleted" : "changed";
}

function counted(filmed: FilmedFile): { readonly added: number | null; readonly removed: number | null } {
  const { before, now } = filmed.file;
  if (before === undefined || now === undefined) return { added: null, removed: null };
  if (filmed.counted?.now === now) return filmed.counted;
  const lines = difference(before ?? "", now ?? "", 0);
  const count = (kind: FilmLine["kind"]) => lines?.filter((line) => line.kind === kind).length ?? null;
  filmed.counted = { now, added: count("add"), removed: count("del") };
  return filmed.counted;
}

/** Lines of the difference of two texts; null where too much changed. */
function difference(before: string, after: string, context = 3): FilmLine[] | null {
  const patch = structuredPatch("", "", before, after, "", "", { context, maxEditLength });
  // Nothing is the library's answer where it gave up.
  if (patch === undefined) return null;
  return patch.hunks.flatMap((hunk, at): FilmLine[] => {
    let [old, now] = [hunk.oldStart, hunk.newStart];
    const gap: FilmLine[] =
      at === 0 && hunk.oldStart <= 1
        ? []
        : [{ kind: "gap", old: null, new: null, text: `line ${String(hunk.newStart)}` }];
    const lines = hunk.lines.flatMap((line): FilmLine[] => {
      const text = line.slice(1);
      if (line.startsWith("+")) return [{ kind: "add", old: null, new: now++, text }];
      if (line.startsWith("-")) return [{ kind: "del", old: old++, new: null, text }];
      return line.startsWith("\\") ? [] : [{ kind: "context", old: old++, new: now++, text }];
    });
    return [...gap, ...lines];
  });
}

/** An edit whose file is not known whole: the pieces that the record holds, without line numbers of the file. */
function piecesOf(edit: FileEditDetail): FilmLine[] {
  const line =
    (kind: FilmLine["kind"]) =>
    (text: string): FilmLine => ({ kind, old: null, new: null, text });
  if (edit.hunks !== null)
    return edit.hunks
      .replace(/\n$/u, "")
      .split("\n")
      .filter((text) => !text.startsWith("\\"))
      .map((text) => {
        if (text.startsWith("@@")) return line("gap")(text);
        if (text.startsWith("+")) return line("add")(text.slice(1));
        return text.startsWith("-") ? line("del")(text.slice(1)) : line("context")(text.slice(1));
      });
  const lines = (text: string | null) => (text === null || text === "" ? [] : text.replace(/\n$/u, "").split("\n"));
  return [...lines(edit.oldText).map(line("del")), ...lines(edit.newText).map(line("add"))];
}
