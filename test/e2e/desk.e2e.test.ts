import type { Page } from "playwright";
import { afterEach, describe, expect, it } from "vitest";
import { askPage } from "../support/ask-page";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { chord, inboxGrid, moveCursorTo, openSampleWindow, recordByKey } from "../support/sample-window";
import { drawerOf, openDiff, openTask, openTimeline, refunds, resize, swiss, wear } from "../support/scenes/scene";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/desk.png" });
  await running?.close();
  running = null;
});

/** What has the focus, or why it is lost: the page itself has it, or an element that is not seen. */
function focusNow(page: Page): Promise<string> {
  return page.evaluate(() => {
    const active = document.activeElement;
    if (active === null || active === document.body) return "lost: the page has it";
    const box = active.getBoundingClientRect();
    const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    const seen = active.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const name = `${active.tagName.toLowerCase()} ${active.getAttribute("aria-label") ?? active.textContent.slice(0, 40)}`;
    return seen && inside && box.width > 0 && box.height > 0 ? name : `lost: ${name} is not seen`;
  });
}

/** A reader who has no pointer: every stroke ends with the focus on something that is seen. */
class Hands {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await expect.poll(() => focusNow(this.page), { timeout: 5_000, message: `after ${key}` }).not.toMatch(/^lost/);
    }
  }
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
    await this.press("Shift");
  }
  /** Goes on by Tab to the field whose name is like this. */
  async tabTo(name: RegExp): Promise<void> {
    for (let step = 0; step < 40; step += 1) {
      const there = await this.page.evaluate(() => {
        const active = document.activeElement;
        const labels =
          active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement ? active.labels : null;
        return active?.getAttribute("aria-label") ?? labels?.[0]?.textContent ?? "";
      });
      if (name.test(there)) return;
      await this.press("Tab");
    }
    throw new Error(`Tab never came to ${String(name)}`);
  }
  /** Records what the open drawer holds, and leaves it. */
  async record(): Promise<void> {
    await recordByKey(this.page);
    await this.press("Shift");
    await drawerOf(this.page)
      .getByText(/entry\s*\d/i)
      .first()
      .waitFor();
    await this.press("Escape");
    await drawerOf(this.page).waitFor({ state: "detached" });
    await this.press("Shift");
  }
}

const headings = async (page: Page) =>
  (await inboxGrid(page).locator(".inbox-heading b").allTextContents()).map((text) => text.trim());

/** Moves the inbox's cursor to a task from the first row on. */
async function goTo(hands: Hands, title: string): Promise<void> {
  await hands.press("Home");
  await moveCursorTo(hands.page, title);
  await hands.press("Shift");
}

async function toInbox(hands: Hands): Promise<void> {
  await chord(hands.page, "g", "i");
  await inboxGrid(hands.page).getByRole("row", { selected: true }).waitFor();
  await hands.press("Shift");
}

