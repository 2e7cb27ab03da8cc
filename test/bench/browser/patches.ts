import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./figures";

export interface Patch {
  readonly text: string;
  readonly lines: number;
  /** What `git diff` itself took, in milliseconds. */
  readonly git: number;
}

/** Realistic lines: long enough to wrap words over, different enough to be a change. */
function source(file: number, lines: number, changed: boolean): string {
  const out: string[] = [];
  for (let line = 0; line < lines; line += 1) {
    const version = changed && line % 5 < 2 ? "await this.store.read" : "this.store.get";
    out.push(
      `  const value${String(line)} = ${version}("key-${String(file)}-${String(line)}", { retries: ${String(line % 7)} }); // item ${String(line)}`,
    );
  }
  return `${out.join("\n")}\n`;
}

/** Lines of a patch for each line of its file: two of five are changed, and a change is two lines. */
const GROWTH = 1.4;
const MOST_LINES = 500;

/** A patch of about `lines` lines over files of at most 500, made by git. */
export function makePatch(lines: number): Patch {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-patch-"));
  try {
    const git = (...args: string[]): string =>
      execFileSync("git", ["-c", "core.autocrlf=false", ...args], {
        cwd: folder,
        encoding: "utf8",
        maxBuffer: 1 << 28,
        env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
      });
    git("init", "-q");
    const files = Math.ceil(lines / GROWTH / MOST_LINES);
    const each = Math.round(lines / GROWTH / files);
    const write = (changed: boolean): void => {
      for (let file = 0; file < files; file += 1)
        writeFileSync(join(folder, `f${String(file)}.ts`), source(file, each, changed));
    };
    write(false);
    git("add", "-A");
    write(true);
    const times: number[] = [];
    let text = "";
    for (let round = 0; round < 3; round += 1) {
      const started = performance.now();
      text = git("diff", "--no-ext-diff");
      times.push(performance.now() - started);
    }
    return { text, lines: text.split("\n").length, git: median(times) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The old and the new text that a patch's hunks hold, for editors that compare two texts. */
export function sidesOf(patch: string): { old: string; fresh: string } {
  const old: string[] = [];
  const fresh: string[] = [];
  for (const line of patch.split("\n")) {
    if (/^(?:diff |index |--- |\+\+\+ |@@ )/u.test(line)) continue;
    if (!line.startsWith("+")) old.push(line.slice(1));
    if (!line.startsWith("-")) fresh.push(line.slice(1));
  }
  return { old: old.join("\n"), fresh: fresh.join("\n") };
}
