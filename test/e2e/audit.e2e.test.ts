import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";
import { afterEach, describe, expect, it } from "vitest";
import { changeEntry, decideNight, exportNight } from "../support/audit-night";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { confirmedEffect, openLog, receivedFrom } from "../support/other-log";
import { plainDecision } from "../support/plain-decision";
import { chord, inboxGrid } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") {
    mkdirSync("test-results", { recursive: true });
    await running?.page.screenshot({ path: "test-results/audit.png" });
  }
  await running?.close();
  running = null;
});

async function openAudit(home: string): Promise<Page> {
  running = await launchCountersign({ home });
  const { page } = running;
  await inboxGrid(page).waitFor();
  await chord(page, "g", "a");
  await page.getByRole("grid", { name: "Audit entries" }).getByRole("row", { selected: true }).waitFor();
  return page;
}

const rows = (page: Page) => page.getByRole("grid", { name: "Audit entries" }).getByRole("row");
const entry = (page: Page, seq: number) =>
  page.getByRole("complementary", { name: `Entry ${String(seq)}`, exact: true });
const integrity = (page: Page) => page.getByRole("region", { name: "Integrity" });

/** What the window's dialogs answer from now on. */
async function answerDialogs(picked: string): Promise<void> {
  await running?.app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = (...asked: unknown[]) => {
      (globalThis as unknown as { asked: unknown }).asked = asked.at(-1);
      return Promise.resolve({ canceled: false, filePaths: [filePath] });
    };
  }, picked);
}

/** The title of the question that was asked last. */
async function askedTitle(): Promise<unknown> {
  return running?.app.evaluate(() => (globalThis as unknown as { asked?: { title?: string } }).asked?.title);
}

/** Drops a file or folder as the system does: trusted events, with a real path behind them. */
async function drop(page: Page, file: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const at = { x: 500, y: 300, data: { items: [], files: [file], dragOperationsMask: 1 } };
  await session.send("Input.dispatchDragEvent", { type: "dragEnter", ...at });
  await session.send("Input.dispatchDragEvent", { type: "dragOver", ...at });
  await page.getByText(/^Drop a bundle: it is opened and verified/).waitFor();
  await session.send("Input.dispatchDragEvent", { type: "drop", ...at });
  await session.detach();
}

