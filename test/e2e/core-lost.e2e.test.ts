import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { LaunchedApp } from "../support/launch-electron";
import { inboxGrid, moveCursorTo, openSampleWindow } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let launched: LaunchedApp | null = null;

afterEach(async () => {
  await launched?.close();
  launched = null;
});

/** Process ids whose command line holds all the words; Linux keeps them in /proc. */
function processesWith(...words: readonly string[]): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return words.every((word) => line.includes(word));
      } catch {
        return false;
      }
    })
    .map(Number);
}

// A utility process has no command line of its own to find it by; the fallback Electron runs the core as a child.
describe.skipIf(process.platform !== "linux")(
  "the real core killed under the real window (Linux only: needs /proc)",
  () => {
    it("is noticed, started again, and what was recorded is there", async () => {
      const home = tempFolder();
      launched = await openSampleWindow(home);
      const { page } = launched;
      await moveCursorTo(page, "Use Swiss date format");
      await page.keyboard.press("a");
      const drawer = page.getByRole("complementary", { name: "Decision" });
      await drawer.getByRole("textbox", { name: /reason/i }).fill("Recorded before the core was killed.");
      await page.keyboard.press("Control+Enter");
      await expect.poll(async () => drawer.textContent()).toMatch(/entry\s*\d/i);
      await page.keyboard.press("Escape");

      const cores = processesWith("core.cjs", home);
      if (cores.length === 0) {
        // Electron 45: the core is a utility process of this window.
        await launched.app.evaluate(({ app }) => {
          for (const metric of app.getAppMetrics())
            if (metric.type === "Utility" && metric.serviceName?.includes("node")) process.kill(metric.pid, "SIGKILL");
        });
      } else for (const pid of cores) process.kill(pid, "SIGKILL");

      await expect
        .poll(() => processesWith("core.cjs", home).some((pid) => !cores.includes(pid)) || cores.length === 0, {
          timeout: 15_000,
        })
        .toBe(true);
      await expect
        .poll(async () => inboxGrid(page).textContent(), { timeout: 15_000 })
        .toMatch(/Done[\s\S]*Use Swiss date format[\s\S]*Approved/);
      await page.keyboard.press("g");
      await page.keyboard.press("a");
      await page
        .getByText(/Recorded before the core was killed/)
        .first()
        .waitFor();
    });
  },
);
