import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchCountersign } from "../support/launch-electron";
import { against, median, option } from "./browser/figures";
import { runBundled } from "./core/run-bundled";

// From the start of the process to the first paint and to an inbox that can be used, against a window with a line of text, in the same
// Electron and the same run. Both are started through the tests' debugger, whose cost both carry. The inbox holds 10,000 tasks over
// a million events. Needs a display. Options: --tasks 10000 --rounds 3 --home FOLDER (kept, and used again).

const tasks = Number(option("tasks")[0] ?? "10000");
const rounds = Number(option("rounds")[0] ?? "3");
const kept = option("home")[0];
const folder = mkdtempSync(join(tmpdir(), "countersign-bench-start-"));
const bare = join(folder, "bare");
const home = kept ?? join(folder, "home");

mkdirSync(bare);
writeFileSync(join(bare, "package.json"), JSON.stringify({ name: "bare", version: "1.0.0", main: "main.cjs" }));
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
  window.loadFile("index.html");
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

/** Milliseconds from the start of the process to the first paint of content, to the first row, and to what is now. */
async function start(appDir: string | undefined, row: string): Promise<Started> {
  const begun = Date.now();
  const launched = await launchCountersign({ home, ...(appDir === undefined ? {} : { appDir }) });
  try {
    const at = await launched.page.waitForFunction(
      (selector) => {
        const paint = performance.getEntriesByName("first-contentful-paint")[0];
        if (paint === undefined || document.querySelector(selector) === null) return null;
        return { paint: performance.timeOrigin + paint.startTime, row: Date.now() };
      },
      row,
      { timeout: 60_000 },
    );
    const found = await at.jsonValue();
    if (found === null) throw new Error("no paint");
    if (appDir !== undefined) return { paint: found.paint - begun, row: found.row - begun, now: found.row - begun };
    await launched.page.getByText(/as of .* being read/).waitFor({ state: "detached" });
    const now = Date.now() - begun;
    // Kept for the next start when the inbox has come whole.
    await launched.page.waitForFunction(() => localStorage.getItem("countersign.inbox") !== null, null, {
      timeout: 60_000,
    });
    return { paint: found.paint - begun, row: found.row - begun, now };
  } finally {
    await launched.close();
  }
}

try {
  if (kept === undefined || option("make").length > 0) runBundled("inbox", [String(tasks), home]);
  const plain: number[] = [];
  const paints: number[] = [];
  const inboxes: number[] = [];
  const nows: number[] = [];
  // The first start after an installation compiles and caches: it is told apart.
  const first = await start(undefined, '[role="grid"] [role="row"]');
  for (let round = 0; round < rounds; round += 1) {
    plain.push((await start(bare, '[role="row"]')).paint);
    const ours = await start(undefined, '[role="grid"] [role="row"]');
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
