import { AxeBuilder } from "@axe-core/playwright";
import { afterEach, describe, expect, it } from "vitest";
import type { Page } from "playwright";
import type { LaunchedApp } from "../support/launch-electron";
import { openSampleWindow } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/search.png" });
  await running?.close();
  running = null;
});

const hits = (page: Page) => page.getByRole("grid", { name: "Hits" });
const cursor = (page: Page) => hits(page).getByRole("row", { selected: true });

describe("the search", () => {
  it("finds an event as it is typed and opens the timeline at it, by keyboard alone", async () => {
    running = await openSampleWindow(tempFolder());
    const { page } = running;
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));

    await page.keyboard.press("Control+Shift+F");
    const field = page.getByRole("textbox", { name: "Search all events" });
    await expect.poll(async () => field.evaluate((input) => input === document.activeElement)).toBe(true);

    // A filter's name and value by completion, then the beginning of a word.
    await page.keyboard.type("ru");
    await page
      .getByRole("button", { name: /runner:/ })
      .first()
      .waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type("code");
    await page.keyboard.press("Tab");
    await expect.poll(async () => field.inputValue()).toBe("runner:codex ");
    await page.keyboard.type("refund gatew");
    await hits(page).waitFor();
    await expect.poll(async () => hits(page).locator("mark").allTextContents()).toContain("gatew");
    const shown = await hits(page).getByRole("row").allTextContents();
    expect(shown.join()).toContain("Make refund retries idempotent");
    expect(shown.join()).not.toContain("Claude Code");

    await page.keyboard.press("Enter");
    await page.keyboard.press("j");
    const number = /#(\d+)/.exec((await cursor(page).textContent()) ?? "")?.[1] ?? "none";
    await page.keyboard.press("Enter");
    await page.getByRole("grid", { name: "Events" }).waitFor();
    await expect
      .poll(async () => page.getByRole("grid", { name: "Events" }).getByRole("row", { selected: true }).textContent())
      .toContain(`#${number}`);
    await page
      .getByRole("complementary", { name: new RegExp(`Event #?${number}|Event`) })
      .first()
      .waitFor();

    // Back at the same hit.
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await cursor(page).textContent()) ?? "").toContain(`#${number}`);
    expect(errors).toEqual([]);
  });

  it("says what it did not understand and why nothing was found, and is reached from the inbox's filter", async () => {
    running = await openSampleWindow(tempFolder());
    const { page } = running;
    await page.keyboard.press("/");
    await page.getByRole("combobox", { name: "Filter tasks" }).fill("kind:check failed:true");
    await page.getByText(/kind: and failed: are filters of the search/).waitFor();
    await page.getByRole("button", { name: /Search everything/ }).click();
    await hits(page).waitFor();
    expect(await page.getByRole("button", { name: "Take off failed:true" }).count()).toBe(1);

    const field = page.getByRole("textbox", { name: "Search all events" });
    await field.fill("refund zebrafish kid:check");
    await page.getByText(/Did you mean kind:\?/).waitFor();
    await page.getByText("zebrafish occurs nowhere.").waitFor();
    await page.getByRole("button", { name: "Take off kid:check" }).click();
    await expect.poll(async () => field.inputValue()).toBe("refund zebrafish");
  });

  it("can be read by everyone, in both themes and every state", async () => {
    running = await openSampleWindow(tempFolder());
    const { page } = running;
    await page.keyboard.press("Control+Shift+F");
    const field = page.getByRole("textbox", { name: "Search all events" });
    const states: readonly (readonly [query: string, shows: RegExp])[] = [
      ["", /Search every event that was read/],
      ["refund runner:co", /copilot-cli/],
      ["failed:true refund", /failed/],
      ["refund kid:check zebrafish", /occurs nowhere/],
    ];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const [query, shows] of states) {
        await field.fill(query);
        await page.getByText(shows).first().waitFor();
        // Electron cannot open the extra page that axe's newer mode wants.
        const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
        const serious = found.violations
          .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
          .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
        expect(serious, `${colorScheme}: ${query}`).toEqual([]);
      }
    }
  });

  it("is what the timeline's text filter asks", async () => {
    running = await openSampleWindow(tempFolder());
    const { page } = running;
    await page.keyboard.press("Control+Shift+F");
    await page.getByRole("textbox", { name: "Search all events" }).fill('runner:codex "npm run lint" kind:check');
    await hits(page).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.getByRole("grid", { name: "Events" }).waitFor();
    await page.keyboard.press("/");
    await page.getByRole("textbox", { name: "Search events" }).fill("kind:check lint");
    await page.getByText(/^1 of \d+ events$/).waitFor();
    await page.getByRole("textbox", { name: "Search events" }).fill("kind:chek");
    await page.getByText(/Did you mean kind:check\?/).waitFor();
  });
});
