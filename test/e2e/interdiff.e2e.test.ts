import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";
import { afterEach, expect, it } from "vitest";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { pushPatch } from "../support/push-patch";
import { inboxGrid, moveCursorTo } from "../support/sample-window";
import { resize } from "../support/scenes/scene";
import { openTestApp, tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/interdiff.png" });
  await running?.close();
  running = null;
});

async function serious(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
}

it("compares attempts by key, opens a file on what changed since it was read, and puts timelines on one clock", async () => {
  const home = tempFolder();
  const app = openTestApp({ home });
  // Whoever the account belongs to: read marks are of the reviewer in the settings.
  expect((await app.invoke("app.settings", { reviewerName: "ilse" })).ok).toBe(true);
  expect((await app.invoke("sample.open", {})).ok).toBe(true);
  const inbox = await app.invoke("inbox.list", { filter: "PAY-118" });
  const taskId = inbox.ok ? (inbox.value.groups.flatMap((group) => group.rows)[0]?.taskId ?? "") : "";
  const task = await app.invoke("task.get", { taskId });
  const attempts = task.ok ? task.value.attempts.map(({ attempt }) => attempt) : [];
  const [, B] = attempts;
  const attemptId = B?.id ?? "";
  const name = "src/refunds/handler.js";
  const digest = B?.files.find((file) => file.path === name)?.digest ?? "";
  // Marked read before the push: afterwards an earlier version of the file was read.
  expect((await app.invoke("reading.mark", { attemptId, file: digest, read: true })).ok).toBe(true);
  const diff = await app.invoke("diff.get", { attemptId });
  const patch = diff.ok ? diff.value.patch : "";
  const added = /^\+ +idempotencyKey: request\.headers.*$/m.exec(patch)?.[0] ?? "";
  expect(patch).toMatch(/^@@ -7,6 \+7,7 @@/m);
  pushPatch(
    app,
    attemptId,
    patch.replace(/^@@ -7,6 \+7,7 @@/m, "@@ -7,6 +7,8 @@").replace(added, `${added}\n+      retries: 3,`),
  );
  app.close();

  running = await launchCountersign({ home });
  const { page } = running;
  const later = page.getByRole("button", { name: "Not now" });
  if (await later.isVisible()) await later.click();
  await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
  await moveCursorTo(page, "Make refund retries idempotent");
  await page.keyboard.press("Enter");
  await page.getByText("Decide on B").waitFor();
  await page
    .getByRole("button", { name: "Diff", exact: true })
    .or(page.getByRole("radio", { name: "Diff" }))
    .click();
  await page.getByRole("radio", { name: "Attempt B" }).click();

  // Half ticked, and on what changed since.
  const box = page.getByRole("navigation", { name: "Files" }).getByRole("checkbox", { name: `Read ${name}` });
  await expect.poll(() => box.getAttribute("aria-checked")).toBe("mixed");
  await page
    .getByRole("navigation", { name: "Files" })
    .getByRole("button", { name: /handler\.js/ })
    .click();
  const show = page.getByRole("button", { name: /Show whole/ }).first();
  await show.waitFor();
  const key = page.locator(".diff-look-add", { hasText: "idempotencyKey: request.headers" });
  await page.locator(".diff-look-add", { hasText: "retries: 3," }).waitFor();
  expect(await key.count()).toBe(0);
  expect(await serious(page)).toEqual([]);
  await page.keyboard.press("i");
  await key.waitFor();
  await page.keyboard.press("i");
  await show.waitFor();
  await page.keyboard.press("v");
  await expect.poll(() => box.getAttribute("aria-checked")).toBe("true");

  // Against another attempt: no read marks, both sides' lines.
  await page.keyboard.press("=");
  await page.getByText("B against A:").waitFor();
  await page.locator(".diff-look-del").first().waitFor();
  await page.locator(".diff-look-add").first().waitFor();
  expect(await page.getByRole("checkbox", { name: `Read ${name}` }).count()).toBe(0);
  expect(await serious(page)).toEqual([]);

  // All attempts on one clock.
  await page.getByRole("radio", { name: "Timeline" }).click();
  await page.getByRole("button", { name: /One clock/ }).waitFor();
  await page.keyboard.press("=");
  const lanes = page.getByRole("region", { name: "Lanes on one clock" });
  await expect.poll(() => lanes.getByRole("button", { name: /listed (?:left|right)/ }).count()).toBe(2);
  await expect.poll(() => page.getByRole("grid", { name: "Events" }).count()).toBe(2);
  await page.keyboard.press("3");
  await lanes.getByRole("button", { name: /^C .*listed left/ }).waitFor();
  expect(await serious(page)).toEqual([]);

  // Scrolled by the wheel, the other list goes along by the clock, until the two are let go apart.
  await resize(running, 1280, 640);
  const grids = page.getByRole("grid", { name: "Events" });
  const topOf = (side: number) =>
    page
      .locator(".event-list")
      .nth(side)
      .evaluate((list) => list.scrollTop);
  await grids.nth(0).hover();
  await page.mouse.wheel(0, 4_000);
  await expect.poll(() => topOf(0)).toBeGreaterThan(100);
  await expect.poll(() => topOf(1)).toBeGreaterThan(0);
  await page.keyboard.press("l");
  await page.waitForTimeout(500);
  const apart = await topOf(1);
  await page.mouse.wheel(0, -4_000);
  await expect.poll(() => topOf(0)).toBe(0);
  expect(await topOf(1)).toBe(apart);
}, 180_000);
