import { AxeBuilder } from "@axe-core/playwright";
import { readdirSync, readFileSync } from "node:fs";
import type { Locator, Page } from "playwright";
import { afterEach, expect, it } from "vitest";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { pushPatch } from "../support/push-patch";
import { inboxGrid, moveCursorTo, openSampleWindow, recordByKey } from "../support/sample-window";
import { openTestApp, tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/comments.png" });
  await running?.close();
  running = null;
});

/** Ends the window and the core at once, as a power cut does. */
async function killAll(launched: LaunchedApp, home: string): Promise<void> {
  const gone = new Promise((resolve) => launched.app.process().once("exit", resolve));
  const cores = readdirSync("/proc").filter((pid) => {
    try {
      const line = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, "utf8") : "";
      return line.includes("core.cjs") && line.includes(home);
    } catch {
      return false;
    }
  });
  for (const pid of [...cores, String(launched.app.process().pid)]) process.kill(Number(pid), "SIGKILL");
  await gone;
}

async function openDiff(page: Page): Promise<void> {
  // The tour is offered once, and has the keys while it is.
  const offer = page.getByRole("button", { name: "Not now" });
  if (await offer.isVisible()) await offer.click();
  await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
  await moveCursorTo(page, "Make refund retries idempotent");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /Make refund retries idempotent/ }).waitFor();
  await page.getByText("Decide on B").waitFor();
  await page
    .getByRole("button", { name: "Diff", exact: true })
    .or(page.getByRole("radio", { name: "Diff" }))
    .click();
  await page.getByRole("heading", { name: /refund-service\.js/ }).waitFor();
}

/** Moves the diff's cursor to a line with j alone. */
async function moveToLine(page: Page, text: string): Promise<void> {
  const line = page.locator(".diff-cursor", { hasText: text });
  for (let step = 0; step < 16 && (await line.count()) === 0; step += 1) await page.keyboard.press("j");
  await line.first().waitFor();
}

async function serious(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
}

const typed = "Is the header always there?";
const caretOf = (field: Locator) =>
  field.evaluate((element) =>
    element instanceof HTMLTextAreaElement ? [element.selectionStart, element.selectionEnd] : [],
  );

