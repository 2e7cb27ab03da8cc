import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright";
import { parsePatch } from "../../shared/diff/parse-patch";
import { patchRows } from "../../shared/diff/rows";
import { serveDiffPage } from "./serve-diff-page";

// The diff from git's output to code on screen. Ratios are of one run on one machine; absolutes only say which machine.

const folder = mkdtempSync(join(tmpdir(), "countersign-diff-bench-"));
const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "core.autocrlf=false", ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
  });

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

/** A patch of about `lines` lines over files of 500, made by git. */
function makePatch(lines: number): { patch: string; ms: number } {
  git("init", "-q");
  const files = Math.max(1, Math.round(lines / 700));
  for (let file = 0; file < files; file += 1)
    writeFileSync(join(folder, `f${String(file)}.ts`), source(file, 500, false));
  git("add", "-A");
  for (let file = 0; file < files; file += 1)
    writeFileSync(join(folder, `f${String(file)}.ts`), source(file, 500, true));
  const times: number[] = [];
  let patch = "";
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    patch = git("diff", "--no-ext-diff");
    times.push(performance.now() - started);
  }
  return { patch, ms: median(times) };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function timed(run: () => unknown): number {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const started = performance.now();
    run();
    times.push(performance.now() - started);
  }
  return median(times);
}

interface Seen {
  readonly code: number;
  readonly coloured: number;
  readonly blocking: number;
  readonly nodes: number;
  readonly heap: number;
}

/** Opens the page on a patch and waits for code and colours. Times count from the answer that carries the patch. */
async function open(page: Page, url: string): Promise<Seen> {
  await page.goto(url);
  await page.waitForFunction(() => performance.getEntriesByName("diff-coloured").length > 0, undefined, {
    timeout: 60_000,
  });
  await page.waitForTimeout(500);
  return page.evaluate(() => {
    const at = (name: string): number => performance.getEntriesByName(name)[0]?.startTime ?? NaN;
    const blocking = Number(document.documentElement.dataset["blocking"] ?? "0");
    const memory = Reflect.get(performance, "memory") as { usedJSHeapSize: number } | undefined;
    return {
      code: at("diff-code") - at("diff-answer"),
      coloured: at("diff-coloured") - at("diff-answer"),
      blocking,
      nodes: document.querySelectorAll("*").length,
      heap: (memory?.usedJSHeapSize ?? 0) / 1e6,
    };
  });
}

async function scroll(page: Page): Promise<{ p95: number; worst: number; blank: number }> {
  return page.evaluate(async () => {
    const pane = document.querySelector(".diff-pane");
    if (pane === null) return { p95: NaN, worst: NaN, blank: NaN };
    pane.scrollTop = 0;
    const frames: number[] = [];
    let blank = 0;
    let last = await new Promise<number>((done) => requestAnimationFrame(done));
    for (let frame = 0; frame < 120; frame += 1) {
      pane.scrollTop += 400;
      const now = await new Promise<number>((done) => requestAnimationFrame(done));
      frames.push(now - last);
      last = now;
      const box = pane.getBoundingClientRect();
      const middle = document.elementFromPoint(box.left + 200, box.top + box.height / 2);
      if ((middle?.closest(".diff-row") ?? null) === null) blank += 1;
    }
    frames.sort((a, b) => a - b);
    return { p95: frames[Math.floor(frames.length * 0.95)] ?? NaN, worst: frames.at(-1) ?? NaN, blank };
  });
}

const ms = (value: number): string => `${value.toFixed(0)} ms`;
const ratio = (value: number, goal: number): string =>
  `${value.toFixed(2)}x (goal ${goal}x or less)${value <= goal ? "" : "  MISSED"}`;

try {
  const large = makePatch(100_000);
  const lines = large.patch.split("\n").length;
  const small = large.patch.slice(0, large.patch.indexOf("\n", large.patch.length / (lines / 1000)) + 1);
  const parse = timed(() => parsePatch(large.patch));
  const rows = timed(() => patchRows(large.patch));
  console.log(
    `patch of ${lines.toLocaleString("en-US")} lines, ${(large.patch.length / 1e6).toFixed(1)} MB; git diff ${ms(large.ms)}`,
  );
  console.log(`parsePatch ${ms(parse)}: ${ratio(parse / large.ms, 0.25)} of git diff`);
  console.log(`patchRows  ${ms(rows)}: ${ratio(rows / large.ms, 0.25)} of git diff`);

  const page = await serveDiffPage({ "small.diff": small, "large.diff": large.patch });
  const browser = await chromium.launch({
    executablePath: process.env["COUNTERSIGN_CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--enable-precise-memory-info",
    ],
  });
  try {
    const seen: Record<string, Seen> = {};
    for (const name of ["small", "large"]) {
      const runs: Seen[] = [];
      for (let round = 0; round < 3; round += 1) {
        const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
        runs.push(await open(tab, `${page.url}?patch=${name}.diff&plain=1`));
        if (name === "large" && round === 2) {
          const { p95, worst, blank } = await scroll(tab);
          console.log(
            `scrolling 400 px a frame at 100k lines: p95 ${ms(p95)} (goal 34), worst ${ms(worst)} (goal 50), frames with blank rows ${blank}`,
          );
        }
        await tab.close();
      }
      const middle = (key: keyof Seen): number => median(runs.map((run) => run[key]));
      const result = {
        code: middle("code"),
        coloured: middle("coloured"),
        blocking: middle("blocking"),
        nodes: middle("nodes"),
        heap: middle("heap"),
      };
      seen[name] = result;
      console.log(
        `${name === "small" ? "1k" : "100k"} lines: first code ${ms(result.code)}, coloured ${ms(result.coloured)}, blocking ${ms(result.blocking)}, ${result.nodes} elements, heap ${result.heap.toFixed(1)} MB`,
      );
    }
    const { small: few, large: many } = seen;
    if (few !== undefined && many !== undefined) {
      console.log(
        `100k against 1k: first code ${ratio(many.code / few.code, 2)}, elements ${ratio(many.nodes / few.nodes, 1.2)}`,
      );
      console.log(`coloured against first code at 100k: ${ratio(many.coloured / many.code, 1.25)}`);
      console.log(
        `git diff to rows on screen at 100k: ${ratio((large.ms + many.code) / large.ms, 2)} of git diff alone`,
      );
    }
  } finally {
    await browser.close();
    await page.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
