import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";
import { afterEach, describe, expect, it } from "vitest";
import type { LaunchedApp } from "../support/launch-electron";
import { moveCursorTo, openSampleWindow, recordByKey } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/escalations.png" });
  await running?.close();
  running = null;
});

const drawerOf = (page: Page) => page.getByRole("complementary", { name: "Decision" });
const waitingOf = (page: Page) => page.getByRole("region", { name: "Escalations", exact: true });

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

describe("what waits for somebody's word", () => {
  it("an agent's question is answered by keyboard, and the answer is copied as the prompt with its resume command", async () => {
    running = await openSampleWindow(tempFolder());
    const { page, app } = running;
    const copied = async () => app.evaluate(({ clipboard }) => clipboard.readText());
    await moveCursorTo(page, "Rotate webhook");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /Rotate webhook/ }).waitFor();
    await waitingOf(page).getByText("I stopped before production and need your approval.").waitFor();

    await page.keyboard.press("w");
    const answer = drawerOf(page).getByRole("textbox", { name: /^Answer/ });
    await expect.poll(async () => answer.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await drawerOf(page).getByRole("radio", { name: /asks/ }).isChecked()).toBe(true);
    expect(await drawerOf(page).textContent()).toContain("Write the answer.");
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.type("Go on, with the staging key.");
    await recorded(page);

    await waitingOf(page).getByText("Go on, with the staging key.").waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await waitingOf(page).getByRole("button", { name: "Copy as a prompt" }).click();
    await expect.poll(async () => copied()).toMatch(/^# Answer to your question[^]*> Go on, with the staging key\./u);
    await waitingOf(page).getByRole("button", { name: "Copy resume command" }).click();
    await expect.poll(async () => copied()).toMatch(/^codex resume \S+$/u);

    // It waits for the agent now.
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.type("escalated:agent ");
    await page
      .getByText(/No task matches|0 of/u)
      .first()
      .waitFor();
  });

  it("an escalation is raised with a question, acknowledged for another, overdue after its time, and answered late", async () => {
    running = await openSampleWindow(tempFolder());
    const { page } = running;
    await moveCursorTo(page, "Use Swiss date");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /Use Swiss date/ }).waitFor();
    await page.keyboard.press("e");
    const drawer = drawerOf(page);
    await drawer.getByRole("textbox", { name: "Question" }).fill("May it go out tonight?");
    await drawer.getByRole("textbox", { name: /Person or team it is escalated to/ }).fill("dario");
    await drawer.getByRole("textbox", { name: /^Reason/ }).fill("It cannot be undone.");
    await drawer.getByLabel("Answer wanted by").fill(soon());
    expect(await drawer.textContent()).toContain("Times are looked at while Countersign is open.");
    expect(await seriousProblems(page)).toEqual([]);
    await recorded(page);

    const list = waitingOf(page);
    await list.getByText("May it go out tonight?").waitFor();
    await list.getByRole("button", { name: "Acknowledge" }).click();
    await drawer.getByRole("button", { name: /dario/ }).click();
    await drawer.getByRole("textbox", { name: /^Reason/ }).focus();
    await recorded(page);
    await expect.poll(async () => list.textContent()).toMatch(/Acknowledged .*, by dario, recorded by /u);

    // Nothing runs but the clock.
    await expect.poll(async () => list.textContent(), { timeout: 100_000, interval: 2000 }).toContain("Overdue:");
    await page.getByRole("button", { name: "1 escalation overdue" }).click();
    await expect.poll(async () => page.getByRole("combobox", { name: /^Filter/ }).inputValue()).toBe("is:overdue");
    await expect.poll(async () => page.getByRole("grid").textContent()).toMatch(/Use Swiss date[^]*overdue by/u);
    expect(await seriousProblems(page)).toEqual([]);
    await moveCursorTo(page, "Use Swiss date");
    await page.keyboard.press("w");
    await drawer.getByRole("textbox", { name: /^Answer/ }).fill("On Monday.");
    await recorded(page);
    await expect.poll(async () => page.getByRole("button", { name: "1 escalation overdue" }).count()).toBe(0);
  });

  it("a webhook is added without its address being shown again, and a wrong address is named", async () => {
    running = await openSampleWindow(tempFolder());
    const { page } = running;
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    const section = page.getByRole("region", { name: "Webhooks" });
    await section.getByRole("button", { name: "Add a webhook" }).click();
    await section.getByRole("textbox", { name: "Name of the webhook" }).fill("#oncall");
    const address = section.getByLabel(/Address of the webhook/);
    await address.fill("http://hooks.example.org/services/secretpart");
    const weak = section.getByRole("checkbox");
    if (await weak.isVisible()) await weak.check();
    await section.getByRole("button", { name: "Add the webhook" }).click();
    await section.getByText(/it is not https/).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await address.fill("https://hooks.example.org/services/secretpart");
    await section.getByRole("button", { name: "Add the webhook" }).click();
    await section.getByRole("list", { name: "Webhooks" }).getByText("hooks.example.org").waitFor();
    expect(await page.locator("body").innerHTML()).not.toContain("secretpart");
    await section.getByRole("button", { name: "Remove #oncall" }).click();
    await section.getByRole("button", { name: "Remove #oncall and its address" }).click();
    await section.getByText(/^No webhook/).waitFor();
  });
});

/** The next whole minute but one, as a date-time field has it. */
function soon(): string {
  const at = new Date(Date.now() + 75_000);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
