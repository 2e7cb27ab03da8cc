import { AxeBuilder } from "@axe-core/playwright";
import path from "node:path";
import type { Page } from "playwright";
import { afterEach, expect, it } from "vitest";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { fullEvidence, writeEvidencePack } from "../support/evidence-pack";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { inboxGrid } from "../support/sample-window";
import { openTestApp, tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/evidence.png" });
  await running?.close();
  running = null;
});

/** A data folder with two attempts at one task, each with tests, coverage, findings, a picture, a log and a bill of materials. */
async function homeWithPacks(): Promise<string> {
  const home = tempFolder();
  const app = openTestApp({ home });
  const folder = path.join(tempFolder(), "packs");
  writeEvidencePack(folder, "run-a", fullEvidence(true, 2_000));
  writeEvidencePack(folder, "run-b", fullEvidence(false, 2_000));
  await ingestPaths(app.core, [folder], { job: "test", isSource: anySource, cancelled: () => false });
  app.close();
  return home;
}

/** Moves with j to the item whose row holds a text. */
async function toItem(page: Page, text: string): Promise<void> {
  const cursor = page.getByRole("grid", { name: "Evidence" }).getByRole("row", { selected: true });
  for (let step = 0; step < 12; step += 1) {
    if (((await cursor.textContent()) ?? "").includes(text)) return;
    await page.keyboard.press("j");
  }
  throw new Error(`the cursor never came to ${text}`);
}

async function seriousProblems(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

/** Chooses another view of the item by its key until its name is chosen. */
async function toView(page: Page, name: RegExp): Promise<void> {
  const choice = page.getByRole("radio", { name });
  for (let step = 0; step < 6; step += 1) {
    if ((await choice.getAttribute("aria-checked")) === "true") return;
    await page.keyboard.press("b");
  }
  throw new Error(`the view ${String(name)} never came`);
}

it("tests, findings, coverage, pictures, logs and components are read, and lead into the diff", async () => {
  running = await launchCountersign({ home: await homeWithPacks() });
  const { page } = running;
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /Make refund retries idempotent/ }).waitFor();
  await page
    .getByRole("button", { name: /1 failed/ })
    .first()
    .click();

  // Tests: the failure is under the cursor at once, with its output; a filter finds one case of two thousand.
  await page.getByRole("grid", { name: "Evidence" }).waitFor();
  await toItem(page, "npm test");
  const cases = page.getByRole("grid", { name: "Test cases" });
  await expect
    .poll(async () => cases.getByRole("row", { selected: true }).textContent())
    .toContain("retries with the same key");
  await expect
    .poll(async () => page.getByRole("region", { name: "Output of the case" }).textContent())
    .toContain("expected 7500 to be 5000");
  expect(await page.locator(".ansi-red").count()).toBe(1);
  expect(await seriousProblems(page)).toEqual([]);
  await page.keyboard.press("/");
  await page.keyboard.type("case 1999");
  await expect.poll(async () => page.getByRole("status").allTextContents()).toContain("1 case in 1 suite");
  await page.keyboard.press("Enter");
  await page.keyboard.press("j");
  await expect.poll(async () => cases.getByRole("row", { selected: true }).textContent()).toContain("case 1999");
  await page.keyboard.press("Escape");
  await toView(page, /Side by side/);
  const compared = page.getByRole("grid", { name: "Results side by side" });
  await expect.poll(async () => compared.getByRole("row").allTextContents()).toHaveLength(1);
  expect(await compared.getByRole("row").textContent()).toMatch(/retries with the same key.*failed.*fixed/);

  // Findings: the new one first, held against the base.
  await toItem(page, "Lintwell");
  const findings = page.getByRole("grid", { name: "Findings" });
  await expect
    .poll(async () => findings.getByRole("row").first().textContent())
    .toMatch(/seen is shadowed here.*new.*added line/);
  expect(await page.getByText("Held against the base's report: 1 new, 0 gone.").count()).toBe(1);
  expect(await seriousProblems(page)).toEqual([]);

  // Coverage: the figure, and from the file to its first line that did not run.
  await toItem(page, "c8");
  await page.getByText("2 of 3 added lines that can run did run.").waitFor();
  await page.getByText("did not run: 4; not every branch taken: 3").waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Diff" }).waitFor();
  await expect.poll(async () => page.locator(".diff-cursor").textContent()).toContain("return seen.get(key)");
  // The marks come after the code, which does not wait for them.
  await expect.poll(async () => page.getByRole("img", { name: "did not run" }).count()).toBe(1);
  await expect.poll(async () => page.getByRole("img", { name: "ran 4 times" }).count()).toBe(2);
  expect(await page.getByRole("img", { name: "ran 4 times, 1 of 2 branches taken", exact: true }).count()).toBe(1);
  await expect
    .poll(async () => page.locator(".diff-note").allTextContents())
    .toEqual([
      expect.stringMatching(/Sensitive path/),
      expect.stringMatching(/New\. seen is shadowed here/),
      expect.stringMatching(/pay is shadowed/),
    ]);
  expect(await seriousProblems(page)).toEqual([]);
  await page.keyboard.press("m");
  await expect.poll(async () => page.locator(".diff-cover").count()).toBe(0);
  expect(await page.locator(".diff-note").count()).toBe(1);
  await page.keyboard.press("Escape");

  await toItem(page, "bom");
  await expect
    .poll(async () => page.getByRole("grid", { name: "Components" }).getByRole("row").allTextContents())
    .toEqual([expect.stringMatching(/left-pad.*1\.3\.0.*WTFPL/), expect.stringMatching(/zod.*no licence stated/)]);

  // The log: colours are drawn, markup is text, words are found.
  await page.getByRole("grid", { name: "Evidence" }).waitFor();
  await toItem(page, "build");
  const lines = page.getByRole("grid", { name: "Log lines" });
  await lines.waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("GATEWAY");
  await expect
    .poll(async () => page.getByRole("status").allTextContents())
    .toContainEqual(expect.stringContaining("1 line has this"));
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => lines.getByRole("row", { selected: true }).textContent())
    .toContain("ERROR the gateway said no");
  expect(await lines.locator("mark").textContent()).toBe("gateway");
  expect(await lines.locator(".ansi-red").first().textContent()).toBe("ERROR");
  expect(await lines.getByText("<b>done</b>").count()).toBe(1);
  expect(await seriousProblems(page)).toEqual([]);
  await page.keyboard.press("Escape");

  // Pictures: drawn from the archive's bytes, and held against the other attempt's.
  await toItem(page, "browser");
  const picture = page.getByRole("img", { name: /^Picture A: evidence\/receipt\.png/ });
  await picture.waitFor();
  await expect.poll(async () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(60);
  await page.getByRole("radio", { name: "Difference" }).click();
  await page.getByText("100 pixels differ, 4.2 % of 60 × 40.").waitFor();
  await page.getByRole("radio", { name: "Slider" }).click();
  await page.getByRole("slider").press("ArrowRight");
  expect(await page.getByRole("slider").inputValue()).toBe("51");
  expect(await seriousProblems(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await seriousProblems(page)).toEqual([]);
  expect(errors).toEqual([]);
});
