import { afterEach, describe, expect, it } from "vitest";
import { corePids, killCore } from "../support/kill-core";
import type { LaunchedApp } from "../support/launch-electron";
import { inboxGrid, moveCursorTo, openSampleWindow, recordByKey } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let launched: LaunchedApp | null = null;

afterEach(async () => {
  await launched?.close();
  launched = null;
});

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
      await recordByKey(page);
      await expect.poll(async () => drawer.textContent()).toMatch(/entry\s*\d/i);
      await page.keyboard.press("Escape");

      const cores = await killCore(launched, home);

      await expect
        .poll(() => corePids(home).some((pid) => !cores.includes(pid)) || cores.length === 0, {
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
