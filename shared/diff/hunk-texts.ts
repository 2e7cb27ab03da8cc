import { scanPatch } from "./scan-patch";

/** One hunk of a patch. `body` is its lines with their signs, as the patch has them, without the header that counts lines. */
export interface HunkText {
  readonly path: string;
  readonly body: string;
}

/** The hunks of a patch in its order, which is also the order of their rows in `patchRows`. Never throws. */
export function hunkTexts(text: string): HunkText[] {
  const hunks: HunkText[] = [];
  let path = "";
  let from = -1;
  const close = (end: number): void => {
    if (from !== -1) hunks.push({ path, body: text.slice(from, end) });
    from = -1;
  };
  scanPatch(text, {
    file(head) {
      path = head.path;
    },
    hunk(_, start, end) {
      close(start);
      from = Math.min(end + 1, text.length);
    },
    line: nothing,
    noNewline: nothing,
    fileEnd: close,
    problem: nothing,
  });
  return hunks;
}

function nothing(): void {
  // Only where hunks begin and end is of interest.
}

/**
 * The text whose SHA-256 is a hunk's key in the reading record: its file's path and its lines, changed and unchanged, without line
 * numbers. A change that only moved up or down, as after a rebase, keeps its key; the same lines in another file have another.
 */
export function hunkKeyInput({ path, body }: HunkText): string {
  return `${path}\n${body.endsWith("\n") ? body : `${body}\n`}`;
}
