import { createHash } from "node:crypto";

/** One file of a unified diff, as the list of a pull request's files tells of it. */
export interface PatchFile {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: "added" | "removed" | "modified" | "renamed";
  readonly additions: number;
  readonly deletions: number;
  /** The hunks, without the header; null where there are none. */
  readonly hunks: string | null;
  /** Lines that stand in the diff and can therefore carry a comment, by side. */
  readonly left: ReadonlySet<number>;
  readonly right: ReadonlySet<number>;
}

export function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

/** The files of a git diff with a/ and b/ before its paths. */
export function filesOfPatch(patch: string): PatchFile[] {
  return patch
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith("diff --git "))
    .map(fileOf);
}

function fileOf(part: string): PatchFile {
  const old = /^--- a\/(.+)$/m.exec(part)?.[1] ?? /^rename from (.+)$/m.exec(part)?.[1];
  const now = /^\+\+\+ b\/(.+)$/m.exec(part)?.[1] ?? /^rename to (.+)$/m.exec(part)?.[1];
  const named = /^diff --git a\/(.+) b\/(.+)$/m.exec(part);
  const path = now ?? old ?? named?.[2] ?? "";
  const start = part.search(/^@@ /m);
  const hunks = start < 0 ? null : part.slice(start).replace(/\n$/, "");
  const left = new Set<number>();
  const right = new Set<number>();
  let additions = 0;
  let deletions = 0;
  let [before, after] = [0, 0];
  for (const line of hunks?.split("\n") ?? []) {
    const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (head !== null) [before, after] = [Number(head[1]), Number(head[2])];
    else if (line.startsWith("+")) {
      additions += 1;
      right.add(after++);
    } else if (line.startsWith("-")) {
      deletions += 1;
      left.add(before++);
    } else if (!line.startsWith("\\")) {
      left.add(before++);
      right.add(after++);
    }
  }
  const renamed = /^rename from /m.test(part);
  return {
    path,
    previousPath: renamed ? (old ?? null) : null,
    status: /^new file mode /m.test(part)
      ? "added"
      : /^deleted file mode /m.test(part)
        ? "removed"
        : renamed
          ? "renamed"
          : "modified",
    additions,
    deletions,
    hunks,
    left,
    right,
  };
}
