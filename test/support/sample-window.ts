import type { Page } from "playwright";
import { launchCountersign, type LaunchedApp } from "./launch-electron";

/** The real app on a data folder, with the sample night opened from the first-run screen and the inbox on screen. */
export async function openSampleWindow(home: string): Promise<LaunchedApp> {
  const launched = await launchCountersign({ home });
  await launched.page
    .getByRole("button", { name: /open the sample night/i })
    .click()
    .catch(async (error: unknown) => {
      // What stood there instead: the first thing one wants to see.
      await launched.page.screenshot({ path: "test-results/first-run.png" });
      throw error;
    });
  await inboxGrid(launched.page).getByRole("row", { selected: true }).waitFor();
  return launched;
}

/** The inbox's grid of tasks. */
export function inboxGrid(page: Page) {
  return page.getByRole("grid", { name: "Tasks" });
}

/** Moves the inbox's cursor to a task with j alone, as a person does. */
export async function moveCursorTo(page: Page, title: string): Promise<void> {
  const cursor = inboxGrid(page).getByRole("row", { selected: true });
  for (let step = 0; step < 12; step += 1) {
    if (((await cursor.textContent()) ?? "").includes(title)) return;
    await page.keyboard.press("j");
  }
  throw new Error(`the cursor never came to ${title}`);
}

/** Types a chord such as `g a`. */
export async function chord(page: Page, first: string, second: string): Promise<void> {
  await page.keyboard.press(first);
  await page.keyboard.press(second);
}

/** Records what the open drawer holds by its key, once it can be: what is recorded is read first. */
export async function recordByKey(page: Page): Promise<void> {
  await page
    .getByRole("complementary", { name: "Decision" })
    .locator("button:enabled:not([aria-disabled=true])", { hasText: "Ctrl Enter" })
    .waitFor();
  await page.keyboard.press("Control+Enter");
}
