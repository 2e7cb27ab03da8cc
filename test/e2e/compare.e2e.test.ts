import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "playwright";
import { afterEach, describe, expect, it } from "vitest";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { writeAttempts } from "../support/many-attempts";
import { inboxGrid, moveCursorTo, openSampleWindow, recordByKey } from "../support/sample-window";
import { openTestApp, tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/compare.png" });
  await running?.close();
  running = null;
});

async function resize({ app, page }: LaunchedApp, width: number, height: number): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, [w, h]) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(w, h);
    },
    [width, height] as const,
  );
  await page.waitForFunction((wanted) => window.innerWidth === wanted, width);
}

async function serious(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

/** The letter of the focused attempt, as its head says it. */
function focused(page: Page): Locator {
  return page.locator(".task-attempt-focused .task-attempt-letter");
}

/** The cell of a file in the column of an attempt, counted from 0. */
function fileCell(page: Page, path: string, column: number): Locator {
  return page.locator(`tr[data-row="files ${path}"] td`).nth(column);
}

async function inView(page: Page, part: Locator): Promise<void> {
  const box = await part.boundingBox();
  const size = await page.evaluate(() => ({ width: window.innerWidth, height: window.innerHeight }));
  if (box === null) throw new Error("it is not drawn");
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height).toBeLessThanOrEqual(size.height);
  expect(box.x + box.width).toBeLessThanOrEqual(size.width);
}

