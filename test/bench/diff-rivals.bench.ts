import { readFileSync } from "node:fs";
import path from "node:path";
import type { Browser } from "playwright";
import { freshPage, heapOf, openChromium } from "./browser/chromium";
import { median, option, table } from "./browser/figures";
import { makePatch, sidesOf, type Patch } from "./browser/patches";
import { installProbe, readOpened, readScrolled, type Opened, type Places, type Scrolled } from "./browser/probe";
import { rivalPages } from "./browser/rival-pages";
import { servePage } from "./browser/serve-page";

// Our diff beside diff2html's own page, CodeMirror's merge view, Monaco's diff editor and @pierre/diffs, on the same patches, in
// one run. Options: --only ours,pierre --size 1000,100000 --rounds 1. Each measurement is a fresh page of a fresh context.

interface Library {
  readonly name: string;
  /** Of its package, or none for ours. */
  readonly package: string | null;
  readonly query: string;
  readonly places: Places;
}

/** A library that has not shown coloured code after this long did not finish. */
const PATIENCE_MS = 120_000;

const libraries: readonly Library[] = [
  {
    name: "ours",
    package: null,
    query: "?patch=patch.diff&plain=1",
    places: {
      code: ".diff-code",
      coloured: ".diff-code .diff-key",
      scroller: ".diff-pane",
      row: ".diff-row",
    },
  },
  {
    name: "pierre",
    package: "@pierre/diffs",
    query: "",
    places: {
      host: "diffs-container",
      code: "[data-line]",
      coloured: "[data-line] span[style]",
      scroller: "#pane",
      row: "[data-line], [data-line-type], [data-separator], [data-diffs-header]",
    },
  },
  {
    name: "codemirror",
    package: "@codemirror/merge",
    query: "",
    places: {
      code: ".cm-line",
      coloured: ".cm-line span[class]",
      scroller: ".cm-mergeView",
      row: ".cm-line, .cm-mergeSpacer",
    },
  },
  {
    name: "monaco",
    package: "monaco-editor",
    query: "",
    places: {
      code: ".view-line span",
      coloured: ".view-line span[class*='mtk']:not(.mtk1)",
      scroller: "#pane",
      row: ".view-line, .view-zones > *, .diagonal-fill",
    },
  },
  {
    name: "diff2html",
    package: "diff2html",
    query: "",
    places: {
      code: ".d2h-code-line-ctn",
      coloured: ".d2h-code-line-ctn span[class^='hljs']",
      scroller: "#pane",
      row: "tr, .d2h-file-header",
    },
  },
];

interface Measured {
  readonly opened: Opened;
  readonly heap: number;
  readonly scrolled: Scrolled;
}

async function measure(browser: Browser, library: Library, url: string): Promise<Measured | null> {
  const { page, close } = await freshPage(browser);
  try {
    await installProbe(page, library.places);
    await page.goto(url, { timeout: PATIENCE_MS });
    const opened = await readOpened(page, PATIENCE_MS);
    if (opened === null) return null;
    const heap = await heapOf(page);
    const scrolled = await readScrolled(page, library.places);
    return { opened, heap, scrolled };
  } catch (error) {
    console.log(`  ${library.name}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`);
    return null;
  } finally {
    await close().catch(() => undefined);
  }
}

function middle(runs: readonly Measured[], pick: (run: Measured) => number): number {
  return median(runs.map(pick));
}

const whole = (value: number): string => value.toFixed(0);

const only = option("only");
const sizes = option("size").map(Number);
const rounds = Number(option("rounds")[0] ?? "3");
const chosen = libraries.filter(({ name }) => only.length === 0 || only.includes(name));
const pages = chosen.some((library) => library.package !== null) ? rivalPages() : "";
const versionOf = (name: string): string => {
  const read: unknown = JSON.parse(readFileSync(path.join(pages, "../node_modules", name, "package.json"), "utf8"));
  return typeof read === "object" && read !== null && "version" in read ? String(read.version) : "?";
};
const patches = (sizes.length === 0 ? [1000, 10_000, 100_000] : sizes).map((size): [number, Patch] => [
  size,
  makePatch(size),
]);
const results = new Map<string, { library: Library; size: number; runs: Measured[] }>();
for (const [size] of patches)
  for (const library of chosen) results.set(`${library.name} ${String(size)}`, { library, size, runs: [] });

const browser = await openChromium();
try {
  for (const [size, patch] of patches) {
    const { old, fresh } = sidesOf(patch.text);
    const files = { "patch.diff": patch.text, "old.txt": old, "new.txt": fresh };
    for (const library of chosen) {
      const root =
        library.package === null ? path.join(import.meta.dirname, "diff-page") : path.join(pages, library.name);
      const served = await servePage({ root, files, foreign: library.package !== null });
      const result = results.get(`${library.name} ${String(size)}`);
      try {
        for (let round = 0; round < rounds; round += 1) {
          const run = await measure(browser, library, `${served.url}${library.query}`);
          if (run === null) break;
          result?.runs.push(run);
        }
      } finally {
        await served.close();
      }
    }
    console.log(
      `\n${patch.lines.toLocaleString("en-US")} lines, ${(patch.text.length / 1e6).toFixed(1)} MB, median of ${String(rounds)}`,
    );
    const ours = results.get(`ours ${String(size)}`)?.runs ?? [];
    console.log(
      table(
        [
          "",
          "code ms",
          "ours/it",
          "coloured ms",
          "longest ms",
          "blocking ms",
          "elements",
          "heap MB",
          "p95 ms",
          "worst ms",
          "> 50 ms",
          "blank",
        ],
        chosen.map((library) => {
          const runs = results.get(`${library.name} ${String(size)}`)?.runs ?? [];
          const name = library.package === null ? "Countersign" : `${library.package} ${versionOf(library.package)}`;
          if (runs.length === 0) return [name, `did not finish in ${String(PATIENCE_MS / 1000)} s`];
          const code = middle(runs, ({ opened }) => opened.code);
          return [
            name,
            whole(code),
            ours.length === 0 ? "" : `${(middle(ours, ({ opened }) => opened.code) / code).toFixed(2)}x`,
            whole(middle(runs, ({ opened }) => opened.coloured)),
            whole(middle(runs, ({ opened }) => opened.longest)),
            whole(middle(runs, ({ opened }) => opened.blocking)),
            whole(middle(runs, ({ opened }) => opened.nodes)),
            middle(runs, ({ heap }) => heap).toFixed(1),
            whole(middle(runs, ({ scrolled }) => scrolled.p95)),
            whole(middle(runs, ({ scrolled }) => scrolled.worst)),
            whole(middle(runs, ({ scrolled }) => scrolled.long)),
            whole(middle(runs, ({ scrolled }) => scrolled.blank)),
          ];
        }),
      ),
    );
  }
} finally {
  await browser.close();
}
