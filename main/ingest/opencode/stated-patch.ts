import { isObject, objectField, textField } from "../json-fields";
import { linesOf } from "../edit-text";
import { hunksOf } from "./tool-detail";

const context = 3;

/**
 * A patch in git's format from the list of changed files that OpenCode keeps of a session: with a `patch` each, or (to
 * version 1.2) with the whole file `before` and `after`. Null for an empty list, and where a file cannot be said in a patch.
 */
export function patchOfDiffs(diffs: readonly unknown[], folder: string | null): string | null {
  const files: string[] = [];
  for (const diff of diffs) {
    const path = isObject(diff) ? repositoryPath(textField(diff, "file") ?? "", folder) : null;
    if (!isObject(diff) || path === null) return null;
    const before = textField(diff, "before");
    const after = textField(diff, "after");
    const patch = textField(diff, "patch");
    const hunks = patch !== null ? hunksOf(patch) : before !== null && after !== null ? wholeHunk(before, after) : null;
    if (hunks === null) return null;
    const status = textField(diff, "status") ?? (before === "" ? "added" : after === "" ? "deleted" : "modified");
    const mode =
      status === "added" ? "new file mode 100644\n" : status === "deleted" ? "deleted file mode 100644\n" : "";
    const old = status === "added" ? "/dev/null" : `a/${path}`;
    const now = status === "deleted" ? "/dev/null" : `b/${path}`;
    files.push(`diff --git a/${path} b/${path}\n${mode}--- ${old}\n+++ ${now}\n${hunks}`);
  }
  return files.length === 0 ? null : files.join("");
}

/** The list of changed files at `summary.diffs` of a session, or null. */
export function summaryDiffs(info: Readonly<Record<string, unknown>>): readonly unknown[] | null {
  const diffs = objectField(info, "summary")?.diffs;
  return Array.isArray(diffs) ? diffs : null;
}

/** The path within the repository; null where it lies elsewhere or would have to be quoted. */
function repositoryPath(file: string, folder: string | null): string | null {
  const path = folder !== null && folder !== "" && file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
  if (path === "" || /^(?:\/|[A-Za-z]:)|(?:^|\/)\.\.(?:\/|$)/.test(path)) return null;
  return /["\\\p{Cc}]/u.test(path) ? null : path.toWellFormed();
}

/** One hunk that turns `before` into `after`: what is left when equal lines at both ends are taken off, with context. */
function wholeHunk(before: string, after: string): string | null {
  const old = linesOf(before);
  const now = linesOf(after);
  const same = (a: number, b: number): boolean =>
    old[a] === now[b] &&
    (a === old.length - 1 && !before.endsWith("\n")) === (b === now.length - 1 && !after.endsWith("\n"));
  let head = 0;
  while (head < old.length && head < now.length && same(head, head)) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && same(old.length - 1 - tail, now.length - 1 - tail))
    tail += 1;
  if (head === old.length && head === now.length) return null;
  const from = Math.max(0, head - context);
  const lines: string[] = [];
  const put = (sign: string, text: string, last: boolean): void => {
    lines.push(`${sign}${text}`);
    if (last) lines.push("\\ No newline at end of file");
  };
  const endsOpen = (text: string, index: number, list: readonly string[]): boolean =>
    index === list.length - 1 && !text.endsWith("\n");
  for (let index = from; index < head; index += 1) put(" ", old[index] ?? "", endsOpen(before, index, old));
  const oldEnd = old.length - tail;
  const nowEnd = now.length - tail;
  for (let index = head; index < oldEnd; index += 1) put("-", old[index] ?? "", endsOpen(before, index, old));
  for (let index = head; index < nowEnd; index += 1) put("+", now[index] ?? "", endsOpen(after, index, now));
  const until = Math.min(old.length, oldEnd + context);
  for (let index = oldEnd; index < until; index += 1) put(" ", old[index] ?? "", endsOpen(before, index, old));
  const oldCount = until - from;
  const nowCount = oldCount - (oldEnd - head) + (nowEnd - head);
  const start = (count: number): number => (count === 0 ? from : from + 1);
  return `@@ -${String(start(oldCount))},${String(oldCount)} +${String(start(nowCount))},${String(nowCount)} @@\n${lines.join("\n")}\n`;
}
