import { ok } from "../../../shared/result";
import { coverageReport, type CoveredFile, type PartlyTaken } from "../coverage-report";
import { HitList } from "../hit-list";
import type { EvidenceParser } from "../parser";

/**
 * LCOV tracefiles, as geninfo(1) describes them and c8, Istanbul, `node --test`, cargo-llvm-cov, Go and Dart tools write them.
 * Read byte by byte without a text of the whole: such files grow to hundreds of megabytes. One file's records may be repeated
 * (per test, per merge); their runs are summed. LF, LH, BRF and BRH often disagree with the lines and are not believed.
 */
export const lcov: EvidenceParser = {
  id: "lcov",
  name: "LCOV",
  maxBytes: 128 * 1024 * 1024,
  recognises: ({ path, bytes }) => {
    const head = new TextDecoder().decode(bytes.subarray(0, 65_536)).replace(/^\ufeff/, "");
    // A run without any file writes nothing; then only the name can tell.
    if (head.trim() === "") return /(?:\.lcov|lcov[^/\\]*\.info)$/i.test(path);
    const lines = head.split("\n").map((line) => line.trim());
    const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
    const told = whole.filter((line) => line !== "" && !line.startsWith("#")).slice(0, 20);
    return (
      told.slice(0, 3).some((line) => line.startsWith("SF:")) &&
      told.filter((line) => line === "end_of_record" || record.test(line)).length * 2 > told.length
    );
  },
  parse: (bytes) => ok(new Tracefile(bytes).read()),
};

const record = /^(?:TN|SF|VER|FN|FNDA|FNF|FNH|FNL|FNA|BRDA|BRF|BRH|DA|LF|LH|MCDC|MCF|MCH):/;
/** More files are not read: each has a name and two lists. */
const maxFiles = 200_000;
const lineFeed = 10;
const carriageReturn = 13;
const comma = 44;
const letterB = 66;
const letterD = 68;
const zero = 48;
const nine = 57;
/** Numbers of a branch that fit in one key beside its line: 14 bits each. Others are told apart by a hash of their text. */
const smallPart = 16_384;
const maxLine = 16_777_215;

interface OpenFile {
  readonly path: string;
  readonly lines: HitList;
  readonly branches: HitList;
}

/** Lines with branches that were not all taken. In: branches by a key that begins with their line. */
function partlyTaken(branches: HitList): PartlyTaken[] {
  const found: PartlyTaken[] = [];
  let open: PartlyTaken = [0, 0, 0];
  const close = () => {
    if (open[1] < open[2]) found.push(open);
  };
  branches.each((key, hits) => {
    const line = Math.floor(key / (smallPart * smallPart));
    if (line !== open[0]) {
      close();
      open = [line, 0, 0];
    }
    open[2] += 1;
    if (hits > 0) open[1] += 1;
  });
  close();
  return found;
}

