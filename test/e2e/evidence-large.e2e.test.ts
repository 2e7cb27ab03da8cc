import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { refundTests, writeEvidencePack } from "../support/evidence-pack";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { inboxGrid } from "../support/sample-window";
import { openTestApp, tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/evidence-large.png" });
  await running?.close();
  running = null;
});

it("a report of a hundred thousand cases and a log of a million lines are moved through without waiting", async () => {
  const home = tempFolder();
  const app = openTestApp({ home });
  const folder = path.join(tempFolder(), "packs");
  const log = Array.from({ length: 1_000_000 }, (_, n) => `line ${String(n)} of the build`).join("\n");
  writeEvidencePack(folder, "run-a", [
    { path: "evidence/junit.xml", content: refundTests(true, 99_998), kind: "tests", producer: "node" },
    { path: "evidence/build.log", content: log, kind: "log", producer: "build" },
  ]);
  await ingestPaths(app.core, [folder], { job: "test", isSource: anySource, cancelled: () => false });
  app.close();
  running = await launchCountersign({ home });
  const { page } = running;
  await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /Make refund retries idempotent/ }).waitFor();
  await page.keyboard.press("v");
  const cases = page.getByRole("grid", { name: "Test cases" });
  await cases.waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("case");
  await expect.poll(async () => page.getByRole("status").allTextContents()).toContain("99,998 cases in 1 suite");
  await page.keyboard.press("Enter");
  await page.keyboard.press("End");
  const cursor = cases.getByRole("row", { selected: true });
  await expect.poll(async () => cursor.textContent()).toContain("case 99997");
  expect(await cases.getByRole("row").count()).toBeLessThan(120);
  const started = performance.now();
  for (let press = 0; press < 20; press += 1) await page.keyboard.press("k");
  await expect.poll(async () => cursor.textContent(), { interval: 10 }).toContain("case 99977");
  const cased = performance.now() - started;
  expect(cased).toBeLessThan(3_000);

  await page.keyboard.press("Escape");
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("j");
  const lines = page.getByRole("grid", { name: "Log lines" });
  await lines.waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("line 777777 of");
  await expect
    .poll(async () => page.getByRole("status").allTextContents(), { timeout: 10_000 })
    .toContainEqual(expect.stringContaining("1 line has this"));
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => lines.getByRole("row", { selected: true }).textContent())
    .toContain("line 777777 of the build");
  await page.getByText("Lines 600,001 to 800,000 of 1,000,000.").waitFor();
  await page.keyboard.press("End");
  await expect.poll(async () => lines.getByRole("row", { selected: true }).textContent()).toContain("line 799999 ");
});
