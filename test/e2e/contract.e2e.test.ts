import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";
import { afterEach, describe, expect, it } from "vitest";
import type { LaunchedApp } from "../support/launch-electron";
import { chord, moveCursorTo, openSampleWindow } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/contract.png" });
  await running?.close();
  running = null;
});

/** The dialogs answer with this file, as a person would. */
async function answerDialogs(app: LaunchedApp["app"], file: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
  }, file);
}

const yaml = (page: Page) => page.getByRole("textbox", { name: "Contract as text" });
const textOf = (page: Page) => yaml(page).inputValue();

async function seriousProblems(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

describe("a contract", () => {
  it("is opened from its task, changed on both sides, shown to be wrong at its line, saved and opened again", async () => {
    const home = tempFolder();
    const file = path.join(home, "PAY-118.yaml");
    running = await openSampleWindow(home);
    const { page, app } = running;
    await answerDialogs(app, file);
    await moveCursorTo(page, "Make refund retries idempotent");
    await page.keyboard.press("Enter");
    await page.getByText("Decide on B").waitFor();
    await page.keyboard.press("Shift+C");
    await yaml(page).waitFor();
    const before = await textOf(page);
    expect(before).toContain("# Written by Marit on 2026-11-20");

    // The form changes its own line of the text, and nothing else.
    const risk = page.getByLabel("Declared risk");
    await expect.poll(() => risk.inputValue()).toBe("high");
    await risk.selectOption("critical");
    await expect.poll(() => textOf(page)).toBe(before.replace("risk: high", "risk: critical"));
    const escalate = page.getByLabel("Escalate to");
    await escalate.focus();
    await page.keyboard.type("ilse");
    await expect.poll(() => textOf(page)).toContain("escalation:\n  to: ilse\n");
    await expect.poll(() => escalate.inputValue()).toBe("ilse");

    // The text changes the form, and a slip is named with line, column and remedy, beside the line and in the form.
    await page.keyboard.press("F6");
    await expect.poll(() => yaml(page).evaluate((area) => area === document.activeElement)).toBe(true);
    const good = await textOf(page);
    await yaml(page).fill(good.replace("risk: critical", "risk: hihg"));
    const line = good.slice(0, good.indexOf("risk: critical")).split("\n").length;
    const problems = page.getByRole("region", { name: "Problems" });
    await expect.poll(() => problems.textContent()).toContain('Did you mean "high"?');
    expect(await problems.textContent()).toContain(`${String(line)}:7`);
    await expect.poll(() => page.locator(".contract-line-wrong").textContent()).toContain(`Line ${String(line)}`);
    await yaml(page).evaluate((area) => {
      if (area instanceof HTMLTextAreaElement) area.setSelectionRange(0, 0);
    });
    await page.keyboard.press("F8");
    const selected = () =>
      yaml(page).evaluate((area) =>
        area instanceof HTMLTextAreaElement ? area.value.slice(area.selectionStart, area.selectionEnd) : "",
      );
    await expect.poll(selected).toBe("hihg");
    await page.keyboard.type("medium");
    await expect.poll(() => risk.inputValue()).toBe("medium");
    await expect.poll(() => problems.textContent()).toContain("No problem in this contract.");

    // Leaving asks; staying keeps what was written.
    await page.keyboard.press("Escape");
    const leave = page.getByRole("dialog", { name: "Not saved" });
    await leave.waitFor();
    await page.keyboard.press("Escape");
    await leave.waitFor({ state: "detached" });
    expect(await textOf(page)).toContain("risk: medium");

    await page.keyboard.press("Control+s");
    await expect.poll(() => existsSync(file)).toBe(true);
    await page.getByText("Saved.").first().waitFor();
    expect(readFileSync(file, "utf8")).toBe(await textOf(page));
    expect(readFileSync(file, "utf8")).toBe(good.replace("risk: critical", "risk: medium"));
    await page.keyboard.press("Escape");
    await page.getByText("Decide on B").waitFor();

    await chord(page, "g", "o");
    await expect.poll(() => textOf(page)).toContain("risk: medium");
    await page.getByText("Saved.").first().waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousProblems(page), colorScheme).toEqual([]);
    }
  });

  it("is begun empty and from a pasted issue, and broken text keeps the form away until it is mended", async () => {
    const home = tempFolder();
    running = await openSampleWindow(home);
    const { page } = running;
    await chord(page, "g", "n");
    await yaml(page).waitFor();
    await expect.poll(() => page.getByRole("region", { name: "Problems" }).textContent()).toContain("3:5");
    await page.keyboard.press("Control+i");
    const dialog = page.getByRole("dialog", { name: "Begin from an issue" });
    await dialog.getByLabel("Or its title and text").fill("Pay once\n\n## Acceptance criteria\n- `npm test` passes\n");
    await dialog.getByRole("button", { name: "Begin", exact: true }).click();
    await expect.poll(() => textOf(page)).toContain("# Guessed from commands in the issue.");
    await expect.poll(() => page.getByLabel("Title", { exact: true }).inputValue()).toBe("Pay once");
    await yaml(page).fill("id: [\n");
    await page.getByText("The text is no YAML, so the form cannot show it.").waitFor();
    await yaml(page).fill("id: PAY-9\n");
    await expect.poll(() => page.getByLabel("Id", { exact: true }).inputValue()).toBe("PAY-9");
    await page.getByRole("button", { name: "Add a check" }).click();
    await expect
      .poll(() => textOf(page))
      .toBe("id: PAY-9\nacceptance:\n  - id: check-1\n    name: All tests\n    command: npm test\n");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Leave without saving" }).click();
    await page.getByRole("grid", { name: "Tasks" }).waitFor();
  });

  it("is held against each attempt: a cell opens what it rests on", async () => {
    const home = tempFolder();
    running = await openSampleWindow(home);
    const { page } = running;
    await moveCursorTo(page, "Make refund retries idempotent");
    await page.keyboard.press("Enter");
    const row = page.getByRole("row", { name: /^All tests.*acceptance/ });
    await row.waitFor();
    expect(await row.textContent()).toMatch(/Not met|No evidence|Conflicting/);
    expect(await row.textContent()).toContain("Met");
    await row.getByRole("button").last().click();
    const menu = page.getByRole("menuitem").first();
    if (await menu.isVisible()) await menu.click();
    await page
      .getByText(/npm run test:ci/)
      .first()
      .waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Decide on B").waitFor();
    await page.getByText("Will parallel attempts help?").waitFor();
    await page.getByRole("button", { name: "Answer what is open" }).click();
    const dialog = page.getByRole("dialog", { name: "Task fit" });
    await dialog
      .getByRole("radiogroup", { name: /Will parallel attempts help/ })
      .getByRole("radio", { name: "Yes" })
      .click();
    await expect.poll(() => dialog.textContent()).toContain("by a person");
  });
});
