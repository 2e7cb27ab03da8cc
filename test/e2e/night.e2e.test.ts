import { existsSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { chord, inboxGrid, moveCursorTo, recordByKey } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  // What the window showed when a step did not come: the first thing one wants to see.
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/night.png" });
  await running?.close();
  running = null;
});

describe("a night, from first run to a report", () => {
  it("is decided by keyboard and still decided after a restart", async () => {
    const home = tempFolder();
    running = await launchCountersign({ home });
    let { page } = running;
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));

    // First run: nothing is connected; the sample night is one key away.
    await page.getByRole("button", { name: /open the sample night/i }).waitFor();
    await page.keyboard.press("Enter");
    await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
    const titles = await inboxGrid(page).getByRole("row").allTextContents();
    const order = ["Make refund retries idempotent", "Use Swiss date format"].map((title) =>
      titles.findIndex((text) => text.includes(title)),
    );
    expect(order[0]).toBeGreaterThanOrEqual(0);
    expect(order[0]).toBeLessThan(order[1]!);

    // Keyboard to a task, its diff, its timeline; the next key is pressed before its screen has come, as a practised hand does.
    await moveCursorTo(page, "Use Swiss date format");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    const diff = page.getByRole("region", { name: "Diff" });
    await diff
      .getByText(/padStart|de-CH/)
      .first()
      .waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("t");
    await page
      .getByRole("grid", { name: "Events" })
      .getByText(/npm test/)
      .first()
      .waitFor();
    await page.keyboard.press("Escape");
    await page
      .getByRole("button", { name: /^Approve/ })
      .first()
      .waitFor();

    // Approve with a reason; the receipt names the entry.
    await page.keyboard.press("a");
    const drawer = page.getByRole("complementary", { name: "Decision" });
    await drawer.waitFor();
    await drawer.getByRole("textbox", { name: /reason/i }).fill("Small, tested, and what was asked.");
    await recordByKey(page);
    await expect.poll(async () => drawer.textContent()).toMatch(/entry\s*\d/i);
    await page.keyboard.press("Escape");

    // The audit list has it.
    await chord(page, "g", "a");
    await page
      .getByRole("row", { name: /approve/i })
      .first()
      .waitFor();
    await page
      .getByText(/Small, tested, and what was asked/)
      .first()
      .waitFor();

    // After a restart it still stands.
    await running.close();
    running = await launchCountersign({ home });
    ({ page } = running);
    page.on("pageerror", (error) => errors.push(error.message));
    await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
    await expect
      .poll(async () => inboxGrid(page).textContent())
      .toMatch(/Done[\s\S]*Use Swiss date format[\s\S]*Approved/);

    // The report is written from the audit screen, and says what was decided.
    await chord(page, "g", "a");
    await page.keyboard.press("x");
    const exporting = page.getByRole("dialog", { name: "Export" });
    await exporting.getByRole("button", { name: /^Write report, 1 file/ }).click();
    const written = page.getByText(/countersign-.*\.html/).first();
    await written.waitFor();
    const path = /(\/\S+\.html)/.exec((await written.textContent()) ?? "")?.[1] ?? "";
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, "utf8")).toContain("Small, tested, and what was asked.");
    expect(errors).toEqual([]);
  });
});
