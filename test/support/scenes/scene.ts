import type { Page } from "playwright";
import { askPage } from "../ask-page";
import type { LaunchedApp } from "../launch-electron";
import { inboxGrid, moveCursorTo } from "../sample-window";

/** A state of a screen, and how a person gets there from the inbox. */
export interface Scene {
  /** `<screen>[-<state>]`: how its pictures are named. */
  readonly name: string;
  /** Taken at the smallest and the largest window too. */
  readonly everySize?: boolean;
  /** Begins as the window stands after the scene before; otherwise the page begins anew, in the inbox. */
  readonly goesOn?: boolean;
  readonly open: (page: Page, launched: LaunchedApp, home: string) => Promise<void>;
}

export const refunds = "Make refund retries idempotent";
export const swiss = "Use Swiss date format";

/** From the inbox to a task. */
export async function openTask(page: Page, title: string): Promise<void> {
  await moveCursorTo(page, title);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: new RegExp(title) }).waitFor();
  await page.getByRole("region", { name: "Digest" }).waitFor();
}

/** From an attempt's screen to another view of it. */
export async function showView(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole("radio", { name }).click();
}

/** From the inbox to the diff of an attempt of the refunds' task. */
export async function openDiff(page: Page, letter = "B"): Promise<void> {
  await openTask(page, refunds);
  await showView(page, "Diff");
  await page.getByRole("radio", { name: `Attempt ${letter}` }).click();
  await page.locator(".diff-code").first().waitFor();
}

/** From the inbox to the timeline of the refunds' task. */
export async function openTimeline(page: Page): Promise<void> {
  await openTask(page, refunds);
  await showView(page, "Timeline");
  await page.getByRole("grid", { name: "Events" }).getByRole("row", { selected: true }).waitFor();
}

export function drawerOf(page: Page) {
  return page.getByRole("complementary", { name: "Decision" });
}

/** The page anew, in the inbox with its cursor; nothing that is recorded is touched. */
export async function toInbox(page: Page): Promise<void> {
  await page.reload();
  await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
  // What stands there first is the inbox as it was last time.
  await page.getByText(/as of .* being read/).waitFor({ state: "detached" });
}

/** The inside of the window gets this size. */
export async function resize({ app, page }: LaunchedApp, width: number, height: number): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, [w, h]) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(w, h);
    },
    [width, height] as const,
  );
  await page.waitForFunction(([w, h]) => innerWidth === w && innerHeight === h, [width, height]);
}

export const themes = ["light", "dark", "hc"] as const;
export type Theme = (typeof themes)[number];

/** Chooses the theme as the settings do, and waits until it is in force. */
export async function wear(page: Page, theme: Theme): Promise<void> {
  const kept = await askPage(page, "app.settings", { theme });
  // A data folder that is only looked at keeps the theme it has: there the page is dressed without it.
  if (!kept.ok)
    await page.evaluate((wanted) => {
      document.documentElement.dataset["theme"] = wanted;
    }, theme);
  await page.waitForFunction((wanted) => document.documentElement.dataset["theme"] === wanted, theme);
  // Colours change in 80 ms; a contrast measured on the way is no contrast of ours.
  await page.waitForTimeout(150);
}
