import { structuredPatch } from "diff";
import type { CommandDetail, CheckDetail, FileEditDetail, SessionEvent } from "../../shared/model/event";
import { commandReach } from "./command-writes";
import { replayEdit, unknownFile, type PlacedHunk, type ReplayedFile } from "./replayed-file";
import { someOf } from "./wording";
import { workingPath } from "./working-path";

/** Beyond this many changed lines in one file the difference is shown as the whole old and the whole new text. */
const maxEditLength = 20_000;

export type DerivedPatch = { readonly patch: string; readonly note: string | null } | null;

/**
 * Replays the recorded edits of a session and states their net effect as a git patch.
 * In: events in time order, the folder the session worked in (absolute) or null. Edits that were refused, failed or never
 * answered are passed over. A command counts as an edit where its own text says what it did to a file (a heredoc, `rm`, `mv`). Out: the patch (unified diff with git's extended headers) and a note naming what is not exact, or
 * null where no edit was applied. Files outside the folder are named in the note and are not in the patch.
 */
export function derivePatch(events: Iterable<SessionEvent>, cwd: string | null): DerivedPatch {
  const replay = beginReplay(cwd);
  for (const event of events) replay.take(event);
  return replay.end();
}

/** The same, given one event after the other: what an edit holds is not kept longer than the file needs it. */
export function beginReplay(cwd: string | null): { take(event: SessionEvent): void; end(): DerivedPatch } {
  const files = new Map<string, ReplayedFile>();
  const outside = new Set<string>();
  let applied = 0;
  const take = ({ event }: SessionEvent): void => {
    const { detail } = event;
    if (detail.kind === "file-edit") apply(detail);
    else if ((detail.kind === "command" || detail.kind === "check") && detail.outcome === "ok" && detail.exitCode === 0)
      for (const edit of editsOf(detail, cwd)) {
        const path = withoutRoot(workingPath(edit.path, cwd).path);
        // What a command deletes or moves and no record shows is not known; so is what lies outside of the work.
        if ((edit.op === "update" || files.has(path)) && workingPath(edit.newPath ?? edit.path, cwd).inside)
          apply(edit);
      }
  };
  const apply = (edit: FileEditDetail): void => {
    if (edit.outcome !== "ok") return;
    applied += 1;
    const from = workingPath(edit.path, cwd);
    const to = edit.newPath === null ? from : workingPath(edit.newPath, cwd);
    if (!from.inside || !to.inside) {
      // Without a working folder an absolute path is all there is: it stays in the patch, and the note says so.
      if (cwd !== null) {
        for (const place of [from, to]) if (!place.inside) outside.add(place.path);
        return;
      }
    }
    const path = withoutRoot(from.path);
    const file = files.get(path) ?? unknownFile(path);
    files.set(path, file);
    replayEdit(file, edit);
    const target = withoutRoot(to.path);
    if (target !== path) move(files, file, target);
  };
  return { take, end: () => (applied === 0 ? null : stated(files, outside, cwd)) };
}

/** What a command's own text says it did to files, as edits. Text that is appended to is known only with the file: it is left out. */
function editsOf(command: CommandDetail | CheckDetail, cwd: string | null): FileEditDetail[] {
  return commandReach(command.command, command.kind === "check").writes.flatMap((write): FileEditDetail[] => {
    const { callId, tool, outcome, resultPlace, durationMs } = command;
    const path = inFolder(write.path, command.cwd ?? cwd);
    const newPath = write.kind === "move" ? inFolder(write.to, command.cwd ?? cwd) : null;
    const op = write.kind === "write" ? "update" : write.kind === "remove" ? "delete" : "move";
    const newText = write.kind === "write" ? write.text : null;
    const texts = { oldText: null, newText, fileBefore: null, hunks: null, replaceAll: false, added: 0, removed: 0 };
    const call = { callId, tool, outcome, resultPlace, durationMs };
    return write.kind === "append" ? [] : [{ kind: "file-edit", ...call, op, path, newPath, ...texts }];
  });
}

function inFolder(path: string, folder: string | null): string {
  return folder === null || path.startsWith("/") ? path : `${folder.replace(/\/+$/, "")}/${path}`;
}

