/** One file of the diff that a result carries as its detailed content. */
export interface DiffSection {
  readonly path: string;
  /** The file did not exist before. */
  readonly created: boolean;
  readonly hunks: string;
}

/** Reads git's style of diff as Copilot writes it; anything else gives no section. Paths keep no leading slash. */
export function diffSections(text: string): DiffSection[] {
  const sections: DiffSection[] = [];
  for (const part of text.split(/^(?=diff --git )/m)) {
    if (!part.startsWith("diff --git ")) continue;
    const at = part.indexOf("\n@@");
    if (at === -1) continue;
    const head = part.slice(0, at);
    const path = /^\+\+\+ (?:b\/)?(.+)$/m.exec(head)?.[1] ?? "";
    const old = /^--- (?:a\/)?(.+)$/m.exec(head)?.[1] ?? "";
    const created = /^\/?dev\/null$/.test(old.trim()) || /^(?:new|create) file mode/m.test(head);
    const gone = /^\/?dev\/null$/.test(path.trim());
    const hunks = withoutPhantom(part.slice(at + 1).replace(/\n+$/, ""));
    sections.push({ path: (gone ? old : path).trim(), created, hunks: `${hunks}\n` });
  }
  return sections;
}

/**
 * Copilot counts the nothing behind the last line end as a line. Where a hunk reaches the end of the file (fewer than three
 * lines of context below its last change) an empty last line is that nothing.
 */
function withoutPhantom(hunks: string): string {
  const lines = hunks.split("\n");
  if (lines.at(-1) !== " ") return hunks;
  let context = 0;
  while (lines.at(-1 - context)?.startsWith(" ") === true) context += 1;
  if (context >= 3 || context === lines.length) return hunks;
  lines.pop();
  const at = lines.findLastIndex((line) => line.startsWith("@@"));
  const header = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@(.*)$/.exec(lines[at] ?? "");
  if (header === null) return hunks;
  const [, oldStart = "", oldLines = "", newStart = "", newLines = "", rest = ""] = header;
  lines[at] = `@@ -${oldStart},${String(Number(oldLines) - 1)} +${newStart},${String(Number(newLines) - 1)} @@${rest}`;
  return lines.join("\n");
}
