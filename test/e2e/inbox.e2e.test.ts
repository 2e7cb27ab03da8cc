import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askPage } from "../support/ask-page";
import type { LaunchedApp } from "../support/launch-electron";
import { chord, inboxGrid, moveCursorTo, openSampleWindow, recordByKey } from "../support/sample-window";

let launched: LaunchedApp;
let page: Page;
const errors: string[] = [];
const home = mkdtempSync(join(tmpdir(), "countersign-inbox-"));

const drawer = () => page.getByRole("complementary", { name: "Decision" });
const field = () => page.getByRole("combobox", { name: "Filter tasks" });
const cursor = () => inboxGrid(page).getByRole("row", { selected: true });
const headings = async () =>
  (await inboxGrid(page).locator(".inbox-heading b").allTextContents()).map((text) => text.trim());
/** Waits until the status bar says it; it says one thing in some seconds. */
const says = (text: string) => page.locator(".status-bar-said", { hasText: text }).waitFor();

/** The log's entries, as a third party would count them. */
async function entries(): Promise<{ seq: number; kind: string; standing: string | null }[]> {
  const { value } = await askPage(page, "audit.list", { filter: "", before: null, limit: 100 });
  const { rows } = value as { rows: { seq: number; kind: string; standing: string | null }[] };
  return rows.filter((row) => row.standing !== null);
}

beforeAll(async () => {
  launched = await openSampleWindow(home);
  ({ page } = launched);
  page.on("pageerror", (error) => errors.push(error.message));
  await inboxGrid(page).getByText("Use Swiss date format").first().waitFor();
});

afterAll(async () => {
  await launched.close();
  rmSync(home, { recursive: true, force: true });
});

