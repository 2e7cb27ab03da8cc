import { AxeBuilder } from "@axe-core/playwright";
import path from "node:path";
import type { Page } from "playwright";
import { afterEach, expect, it } from "vitest";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { refundTests } from "../support/evidence-pack";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { writePack } from "../support/pack-folder";
import { inboxGrid, moveCursorTo, openSampleWindow, recordByKey } from "../support/sample-window";
import { openTestApp, tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/reading.png" });
  await running?.close();
  running = null;
});

const hunks = 24;

/** A patch of one long file. In: by how many lines other work has moved its hunks down. */
function patchMoved(by: number): string {
  const part = (n: number) =>
    `@@ -${String(n * 20 + by)},4 +${String(n * 20 + by)},5 @@\n before ${String(n)}\n-old ${String(n)}\n+new ${String(n)}\n+more ${String(n)}\n after ${String(n)}\n end ${String(n)}\n`;
  return `diff --git a/src/long.ts b/src/long.ts\nindex 1111111..2222222 100644\n--- a/src/long.ts\n+++ b/src/long.ts\n${Array.from({ length: hunks }, (_, n) => part(n + 1)).join("")}`;
}

/** A data folder with an attempt, and another that is the same change after a rebase. */
async function homeWithRebase(): Promise<{ home: string; one: string; two: string }> {
  const home = tempFolder();
  const app = openTestApp({ home });
  const folder = path.join(tempFolder(), "packs");
  const tests = { content: refundTests(false), evidence: { kind: "tests", producer: "npm test" } } as const;
  writePack(
    path.join(folder, "one"),
    { "patch.diff": { content: patchMoved(0), role: "patch" }, "junit.xml": tests },
    "agent/one",
  );
  writePack(path.join(folder, "two"), { "patch.diff": { content: patchMoved(7), role: "patch" } }, "agent/two");
  await ingestPaths(app.core, [folder], { job: "test", isSource: anySource, cancelled: () => false });
  // What was opened is one reviewer's: here and in the window it is the same one.
  await app.invoke("app.settings", { reviewerName: "Ada" });
  const inbox = await app.invoke("inbox.list", { filter: "" });
  const rows = inbox.ok ? inbox.value.groups.flatMap((group) => group.rows) : [];
  app.close();
  const withTests = (row: (typeof rows)[number]) => row.evidence.some((slot) => slot.state === "present");
  const [one, two] = [rows.find(withTests), rows.find((row) => !withTests(row))];
  return { home, one: one?.taskId ?? "", two: two?.focusAttempt ?? "" };
}

/** How many hunks the file tree says were shown. */
async function shownHunks(page: Page): Promise<number> {
  const text = (await page.getByRole("navigation", { name: "Files" }).textContent()) ?? "";
  return Number(/(\d+) of 24 hunks shown/.exec(text)?.[1] ?? NaN);
}

it("what was on screen is counted, kept for the same change after a rebase, and written into the decision", async () => {
  const { home, one, two } = await homeWithRebase();
  running = await launchCountersign({ home });
  const { page } = running;
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
  await moveCursorTo(page, one);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: `0 of ${String(hunks)} hunks shown` }).waitFor();
  await page.keyboard.press("Enter");
  const pane = page.getByRole("region", { name: "Diff" });
  await pane.waitFor();

  // The hunks of the first screen count; those that only flew by do not.
  await expect.poll(() => shownHunks(page)).toBeGreaterThan(1);
  const first = await shownHunks(page);
  expect(first).toBeLessThan(hunks - 6);
  await pane.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect.poll(() => shownHunks(page)).toBeGreaterThan(first);
  expect(await shownHunks(page)).toBeLessThan(hunks);
  await pane.evaluate((element) => element.scrollTo(0, 0));
  for (let step = 0; step < 30 && (await shownHunks(page)) < hunks; step += 1) {
    await page.waitForTimeout(900);
    await pane.evaluate((element) => element.scrollBy(0, element.clientHeight * 0.5));
  }
  expect(await shownHunks(page)).toBe(hunks);

  // A file counts as read where it is marked.
  await page.keyboard.press("v");
  await page.getByText(/^1 of 1 file[, ]/).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: `${String(hunks)} of ${String(hunks)} hunks shown` }).waitFor();
  await page.getByRole("button", { name: "1 of 1 file marked read" }).waitFor();

  // Evidence counts as opened where its detail stays on screen.
  await page.keyboard.press("v");
  await page.getByRole("img", { name: "opened", exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "1 of 1 evidence item opened" }).waitFor();

  await page.keyboard.press("r");
  const drawer = page.getByRole("complementary", { name: "Decision" });
  await expect.poll(async () => drawer.textContent()).toContain(`${String(hunks)} of ${String(hunks)} hunks shown`);
  await drawer.getByRole("textbox", { name: /reason/i }).fill("Rename the second helper.");
  await recordByKey(page);
  await expect.poll(async () => drawer.textContent()).toMatch(/entry\s*\d/i);
  expect(errors).toEqual([]);
  await running.close();
  running = null;

  // The entry holds it, and the rebased attempt has it without having been opened.
  const app = openTestApp({ home });
  const must = async <T>(answer: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>) => {
    const result = await answer;
    if (!result.ok) throw new Error(result.error.message);
    return result.value;
  };
  const listed = await must(app.invoke("audit.list", { filter: "", before: null, limit: 50 }));
  const seq = listed.rows.find((row) => /changes/i.test(row.kind))?.seq;
  const { entry } = await must(app.invoke("audit.entry", { seq: seq ?? -1 }));
  expect(entry).toMatchObject({
    body: { kind: "decision" },
    decision: {
      read: {
        files: { opened: 1, of: 1 },
        hunks: { opened: hunks, of: hunks },
        evidence: { opened: 1, of: 1 },
      },
    },
  });
  const record = await must(app.invoke("reading.record", { attemptId: two }));
  expect(record.totals).toMatchObject({ files: { opened: 0, of: 1 }, hunks: { opened: hunks, of: hunks } });
  expect(record.elsewhere).toMatchObject([{ hunks, files: 0 }]);
  app.close();
});

it("edits and checks stand in order on the task and above the timeline, by pointer, by keyboard and for readers", async () => {
  running = await openSampleWindow(tempFolder());
  const { page } = running;
  await moveCursorTo(page, "Use Swiss date format");
  await page.keyboard.press("Enter");
  const line = page.getByRole("list", { name: /edits and checks in order/ });
  await line.first().waitFor();
  expect(await line.first().getAttribute("aria-label")).toMatch(/Tests .*passed/);
  const steps = line.first().getByRole("button");
  expect(await steps.count()).toBeGreaterThan(1);
  await steps.last().focus();
  const last = await steps.last().getAttribute("aria-label");
  await expect.poll(async () => page.locator(".fresh-name").first().textContent()).toBe(last);
  await page.keyboard.press("ArrowLeft");
  const before = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  expect(before).toBe(await steps.nth((await steps.count()) - 2).getAttribute("aria-label"));
  const axe = await new AxeBuilder({ page }).setLegacyMode(true).include(".task-table").analyze();
  expect(axe.violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);

  // Enter opens the event in the timeline, where the same line stands.
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Transcript" }).waitFor();
  await page.getByRole("list", { name: /edits and checks in order/ }).waitFor();
  await expect.poll(async () => page.locator(".event-list [role=row][aria-selected=true]").count()).toBe(1);
});
