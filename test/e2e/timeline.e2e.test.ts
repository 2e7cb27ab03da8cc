import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";
import { afterEach, expect, it } from "vitest";
import { laneLeft } from "../../renderer/screens/timeline/lane-shapes";
import type { LaunchedApp } from "../support/launch-electron";
import { chord, inboxGrid, moveCursorTo, openSampleWindow } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/timeline.png" });
  await running?.close();
  running = null;
});

async function serious(page: Page): Promise<string[]> {
  const axe = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return axe.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
}

/** The event that the detail is about: "Event #20, check". */
function eventShown(page: Page) {
  return page.getByRole("complementary", { name: /^Event #/ });
}

it("is walked, zoomed, linked and played as a film by keyboard alone", async () => {
  running = await openSampleWindow(tempFolder());
  const { page } = running;
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await moveCursorTo(page, "Make refund retries idempotent");
  await page.keyboard.press("Enter");
  await page
    .getByRole("button", { name: /hunks shown/ })
    .first()
    .waitFor();
  await page.keyboard.press("t");
  await page.getByRole("grid", { name: "Events" }).getByRole("row", { selected: true }).waitFor();

  // The next failure is shown open, and the lanes stay around it when they are zoomed.
  await page.keyboard.press("f");
  await expect.poll(async () => eventShown(page).getAttribute("aria-label")).toMatch(/^Event #\d+, check$/);
  const failed = await eventShown(page).getAttribute("aria-label");
  const part = page.getByRole("slider", { name: "Part of the session that the lanes show" });
  expect(await part.getAttribute("aria-valuetext")).toBe("the whole session");
  await page.keyboard.press("z");
  await expect
    .poll(async () => part.getAttribute("aria-valuetext"))
    .toMatch(/^\d\d:\d\d to \d\d:\d\d, 25 % of the session$/);
  await page.keyboard.press("+");
  await expect.poll(async () => part.getAttribute("aria-valuetext")).toMatch(/, 1[23] % of the session$/);
  await page.keyboard.press("0");
  await expect.poll(async () => part.getAttribute("aria-valuetext")).toBe("the whole session");
  // What the lanes draw stands in a table too.
  expect(await page.getByRole("table", { name: /Lanes/ }).getByRole("row").count()).toBeGreaterThan(1);
  expect(await serious(page)).toEqual([]);

  // A copied link leads back to the event from anywhere.
  await page.keyboard.press("y");
  const copied = page.getByText(/countersign:event\/S-[0-9A-Z]+\/\d+/);
  await expect.poll(async () => copied.count()).toBeGreaterThan(0);
  const link = /countersign:event\/S-[0-9A-Z]+\/\d+/.exec((await copied.first().textContent()) ?? "")?.[0] ?? "";

  // The film begins at the edit before the event, and steps back and on.
  await page.keyboard.press("m");
  const film = page.getByRole("region", { name: "Film of the files" });
  await film.waitFor();
  const step = page.getByRole("slider", { name: "Step" });
  await expect
    .poll(async () => film.getByRole("navigation", { name: "Files so far" }).getByRole("button").count())
    .toBeGreaterThan(0);
  await page.keyboard.press("Home");
  await expect.poll(async () => step.getAttribute("aria-valuetext")).toMatch(/^step 1 of \d+, /);
  await page.keyboard.press("n");
  await expect.poll(async () => step.getAttribute("aria-valuetext")).toMatch(/^step 2 of /);
  await page.keyboard.press("End");
  await expect.poll(async () => film.locator(".film-file").count()).toBeGreaterThan(2);
  await page.keyboard.press("b");
  expect(await serious(page)).toEqual([]);
  // Played from its end it begins again, and stops when it is told to.
  await page.keyboard.press("Space");
  await expect.poll(async () => step.getAttribute("aria-valuetext")).toMatch(/^step 1 of /);
  await expect.poll(async () => step.getAttribute("aria-valuetext"), { timeout: 6_000 }).toMatch(/^step 2 of /);
  await page.keyboard.press("Space");
  // Its event is where the film leads.
  await page.keyboard.press("Enter");
  await expect.poll(async () => eventShown(page).getAttribute("aria-label")).toMatch(/, file edit$/);

  await chord(page, "g", "f");
  await page
    .getByRole("searchbox")
    .or(page.getByRole("textbox", { name: /search/i }))
    .first()
    .fill(link);
  await page.keyboard.press("Enter");
  await expect.poll(async () => eventShown(page).getAttribute("aria-label")).toBe(failed);

  // Pasted among the commands it leads there too.
  await chord(page, "g", "i");
  await inboxGrid(page).waitFor();
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Commands" }).fill(link);
  await page.getByRole("option", { name: /^Go to event #\d+ of S-/ }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(async () => eventShown(page).getAttribute("aria-label")).toBe(failed);
  expect(errors).toEqual([]);
});

it("follows a press on the strip of the whole session, and a drag of its window", async () => {
  running = await openSampleWindow(tempFolder());
  const { page } = running;
  await moveCursorTo(page, "Make refund retries idempotent");
  await page.keyboard.press("Enter");
  await page
    .getByRole("button", { name: /hunks shown/ })
    .first()
    .waitFor();
  await page.keyboard.press("t");
  await page.getByRole("grid", { name: "Events" }).getByRole("row", { selected: true }).waitFor();
  await expect.poll(async () => eventShown(page).getAttribute("aria-label")).toMatch(/^Event #1,/);
  const part = page.getByRole("slider", { name: "Part of the session that the lanes show" });
  // The lanes come after the list.
  await part.waitFor();
  await page.keyboard.press("z");
  await expect.poll(async () => part.getAttribute("aria-valuetext")).toMatch(/, 25 % of the session$/);
  const strip = await part.boundingBox();
  if (strip === null) throw new Error("the strip of the whole session is not drawn");
  const y = strip.y + strip.height / 2;
  const xOf = (share: number) => strip.x + laneLeft + share * (strip.width - laneLeft - 16);
  // Beside the window: that time comes into view, and the event nearest to it.
  await page.mouse.click(xOf(0.99), y);
  await expect.poll(async () => part.getAttribute("aria-valuenow")).toBe("88");
  await expect.poll(async () => eventShown(page).getAttribute("aria-label")).not.toMatch(/^Event #1,/);
  const event = await eventShown(page).getAttribute("aria-label");
  // The window by its middle: the lanes move, the event stays.
  await page.mouse.move(xOf(0.875), y);
  await page.mouse.down();
  await page.mouse.move(xOf(0.5), y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => part.getAttribute("aria-valuenow")).toBe("50");
  expect(await eventShown(page).getAttribute("aria-label")).toBe(event);
});

it("folds what is quiet, counts it, and opens it by key", async () => {
  running = await openSampleWindow(tempFolder());
  const { page } = running;
  await moveCursorTo(page, "Make refund retries idempotent");
  await page.keyboard.press("Enter");
  await page
    .getByRole("button", { name: /hunks shown/ })
    .first()
    .waitFor();
  await page.keyboard.press("t");
  const grid = page.getByRole("grid", { name: "Events" });
  await grid.getByRole("row", { selected: true }).waitFor();
  await page.keyboard.press("1");
  const attempt = page
    .getByRole("button", { name: /^(Attempt )?A$/ })
    .or(page.getByRole("radio", { name: /^(Attempt )?A\b/ }));
  if ((await attempt.count()) > 0) await attempt.first().click();
  const fold = grid.getByRole("row", { name: /^\d+ events folded: / });
  await fold.first().waitFor();
  const before = Number(await grid.getAttribute("aria-rowcount"));
  const name = (await fold.first().getAttribute("aria-label")) ?? "";
  const folded = Number(/^(\d+) /.exec(name)?.[1]);
  await fold.first().click();
  await grid.getByRole("row", { selected: true }).focus();
  await page.keyboard.press("Space");
  await expect.poll(async () => Number(await grid.getAttribute("aria-rowcount"))).toBe(before + folded);
  await page.keyboard.press("Space");
  await expect.poll(async () => Number(await grid.getAttribute("aria-rowcount"))).toBe(before);
  await page.keyboard.press("Shift+Space");
  await expect.poll(async () => fold.count()).toBe(0);
});
