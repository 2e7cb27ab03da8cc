import { rmSync } from "node:fs";
import type { Page } from "playwright";
import { askPage } from "../ask-page";
import { openDatabase } from "../../../main/store/database";
import { changeEntry, decideNight } from "../audit-night";
import { appendLater } from "../later-entries";
import { launchCountersign, type LaunchedApp } from "../launch-electron";
import { chord, inboxGrid } from "../sample-window";
import type { Scene } from "./scene";
import path from "node:path";

/** Asks the core from within the page. Out: the value; it must be one. */
async function ask(page: Page, name: string, input: unknown): Promise<unknown> {
  const answer = await askPage(page, name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error?.message ?? "refused"}`);
  return answer.value;
}

async function toAudit(page: Page): Promise<void> {
  await chord(page, "g", "a");
  await page.getByRole("grid", { name: "Audit entries" }).getByRole("row", { selected: true }).waitFor();
}

const integrityAlert = (page: Page) => page.getByRole("region", { name: "Integrity" }).getByRole("alert");

/** The sample night with decisions, a backup in the middle of them. */
export async function openTroubledNight(home: string): Promise<LaunchedApp> {
  await decideNight(home, 2, async (app) => {
    await app.invoke("backups.make", {});
  });
  await decideNight(home, 2);
  const launched = await launchCountersign({ home });
  await inboxGrid(launched.page).getByRole("row", { selected: true }).waitFor();
  return launched;
}

/** States of a log that is not whole: each is made, none is drawn. In this order: what is done to the log stays. */
export const troubledScenes: readonly Scene[] = [
  {
    name: "audit-withheld",
    open: async (page, launched) => {
      const whole = { tar: true, from: null, to: null, withhold: [2, 3], texts: false };
      const bundle = (await ask(page, "audit.export", whole)) as { readonly path: string };
      await launched.app.evaluate(({ dialog }, file) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
      }, bundle.path);
      await toAudit(page);
      await page.getByRole("button", { name: "Open bundle" }).click();
      await page.getByRole("menuitem", { name: "Open a bundle from a .tar file" }).click();
      await page.getByText(/2 withheld\./).waitFor();
    },
  },
  {
    name: "audit-diverged",
    open: async (page) => {
      const { backups } = (await ask(page, "backups.state", {})) as { readonly backups: readonly { id: string }[] };
      await ask(page, "backups.restore", { id: backups.at(-1)?.id });
      // The core starts anew with the older copy.
      await page.getByText("The core is back.").waitFor({ state: "attached" });
      await toAudit(page);
      await integrityAlert(page)
        .getByText(/^DIVERGED/)
        .waitFor();
      await page.getByRole("region", { name: "Recovery" }).waitFor();
    },
  },
  {
    name: "audit-broken",
    open: async (page, _launched, home) => {
      changeEntry(home, 3, "Codex", "Codec");
      await toAudit(page);
      await page.getByRole("button", { name: "Verify all" }).click();
      await integrityAlert(page)
        .getByText(/Entry 3\b/)
        .waitFor();
    },
  },
  {
    name: "inbox-failed",
    open: async (page, _launched, home) => {
      const index = openDatabase(path.join(home, "index.db"), "rebuildable");
      if (!index.ok) throw new Error(index.error.message);
      index.value.exec("ALTER TABLE inbox_row RENAME TO inbox_row_elsewhere");
      index.value.close();
      await page.reload();
      await page.getByText(/Could not read the inbox/).waitFor();
    },
  },
];

/** A data folder that a later version wrote: entries of other kinds, other forms of both databases, and a table that nobody here knows. */
export async function openLaterNight(home: string): Promise<LaunchedApp> {
  await decideNight(home, 2);
  appendLater(home);
  for (const name of ["record.db", "index.db"]) {
    const db = openDatabase(path.join(home, name), "durable");
    if (!db.ok) throw new Error(db.error.message);
    if (name === "record.db") db.value.exec("CREATE TABLE later_note (id INTEGER PRIMARY KEY, words TEXT)");
    db.value.pragma("user_version = 9000");
    db.value.pragma("wal_checkpoint(TRUNCATE)");
    db.value.close();
    for (const ending of ["-wal", "-shm"]) rmSync(path.join(home, name + ending), { force: true });
  }
  const launched = await launchCountersign({ home });
  await inboxGrid(launched.page).getByRole("row", { selected: true }).waitFor();
  return launched;
}

/** The same night only looked at: what is seen, and that nothing can be decided. */
export const viewedScenes: readonly Scene[] = [
  {
    name: "inbox-read-only",
    goesOn: true,
    open: async (page) => {
      await page.getByRole("region", { name: "Open for reading only" }).waitFor();
    },
  },
  {
    name: "decide-read-only",
    goesOn: true,
    open: async (page) => {
      await page.keyboard.press("r");
      await page
        .getByRole("complementary", { name: "Decision" })
        .getByText(/open for reading only/)
        .first()
        .waitFor();
    },
  },
  {
    name: "audit-read-only",
    open: async (page) => {
      await toAudit(page);
      await page.getByText("Not read by this version: 1 thing").click();
      await page.getByText("table later_note, 0 rows").waitFor();
      const integrity = page.getByRole("region", { name: "Integrity" });
      await integrity.getByText(/3 are of kinds this version does not know/).waitFor();
      await integrity.getByRole("alert").waitFor({ state: "detached" });
    },
  },
  {
    name: "audit-unknown-kind",
    goesOn: true,
    open: async (page) => {
      const rows = page.getByRole("grid", { name: "Audit entries" }).getByRole("row");
      await rows.filter({ hasText: "review.session" }).click();
      const entry = page.getByRole("complementary", { name: /^Entry / });
      await entry.getByText("verified here").waitFor();
      await entry.getByText(/this version does not know entries of this kind and form/).waitFor();
      await entry.getByText(/Whether a person signed it cannot be told/).waitFor();
    },
  },
];