function stated(
  files: ReadonlyMap<string, ReplayedFile>,
  outside: ReadonlySet<string>,
  cwd: string | null,
): DerivedPatch {
  let patch = "";
  const gaps: string[] = [];
  for (const file of [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    patch += filePatch(file);
    if (file.gaps.size > 0) gaps.push(`${file.path}: ${[...file.gaps].join("; ")}`);
  }
  const notes = [
    ...(cwd === null && files.size > 0
      ? ["The session's working folder is not recorded: paths count from the root"]
      : []),
    ...(gaps.length === 0 ? [] : [`Not exact: ${someOf(gaps, 5)}`]),
    ...(outside.size === 0 ? [] : [`Edited outside the working folder, not in the patch: ${someOf([...outside], 5)}`]),
  ];
  return { patch, note: notes.length === 0 ? null : `${notes.join(". ")}.` };
}

function move(files: Map<string, ReplayedFile>, file: ReplayedFile, target: string): void {
  const existed = files.get(target);
  const moved: ReplayedFile = {
    ...file,
    path: target,
    movedFrom: file.movedFrom ?? file.path,
    gaps: new Set([...file.gaps, ...(existed?.gaps ?? [])]),
  };
  files.delete(file.path);
  // A file that this session made leaves nothing behind where it was first.
  if (file.before === null) moved.movedFrom = null;
  // Moved back to where it came from: no move.
  if (moved.movedFrom === target) moved.movedFrom = null;
  files.set(target, moved);
}

function filePatch(file: ReplayedFile): string {
  const { before, now } = file;
  if (before === undefined || now === undefined) return hunkPatch(file);
  if (before === now && file.movedFrom === null) return "";
  if (before === null && now === null) return "";
  const result = structuredPatch("a", "b", before ?? "", now ?? "", undefined, undefined, {
    context: 3,
    maxEditLength,
  });
  const hunks = result?.hunks ?? [wholeHunk(before ?? "", now ?? "")];
  const body = hunks
    .map((hunk) => hunkText(hunk.oldStart, hunk.oldLines, hunk.newStart, hunk.newLines, hunk.lines))
    .join("");
  return header(file, before === null, now === null, body !== "") + body;
}

function hunkPatch(file: ReplayedFile): string {
  const hunks = [...file.hunks].sort((a, b) => a.oldStart - b.oldStart);
  if (hunks.length === 0 && file.movedFrom === null && file.now !== null) return "";
  let shift = 0;
  const body = hunks
    .map((hunk: PlacedHunk) => {
      const text = hunkText(
        hunk.oldStart,
        hunk.oldLines,
        Math.max(0, hunk.oldStart + shift),
        hunk.newLines,
        hunk.lines,
      );
      shift += hunk.newLines - hunk.oldLines;
      return text;
    })
    .join("");
  return header(file, false, file.now === null, body !== "") + body;
}

function header(file: ReplayedFile, created: boolean, deleted: boolean, hasHunks: boolean): string {
  const from = file.movedFrom ?? file.path;
  const lines = [`diff --git ${quoted(`a/${from}`)} ${quoted(`b/${file.path}`)}`];
  if (created) lines.push("new file mode 100644");
  if (deleted) lines.push("deleted file mode 100644");
  if (file.movedFrom !== null && !deleted) {
    if (!hasHunks) lines.push("similarity index 100%");
    lines.push(`rename from ${quoted(from)}`, `rename to ${quoted(file.path)}`);
  }
  if (hasHunks) {
    lines.push(
      `--- ${created ? "/dev/null" : named(`a/${from}`)}`,
      `+++ ${deleted ? "/dev/null" : named(`b/${file.path}`)}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function hunkText(
  oldStart: number,
  oldLines: number,
  newStart: number,
  newLines: number,
  lines: readonly string[],
): string {
  const range = (start: number, count: number): string =>
    count === 1 ? String(start) : `${count === 0 ? Math.max(0, start - 1) : start},${count}`;
  return `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@\n${lines.join("\n")}\n`;
}

function wholeHunk(
  before: string,
  now: string,
): { oldStart: number; oldLines: number; newStart: number; newLines: number; lines: string[] } {
  const side = (text: string, sign: string): string[] => {
    if (text === "") return [];
    const open = !text.endsWith("\n");
    const lines = (open ? text : text.slice(0, -1)).split("\n").map((line) => sign + line);
    return open ? [...lines, "\\ No newline at end of file"] : lines;
  };
  const removed = side(before, "-");
  const added = side(now, "+");
  const count = (lines: readonly string[]): number => lines.filter((line) => !line.startsWith("\\")).length;
  return { oldStart: 1, oldLines: count(removed), newStart: 1, newLines: count(added), lines: [...removed, ...added] };
}

/** Git's C quoting of a name with a quote, backslash or control character (git-config, core.quotePath off). */
function quoted(name: string): string {
  if (!/["\\\u0000-\u001f\u007f]/.test(name)) return name;
  const short: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\" };
  return `"${name.replace(/["\\\u0000-\u001f\u007f]/g, (char) => short[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`)}"`;
}

/** A name on a `---` or `+++` line: git ends it with a tab where it has a blank. */
function named(name: string): string {
  const text = quoted(name);
  return text === name && name.includes(" ") ? `${name}\t` : text;
}

function withoutRoot(path: string): string {
  return path.replace(/^\/+/, "");
}
