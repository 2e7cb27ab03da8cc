import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { chord, inboxGrid, openSampleWindow } from "../support/sample-window";
import { projectRoot } from "../support/temp-home";

const home = mkdtempSync(path.join(tmpdir(), "countersign-test-"));
const empty = mkdtempSync(path.join(tmpdir(), "countersign-test-"));
let launched: LaunchedApp;

beforeAll(async () => {
  launched = await openSampleWindow(home);
});

afterAll(async () => {
  await launched.close();
  for (const folder of [home, empty]) rmSync(folder, { recursive: true, force: true });
});

const palette = () => launched.page.getByRole("dialog", { name: "Commands" });

async function openPalette(text: string): Promise<void> {
  await launched.page.keyboard.press("Control+k");
  await palette().getByRole("combobox").fill(text);
}

/** What axe calls serious or critical, as short sentences. */
async function seriousProblems(): Promise<string[]> {
  const found = await new AxeBuilder({ page: launched.page }).setLegacyMode(true).analyze();
  return found.violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
}

const root = () => launched.page.locator("html");

describe("the tour", () => {
  it("is offered after the sample night was opened, and goes by Enter through real screens", async () => {
    const { page } = launched;
    await page.getByRole("button", { name: "Take the tour" }).click();
    const anchors: (string | null)[] = [];
    for (let step = 1; step <= 8; step += 1) {
      const popover = page.getByRole("dialog", { name: `Tour, step ${String(step)} of 8` });
      await popover.waitFor({ timeout: 10_000 });
      anchors.push(await popover.getAttribute("data-anchor"));
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.textContent))
        .toMatch(/Next step|End the tour/);
      const box = await popover.boundingBox();
      expect(box?.x ?? -1, `step ${String(step)} is in the window`).toBeGreaterThanOrEqual(0);
      if (step === 3) expect(await seriousProblems()).toEqual([]);
      if (step < 8) await page.keyboard.press("Enter");
    }
    // Each step found what it is about: none fell back to the work as a whole.
    expect(anchors.filter((anchor) => anchor === "#main")).toEqual([]);
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: /^Tour/ }).waitFor({ state: "detached" });
  }, 180_000);

  it("goes on where it was stopped", async () => {
    const { page } = launched;
    await openPalette("go on with the tour");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Tour, step 8 of 8" }).waitFor();
    await page.getByRole("button", { name: "End the tour" }).click();
    await page.getByRole("dialog", { name: /^Tour/ }).waitFor({ state: "detached" });
  });
});

describe("the palette", () => {
  it("finds a task, goes there, and has it first the next time", async () => {
    const { page } = launched;
    await openPalette("swiss");
    await palette()
      .getByRole("option", { name: /Use Swiss date format/ })
      .waitFor();
    await page.keyboard.press("Enter");
    await page
      .getByRole("heading", { level: 1, name: /Use Swiss date format/ })
      .first()
      .waitFor();
    await page.keyboard.press("Control+k");
    await expect
      .poll(() => palette().getByRole("group", { name: "Recently used" }).getByRole("option").first().textContent())
      .toContain("Use Swiss date format");
    await page.keyboard.press("Escape");
  });

  it("leads to the attempts of the open task", async () => {
    const { page } = launched;
    await openPalette("timeline of a");
    await page.keyboard.press("Enter");
    await page
      .getByRole("region", { name: "Transcript" })
      .or(page.getByRole("grid", { name: "Events" }))
      .first()
      .waitFor();
  });

  it("shows what cannot be done here with its reason and runs nothing of it", async () => {
    const { page } = launched;
    await chord(page, "g", "i");
    await openPalette("next hunk");
    const option = palette().getByRole("option", { name: /Next hunk/ });
    await option.waitFor();
    expect(await option.textContent()).toContain("Only on diff");
    expect(await option.getAttribute("aria-disabled")).toBe("true");
    await page.keyboard.press("Enter");
    expect(await palette().isVisible()).toBe(true);
    await page.keyboard.press("Escape");
  });

  it("changes a setting", async () => {
    const { page } = launched;
    await openPalette("theme dark");
    await page.keyboard.press("Enter");
    await expect.poll(() => root().getAttribute("data-theme")).toBe("dark");
    expect(await seriousProblems()).toEqual([]);
  });
});

