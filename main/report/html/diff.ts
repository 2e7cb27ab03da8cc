import { html as drawDiff } from "diff2html";
import { LineType } from "diff2html/lib/types.js";
import type { DiffBlock, DiffFile, DiffLine } from "diff2html/lib/types.js";
import { findHiddenCharacters } from "../../../shared/diff/hidden-characters";
import { parsePatch } from "../../../shared/diff/parse-patch";
import type { PatchFile, PatchLine } from "../../../shared/diff/parse-patch";
import { Markup, chip, counted, h, number } from "./markup";

/** A file with more changed lines is withheld: a report is read by people and printed. */
const maxChangedLines = 400;
/** A file with a longer line is withheld: it was not written by hand, and drawing its words is slow. */
const maxLineLength = 2_000;
/** Changed lines drawn per attempt; files beyond it are withheld. */
const maxChangedLinesOfPatch = 4_000;
/** Changed lines drawn in a whole report: what comes later is withheld, so a long period still makes a file that opens. */
const maxChangedLinesOfReport = 20_000;
/** Files listed per attempt. */
const maxFiles = 200;
/** Bounds on finding which old line a new line comes from: comparisons in a block, and the longest line compared or marked. */
const wordMarks = {
  matching: "lines",
  matchingMaxComparisons: 400,
  maxLineSizeInBlockForComparison: 120,
  diffStyle: "word",
  maxLineLengthHighlight: 400,
} as const;
/** Private-use characters stand for hidden ones while the diff is drawn, one unit each, so no word boundary can split them. */
const firstStandIn = 0xe000;
const standIns = 0x1900;

/** Changed lines that may still be drawn in one report. */
export interface DrawingRoom {
  lines: number;
}

/** Room for a report that begins. */
export function drawingRoom(): DrawingRoom {
  return { lines: maxChangedLinesOfReport };
}

/**
 * The patch of one attempt as static tables, one per file. Files that are too large say how many lines they withhold.
 * In: the patch and the report's remaining room, which this takes from.
 */
export function patchSection(patch: string, room: DrawingRoom = drawingRoom()): Markup {
  const { files, problems } = parsePatch(patch);
  let left = Math.min(maxChangedLinesOfPatch, room.lines);
  const parts = files.slice(0, maxFiles).map((file) => {
    const changed = file.added + file.removed;
    const fits =
      changed <= left &&
      changed <= maxChangedLines &&
      !file.hunks.some((hunk) => hunk.lines.some((line) => line.text.length > maxLineLength));
    if (fits) {
      left -= changed;
      room.lines -= changed;
    }
    return fileSection(file, fits);
  });
  const rest = files.slice(maxFiles);
  return h`${parts}${rest.length === 0 ? null : h`<p class="held">${counted(rest.length, "more file")} withheld: too large.</p>`}${
    problems.length === 0
      ? null
      : h`<p class="held">${counted(problems.length, "line")} of the patch could not be read as a diff. First: line ${number(problems[0]?.line ?? 0)}, ${problems[0]?.message ?? ""}.</p>`
  }`;
}

function fileSection(file: PatchFile, fits: boolean): Markup {
  const from =
    file.oldPath === null
      ? null
      : h` <span class="dim">from</span> <span class="mono"><bdi>${file.oldPath}</bdi></span>`;
  const mode =
    file.oldMode !== null && file.newMode !== null && file.oldMode !== file.newMode
      ? h` <span class="dim">mode ${file.oldMode} to ${file.newMode}</span>`
      : null;
  const size = h`<span class="size"><span class="add">+${number(file.added)}</span> <span class="del">−${number(file.removed)}</span></span>`;
  return h`<section class="file"><h4><span class="status">${statusWords[file.status]}</span> <span class="mono path"><bdi>${file.path}</bdi></span>${from}${mode}${size}</h4>${fileBody(file, fits)}</section>`;
}

const statusWords: Readonly<Record<PatchFile["status"], string>> = {
  added: "Added",
  modified: "Changed",
  deleted: "Deleted",
  renamed: "Renamed",
  copied: "Copied",
  mode: "Mode",
};

