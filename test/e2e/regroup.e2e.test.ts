import { afterEach, describe, expect, it } from "vitest";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { chord, inboxGrid, moveCursorTo, openSampleWindow, recordByKey } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/regroup.png" });
  await running?.close();
  running = null;
});

describe("an attempt in the wrong task", () => {
  it("is moved by keyboard, stays moved after a restart, and is taken back", async () => {
    const home = tempFolder();
    running = await openSampleWindow(home);
    let { page } = running;
    await moveCursorTo(page, "Use Swiss date format");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /Use Swiss date format/ }).waitFor();
    await page.getByText(/contract WEB-123 in/).waitFor();

    // The drawer is blocked until a task and a reason are given, and says which is missing.
    await page.keyboard.press("m");
    const drawer = page.getByRole("complementary", { name: "Decision" });
    const find = drawer.getByRole("textbox", { name: /Find the task/ });
    await find.waitFor();
    await expect.poll(() => find.evaluate((field) => field === document.activeElement)).toBe(true);
    const button = drawer.getByRole("button", { name: /Record move/ });
    await expect.poll(async () => drawer.textContent()).toMatch(/Choose the task it is moved to/);
    await page.keyboard.type("refund");
    const options = drawer.getByRole("group", { name: "Tasks to move to" }).getByRole("button");
    await expect.poll(async () => options.allTextContents()).toEqual([expect.stringMatching(/Make refund retries/)]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect.poll(async () => options.first().getAttribute("aria-pressed")).toBe("true");
    await expect.poll(async () => drawer.textContent()).toMatch(/Give a reason/);
    expect(await button.isEnabled()).toBe(false);
    await page.keyboard.press("Tab");
    await page.keyboard.type("It was asked in the same thread.");
    await recordByKey(page);
    await expect.poll(async () => drawer.textContent()).toMatch(/entry\s*\d/i);
    await page.keyboard.press("Escape");

    // The task is gone, its attempt stands beside the others and says why.
    await chord(page, "g", "i");
    await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
    await expect.poll(async () => (await inboxGrid(page).textContent()) ?? "").not.toContain("Use Swiss date format");
    await page.keyboard.press("Home");
    await moveCursorTo(page, "Make refund retries");
    await page.keyboard.press("Enter");
    await page.getByText(/moved here by .*It was asked in the same thread/).waitFor();
    const attempts = await page.getByRole("grid", { name: "Attempts" }).getByRole("columnheader").count();
    expect(attempts).toBeGreaterThan(2);

    await running.close();
    running = await launchCountersign({ home });
    ({ page } = running);
    await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
    expect((await inboxGrid(page).textContent()) ?? "").not.toContain("Use Swiss date format");
    await moveCursorTo(page, "Make refund retries");
    await page.keyboard.press("Enter");
    await page.getByText(/moved here by/).waitFor();

    // Taken back: to a task of its own, which is the one it had.
    await page.keyboard.press("m");
    await drawerOf(page)
      .getByRole("textbox", { name: /Find the task/ })
      .waitFor();
    await drawerOf(page).getByRole("radiogroup", { name: "Attempt" }).getByRole("radio").last().click();
    await drawerOf(page)
      .getByRole("button", { name: /A task of its own/ })
      .click();
    await drawerOf(page)
      .getByRole("textbox", { name: /^Reason/ })
      .fill("It was not.");
    // Another attempt has another sheet: nothing is recorded before it is here.
    await expect
      .poll(() =>
        drawerOf(page)
          .getByRole("button", { name: /Record move/ })
          .isEnabled(),
      )
      .toBe(true);
    await recordByKey(page);
    await expect.poll(async () => drawerOf(page).textContent(), { timeout: 10_000 }).toMatch(/entry\s*\d/i);
    await page.keyboard.press("Escape");
    await chord(page, "g", "i");
    await expect.poll(async () => (await inboxGrid(page).textContent()) ?? "").toContain("Use Swiss date format");
  }, 120_000);
});

function drawerOf(page: LaunchedApp["page"]) {
  return page.getByRole("complementary", { name: "Decision" });
}