// Killing the core with the window needs /proc to find it by.
it.skipIf(process.platform !== "linux")(
  "a comment outlives kill -9 of the whole app, follows its lines, waits where they are gone, and a request for changes takes it along",
  async () => {
    const home = tempFolder();
    running = await openSampleWindow(home);
    let { page } = running;
    await openDiff(page);
    // The added line of handler.js, by keys alone.
    await moveToLine(page, "idempotencyKey: request.headers");
    await page.keyboard.press("c");
    let composer = page.getByRole("group", { name: /^Comment on line 10 of src\/refunds\/handler\.js/ });
    let field = composer.getByRole("textbox", { name: /^Text of the comment/ });
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.type(typed);
    for (let step = 0; step < 6; step += 1) await page.keyboard.press("ArrowLeft");
    await composer.getByText("Draft kept").waitFor();
    expect(await serious(page)).toEqual([]);

    await killAll(running, home);
    running = await launchCountersign({ home });
    ({ page } = running);
    await openDiff(page);
    composer = page.getByRole("group", { name: /^Comment on line 10 of src\/refunds\/handler\.js/ });
    field = composer.getByRole("textbox", { name: /^Text of the comment/ });
    await expect.poll(() => field.inputValue()).toBe(typed);
    expect(await caretOf(field)).toEqual([typed.length - 6, typed.length - 6]);
    await composer.getByText("Found again as it was when the window closed.").waitFor();
    await field.press("Control+Enter");
    const thread = page.getByRole("group", { name: /^Comment by .* on line 10, draft/ });
    await thread.waitFor();

    // By the mouse: the number of a line begins a comment on it, and Escape of an empty one leaves nothing.
    await page
      .locator(".diff-half, .diff-line", { hasText: "currency: request.body.currency" })
      .locator(".diff-no")
      .last()
      .click();
    const byMouse = page.getByRole("textbox", { name: /^Text of the comment/ });
    await expect.poll(() => byMouse.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Escape");
    await byMouse.waitFor({ state: "detached" });
    expect(await page.locator(".diff-noted").count()).toBeGreaterThan(0);

    // A suggested edit, dropped and taken back.
    await moveToLine(page, "currency: request.body.currency");
    await page.keyboard.press("Shift+C");
    const suggestion = page.getByRole("textbox", { name: /^What should stand instead of/ });
    await expect.poll(() => suggestion.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.type(" // checked");
    await page.getByRole("figure", { name: "Suggested edit" }).getByText("// checked").waitFor();
    await page.keyboard.press("Escape");
    const suggested = page.getByRole("group", { name: /^Suggested edit by .*draft/ });
    await suggested.getByRole("button", { name: /^Drop/ }).click();
    await expect.poll(() => suggested.count()).toBe(0);
    await page.keyboard.press("u");
    await suggested.waitFor();
    await running.close();

    // A push moves the lines, another takes them away.
    const app = openTestApp({ home });
    const inbox = await app.invoke("inbox.list", { filter: "PAY-118" });
    const [row] = inbox.ok ? inbox.value.groups.flatMap((group) => group.rows) : [];
    const task = await app.invoke("task.get", { taskId: row?.taskId ?? "" });
    const attempt = task.ok ? task.value.attempts.find((one) => one.attempt.letter === "B") : undefined;
    const attemptId = attempt?.attempt.id ?? "";
    const diff = await app.invoke("diff.get", { attemptId });
    const patch = diff.ok ? diff.value.patch : "";
    const added = /^\+ +idempotencyKey: request\.headers.*$/m.exec(patch)?.[0] ?? "";
    const hunk = /^@@ -7,6 \+7,7 @@/m;
    expect(patch).toMatch(hunk);
    const moved = patch.replace(hunk, "@@ -7,6 +7,8 @@").replace(added, `+      retries: 3,\n${added}`);
    pushPatch(app, attemptId, moved);
    app.close();
    running = await launchCountersign({ home });
    ({ page } = running);
    await openDiff(page);
    const there = page.getByRole("group", { name: /^Comment by .* on line 11, draft/ });
    await there.getByText("Moved here with its lines from line 10").waitFor();
    await running.close();

    const again = openTestApp({ home });
    pushPatch(again, attemptId, patch.replace(added, "+      ...rest,"));
    again.close();
    running = await launchCountersign({ home });
    ({ page } = running);
    await openDiff(page);
    const tray = page.getByRole("region", { name: "Comments without a line" });
    await tray.getByText("1 comment without a place in this patch").waitFor();
    await tray.getByRole("button", { name: "Show" }).click();
    await tray.getByText(typed).waitFor();
    await tray.getByText("idempotencyKey: request.headers").waitFor();
    expect(await serious(page)).toEqual([]);

    // The list of the task, and the request for changes that takes both along.
    await page
      .getByRole("button", { name: /^Comments 2/ })
      .or(page.getByRole("radio", { name: /^Comments 2/ }))
      .click();
    await page.getByRole("region", { name: "Comments", exact: true }).getByText(typed).waitFor();
    expect(await serious(page)).toEqual([]);
    await page.keyboard.press("r");
    const drawer = page.getByRole("complementary", { name: "Decision" });
    await drawer.getByText("2 of 2").waitFor();
    expect(await serious(page)).toEqual([]);
    await drawer.getByRole("textbox", { name: /reason/i }).fill("See the comments.");
    await recordByKey(page);
    await expect.poll(() => drawer.textContent()).toMatch(/entry\s*\d/i);
    await page.keyboard.press("Escape");
    await page
      .getByRole("region", { name: "Comments", exact: true })
      .getByText(/^Changes requested, entry \d+$/)
      .first()
      .click();
    await page.getByText("2 comments", { exact: true }).waitFor();
    await page.getByText(typed).first().waitFor();
  },
);
