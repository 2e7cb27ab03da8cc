import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterEach, describe, expect, it } from "vitest";
import { node24 } from "../../scripts/places.mjs";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { inboxGrid, moveCursorTo, openSampleWindow, recordByKey } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async () => {
  await running?.close();
  running = null;
});

/** A Node that takes its time, as a core with a large record on a slow disk would. */
function slowNode(folder: string, seconds: number): string {
  const file = join(folder, "slow-node");
  writeFileSync(file, `#!/bin/sh\nsleep ${String(seconds)}\nexec "${node24}" "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

// The script that is slow is one for a POSIX shell.
describe.skipIf(process.platform === "win32")("a start while the core still opens", () => {
  it("shows the inbox as it was, says as of when, opens a task, and gives way to what is", async () => {
    const home = tempFolder();
    running = await openSampleWindow(home);
    await inboxGrid(running.page).getByText("Use Swiss date format").first().waitFor();
    const before = await inboxGrid(running.page).getByRole("row").count();
    await expect
      .poll(() => running?.page.evaluate(() => localStorage.getItem("countersign.inbox")))
      .toContain("Use Swiss date format");
    await running.close();

    running = await launchCountersign({ home, env: { COUNTERSIGN_NODE: slowNode(tempFolder(), 8) } });
    const { page } = running;
    const grid = inboxGrid(page);
    await grid.getByText("Use Swiss date format").first().waitFor({ timeout: 7_000 });
    expect(await grid.getByRole("row").count()).toBe(before);
    await page.getByText(/^as of .*; what changed since is being read$/).waitFor();
    await page.getByText(/^As of .*: \d+ of \d+ tasks are here\./).waitFor();
    await moveCursorTo(page, "Use Swiss date format");
    await page.keyboard.press("Enter");

    // The task waits for the core and is there when that is.
    await page.getByRole("heading", { level: 1, name: /Use Swiss date format/ }).waitFor({ timeout: 20_000 });
    await page.keyboard.press("Escape");
    await grid.getByRole("row", { selected: true }).waitFor();
    await expect.poll(() => page.getByText(/as of .*being read/i).count()).toBe(0);
    await page.getByText(/^End of the inbox/).waitFor();
  });

  it("shows what was decided in the moment before the window was closed", async () => {
    const home = tempFolder();
    running = await openSampleWindow(home);
    const headings = (page: Page) => inboxGrid(page).locator(".inbox-heading b").allTextContents();
    const first = running.page;
    await moveCursorTo(first, "Use Swiss date format");
    await first.keyboard.press("s");
    await recordByKey(first);
    await expect.poll(() => headings(first)).toEqual(["Your turn", "Waiting on others"]);
    await running.close();

    running = await launchCountersign({ home, env: { COUNTERSIGN_NODE: slowNode(tempFolder(), 8) } });
    const { page } = running;
    await page.getByText(/^as of .*; what changed since is being read$/).waitFor({ timeout: 7_000 });
    expect(await headings(page)).toEqual(["Your turn", "Waiting on others"]);
  });
});