class Tracefile {
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder();
  readonly #files = new Map<string, OpenFile>();
  #open: OpenFile | null = null;
  #unread = 0;
  /** Inside a record of a file past the limit. */
  #passing = false;
  #passed = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read() {
    const bytes = this.#bytes;
    let from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    while (from < bytes.length) {
      // Lines are a few bytes long: a loop finds their end faster than a call.
      let next = from;
      while (next < bytes.length && bytes[next] !== lineFeed) next += 1;
      const to = next > from && bytes[next - 1] === carriageReturn ? next - 1 : next;
      this.#line(from, to);
      from = next + 1;
    }
    return coverageReport(this.#covered(), {
      unread: this.#unread,
      truncated:
        this.#passed === 0
          ? null
          : `Only the first ${maxFiles.toLocaleString("en-US")} files were read; ${this.#passed.toLocaleString("en-US")} more records are in no figure.`,
    });
  }

  /** Each file's lists are let go once they were told. */
  *#covered(): Generator<CoveredFile> {
    for (const [key, { path, lines, branches }] of this.#files) {
      this.#files.delete(key);
      const total = branches.size;
      yield {
        path,
        lines,
        branches: total === 0 ? null : { covered: branches.covered(), total },
        partly: partlyTaken(branches),
      };
    }
  }

  #line(from: number, to: number): void {
    const first = this.#bytes[from];
    // Nine lines of ten begin so: they are told by one byte.
    if (first === letterD && this.#starts(from, to, "DA:")) this.#count(from + 3, to);
    else if (first === letterB && this.#starts(from, to, "BRDA:")) this.#branch(from + 5, to);
    else if (this.#starts(from, to, "SF:")) this.#file(this.#text(from + 3, to));
    else if (this.#starts(from, to, "end_of_record")) {
      this.#open = null;
      this.#passing = false;
    } else if (to > from && !this.#starts(from, to, "#") && !record.test(this.#text(from, Math.min(to, from + 6)))) {
      if (this.#text(from, to).trim() !== "") this.#unread += 1;
    }
  }

  #file(path: string): void {
    const known = this.#files.get(path);
    this.#passing = known === undefined && this.#files.size >= maxFiles;
    if (this.#passing) {
      this.#passed += 1;
      this.#open = null;
      return;
    }
    this.#open = known ?? { path, lines: new HitList("sum"), branches: new HitList("sum") };
    if (known === undefined) this.#files.set(path, this.#open);
  }

  /** `DA:line,count[,checksum]` */
  #count(from: number, to: number): void {
    const line = this.#integer(from, to);
    const at = from + digits(line);
    const numbered = line >= 1 && line <= maxLine && this.#bytes[at] === comma;
    const hits = numbered ? this.#hits(at + 1, this.#field(at + 1, to)) : null;
    if (hits === null || this.#open === null) this.#lost();
    else this.#open.lines.add(line, hits);
  }

  /** `BRDA:line,[e]block,branch,taken`; branch may be an expression with commas. */
  #branch(from: number, to: number): void {
    const line = this.#integer(from, to);
    const at = from + digits(line);
    let last = to - 1;
    while (last > at && this.#bytes[last] !== comma) last -= 1;
    const numbered = line >= 1 && line <= maxLine && this.#bytes[at] === comma && last > at;
    const taken = numbered ? this.#hits(last + 1, to) : null;
    if (taken === null || this.#open === null) this.#lost();
    else this.#open.branches.add(line * smallPart * smallPart + this.#branchKey(at + 1, last), taken);
  }

  #branchKey(from: number, to: number): number {
    const block = this.#integer(from, to);
    const at = from + digits(block);
    if (block >= 0 && block < smallPart / 2 && this.#bytes[at] === comma) {
      const branch = this.#integer(at + 1, to);
      if (branch >= 0 && branch < smallPart && at + 1 + digits(branch) === to) return block * smallPart + branch;
    }
    let hash = 0x811c9dc5;
    for (let index = from; index < to; index += 1) hash = Math.imul(hash ^ (this.#bytes[index] ?? 0), 0x01000193);
    // The upper half of the blocks' numbers is kept for hashes, so that none meets a small number.
    return (smallPart / 2) * smallPart + ((hash >>> 0) % ((smallPart / 2) * smallPart));
  }

  /** A count as tools write it: digits, a float, a negative number (a bug of gcov: not run), `-` or `=====` (never run). */
  #hits(from: number, to: number): number | null {
    const whole = this.#integer(from, to);
    if (whole >= 0 && from + digits(whole) === to) return whole;
    const text = this.#text(from, to).trim();
    if (/^(?:-|=+|#+)$/.test(text)) return 0;
    if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) return null;
    return Math.min(Math.max(Math.ceil(Number(text)), 0), Number.MAX_SAFE_INTEGER);
  }

  /** The integer without leading zeroes that begins at `from`, or -1: none, or more than 15 digits. */
  #integer(from: number, to: number): number {
    let value = 0;
    let at = from;
    for (; at < to; at += 1) {
      const digit = this.#bytes[at] ?? 0;
      if (digit < zero || digit > nine) break;
      if (at - from >= 15 || (at > from && value === 0)) return -1;
      value = value * 10 + digit - zero;
    }
    return at === from ? -1 : value;
  }

  #field(from: number, to: number): number {
    for (let at = from; at < to; at += 1) if (this.#bytes[at] === comma) return at;
    return to;
  }

  #starts(from: number, to: number, word: string): boolean {
    if (to - from < word.length) return false;
    for (let at = 0; at < word.length; at += 1) if (this.#bytes[from + at] !== word.charCodeAt(at)) return false;
    return true;
  }

  #text(from: number, to: number): string {
    return this.#decoder.decode(this.#bytes.subarray(from, to));
  }

  #lost(): void {
    if (!this.#passing) this.#unread += 1;
  }
}

/** How many characters an integer without leading zeroes takes. */
function digits(value: number): number {
  if (value < 10) return 1;
  let count = 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) count += 1;
  return count;
}
