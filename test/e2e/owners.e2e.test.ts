import { AxeBuilder } from "@axe-core/playwright";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright";
import { afterEach, describe, expect, it } from "vitest";
import type { LaunchedApp } from "../support/launch-electron";
import { moveCursorTo, openSampleWindow, recordByKey } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/owners.png" });
  await running?.close();
  running = null;
});

const drawerOf = (page: Page) => page.getByRole("complementary", { name: "Decision" });

/** What axe calls serious or critical, as short sentences. */
async function seriousProblems(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

/** Records what the drawer holds with the keyboard and closes the receipt. */
async function recorded(page: Page): Promise<void> {
  await recordByKey(page);
  await expect.poll(async () => drawerOf(page).textContent()).toMatch(/Entry \d+ is on the disk/);
  await page.keyboard.press("Escape");
  await drawerOf(page).waitFor({ state: "detached" });
}

describe("who answers for it", () => {
  it("is accepted and handed over by keyboard; the task says who answers tonight, why, and what became of it", async () => {
    const home = tempFolder();
    writeFileSync(
      path.join(home, "oncall.yaml"),
      `version: 1
people:
  tomas: { name: Tomas Reyes, github: tomas }
teams:
  payments: { name: Payments, members: [tomas] }
rotations:
  - { team: payments, start: 2020-01-06 }
`,
    );
    running = await openSampleWindow(home);
    const { page } = running;
    await moveCursorTo(page, "Upgrade the invoice template engine");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /Upgrade the invoice/ }).waitFor();
    const facts = page.locator(".task-facts");
    await expect.poll(async () => facts.textContent()).toMatch(/OwnerNo owner.*Answers tonightNobody/);

    await page.keyboard.press("Shift+y");
    await drawerOf(page).getByRole("button", { name: "Record acceptance" }).waitFor();
    await recorded(page);
    await expect.poll(async () => facts.textContent()).toMatch(/Owner[^,]+, by decisionAnswers/);

    await page.keyboard.press("Shift+h");
    await drawerOf(page).getByRole("textbox", { name: "Person or team that is to answer for it" }).fill("Payments");
    await recorded(page);
    await expect
      .poll(async () => facts.textContent())
      .toMatch(/OwnerPayments, by decision, not accepted yetAnswers tonightTomas Reyes until .*, on call for Payments/);

    await page.keyboard.press("Shift+w");
    const dialog = page.getByRole("dialog", { name: "Who answers for it" });
    await dialog.getByText("Tomas Reyes is on call for Payments, which answers for it by a decision.").waitFor();
    const history = dialog.getByRole("list", { name: "History of owners" });
    expect(await history.getByRole("listitem").count()).toBe(2);
    expect(await history.textContent()).toMatch(/Owner accepted: .*Handed over: .* to Payments/);
    expect(await seriousProblems(page)).toEqual([]);
    await dialog.getByRole("button", { name: /Accept as owner/ }).click();
    // The reviewer is no member of the team.
    await expect.poll(async () => drawerOf(page).textContent()).toMatch(/Blocked: Payments answers for it; you are /);
  });
});