describe("comparing attempts", () => {
  it("the sample's three are compared and one is chosen by keyboard, and the choice stands after a restart", async () => {
    const home = tempFolder();
    running = await openSampleWindow(home);
    let { page } = running;
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await resize(running, 1280, 800);
    await moveCursorTo(page, "Make refund retries idempotent");
    await page.keyboard.press("Enter");
    const table = page.getByRole("grid", { name: "Attempts" });
    await table.waitFor();
    await page.getByText("All of it: first look").waitFor();

    // Focus, and back and forth between the last two.
    await page.keyboard.press("1");
    await expect.poll(() => focused(page).textContent()).toBe("A");
    await page.keyboard.press("3");
    await expect.poll(() => focused(page).textContent()).toBe("C");
    await page.keyboard.press("`");
    await expect.poll(() => focused(page).textContent()).toBe("A");
    await page.keyboard.press("`");
    await expect.poll(() => focused(page).textContent()).toBe("C");

    // The baseline moves to the focused attempt and the matrix with it.
    const service = "src/refunds/refund-service.js";
    await expect.poll(() => fileCell(page, service, 0).textContent()).toContain("baseline");
    await expect.poll(() => fileCell(page, service, 2).textContent()).toContain("differs");
    await page.keyboard.press("b");
    await expect.poll(() => fileCell(page, service, 2).textContent()).toContain("baseline");
    await expect.poll(() => fileCell(page, service, 0).textContent()).toContain("differs");
    await page.getByRole("radio", { name: "Against C" }).waitFor();

    // The cursor of cells: down to a row, Enter opens what it is for, i holds it against the baseline.
    await page.keyboard.press("1");
    for (let step = 0; step < 20; step += 1) {
      await page.keyboard.press("j");
      const row = await page.evaluate(() => document.activeElement?.closest("tr")?.getAttribute("data-row"));
      if (row === `files ${service}`) break;
    }
    for (let step = 0; step < 2; step += 1) {
      const column = await page.evaluate(() => (document.activeElement as HTMLTableCellElement).cellIndex);
      if (column === 1) break;
      await page.keyboard.press("ArrowLeft");
    }
    await page.keyboard.press("ArrowRight");
    expect(await fileCell(page, service, 1).evaluate((cell) => cell === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /refund-service\.js/ }).waitFor();
    await page.keyboard.press("Escape");
    await table.waitFor();
    await fileCell(page, service, 1).focus();
    await page.keyboard.press("i");
    await table.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await table.waitFor();

    // Single tests, and sections that fold and stay folded.
    const tests = page.getByRole("button", { name: "Tests that differ or fail, one by one" });
    await tests.waitFor();
    if ((await tests.getAttribute("aria-expanded")) !== "true") await tests.click();
    await expect.poll(() => page.locator('tr[data-row^="evidence test "]').count()).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Claims", exact: true }).click();
    expect(await page.getByRole("button", { name: "Claims", exact: true }).getAttribute("aria-expanded")).toBe("false");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await serious(page), colorScheme).toEqual([]);
    }

    // Choosing: no reason, no entry; with one, an entry that names every candidate with its digest.
    await page.keyboard.press("2");
    await page.keyboard.press("Control+Enter");
    const field = page.getByRole("textbox", { name: "Why attempt B is chosen" });
    await expect.poll(() => field.evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.press("Escape");
    await page.keyboard.press("c");
    await page.keyboard.type("Only B answers a retry with the first refund.");
    await page.keyboard.press("Control+Enter");
    const receipt = page.getByRole("group", { name: "Choice recorded" });
    await receipt.waitFor();
    const seq = Number(/Entry (\d+)/.exec((await receipt.textContent()) ?? "")?.[1]);
    expect(errors).toEqual([]);
    await running.close();

    running = await launchCountersign({ home });
    ({ page } = running);
    await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
    await moveCursorTo(page, "Make refund retries idempotent");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `Chose B, entry ${String(seq)}` }).waitFor();
    // What was folded is folded.
    await expect
      .poll(() => page.getByRole("button", { name: "Claims", exact: true }).getAttribute("aria-expanded"))
      .toBe("false");
    await running.close();
    running = null;

    const app = openTestApp({ home });
    const read = await app.invoke("audit.entry", { seq });
    const decision = read.ok ? read.value.entry.decision : null;
    expect(decision).toMatchObject({ kind: "choose-attempt", attemptLetter: "B" });
    expect(decision?.reason).toBe("Only B answers a retry with the first refund.");
    expect(decision?.bound.considered.map(({ letter }) => letter)).toEqual(["A", "C"]);
    const digests = [decision?.bound.patch, ...(decision?.bound.considered.map(({ patch }) => patch) ?? [])];
    expect(new Set(digests).size).toBe(3);
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it("twelve attempts keep their width, heads and paths stay in view, and every one is reached by key", async () => {
    const home = tempFolder();
    const folder = tempFolder();
    writeAttempts(folder, 12);
    const app = openTestApp({ home });
    await ingestPaths(app.core, [folder], { job: "test", isSource: anySource, cancelled: () => false });
    app.close();
    running = await launchCountersign({ home });
    const { page } = running;
    await resize(running, 1280, 800);
    await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("grid", { name: "Attempts" }).waitFor();
    expect(await page.locator(".task-attempt").count()).toBe(12);
    const widths = await page.locator(".task-attempt").evaluateAll((heads) => heads.map((head) => head.clientWidth));
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(240);
    await page.getByText("1 equal in every attempt is folded").waitFor();

    for (const [key, letter] of [
      ["9", "I"],
      ["0", "J"],
      ["]", "K"],
      ["]", "L"],
      ["]", "L"],
      ["[", "K"],
      ["]", "L"],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => focused(page).textContent()).toBe(letter);
    }
    // The focused column came into view; its head and the first column stayed.
    await expect
      .poll(async () => ((await page.locator(".task-attempt-focused").boundingBox())?.x ?? 0) < 1280)
      .toBe(true);
    const corner = await page.locator(".task-corner").boundingBox();
    expect(corner?.x).toBeLessThan(60);
    await page.keyboard.press("b");
    await expect.poll(() => fileCell(page, "src/retry.ts", 11).textContent()).toContain("baseline");
    await expect.poll(() => fileCell(page, "src/retry.ts", 3).textContent()).toContain("same");
    const path = page.locator('tr[data-row="files src/retry.ts"] th');
    expect((await path.boundingBox())?.x).toBeLessThan(60);

    // The failing tests stand open, for they are few.
    await expect
      .poll(() => page.locator('tr[data-row="evidence test refunds retries 1"] td').nth(0).textContent())
      .toContain("failed: 2 == 1");
    // A test's cell leads to that test in its report.
    await page.locator('tr[data-row="evidence test refunds retries 1"] td').nth(0).getByRole("button").click();
    const cases = page.getByRole("textbox", { name: "Filter cases by name, suite or output" });
    await expect.poll(() => cases.inputValue()).toBe("retries 1");
    await page
      .getByRole("row", { name: /retries 1\b/ })
      .first()
      .waitFor();
    expect(await page.getByRole("row", { name: /retries 0\b/ }).count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.getByRole("grid", { name: "Attempts" }).waitFor();
    // A reason that was typed is there again after the window was drawn anew.
    await page.keyboard.press("c");
    await page.keyboard.type("Smallest of all.");
    await page.reload();
    await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("grid", { name: "Attempts" }).waitFor();
    for (const key of ["9", "]", "]", "]"]) await page.keyboard.press(key);
    await expect.poll(() => focused(page).textContent()).toBe("L");
    expect(await page.getByRole("textbox", { name: "Why attempt L is chosen" }).inputValue()).toBe("Smallest of all.");
    await page.keyboard.press("ArrowDown");
    for (let step = 0; step < 12; step += 1) await page.keyboard.press("ArrowLeft");
    for (let step = 0; step < 6; step += 1) await page.keyboard.press("j");
    const cell = page.locator(":focus");
    await inView(page, cell);
    const head = await page.locator(".task-corner").boundingBox();
    expect((await cell.boundingBox())?.y ?? 0).toBeGreaterThanOrEqual((head?.y ?? 0) + (head?.height ?? 0) - 1);
    expect(await serious(page)).toEqual([]);
  });

  it("a low risk is decided at 1280 x 800 without scrolling: what it rests on and Approve are in view", async () => {
    running = await openSampleWindow(tempFolder());
    const { page } = running;
    await resize(running, 1280, 800);
    await moveCursorTo(page, "Use Swiss date format");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "The attempt" }).waitFor();
    for (const part of [
      page.getByRole("heading", { level: 1, name: /Use Swiss date format/ }),
      page.getByRole("img", { name: "Low risk" }).first(),
      page.getByRole("region", { name: "Digest" }).getByText("Invoices for de-CH print dates as 07.03.2026."),
      page.getByRole("button", { name: "6 backed", exact: true }),
      page.getByRole("button", { name: "2 of 2 gates met", exact: true }),
      page.locator('tr[data-row="evidence tests"]'),
      page.locator('tr[data-row="evidence build"]'),
      page.locator('tr[data-row="files src/invoices/format-date.js"]'),
      page.getByText(/Tests passed after the final edit/),
      page.getByRole("button", { name: /^Approve/ }),
    ])
      await inView(page, part);
    expect(await serious(page)).toEqual([]);

    // A number is a door: it leads to what it was counted from.
    await page.getByRole("button", { name: "6 backed", exact: true }).click();
    await expect
      .poll(() =>
        page.getByRole("button", { name: "Claims", exact: true }).evaluate((head) => head === document.activeElement),
      )
      .toBe(true);
    await page.keyboard.press("a");
    const drawer = page.getByRole("complementary", { name: "Decision" });
    await drawer.getByRole("textbox", { name: /reason/i }).fill("Small and tested.");
    await recordByKey(page);
    await expect.poll(async () => drawer.textContent()).toMatch(/entry\s*\d/i);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Nothing to do" }).waitFor();
    expect(await page.getByRole("button", { name: "Nothing to do" }).getAttribute("aria-disabled")).toBe("true");
    await page.getByText(/^Approved: entry \d+/).waitFor();
  });
});