describe("triage of the sample night by keyboard alone, from the start to an empty inbox", () => {
  it.each([
    [1280, 800, "light"],
    [1280, 800, "dark"],
    [2560, 1440, "light"],
    [2560, 1440, "dark"],
  ] as const)("at %i x %i, %s", async (width, height, theme) => {
    running = await launchCountersign({ home: tempFolder() });
    const { page } = running;
    page.setDefaultTimeout(10_000);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await resize(running, width, height);
    const hands = new Hands(page);
    await page.getByRole("button", { name: /open the sample night/i }).waitFor();
    await wear(page, theme);
    await askPage(page, "app.settings", { reviewerName: "ilse" });
    await page.keyboard.press("Enter");
    await inboxGrid(page).getByText("Use Swiss date format").first().waitFor();
    await hands.press("Shift");

    // Rows are read out as sentences, the worst first.
    const [heading, ...names] = await inboxGrid(page)
      .getByRole("row")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label")));
    expect(heading).toBe("Your turn, 5 tasks");
    expect(names).toHaveLength(5);
    for (const name of names)
      expect(name).toMatch(/^(Low|Medium|High|Critical) risk, [a-z ]+, .+, \d attempts?, .*waiting \d+ (days?|hours?)/);

    // Put off, and taken back; then handed to someone who can answer.
    await goTo(hands, "Rotate webhook signing keys");
    await hands.press("s");
    await drawerOf(page).waitFor();
    await hands.record();
    await expect.poll(() => headings(page)).toEqual(["Your turn", "Waiting on others"]);
    await hands.press("u");
    await expect.poll(() => headings(page)).toEqual(["Your turn"]);
    await goTo(hands, "Rotate webhook signing keys");
    await hands.press("e");
    await hands.tabTo(/Person or team it is escalated to/);
    await hands.type("tomas");
    await hands.tabTo(/Reason/);
    await hands.type("Production keys are for Tomas to rotate.");
    await hands.tabTo(/^Times$/);
    await hands.press("Enter");
    await page.getByRole("menuitem").first().waitFor();
    await hands.press("Enter");
    await hands.record();
    await expect.poll(() => headings(page)).toEqual(["Your turn", "Waiting on others"]);

    // Three attempts compared, one chosen with a reason.
    await goTo(hands, refunds);
    await hands.press("Enter");
    await page.getByRole("grid", { name: "Attempts" }).waitFor();
    await hands.press("1", "3", "b", "j", "j", "2");
    await hands.press("Control+Enter");
    await hands.tabTo(/Why attempt B is chosen/);
    await hands.type("Only B answers a retry with the first refund.");
    await hands.press("Control+Enter");
    await page.getByRole("group", { name: "Choice recorded" }).waitFor();
    await hands.press("Shift");

    // Its files read one by one, with a comment that becomes part of a request for changes.
    await toInbox(hands);
    await goTo(hands, refunds);
    await hands.press("Enter");
    await page.getByRole("grid", { name: "Attempts" }).waitFor();
    await hands.press("2", "Enter");
    const head = page.getByRole("navigation", { name: "Files" }).locator(".diff-tree-head");
    await page.locator(".diff-code").first().waitFor();
    await hands.press("j", "j", "j", "c");
    await hands.tabTo(/^Text of the comment/);
    await hands.type("Is the header always there?");
    await hands.press("Control+Enter");
    await page.getByRole("group", { name: /^Comment by ilse .* draft/ }).waitFor();
    await hands.press("Shift");
    for (let read = 1; read <= 5; read += 1) {
      await hands.press("Shift+V");
      await expect.poll(() => head.textContent()).toContain(`${String(read)} of 5 files`);
    }
    await hands.press("Escape");
    await page.getByRole("grid", { name: "Attempts" }).waitFor();
    await hands.press("r");
    await drawerOf(page).getByText("1 of 1").waitFor();
    await hands.tabTo(/Reason/);
    await hands.type("See the comment.");
    await hands.record();

    // What has no owner gets one and is put off; what is stale goes back; what is ready is approved.
    await toInbox(hands);
    await goTo(hands, "Upgrade the invoice template engine");
    await hands.press("o");
    await hands.tabTo(/Person or team that answers for it/);
    await hands.type("billing");
    await hands.record();
    await goTo(hands, "Upgrade the invoice template engine");
    await hands.press("s");
    await hands.record();
    await goTo(hands, "Move the search indexer");
    await hands.press("r");
    await hands.tabTo(/Reason/);
    await hands.type("Run the tests on the final tree.");
    await hands.record();
    await goTo(hands, swiss);
    await hands.press("Enter");
    await page.getByRole("heading", { name: new RegExp(swiss) }).waitFor();
    await hands.press("a");
    await hands.tabTo(/Reason/);
    await hands.type("What was asked, and tested.");
    await hands.record();
    await toInbox(hands);
    await page.getByText(/Nothing needs you\. \d waiting on others\./).waitFor();
    expect(await headings(page)).not.toContain("Your turn");
    expect(await askPage(page, "audit.verify", {})).toMatchObject({ value: { verified: true } });
    expect(errors).toEqual([]);
  });
});

describe("a control that goes away while it has the focus", () => {
  it("leaves it to the screen, not to another control that would take Enter from it", async () => {
    running = await openSampleWindow(tempFolder());
    const { page } = running;
    await openTask(page, refunds);
    await page.evaluate(() => {
      const button = document.createElement("button");
      button.textContent = "Gone in a moment";
      document.getElementById("main")?.append(button);
      button.focus();
      button.remove();
    });
    await expect.poll(() => focusNow(page)).toMatch(/^main/);
    await page.keyboard.press("2");
    await page.keyboard.press("Enter");
    await page.locator(".diff-code").first().waitFor();
  });
});

describe("at 200 % in a window of 1280 x 800", () => {
  const places: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
    ["inbox", () => Promise.resolve()],
    ["task", (page) => openTask(page, refunds)],
    ["diff", (page) => openDiff(page)],
    ["timeline", openTimeline],
    ["settings", (page) => chord(page, "g", "s")],
  ];

  it("nothing has to be scrolled sideways to reach a control", async () => {
    running = await openSampleWindow(tempFolder());
    const { page, app } = running;
    page.setDefaultTimeout(10_000);
    await resize(running, 1280, 800);
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2);
    });
    await page.waitForFunction(() => innerWidth === 640);
    const found: string[] = [];
    for (const [name, open] of places) {
      await chord(page, "g", "i");
      await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
      await open(page);
      await page.waitForTimeout(300);
      found.push(...(await outside(page)).map((what) => `${name}: ${what}`));
    }
    expect(found).toEqual([]);
  });
});

/** The page where it is wider than the window, and controls that stand beyond its edge and in nothing that scrolls. */
function outside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      ((/auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth) ||
        scrolls(element.parentElement));
    const controls = [...document.querySelectorAll("button, input, textarea, select, a[href]")];
    const beyond = controls
      .filter((control) => control.checkVisibility({ visibilityProperty: true }))
      .filter((control) => control.getBoundingClientRect().right > innerWidth + 1 && !scrolls(control.parentElement))
      .map((control) => control.getAttribute("aria-label") ?? control.textContent.slice(0, 40));
    const wide = document.documentElement.scrollWidth > innerWidth ? ["the page is wider than the window"] : [];
    return [...wide, ...beyond];
  });
}
