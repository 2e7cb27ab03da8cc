import { headerLines, headOf, takeExtended, type HeaderLines, type PatchFileHead } from "./patch-header";
import { readHeaderName } from "./quoted-path";

export type LineKind = "context" | "add" | "del";

/** Numbers of a hunk header; a header without numbers has `numbered` false and zeroes. */
export interface HunkHead {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly section: string;
  readonly numbered: boolean;
}

/**
 * What the scanner tells as it walks a patch. Offsets are UTF-16 positions in the text: a line's `[from, to)` leaves out
 * its sign and its line feed (a carriage return stays in). Numbers are 0 where a line has none.
 */
export interface PatchSink {
  file(head: PatchFileHead): void;
  hunk(head: HunkHead, from: number, to: number): void;
  line(kind: LineKind, oldNo: number, newNo: number, from: number, to: number): void;
  /** The line before has no line feed at its end. */
  noNewline(from: number, to: number): void;
  fileEnd(end: number): void;
  problem(line: number, message: string): void;
}

const HUNK = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)$/;
const PLUS = 43;
const MINUS = 45;
const SPACE = 32;
const BACKSLASH = 92;
const CR = 13;
const LF = 10;
const MAX_PROBLEMS = 1000;

/**
 * Walks a git unified diff once, front to back (git-diff(1) "Generating patch text with -p"; mail preambles and the `-- `
 * trailer of git-format-patch are passed over). Hunk counts are trusted over the look of a line; where counts and lines
 * disagree the lines are still told and the disagreement is a problem. Never throws.
 */
export function scanPatch(text: string, sink: PatchSink): void {
  new Scanner(text, sink).run();
}

class Scanner {
  readonly #text: string;
  readonly #sink: PatchSink;
  /** Offset of the current line, of its line feed (or the text's end), and its number counted from 1. */
  #from = 0;
  #to = 0;
  #number = 0;
  #problems = 0;
  #open = false;
  #files = 0;
  /** End of the last line that belongs to the open file. */
  #fileEnd = 0;
  /** Offset of the next line that is not empty, as far as it has been looked up. */
  #solid = -1;
  #emptyRun = 0;

  constructor(text: string, sink: PatchSink) {
    this.#text = text;
    this.#sink = sink;
  }

  run(): void {
    this.#seek(0);
    while (this.#more()) {
      if (this.#starts("diff --git ")) this.#gitFile();
      else if (this.#starts("diff --cc ") || this.#starts("diff --combined ")) this.#combinedFile();
      else if (this.#isBareHeader(this.#from)) this.#bareFile();
      else if (this.#starts("@@") && this.#isHunkLike()) this.#orphanHunk();
      else {
        if (this.#starts("Submodule "))
          this.#problem("A submodule is listed without a diff: its changes are not shown.");
        this.#next();
      }
    }
    this.#closeFile();
    if (this.#files === 0 && this.#text.trim() !== "") this.#sink.problem(1, "No diff was found in this text.");
  }

  // Lines

  #more(): boolean {
    return this.#from < this.#text.length;
  }

  #seek(from: number): void {
    this.#from = from;
    const feed = this.#text.indexOf("\n", from);
    this.#to = feed === -1 ? this.#text.length : feed;
    this.#number += 1;
  }

  #next(): void {
    this.#seek(this.#to + 1);
  }

  /** Passes over the current line as one of the open file's. */
  #consume(): void {
    this.#fileEnd = Math.min(this.#to + 1, this.#text.length);
    this.#next();
  }

  #starts(prefix: string): boolean {
    return this.#text.startsWith(prefix, this.#from);
  }

  #lineAt(from: number): string {
    const feed = this.#text.indexOf("\n", from);
    let to = feed === -1 ? this.#text.length : feed;
    if (this.#text.charCodeAt(to - 1) === CR && to > from) to -= 1;
    return this.#text.slice(from, to);
  }

  #line(): string {
    return this.#lineAt(this.#from);
  }