function fileBody(file: PatchFile, fits: boolean): Markup {
  if (file.binary) return h`<p class="held">Binary file: the patch has no lines to show.</p>`;
  if (file.hunks.length === 0) return h`<p class="held">No lines changed.</p>`;
  if (!fits) return h`<p class="held">${counted(file.added + file.removed, "line")} withheld: too large.</p>`;
  return drawLines(file);
}

/**
 * Lines through diff2html, which escapes them and marks changed words. It is given lines alone: names never reach it. Of what it
 * draws only the table is taken, and stand-ins become chips after escaping.
 */
function drawLines(file: PatchFile): Markup {
  const hidden = new StandIns();
  const blocks: DiffBlock[] = file.hunks.map((hunk) => ({
    oldStartLine: hunk.oldStart,
    newStartLine: hunk.newStart,
    header: hidden.cover(
      `@@ -${String(hunk.oldStart)},${String(hunk.oldLines)} +${String(hunk.newStart)},${String(hunk.newLines)} @@ ${hunk.section}`,
    ),
    lines: hunk.lines.map((line) => drawnLine(line, hidden)),
  }));
  const drawing: DiffFile = {
    oldName: "file",
    newName: "file",
    addedLines: file.added,
    deletedLines: file.removed,
    isCombined: false,
    isGitDiff: true,
    language: "",
    blocks,
  };
  const page = drawDiff([drawing], { outputFormat: "line-by-line", drawFileList: false, ...wordMarks });
  const from = page.indexOf("<table");
  const to = page.lastIndexOf("</table>");
  if (from < 0 || to < from) throw new Error("diff2html drew no table");
  return Markup.written(`<div class="code">${hidden.uncover(page.slice(from, to + "</table>".length))}</div>`);
}

const noNewline = h`<span class="eof">no newline at end of file</span>`;

function drawnLine(line: PatchLine, hidden: StandIns): DiffLine {
  const sign = line.kind === "add" ? "+" : line.kind === "del" ? "-" : " ";
  // In a file of CRLF lines the return is text; on a changed line it may be the change.
  const own = line.kind === "context" ? line.text.replace(/\r$/, "") : line.text;
  const text = hidden.cover(own) + (line.noNewline ? hidden.note(noNewline) : "");
  // The library's rows need numbers: a hunk header without them counts from 0.
  if (line.kind === "add")
    return { type: LineType.INSERT, oldNumber: undefined, newNumber: line.newNo ?? 0, content: sign + text };
  if (line.kind === "del")
    return { type: LineType.DELETE, oldNumber: line.oldNo ?? 0, newNumber: undefined, content: sign + text };
  return { type: LineType.CONTEXT, oldNumber: line.oldNo ?? 0, newNumber: line.newNo ?? 0, content: sign + text };
}

/** Markup that stands for a character of one file, each under a private-use character of its own. */
class StandIns {
  private readonly drawn: string[] = [];
  private readonly places = new Map<string, number>();

  /** Replaces hidden and private-use characters by stand-ins. Private use is hidden too: nobody knows what it draws. */
  cover(text: string): string {
    const whole = text.toWellFormed().replace(/\r$/, "");
    let covered = "";
    let from = 0;
    for (const hidden of findHiddenCharacters(whole)) {
      covered += this.coverPrivate(whole.slice(from, hidden.start)) + this.standIn(chip(hidden.label));
      from = hidden.end;
    }
    covered += this.coverPrivate(whole.slice(from));
    return text.endsWith("\r") ? covered + this.standIn(chip("U+000D")) : covered;
  }

  /** A word of this report at the end of a line. */
  note(word: Markup): string {
    return this.standIn(word.html);
  }

  uncover(html: string): string {
    return html.replace(/[\ue000-\uf8ff]/g, (character) => this.drawn[character.charCodeAt(0) - firstStandIn] ?? "");
  }

  private coverPrivate(text: string): string {
    return text.replace(/[\ue000-\uf8ff]/g, (character) =>
      this.standIn(chip(`U+${character.charCodeAt(0).toString(16).toUpperCase()}`)),
    );
  }

  private standIn(markup: string): string {
    let place = this.places.get(markup);
    if (place === undefined) {
      if (this.drawn.length >= standIns) return "\ufffd";
      place = this.drawn.push(markup) - 1;
      this.places.set(markup, place);
    }
    return String.fromCharCode(firstStandIn + place);
  }
}