describe("settings", () => {
  it("are in force at once: high contrast, words on marks, motion, size", async () => {
    const { page } = launched;
    await chord(page, "g", "s");
    await page.getByRole("radio", { name: "High contrast" }).click();
    await expect.poll(() => root().getAttribute("data-theme")).toBe("hc");
    await page
      .getByRole("radiogroup", { name: "Differentiate without colour" })
      .getByRole("radio", { name: "On" })
      .click();
    await expect.poll(() => page.getByRole("figure", { name: "Preview" }).getByText("Critical").isVisible()).toBe(true);
    await page.getByRole("radiogroup", { name: "Reduced motion" }).getByRole("radio", { name: "On" }).click();
    await expect.poll(() => root().getAttribute("data-motion")).toBe("reduced");
    await page.getByRole("radio", { name: "130 %" }).click();
    await expect.poll(() => root().evaluate((html) => html.style.getPropertyValue("--scale"))).toBe("1.3");
    expect(await seriousProblems()).toEqual([]);
    await page.getByRole("radio", { name: "100 %" }).click();
  });

  it("give a command another key, name whose key it is, and the key works", async () => {
    const { page } = launched;
    await page.getByRole("button", { name: "Change the key of Peek, Inbox" }).click();
    await page.keyboard.press("/");
    await page.getByText(/It is the key of .*\(Inbox\), which would have none/).waitFor();
    await page.getByRole("button", { name: "Press again" }).click();
    await page.keyboard.press("q");
    await page.getByText("It is free.").waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("row", { name: /^Peek/ }).first().textContent()).toContain("usually Space");
    await chord(page, "g", "i");
    const peek = page.getByRole("complementary", { name: "Peek" });
    const before = await peek.isVisible();
    await page.keyboard.press("q");
    await expect.poll(() => peek.isVisible()).toBe(!before);
    await page.keyboard.press("q");
    await expect.poll(() => peek.isVisible()).toBe(before);
  });

  it("are kept over a restart, also by the terminal", async () => {
    await launched.close();
    launched = await launchCountersign({ home });
    const { page } = launched;
    await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
    await expect.poll(() => root().getAttribute("data-theme")).toBe("hc");
    const peek = page.getByRole("complementary", { name: "Peek" });
    const before = await peek.isVisible();
    await page.keyboard.press("q");
    await expect.poll(() => peek.isVisible()).toBe(!before);
    await page.keyboard.press("q");
    // The map of keys says the key that is in force.
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keys" });
    await sheet.getByRole("textbox", { name: "Search keys" }).fill("peek");
    await expect.poll(() => sheet.getByRole("region", { name: "In force here" }).textContent()).toContain("Peekq");
    expect(await seriousProblems()).toEqual([]);
    await page.keyboard.press("Escape");
  });
});

describe("activity", () => {
  it("shows a report that was written, and its end", async () => {
    const { page } = launched;
    await chord(page, "g", "a");
    await page.getByText("Log created").first().waitFor();
    await page.keyboard.press("x");
    const sheet = page.getByRole("dialog", { name: "Export" });
    await sheet.getByRole("button", { name: "Write report, 1 file" }).click();
    await sheet.getByRole("list", { name: "Files written" }).waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await chord(page, "g", "w");
    const panel = page.getByRole("dialog", { name: "Activity" });
    await expect.poll(() => panel.getByRole("list", { name: "Ended" }).textContent()).toMatch(/Writing a report.*Done/);
    expect(await seriousProblems()).toEqual([]);
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
  });
});

/** What the window's own process would have shown; the desktop of tests shows none. */
interface Shown {
  shown?: string[];
  last?: { emit: (event: string) => boolean };
}

describe("notifications", () => {
  it("tell once what became the reviewer's turn while the window was elsewhere; a click leads there", async () => {
    await launched.close();
    launched = await launchCountersign({ home: empty });
    const { page, app } = launched;
    await page.getByRole("button", { name: /open the sample night/i }).waitFor();
    await app.evaluate(({ Notification, BrowserWindow }) => {
      const kept = globalThis as Shown;
      const shown: string[] = [];
      kept.shown = shown;
      Notification.isSupported = () => true;
      Notification.prototype.show = function show(this: Electron.Notification) {
        shown.push(this.title);
        kept.last = this;
      };
      BrowserWindow.prototype.isFocused = () => false;
    });
    const shown = () => app.evaluate(() => (globalThis as Shown).shown ?? []);
    await page.evaluate(() => {
      document.hasFocus = () => false;
    });
    // The night arrives by another process, as it does while nobody looks.
    const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
    const opened = spawnSync(process.execPath, [cli, "sample", "open", "--home", empty], { encoding: "utf8" });
    expect(opened.status, opened.stderr).toBe(0);
    await expect.poll(shown, { timeout: 20_000 }).toEqual(["5 tasks became your turn"]);
    await chord(page, "g", "a");
    await page.getByText("Log created").first().waitFor();
    await app.evaluate(() => (globalThis as Shown).last?.emit("click"));
    await inboxGrid(page).waitFor();
    // Told is told.
    await page.waitForTimeout(4_000);
    expect(await shown()).toHaveLength(1);
  });
});