describe("triage of the sample night by keyboard alone", () => {
  it("moves without marking anything as seen, and peeks", async () => {
    await page.keyboard.press("Home");
    const before = await inboxGrid(page).locator(".inbox-new").count();
    expect(before).toBeGreaterThan(2);
    const first = await cursor().textContent();
    await page.keyboard.press("j");
    await expect.poll(async () => cursor().textContent()).not.toBe(first);
    await page.keyboard.press("k");
    await expect.poll(async () => cursor().textContent()).toBe(first);
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    expect(await inboxGrid(page).locator(".inbox-new").count()).toBe(before);
    const peek = page.getByRole("complementary", { name: "Peek" });
    await peek.getByText(/Why it is here, since/).waitFor();
    await page.keyboard.press("Space");
    await peek.waitFor({ state: "hidden" });
    await page.keyboard.press("Space");
    await peek.waitFor();
  });

  it("completes a filter with values that occur, says what is wrong in place, and keeps it under a name", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("ti");
    await page.getByRole("option", { name: /^tier:/ }).waitFor();
    await page.keyboard.press("Tab");
    await page.getByRole("option", { name: "critical the risk tier 1 task" }).waitFor();
    await page.keyboard.type(">=h");
    await page.keyboard.press("ArrowDown");
    await expect.poll(async () => field().getAttribute("aria-activedescendant")).toMatch(/-0$/);
    await page.keyboard.press("Enter");
    expect(await field().inputValue()).toBe("tier:>=high ");
    await expect.poll(async () => inboxGrid(page).getByRole("row").count()).toBe(3);
    await page.keyboard.type("ownr:marit ");
    await page.getByText("There is no filter “ownr:”. Did you mean owner:?").waitFor();
    await page.getByRole("button", { name: "Use owner:marit" }).click();
    await expect.poll(async () => field().inputValue()).toBe("tier:>=high owner:marit");
    await expect.poll(async () => inboxGrid(page).getByRole("row").count()).toBe(2);
    await page.keyboard.press("Control+s");
    const dialog = page.getByRole("dialog", { name: "Save filter" });
    await dialog.getByRole("textbox", { name: "Name of the filter" }).fill("Marit's risky ones");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /^Marit's risky ones/, pressed: true }).waitFor();
    await field().focus();
    await page.keyboard.press("Escape");
    await expect.poll(async () => field().inputValue()).toBe("");
    await page.keyboard.press("Escape");
    await expect.poll(async () => cursor().evaluate((row) => row === document.activeElement)).toBe(true);
  });

  it("groups by repository, runner, owner and tier with one key, and by turn again", async () => {
    expect(await headings()).toEqual(["Your turn"]);
    const seen: string[][] = [];
    for (let round = 0; round < 5; round += 1) {
      await page.keyboard.press("Shift+G");
      await page.waitForTimeout(80);
      seen.push(await headings());
    }
    expect(seen[0]).toEqual(["ledger-service"]);
    expect(seen[2]).toContain("No owner");
    expect(seen[3]?.slice(0, 2)).toEqual(["Critical risk", "High risk"]);
    expect(seen[4]).toEqual(["Your turn"]);
  });

  it("snoozes several in one act with an entry each, and takes all of it back with u", async () => {
    const before = await entries();
    const rows = await inboxGrid(page).getByRole("row").count();
    await page.keyboard.press("Home");
    await page.keyboard.press("x");
    await page.keyboard.press("Shift+J");
    await page.keyboard.press("Shift+J");
    await page.getByText("3 tasks selected").waitFor();
    await page.keyboard.press("r");
    await says("one task at a time");
    await page.keyboard.press("s");
    await drawer().getByText("Decide on 3 tasks").waitFor();
    await drawer().getByText("3 of 3 tasks").waitFor();
    await recordByKey(page);
    await drawer().getByText("Snoozed: 3 of 3 tasks.").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(headings).toEqual(["Your turn", "Waiting on others"]);
    await inboxGrid(page)
      .getByText(/u undoes the last decision until \d\d:\d\d/)
      .waitFor();
    expect(await entries()).toHaveLength(before.length + 3);
    // Acting removed them from the reviewer's turn: the cursor stands where it stood, on a task that still needs a decision.
    expect(await cursor().count()).toBe(1);

    await page.keyboard.press("u");
    await says("Withdrawn: Snoozed, 3 tasks");
    await expect.poll(headings).toEqual(["Your turn"]);
    await expect.poll(async () => inboxGrid(page).getByRole("row").count()).toBe(rows);
    const after = await entries();
    expect(after).toHaveLength(before.length + 6);
    expect(after.filter((row) => row.kind === "Snooze").map((row) => row.standing)).toEqual([
      "superseded",
      "superseded",
      "superseded",
    ]);
    expect(await askPage(page, "audit.verify", {})).toMatchObject({ value: { verified: true } });
    await page.keyboard.press("u");
    await says("Nothing to undo");
  });

  it("decides one: approved it leaves the turn, undone it is back; opening alone marks it as seen", async () => {
    await moveCursorTo(page, "Use Swiss date format");
    await page.keyboard.press("a");
    await drawer()
      .getByRole("textbox", { name: /reason/i })
      .fill("What was asked, tested.");
    await recordByKey(page);
    await expect.poll(async () => drawer().textContent()).toMatch(/entry\s*\d/i);
    await page.keyboard.press("Escape");
    await expect.poll(headings).toEqual(["Your turn", "Done"]);
    await page.keyboard.press("u");
    await expect.poll(headings).toEqual(["Your turn"]);
    await moveCursorTo(page, "Use Swiss date format");
    expect(await cursor().locator(".inbox-new").count()).toBe(1);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /Use Swiss date format/ }).waitFor();
    await chord(page, "g", "i");
    await inboxGrid(page).waitFor();
    await expect
      .poll(async () =>
        inboxGrid(page).getByRole("row").filter({ hasText: "Use Swiss date format" }).locator(".inbox-new").count(),
      )
      .toBe(0);
  });

  it("assigns an owner to all that have none, after which none is left in the filter or the selection", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("owner:none ");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+a");
    const rows = await inboxGrid(page).locator(".inbox-row").count();
    await page.getByText(rows === 1 ? "1 task selected" : `${String(rows)} tasks selected`).waitFor();
    await page.keyboard.press("o");
    await drawer()
      .getByRole("textbox", { name: /answers for it/ })
      .fill("search-core");
    await recordByKey(page);
    await expect.poll(async () => drawer().textContent()).toMatch(/Owner assigned/);
    await page.keyboard.press("Escape");
    await page.getByText(/No task matches the filter/).waitFor();
    expect(errors).toEqual([]);
  });
});
