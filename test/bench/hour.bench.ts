import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSampleWindow, inboxGrid } from "../support/sample-window";
import { against, median, option } from "./browser/figures";

// Memory over scripted use of the real app on the sample night: inbox, task, diff, timeline and back, without pauses. The short form
// walks through as many screens as ten minutes of a person (60 rounds); --minutes 60 goes on for an hour. Needs a display.

const rounds = Number(option("rounds")[0] ?? "60");
const minutes = Number(option("minutes")[0] ?? "0");
const home = mkdtempSync(join(tmpdir(), "countersign-bench-hour-"));
const { page, app, close } = await openSampleWindow(home);

interface Memory {
  /** Megabytes of all processes of the app. */
  readonly all: number;
  /** Megabytes the page's thread holds after a collection. */
  readonly page: number;
}

async function measure(): Promise<Memory> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  const all = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().reduce((sum, { memory }) => sum + memory.workingSetSize, 0),
  );
  return { all: all / 1024, page: usedSize / 1e6 };
}

async function walk(round: number): Promise<void> {
  for (let step = 0; step < 1 + (round % 5); step += 1) await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(250);
  await page.keyboard.press("Enter");
  await page.waitForTimeout(400);
  for (let step = 0; step < 5; step += 1) await page.keyboard.press("n");
  await page.keyboard.press("t");
  await page.waitForTimeout(400);
  for (let step = 0; step < 5; step += 1) await page.keyboard.press("j");
  for (let step = 0; step < 6 && !(await inboxGrid(page).isVisible()); step += 1) {
    await page.keyboard.press("Escape");
    await page.waitForTimeout(120);
  }
  if (!(await inboxGrid(page).isVisible())) {
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await inboxGrid(page).waitFor();
  }
  for (let step = 0; step < 5; step += 1) await page.keyboard.press("k");
}

try {
  const seen: Memory[] = [];
  const begun = Date.now();
  let round = 0;
  while (minutes > 0 ? Date.now() - begun < minutes * 60_000 : round < rounds) {
    await walk(round);
    round += 1;
    if (round % 6 === 0) seen.push(await measure());
  }
  const share = Math.max(1, Math.floor(seen.length / (minutes > 0 ? Math.max(1, minutes / 5) : 5)));
  const middle = (list: readonly Memory[], pick: (memory: Memory) => number): number => median(list.map(pick));
  const [first, last] = [seen.slice(0, share), seen.slice(-share)];
  console.log(
    `${String(round)} rounds of inbox, task, diff, timeline in ${((Date.now() - begun) / 1000).toFixed(0)} s; ${String(seen.length)} looks, the first ${String(share)} against the last ${String(share)}`,
  );
  for (const [name, pick] of [
    ["all processes", (memory: Memory) => memory.all],
    ["heap of the page", (memory: Memory) => memory.page],
  ] as const) {
    const [before, after] = [middle(first, pick), middle(last, pick)];
    console.log(
      `  ${name.padEnd(17)} ${before.toFixed(0)} MB, then ${after.toFixed(0)} MB: ${against(after / before, 1.5, "x")}`,
    );
  }
} finally {
  await close();
  rmSync(home, { recursive: true, force: true });
}
