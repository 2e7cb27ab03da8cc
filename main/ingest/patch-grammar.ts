/** One file of a patch in Codex's own grammar, or of its report on what was applied. */
export interface PatchChange {
  readonly op: "add" | "update" | "delete" | "move";
  readonly path: string;
  readonly newPath: string | null;
  /** For a new file, its content. */
  readonly content: string | null;
  /** Hunks, without file headers. In the grammar of `apply_patch` their `@@` lines have no line numbers. */
  readonly hunks: string | null;
}

/**
 * Reads `*** Begin Patch … *** End Patch` (Codex's `apply_patch` grammar: Add, Update and Delete File, Move to, `@@`).
 * Returns an empty list where the text holds no such patch.
 */
export function parseApplyPatch(text: string): PatchChange[] {
  const begin = text.indexOf("*** Begin Patch");
  if (begin === -1) return [];
  const changes: PatchChange[] = [];
  let open: { op: "add" | "update" | "delete"; path: string; newPath: string | null; lines: string[] } | null = null;
  const close = (): void => {
    if (open === null) return;
    const body = open.lines.length === 0 ? null : `${open.lines.join("\n")}\n`;
    if (open.op === "add") {
      const content = open.lines.map((line) => (line.startsWith("+") ? line.slice(1) : line));
      changes.push({
        op: "add",
        path: open.path,
        newPath: null,
        content: content.length === 0 ? "" : `${content.join("\n")}\n`,
        hunks: null,
      });
    } else if (open.op === "delete")
      changes.push({ op: "delete", path: open.path, newPath: null, content: null, hunks: null });
    else
      changes.push({
        op: open.newPath === null ? "update" : "move",
        path: open.path,
        newPath: open.newPath,
        content: null,
        hunks: body,
      });
    open = null;
  };
  for (const line of text.slice(begin).split(/\r?\n/).slice(1)) {
    if (line.startsWith("*** End Patch")) break;
    const file = /^\*\*\* (Add|Update|Delete) File: (.+)$/.exec(line);
    if (file?.[1] !== undefined && file[2] !== undefined) {
      close();
      open = {
        op: file[1] === "Add" ? "add" : file[1] === "Update" ? "update" : "delete",
        path: file[2].trim(),
        newPath: null,
        lines: [],
      };
      continue;
    }
    const target: { newPath: string | null; lines: string[] } | null = open;
    if (target === null) continue;
    if (line.startsWith("*** Move to: ")) target.newPath = line.slice("*** Move to: ".length).trim();
    else if (line !== "*** End of File") target.lines.push(line);
  }
  close();
  return changes;
}

/** Replaced and new text of hunks that carry their context: what stood there and what stands there now. */
export function hunkTexts(hunks: string): { before: string; after: string } {
  const before: string[] = [];
  const after: string[] = [];
  for (const line of hunks.replace(/\n$/, "").split("\n")) {
    if (line.startsWith("@@") || line.startsWith("\\")) continue;
    const text = line.slice(1);
    if (!line.startsWith("+")) before.push(text);
    if (!line.startsWith("-")) after.push(text);
  }
  return { before: joined(before), after: joined(after) };
}

function joined(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** A unified diff without its file headers, which some versions write. */
export function withoutFileHeaders(diff: string): string {
  const at = diff.startsWith("@@") ? 0 : diff.indexOf("\n@@");
  return at <= 0 ? diff : diff.slice(at + 1);
}
