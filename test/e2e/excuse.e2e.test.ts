import { AxeBuilder } from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { askPage } from "../support/ask-page";
import type { LaunchedApp } from "../support/launch-electron";
import { allDecisions } from "../support/html-report";
import { chord, inboxGrid, moveCursorTo, openSampleWindow, recordByKey } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/excuse.png" });
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

/** Fills in reason and, where one is asked for, the confirmation; records with the keyboard and closes the receipt. */
async function signWith(page: Page, reason: string): Promise<void> {
  const drawer = drawerOf(page);
  await drawer.getByRole("textbox", { name: /^Reason/ }).fill(reason);
  const confirm = drawer.getByRole("textbox", { name: /to confirm/ });
  if (await confirm.isVisible()) await confirm.fill((await confirm.getAttribute("placeholder")) ?? "");
  await recordByKey(page);
  await expect.poll(async () => drawer.textContent()).toMatch(/Entry \d+ is on the disk/);
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
}

describe("what a reviewer excuses", () => {
  it("a tier is lowered and a gate overridden by keyboard, both let an approval pass, and the report lists both", async () => {
    running = await openSampleWindow(tempFolder());
    const { page } = running;

    // A critical tier is lowered: fewer gates are asked for, and the task says from what and by whom.
    await moveCursorTo(page, "Rotate webhook");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /Rotate webhook/ }).waitFor();
    await page.keyboard.press("l");
    const levels = drawerOf(page).getByRole("group", { name: "Tier to set" }).getByRole("button");
    await expect.poll(async () => levels.first().evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press("ArrowDown");
    await expect.poll(async () => levels.nth(1).evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await expect.poll(async () => levels.nth(1).getAttribute("aria-pressed")).toBe("true");
    await expect.poll(async () => drawerOf(page).textContent()).toMatch(/Give a reason/);
    await signWith(page, "The keys are a demo's.");
    const tier = page.locator("#task-tier");
    await expect.poll(async () => tier.textContent()).toMatch(/Lowered from Critical by .*The keys are a demo's/);
    await expect.poll(async () => tier.textContent()).toMatch(/Set it back/);

    // What is left is overridden one by one, from the gate itself.
    const gates = page.locator("#task-gates");
    for (let round = 0; round < 8; round += 1) {
      await expect.poll(async () => gates.textContent()).toMatch(/\d+ of \d+ met for Medium/);
      const override = gates.getByRole("button", { name: /^Override the gate/ });
      if ((await override.count()) === 0) break;
      const before = await override.count();
      await override.first().click();
      await drawerOf(page).getByRole("group", { name: "Gates that are not met" }).getByRole("button").first().waitFor();
      await drawerOf(page)
        .getByRole("group", { name: "Gates that are not met" })
        .getByRole("button")
        .filter({ hasNotText: "Overridden by" })
        .first()
        .click();
      await signWith(page, "Looked at by hand.");
      await expect.poll(async () => override.count()).toBe(before - 1);
    }
    await page.keyboard.press("a");
    await signWith(page, "Good as it is.");

    // A gate of another task is overridden through the sheet of its approval.
    await chord(page, "g", "i");
    await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
    await page.keyboard.press("Home");
    await moveCursorTo(page, "Make refund retries");
    await page.keyboard.press("Enter");
    await page.getByText("Decide on B").waitFor();
    await page.keyboard.press("a");
    await drawerOf(page)
      .getByRole("button", { name: /^Override the gate Every changed file read/ })
      .click();
    const chosen = drawerOf(page).getByRole("button", { name: /^Every changed file read/ });
    await expect.poll(async () => chosen.getAttribute("aria-pressed")).toBe("true");
    await signWith(page, "Read in the editor.");
    await expect.poll(async () => gates.textContent()).toMatch(/Overridden:.*Read in the editor/);
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press("a");
    await signWith(page, "B keeps the write inside the lock.");

    // The log names both kinds, the report lists every one of them with its reason.
    await chord(page, "g", "a");
    await page.getByText("Lower the tier").first().waitFor();
    await page.getByText("Override a gate").first().waitFor();
    const written = z
      .object({ ok: z.literal(true), value: z.object({ files: z.tuple([z.object({ path: z.string() })]) }) })
      .parse(
        await askPage(page, "report.write", { formats: ["html"], filters: allDecisions, redaction: [], out: null }),
      );
    const report = readFileSync(written.value.files[0].path, "utf8");
    const section = report.slice(report.indexOf("Overridden gates and lowered tiers"));
    expect(section.slice(0, section.indexOf("</section>"))).toMatch(/The keys are a demo.*Read in the editor/s);
  });

  it("a changed policy is tried on what was judged, and nothing is saved", async () => {
    running = await openSampleWindow(tempFolder());
    const { page } = running;
    await chord(page, "g", "y");
    await page.getByRole("table", { name: "Rules" }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press("2");
    await page.getByRole("table", { name: "Gates by tier" }).waitFor();
    await page.keyboard.press("3");
    await page.getByText("Nothing was tried yet.").waitFor();

    // A text that is no policy says where it is wrong, and nothing is tried.
    await page.keyboard.press("e");
    const area = page.getByRole("textbox", { name: "Policy as text" });
    await expect.poll(async () => area.evaluate((field) => field === document.activeElement)).toBe(true);
    const text = await area.inputValue();
    await area.fill(`${text}\nno-such-key: 1\n`);
    const problems = page.getByRole("region", { name: "Problems" }).getByRole("button");
    await expect.poll(async () => problems.count()).toBeGreaterThan(0);
    await page.keyboard.press("Control+Enter");
    await page.getByText(/The text is no policy: .* Nothing was tried/).waitFor();

    // One that asks for reading at every tier blocks what nobody has read.
    await area.fill(
      text.replace("reading: { from: high", "reading: { from: low").replace("revision: 2", "revision: 3"),
    );
    await expect.poll(async () => problems.count()).toBe(0);
    await page.keyboard.press("Control+Enter");
    const table = page.getByRole("table", { name: "What would change" });
    await table.waitFor();
    await page.getByText(/attempts? tried with .*revision 3/).waitFor();
    expect(await table.getByRole("row").count()).toBeGreaterThan(1);
    await expect.poll(async () => table.textContent()).toMatch(/read/i);
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press("F6");

    // Going to a task and back keeps what was typed; what is in force is what it was.
    await table.getByRole("button").first().click();
    await page.locator("#task-gates").waitFor({ state: "attached" });
    await chord(page, "g", "y");
    await page.getByRole("table", { name: "Rules" }).waitFor();
    await expect.poll(async () => area.inputValue()).toContain("revision: 3");
    const inForce = z
      .object({ ok: z.literal(true), value: z.object({ ref: z.object({ version: z.literal(2) }) }) })
      .safeParse(await askPage(page, "policy.get", { attemptId: null }));
    expect(inForce.success).toBe(true);
  });
});
