import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright";
import { expect } from "vitest";
import { killCore } from "../kill-core";
import { inboxGrid, moveCursorTo } from "../sample-window";
import { showView, type Scene } from "./scene";

/** From the inbox to the diff of the packs' attempt whose patch has a file in every state. */
async function openStates(page: Page): Promise<void> {
  await toStates(page);
  await page.locator(".diff-code").first().waitFor();
}

async function toStates(page: Page): Promise<void> {
  // Without a contract or a summary the task has no name worth looking for: it is the one that is not the other.
  const cursor = inboxGrid(page).getByRole("row", { selected: true });
  await page.keyboard.press("Home");
  if (((await cursor.textContent()) ?? "").includes("Retry refunds")) await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Digest" }).waitFor();
  await showView(page, "Diff");
}

/** Brings a file to the top by the tree. */
async function openFile(page: Page, name: string): Promise<void> {
  await openStates(page);
  const tree = page.getByRole("navigation", { name: "Files" });
  await tree.getByRole("textbox", { name: "Filter files" }).fill(name);
  await tree.locator(".diff-tree-list .diff-tree-file:not(.diff-tree-folder) .diff-tree-open").first().click();
  await tree.getByRole("textbox", { name: "Filter files" }).fill("");
  await page.waitForTimeout(250);
}

/** Packs of this machine: twelve attempts at one task, and a patch with a file in every state. The last two take the archive and the core away. */
export const stateScenes: readonly Scene[] = [
  {
    name: "task-twelve",
    everySize: true,
    open: async (page) => {
      await moveCursorTo(page, "Retry refunds with a key");
      await page.keyboard.press("Enter");
      await page.getByRole("grid", { name: "Attempts" }).waitFor();
    },
  },
  { name: "diff-states", open: openStates },
  { name: "diff-generated", open: (page) => openFile(page, "package-lock.json") },
  { name: "diff-moved", open: (page) => openFile(page, "settle.ts") },
  {
    name: "diff-withheld",
    open: async (page) => {
      await openFile(page, "names.ts");
      await page.getByText("Show anyway").first().waitFor();
    },
  },
  { name: "diff-hidden-characters", open: (page) => openFile(page, "hidden.ts") },
  {
    name: "diff-image",
    open: async (page) => {
      await openFile(page, "logo.png");
      await page.getByRole("img", { name: "Picture before, logo.png" }).waitFor();
    },
  },
  {
    name: "diff-image-difference",
    goesOn: true,
    open: async (page) => {
      await page.getByRole("radio", { name: "Difference" }).click();
      await page.getByText(/pixels differ, .* % of 96 × 96/).waitFor();
    },
  },
  {
    name: "diff-failed",
    open: async (page, _launched, home) => {
      await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
      for (const name of readdirSync(home))
        if (/archive|blobs/.test(name)) rmSync(path.join(home, name), { recursive: true });
      await toStates(page);
      await page
        .getByText(/Could not read|Source gone/)
        .first()
        .waitFor();
    },
  },
  {
    name: "core-given-up",
    open: async (page, launched, home) => {
      const banner = page.getByRole("alert").filter({ hasText: "Drafts are kept" });
      // Each time it is back it is ended again, until it is not started any more.
      await expect
        .poll(
          async () => {
            await killCore(launched, home);
            return banner.textContent({ timeout: 1000 }).catch(() => "");
          },
          { timeout: 40_000, interval: 250 },
        )
        .toMatch(/is not started again/);
    },
  },
];