  #lineAfter(from: number): number {
    const feed = this.#text.indexOf("\n", from);
    return feed === -1 ? this.#text.length : feed + 1;
  }

  #problem(message: string, line = this.#number): void {
    this.#problems += 1;
    if (this.#problems < MAX_PROBLEMS) this.#sink.problem(line, message);
    else if (this.#problems === MAX_PROBLEMS) this.#sink.problem(line, "More problems follow; they are not listed.");
  }

  // Files

  #openFile(head: PatchFileHead): void {
    this.#open = true;
    this.#files += 1;
    this.#sink.file(head);
  }

  #closeFile(): void {
    if (this.#open) this.#sink.fileEnd(this.#fileEnd);
    this.#open = false;
  }

  #gitFile(): void {
    this.#closeFile();
    const line = this.#number;
    const lines = headerLines(this.#from, this.#line().slice("diff --git ".length));
    this.#consume();
    while (this.#more() && takeExtended(lines, this.#line())) this.#consume();
    if (this.#starts("--- ") && this.#text.startsWith("+++ ", this.#lineAfter(this.#from))) this.#names(lines);
    else if (this.#starts("Binary files ") || this.#starts("GIT binary patch")) this.#binary(lines);
    this.#finishHeader(lines, line);
  }

  #bareFile(): void {
    this.#closeFile();
    const line = this.#number;
    const lines = headerLines(this.#from, null);
    this.#names(lines);
    this.#finishHeader(lines, line);
  }

  #names(lines: HeaderLines): void {
    lines.old = readHeaderName(this.#line().slice(4));
    this.#consume();
    lines.new = readHeaderName(this.#line().slice(4));
    this.#consume();
  }

  #finishHeader(lines: HeaderLines, line: number): void {
    const { head, certain } = headOf(lines, this.#starts("@@"));
    if (!certain) this.#problem("The file's name could not be told from its header for certain.", line);
    this.#openFile(head);
    while (this.#more() && this.#starts("@@")) this.#hunk();
  }

  #binary(lines: HeaderLines): void {
    lines.binary = true;
    const encoded = this.#starts("GIT binary patch");
    this.#consume();
    while (encoded && this.#more() && (this.#starts("literal ") || this.#starts("delta "))) {
      while (this.#more() && this.#line() !== "") this.#consume();
      if (this.#more()) this.#consume();
    }
  }

  #combinedFile(): void {
    this.#closeFile();
    const start = this.#from;
    const line = this.#line();
    const name = readHeaderName(line.slice(line.indexOf(" ", "diff ".length) + 1));
    this.#problem(`A combined diff of a merge (${name}) compares more than two sides and is not shown line by line.`);
    const lines = headerLines(start, null);
    lines.old = name;
    lines.new = name;
    this.#consume();
    while (this.#more() && !this.#starts("diff --") && !this.#starts("From ") && !this.#starts("commit "))
      this.#consume();
    this.#openFile(headOf(lines, true).head);
  }

  #orphanHunk(): void {
    if (!this.#open) {
      this.#problem("A hunk stands without a file header: which file it changes is not known.");
      this.#openFile({
        path: "",
        oldPath: null,
        status: "modified",
        oldMode: null,
        newMode: null,
        binary: false,
        start: this.#from,
      });
    } else {
      this.#problem("Lines that belong to no hunk stand above this hunk.");
    }
    while (this.#more() && this.#starts("@@")) this.#hunk();
  }

  /** `---`, `+++` and a hunk header on three lines: a file without a `diff --git` line. */
  #isBareHeader(from: number): boolean {
    if (!this.#text.startsWith("--- ", from)) return false;
    const second = this.#lineAfter(from);
    return this.#text.startsWith("+++ ", second) && this.#text.startsWith("@@", this.#lineAfter(second));
  }

  /** Guards prose that happens to begin with two at signs. */
  #isHunkLike(): boolean {
    return this.#open || HUNK.test(this.#line());
  }

  // Hunks

  #hunk(): void {
    const line = this.#number;
    const numbers = HUNK.exec(this.#line());
    const count = (value: string | undefined, absent: number): number => (value === undefined ? absent : Number(value));
    const head: HunkHead = {
      oldStart: count(numbers?.[1], 0),
      oldLines: numbers === null ? 0 : count(numbers[2], 1),
      newStart: count(numbers?.[3], 0),
      newLines: numbers === null ? 0 : count(numbers[4], 1),
      section: numbers?.[5] ?? this.#line().replace(/^@@ ?/, ""),
      numbered: numbers !== null,
    };
    if (numbers === null) this.#problem("The hunk header has no line numbers: its lines are shown without numbers.");
    this.#sink.hunk(head, this.#from, this.#to);
    this.#consume();
    this.#hunkLines(head, line);
  }

  #hunkLines(head: HunkHead, headerLine: number): void {
    let oldLeft = head.oldLines;
    let newLeft = head.newLines;
    let oldNo = head.oldStart;
    let newNo = head.newStart;
    const shown = head.numbered ? 1 : 0;
    while (this.#more()) {
      const within = oldLeft > 0 || newLeft > 0;
      const code = this.#text.charCodeAt(this.#from);
      if (code === BACKSLASH) {
        this.#sink.noNewline(this.#from, this.#to);
      } else if (!(within ? this.#isInside(code, oldLeft, newLeft) : this.#isOverrun(code))) {
        break;
      } else if (code === PLUS) {
        this.#sink.line("add", 0, newNo * shown, this.#from + 1, this.#to);
        newLeft -= 1;
        newNo += 1;
      } else if (code === MINUS) {
        this.#sink.line("del", oldNo * shown, 0, this.#from + 1, this.#to);
        oldLeft -= 1;
        oldNo += 1;
      } else {
        // An empty line is an empty context line whose one space was trimmed on the way here.
        this.#sink.line(
          "context",
          oldNo * shown,
          newNo * shown,
          code === SPACE ? this.#from + 1 : this.#from,
          this.#to,
        );
        oldLeft -= 1;
        newLeft -= 1;
        oldNo += 1;
        newNo += 1;
      }
      this.#consume();
    }
    if (head.numbered && (oldLeft !== 0 || newLeft !== 0)) {
      const old = `${String(head.oldLines)} old and ${String(head.newLines)} new lines`;
      const found = `${String(head.oldLines - oldLeft)} and ${String(head.newLines - newLeft)}`;
      this.#problem(
        `The hunk header announces ${old}, but ${found} follow: the line numbers below it may be wrong.`,
        headerLine,
      );
    }
  }

  /** Whether a line is part of a hunk whose counts are not used up. */
  #isInside(code: number, oldLeft: number, newLeft: number): boolean {
    if (code === PLUS || code === SPACE) return true;
    if (code === MINUS) {
      // `--- x`, `+++ y`, `@@` is content only where those two lines are just what the counts still ask for.
      return (oldLeft === 1 && newLeft === 1) || !this.#isBareHeader(this.#from);
    }
    if (!this.#isEmpty()) return false;
    this.#lookPastEmpty();
    if (this.#continues(this.#solid)) return true;
    return oldLeft === newLeft && this.#emptyRun === oldLeft;
  }

  /** Whether a line still belongs to a hunk whose counts are used up, because the counts were wrong. */
  #isOverrun(code: number): boolean {
    if (this.#isEmpty()) {
      const next = this.#lineAfter(this.#from);
      const sign = this.#text.charCodeAt(next);
      return (sign === PLUS || sign === MINUS) && this.#continues(next);
    }
    return (code === PLUS || code === SPACE || code === MINUS) && this.#continues(this.#from);
  }

  #isEmpty(): boolean {
    return this.#to === this.#from || (this.#to === this.#from + 1 && this.#text.charCodeAt(this.#from) === CR);
  }

  /** Finds the next line that is not empty, once for a whole run of empty ones (so that a run costs linear time). */
  #lookPastEmpty(): void {
    if (this.#solid > this.#from) {
      this.#emptyRun -= 1;
      return;
    }
    let at = this.#from;
    this.#emptyRun = 0;
    while (at < this.#text.length) {
      const code = this.#text.charCodeAt(at);
      if (code === LF) at += 1;
      else if (code === CR && this.#text.charCodeAt(at + 1) === LF) at += 2;
      else break;
      this.#emptyRun += 1;
    }
    this.#solid = at;
  }

  /** Whether the line at an offset looks like hunk content and not like the next header or the end of a mail. */
  #continues(from: number): boolean {
    const code = this.#text.charCodeAt(from);
    if (code === MINUS) return this.#lineAt(from) !== "-- " && !this.#isBareHeader(from);
    return code === PLUS || code === SPACE || code === BACKSLASH;
  }
}
