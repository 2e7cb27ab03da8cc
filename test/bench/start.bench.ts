import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundles } from "../../scripts/places.mjs";
import { against, median, option } from "./browser/figures";
import { startWatched, watchedApp, type WatchedApp } from "./browser/undisturbed";
import { runBundled } from "./core/run-bundled";

// From the start of the process to the first paint and to an inbox that can be used, against a window with a line of text, in the same
// Electron and the same run, both without a debugger: under the tests' one the page's scripts run twice to three times as long, and a
// window with a line of text has none. The inbox holds 10,000 tasks over a million events. Needs a display. Options: --tasks 10000 --rounds 3 --home FOLDER (kept, and used again).

const tasks = Number(option("tasks")[0] ?? "10000");
const rounds = Number(option("rounds")[0] ?? "3");
const kept = option("home")[0];
const folder = mkdtempSync(join(tmpdir(), "countersign-bench-start-"));
const bare = join(folder, "bare");
const home = kept ?? join(folder, "home");

mkdirSync(bare);
writeFileSync(
  join(bare, "index.html"),
  '<!doctype html><meta charset="utf-8"><title>bare</title><p role="row">one line</p>',
);
writeFileSync(
  join(bare, "main.cjs"),
  `const { app, BrowserWindow } = require("electron");
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false });
  window.once("ready-to-show", () => window.show());
  window.loadFile(require("node:path").join(__dirname, "index.html"));
});
app.on("window-all-closed", () => app.quit());
`,
);

interface Started {
  readonly paint: number;
  readonly row: number;
  /** The inbox as it is now, where the first rows were those of the last time. */
  readonly now: number;
}

/**
 * Run in the page once its document is read. Out: when it was painted first, when the first row stood in it, and when no row was one of the
 * last time any more, in milliseconds since the epoch. It looks after each change of the document, and ends when the inbox was kept for
 * the next start.
 */
function watch(row: string): Promise<Started> {
  const instant = () => performance.timeOrigin + performance.now();
  const lastTime = /as of .*being read/u;
  let rowAt: number | null = null;
  let nowAt: number | null = null;
  let old: Element[] = [];
  const look = () => {
    if (rowAt === null) {
      if (document.querySelector(row) === null) return;
      rowAt = instant();
      old = [...document.querySelectorAll("*")].filter(
        (element) => element.childElementCount === 0 && lastTime.test(element.textContent),
      );
    }
    if (old.some((element) => element.isConnected && lastTime.test(element.textContent))) return;
    nowAt = instant();
    changes.disconnect();
  };
  const changes = new MutationObserver(look);
  changes.observe(document, { subtree: true, childList: true, characterData: true });
  look();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const paint = performance.getEntriesByName("first-contentful-paint")[0];
      if (paint === undefined || rowAt === null || nowAt === null) return;
      if (row.includes("grid") && localStorage.getItem("countersign.inbox") === null) return;
      clearInterval(timer);
      resolve({ paint: performance.timeOrigin + paint.startTime, row: rowAt, now: nowAt });
    }, 100);
  });
}

/** An app around the one in `entry`, whose page is watched. */
function measured(name: string, entry: string, row: string): WatchedApp {
  const inPage = JSON.stringify(`(${String(watch)})(${JSON.stringify(row)})`);
  return watchedApp(folder, name, entry, `(webContents) => webContents.executeJavaScript(${inPage})`);
}

/** Milliseconds from the start of the process to the first paint of content, to the first row, and to what is now. */
async function start(app: WatchedApp): Promise<Started> {
  const begun = Date.now();
  const { paint, row, now } = (await startWatched(app, home)) as Started;
  return { paint: paint - begun, row: row - begun, now: now - begun };
}

try {
  if (kept === undefined || option("make").length > 0) runBundled("inbox", [String(tasks), home]);
  const plain: number[] = [];
  const paints: number[] = [];
  const inboxes: number[] = [];
  const nows: number[] = [];
  // The first start after an installation compiles and caches: it is told apart.
  const ourApp = measured("ours", bundles.electron, '[role="grid"] [role="row"]');
  const bareApp = measured("plain", join(bare, "main.cjs"), '[role="row"]');
  const first = await start(ourApp);
  for (let round = 0; round < rounds; round += 1) {
    plain.push((await start(bareApp)).paint);
    const ours = await start(ourApp);
    paints.push(ours.paint);
    inboxes.push(ours.row);
    nows.push(ours.now);
  }
  const base = median(plain);
  console.log(`start with ${tasks.toLocaleString("en-US")} tasks, median of ${String(rounds)}`);
  console.log(`  bare window, first paint ${base.toFixed(0)} ms`);
  console.log(
    `  first paint              ${median(paints).toFixed(0)} ms, ${against(median(paints) / base, 1.25, "x")}`,
  );
  console.log(
    `  inbox usable             ${median(inboxes).toFixed(0)} ms, ${against(median(inboxes) / base, 1.5, "x")}`,
  );
  console.log(`  what is now in it        ${median(nows).toFixed(0)} ms, ${(median(nows) / base).toFixed(2)}x`);
  console.log(`  the very first start     paint ${first.paint.toFixed(0)} ms, inbox ${first.row.toFixed(0)} ms`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