async function bundleMenu(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "Open bundle" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

async function seriousProblems(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
}

describe("the audit screen", () => {
  it("filters, goes to an entry by number, and opens it to its proof, its signature and its bytes", async () => {
    const home = tempFolder();
    const listed = await decideNight(home, 4);
    const page = await openAudit(home);
    const last = listed.total - 1;
    await integrity(page)
      .getByText(`Verified from entry 0 to entry ${String(last)}`)
      .waitFor();
    await integrity(page).getByText("Not anchored yet", { exact: true }).waitFor();
    await integrity(page)
      .getByText(/^The log shows that history was changed, by anyone who does not control/)
      .waitFor();

    // A filter by its completion: what is typed becomes a term, then a value.
    await page.keyboard.press("/");
    await page.keyboard.type("kin");
    await page.keyboard.press("Tab");
    await page.keyboard.type("sno");
    await page.keyboard.press("Tab");
    const snoozed = listed.rows.filter((row) => row.kindId === "snooze");
    expect(snoozed.length).toBeGreaterThan(0);
    await page.getByText(`${String(snoozed.length)} of ${String(listed.total)} entries`).waitFor();
    await page.keyboard.press("Enter");
    const seq = snoozed[0]?.seq ?? -1;
    const panel = entry(page, seq);
    await panel.getByText("verified here").waitFor();
    await panel.getByText("counts", { exact: true }).waitFor();
    await panel.getByText(/^self-asserted: nothing but this machine says so$/).waitFor();

    // The page itself recomputes the way to the root.
    await page.keyboard.press("v");
    await expect
      .poll(() => page.getByRole("status").allTextContents())
      .toContainEqual(
        expect.stringMatching(
          new RegExp(
            `Entry ${String(seq)}: its bytes make its hash, and \\d+ hash(?:es lead| leads) from it to the root`,
          ),
        ),
      );
    await panel.getByText(/^Canonical bytes/).click();
    const stored = await panel.getByRole("region", { name: "Canonical bytes" }).textContent();
    expect(stored).toContain('"payloadType":"application/vnd.countersign.decision.v1+json"');
    await panel.getByText(/^Signed statement/).click();
    await expect
      .poll(() => panel.getByRole("region", { name: "Signed statement" }).textContent())
      .toContain("https://in-toto.io/Statement/v1");

    // Written with its proof: files that others read.
    await panel.getByRole("button", { name: "Export with proof" }).click();
    await panel.getByRole("button", { name: "Show in folder" }).waitFor();
    expect(readdirSync(path.join(home, "reports")).length).toBeGreaterThan(0);

    // By number, over the filter; then the ends by key.
    await chord(page, "g", "e");
    await page.keyboard.type("0");
    await page.getByText("Enter goes to entry 0.").waitFor();
    await page.keyboard.press("Enter");
    await entry(page, 0).getByText("Log created", { exact: true }).waitFor();
    await page.keyboard.press("Home");
    await page.getByRole("row", { selected: true, name: new RegExp(`^Entry ${String(last)},`) }).waitFor();
    await page.keyboard.press("Shift+V");
    await integrity(page)
      .getByText(/at \d\d:\d\d:\d\d, in .*, 0 breaks/)
      .waitFor();
    expect(await seriousProblems(page)).toEqual([]);
  });

  it("names the entry that was changed, what follows, and hides nothing", async () => {
    const home = tempFolder();
    const listed = await decideNight(home, 2);
    const archived = listed.rows.findLast((row) => row.kindId === "ingest")?.seq ?? -1;
    changeEntry(home, archived, "Evidence packs", "Evidence pacts");
    const page = await openAudit(home);
    const alert = integrity(page).getByRole("alert");
    await alert.getByText(new RegExp(`Entry ${String(archived)}\\b`)).waitFor();
    await integrity(page)
      .getByText(
        new RegExp(`From entry ${String(archived)} to entry ${String(listed.total - 1)} the log proves nothing`),
      )
      .waitFor();
    await page
      .getByRole("contentinfo")
      .getByText(/Log broken: Entry/)
      .waitFor();
    await page
      .getByText(`Entry ${String(archived)} was changed after it was recorded.`)
      .first()
      .waitFor();
    // What stands on a broken log stands on nothing.
    await rows(page).getByText("Not proved").first().waitFor();
    const recovery = page.getByRole("region", { name: "Recovery" });
    await recovery.getByRole("button", { name: "Export what is here" }).waitFor();
    await recovery.getByRole("button", { name: "Backups and recovery" }).waitFor();
    expect(await rows(page).count()).toBeGreaterThan(listed.total - 1);
    expect(await seriousProblems(page)).toEqual([]);
  });

  it("tells of effects, and of a decision that was made in another person's log", async () => {
    const home = tempFolder();
    const other = openLog(tempFolder(), { name: "Jonas Beck", binding: "self-asserted" });
    const approved = plainDecision({ taskRef: "PAY-118", reviewer: { name: "Jonas Beck", binding: "self-asserted" } });
    const listed = await decideNight(home, 1, (app) => {
      const decided = app.core.ledger.decisions(null).at(-1)?.seq ?? null;
      const told = app.core.ledger.append([
        { ...confirmedEffect(decided), detail: "Review posted." },
        receivedFrom(other, approved),
      ]);
      if (!told.ok) throw new Error(told.error.message);
      return Promise.resolve();
    });
    const page = await openAudit(home);
    const received = entry(page, listed.total - 1);
    await received.getByText("Jonas Beck, self-asserted").waitFor();
    await received.getByText(/its signature holds, and it is under the other log’s checkpoint of 3 entries/).waitFor();
    await received.getByText("Signed in the other log, by its reviewer.").waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByRole("grid", { name: "Audit entries" }).focus();
    await page.keyboard.press("j");
    const effect = entry(page, listed.total - 2);
    await effect.getByText("northwind/api#12", { exact: true }).waitFor();
    await effect.getByText("Review posted.", { exact: true }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await effect.getByRole("button", { name: /^Entry \d+$/ }).click();
    await entry(page, listed.total - 3)
      .getByText("Looked at it with the tests at hand.")
      .waitFor();
    await page.getByRole("combobox", { name: "Filter entries" }).fill("kind:received");
    await expect.poll(() => rows(page).count()).toBeLessThan(4);
  });

  it("erases what was typed with a decision, once the person says why and types the entry's number", async () => {
    const home = tempFolder();
    const listed = await decideNight(home, 1);
    const seq = listed.total - 1;
    const page = await openAudit(home);
    await entry(page, seq).getByText("Looked at it with the tests at hand.").waitFor();
    await entry(page, seq).getByRole("button", { name: "Erase text" }).click();
    const dialog = page.getByRole("dialog", { name: `Erase the text of entry ${String(seq)}` });
    await dialog.getByText("Lost for good: the reason, 36 characters.").waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    const act = dialog.getByRole("button", { name: `Erase the text of entry ${String(seq)}` });
    expect(await act.getAttribute("aria-disabled")).toBe("true");
    await dialog.getByRole("textbox", { name: "Why it is erased" }).fill("It named a customer.");
    await dialog.getByRole("textbox", { name: `Type ${String(seq)} to confirm` }).fill(String(seq));
    await act.click();
    await dialog.getByText("It is erased. What is left of it:").waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    // The panel went on to the entry that says so.
    await entry(page, seq + 1)
      .getByText("It named a customer.", { exact: true })
      .waitFor();
    await rows(page).filter({ hasText: "Assign owner" }).first().click();
    await entry(page, seq)
      .getByText(/[Tt]ext erased/)
      .first()
      .waitFor();
    expect(await entry(page, seq).getByRole("button", { name: "Erase text" }).count()).toBe(0);
    expect(await page.getByText("Looked at it with the tests at hand.").count()).toBe(0);
  });

  it("says DIVERGED of an older copy that was put back, and goes on only with a person's words", async () => {
    const home = tempFolder();
    await decideNight(home, 1);
    const older = path.join(tempFolder(), "record.db");
    copyFileSync(path.join(home, "record.db"), older);
    const later = await decideNight(home, 3);
    for (const name of ["record.db-wal", "record.db-shm"]) rmSync(path.join(home, name), { force: true });
    copyFileSync(older, path.join(home, "record.db"));

    const page = await openAudit(home);
    await integrity(page)
      .getByRole("alert")
      .getByText(/^DIVERGED: The log had/)
      .waitFor();
    await integrity(page)
      .getByText(/everything can be read and exported/)
      .waitFor();
    await page
      .getByRole("contentinfo")
      .getByText(/^DIVERGED:/)
      .waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    const recovery = page.getByRole("region", { name: "Recovery" });
    await recovery.getByRole("button", { name: "Export what is here" }).click();
    await recovery.getByText(/^Written:/).waitFor();
    const why = recovery.getByRole("textbox", { name: "Why the log goes on from here" });
    await why.fill("The disk was restored from last night's copy.");
    await recovery.getByRole("button", { name: "Go on from here" }).click();
    await integrity(page)
      .getByText(/^Verified from entry 0/)
      .waitFor();
    await page
      .getByRole("row", { name: /recovery/i })
      .first()
      .waitFor();
    expect(later.total).toBeGreaterThan(0);
  });

  it("shows another person's bundle in its place, holds it against pinned keys, and goes back", async () => {
    const there = tempFolder();
    let bundle = "";
    const listed = await decideNight(there, 2, async (app) => {
      bundle = await exportNight(app);
    });
    const home = tempFolder();
    await decideNight(home, 1);
    const page = await openAudit(home);
    await answerDialogs(bundle);
    await bundleMenu(page, "Open a bundle from a folder");
    const banner = page.getByRole("region", { name: "Bundle" });
    await banner.getByRole("heading", { name: /^UNPINNED/ }).waitFor();
    await banner.getByText(/Another log than this machine/).waitFor();
    expect(await askedTitle()).toBe("Open a bundle: its folder");
    // The export's own entry came after what it holds.
    const held = listed.rows.filter((row) => row.kindId !== "export").length;
    await page
      .getByText(new RegExp(`^${String(held)} entries`))
      .first()
      .waitFor();
    await page.getByText("verified here").waitFor();
    expect(await page.getByRole("button", { name: "Open task" }).count()).toBe(0);
    expect(await seriousProblems(page)).toEqual([]);

    const keys = await banner.getByRole("list", { name: "Keys" }).getByRole("listitem").locator("[title]").all();
    for (const vkey of await Promise.all(keys.map((key) => key.getAttribute("title")))) {
      await banner.getByRole("textbox", { name: "Key given by its owner" }).fill(vkey ?? "");
      await page.keyboard.press("Enter");
      await expect.poll(() => banner.locator(`[title="${vkey ?? ""}"] + .green`).textContent()).toBe("pinned");
    }
    await banner.getByRole("heading", { name: /^CONSISTENT/ }).waitFor();
    await banner.getByRole("button", { name: /Back to this machine/ }).click();
    await integrity(page)
      .getByText(/^Verified from entry 0/)
      .waitFor();

    // Dropped on the window it is opened to be looked at, and nothing of it is read in.
    const own = await page.getByRole("grid", { name: "Audit entries" }).getAttribute("aria-rowcount");
    await drop(page, bundle);
    await banner.getByRole("heading", { name: /^UNPINNED/ }).waitFor();
    expect(await page.getByRole("dialog", { name: "Dropped files" }).count()).toBe(0);
    await banner.getByRole("button", { name: /Back to this machine/ }).click();
    await integrity(page)
      .getByText(/^Verified from entry 0/)
      .waitFor();
    expect(await page.getByRole("grid", { name: "Audit entries" }).getAttribute("aria-rowcount")).toBe(own);
    expect(existsSync(bundle)).toBe(true);
  });

  it("is held against an earlier bundle, with sizes and roots", async () => {
    const home = tempFolder();
    let bundle = "";
    await decideNight(home, 1, async (app) => {
      bundle = await exportNight(app);
    });
    await decideNight(home, 2);
    const other = tempFolder();
    let foreign = "";
    await decideNight(other, 1, async (app) => {
      foreign = await exportNight(app);
    });
    const page = await openAudit(home);
    await answerDialogs(bundle);
    await bundleMenu(page, "Compare this log with a bundle in a folder");
    const result = page.getByRole("region", { name: "Comparison" });
    await result.getByText(/\(the same\)$/).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await answerDialogs(foreign);
    await bundleMenu(page, "Compare this log with a bundle in a folder");
    await result
      .getByText(/another log/i)
      .first()
      .waitFor();
    await result.getByRole("button", { name: "Put away" }).click();
    await result.waitFor({ state: "detached" });
  });
});
