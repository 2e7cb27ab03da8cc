import path from "node:path";
import { parsePatch } from "../../shared/diff/parse-patch";
import { patchRows } from "../../shared/diff/rows";
import { freshPage, heapOf, openChromium } from "./browser/chromium";
import { against, median, option } from "./browser/figures";
import { makePatch } from "./browser/patches";
import { installProbe, readOpened, readScrolled, type Opened, type Places, type Scrolled } from "./browser/probe";
import { servePage } from "./browser/serve-page";

// Our own diff against its goals, from git's output to code on screen. Ratios are of one run on one machine; absolutes only say
// which machine. Beside other libraries: diff-rivals. Options: --rounds 1.

const places: Places = {
  code: ".diff-code",
  coloured: ".diff-code .diff-key",
  scroller: ".diff-pane",
  row: ".diff-row",
};

function timed(run: () => unknown): number {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const started = performance.now();
    run();
    times.push(performance.now() - started);
  }
  return median(times);
}

interface Run {
  readonly opened: Opened;
  readonly heap: number;
  readonly scrolled: Scrolled;
}

const rounds = Number(option("rounds")[0] ?? "3");
const large = makePatch(100_000);
const small = makePatch(1000);
const parse = timed(() => parsePatch(large.text));
const rows = timed(() => patchRows(large.text));
console.log(
  `patch of ${large.lines.toLocaleString("en-US")} lines, ${(large.text.length / 1e6).toFixed(1)} MB; git diff ${large.git.toFixed(0)} ms`,
);
console.log(`parsePatch ${parse.toFixed(0)} ms, of git diff ${against(parse / large.git, 0.25, "x")}`);
console.log(`patchRows  ${rows.toFixed(0)} ms, of git diff ${against(rows / large.git, 0.25, "x")}`);

const served = await servePage({
  root: path.join(import.meta.dirname, "diff-page"),
  files: { "small.diff": small.text, "large.diff": large.text },
});
const browser = await openChromium();
try {
  const seen: Record<string, Run[]> = { small: [], large: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of ["small", "large"]) {
      const { page, close } = await freshPage(browser);
      await installProbe(page, places);
      await page.goto(`${served.url}?patch=${name}.diff&plain=1`);
      const opened = await readOpened(page, 60_000);
      if (opened === null) throw new Error(`${name}: no coloured code after a minute`);
      const heap = await heapOf(page);
      seen[name]?.push({ opened, heap, scrolled: await readScrolled(page, places) });
      await close();
    }
  }
  const of = (name: string, pick: (run: Run) => number): number => median((seen[name] ?? []).map(pick));
  for (const [name, label] of [
    ["small", `${small.lines.toLocaleString("en-US")} lines`],
    ["large", `${large.lines.toLocaleString("en-US")} lines`],
  ] as const) {
    console.log(
      `${label}: first code ${of(name, ({ opened }) => opened.code).toFixed(0)} ms, coloured ${of(name, ({ opened }) => opened.coloured).toFixed(0)} ms, longest task ${of(name, ({ opened }) => opened.longest).toFixed(0)} ms`,
    );
  }
  const code = of("large", ({ opened }) => opened.code);
  console.log(`at ${large.lines.toLocaleString("en-US")} lines`);
  console.log(
    `  blocking           ${against(
      of("large", ({ opened }) => opened.blocking),
      50,
      "ms",
    )}`,
  );
  console.log(`  coloured/code      ${against(of("large", ({ opened }) => opened.coloured) / code, 1.25, "x")}`);
  console.log(
    `  elements           ${against(
      of("large", ({ opened }) => opened.nodes),
      1500,
      "",
    )}`,
  );
  console.log(
    `  heap               ${against(
      of("large", ({ heap }) => heap),
      15,
      "MB",
    )}`,
  );
  console.log(
    `  scrolling, p95     ${against(
      of("large", ({ scrolled }) => scrolled.p95),
      34,
      "ms",
    )}`,
  );
  console.log(
    `  scrolling, worst   ${against(
      of("large", ({ scrolled }) => scrolled.worst),
      50,
      "ms",
    )}`,
  );
  console.log(
    `  frames without a line ${against(
      of("large", ({ scrolled }) => scrolled.blank),
      0,
      "",
    )}`,
  );
  console.log(`  git diff to rows   ${against((large.git + code) / large.git, 2, "x")} of git diff alone`);
  console.log("against the small patch");
  console.log(`  first code         ${against(code / of("small", ({ opened }) => opened.code), 2, "x")}`);
  console.log(
    `  elements           ${against(of("large", ({ opened }) => opened.nodes) / of("small", ({ opened }) => opened.nodes), 1.2, "x")}`,
  );
} finally {
  await browser.close();
  await served.close();
}
