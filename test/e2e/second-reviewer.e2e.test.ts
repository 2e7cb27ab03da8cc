import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";
import { afterEach, describe, expect, it } from "vitest";
import { askPage } from "../support/ask-page";
import { testRepository } from "../support/git-repository";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { inboxGrid } from "../support/sample-window";
import { openTestApp, tempFolder } from "../support/temp-home";
import { transcriptId, transcriptLines } from "../support/transcripts";
import { decide, deskOf, fingerprintOf, handOut, must } from "../support/two-desks";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/second-reviewer.png" });
  await running?.close();
  running = null;
});

async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id }) => id);
}

/** Opens a task of the inbox by its reference. */
async function openTask(page: Page, words: string): Promise<void> {
  await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
  await inboxGrid(page).getByRole("row").filter({ hasText: words }).first().dblclick();
  await page.locator(".task-head").waitFor();
}

describe("the second reviewer", () => {
  it("is taken in from a file in the window, with the fingerprint compared, and the gate is met", async () => {
    const marit = await deskOf("Marit");
    await decide(marit.app, "WEB-123", "approve", "Read to the end.");
    const file = await handOut(marit.app, "WEB-123");
    const fingerprint = await fingerprintOf(marit.app);
    const tomas = await deskOf("Tomas");
    await decide(tomas.app, "WEB-123", "approve");
    tomas.app.close();
    running = await launchCountersign({ home: tomas.home, env: { COUNTERSIGN_KEY_PROTECTION: "file" } });
    const { page, app } = running;
    await openTask(page, "WEB-123");
    await page.getByText("Not met:").first().waitFor();
    await page.keyboard.press("Shift+A");
    const dialog = page.getByRole("dialog", { name: "Approvals" });
    await dialog.getByText(/^1 of 2 reviewers approved head [0-9a-f]{12}: 1 here, 0 received\./).waitFor();
    expect(await serious(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Hand over your approval" }).click();
    await dialog.getByText("Your approval is written.").waitFor();
    await app.evaluate(({ dialog: system }, chosen) => {
      system.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, file.path);
    await dialog.getByRole("button", { name: "Pick a file" }).click();
    const looked = dialog.getByRole("group", { name: "The file" });
    await looked.getByText("attempt A of WEB-123: the same content").waitFor();
    const shown = await looked.getByRole("img", { name: /^Fingerprint / }).getAttribute("aria-label");
    expect(shown?.replace("Fingerprint ", "").replaceAll(" ", "")).toBe(fingerprint);
    await looked.getByText(/Trusted for nobody yet\. Its log calls its owner Marit/).waitFor();
    const take = looked.getByRole("button", { name: "Trust the key and take it in" });
    expect(await take.getAttribute("aria-disabled")).toBe("true");
    await looked.getByRole("checkbox", { name: /All 64 digits/ }).check();
    expect(await serious(page)).toEqual([]);
    await take.click();
    await dialog.getByText(/^2 of 2 reviewers approved head/).waitFor();
    await looked.getByText(/taken in already: entry \d+\. It counts once\./).waitFor();
    const list = dialog.getByRole("list", { name: "Approvals" });
    await expect.poll(() => list.getByRole("listitem").count()).toBe(2);
    await list.getByText(/received, key [0-9a-f]{12}, trusted for Marit/).waitFor();
    await page.keyboard.press("Escape");
    await page
      .getByText(/Met: ?1 here, 1 received\./)
      .first()
      .waitFor();
    // The other log's entry stands in this log, and the log holds.
    await page.keyboard.press("Escape");
    expect(await askPage(page, "audit.verify", {})).toMatchObject({ value: { verified: true } });
  });

  it("refuses a changed file by name, and records nothing", async () => {
    const marit = await deskOf("Marit");
    await decide(marit.app, "WEB-123", "approve");
    const file = await handOut(marit.app, "WEB-123");
    const changed = path.join(tempFolder(), "changed.countersign-approval.json");
    writeFileSync(changed, readFileSync(file.path, "utf8").replace(/"proof":"c2sp/, '"proof":"d2sp'));
    const tomas = await deskOf("Tomas");
    const size = tomas.app.core.ledger.size();
    tomas.app.close();
    running = await launchCountersign({ home: tomas.home, env: { COUNTERSIGN_KEY_PROTECTION: "file" } });
    const { page, app } = running;
    await openTask(page, "WEB-123");
    await page.keyboard.press("Shift+A");
    await app.evaluate(({ dialog: system }, chosen) => {
      system.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, changed);
    const dialog = page.getByRole("dialog", { name: "Approvals" });
    await dialog.getByRole("button", { name: "Pick a file" }).click();
    await dialog.getByText(/This approval does not hold/).waitFor();
    expect(await serious(page)).toEqual([]);
    await running.close();
    running = null;
    expect(openTestApp({ home: tomas.home }).core.ledger.size()).toBe(size);
  });
});

describe("taking to the foreground", () => {
  it("makes the folder by key, shows how to go on with the agent, and deletes it again", async () => {
    const repository = testRepository();
    repository.at("2026-11-19T20:00:00Z");
    repository.write("a.js", "one\n");
    repository.commit("base");
    repository.git("checkout", "--quiet", "-b", "agent/work");
    repository.at("2026-11-20T00:00:05Z");
    repository.write("a.js", "two\n");
    const head = repository.commit("work");
    const session = transcriptId(11);
    const projects = path.join(tempFolder(), "projects", "x");
    mkdirSync(projects, { recursive: true });
    const lines = transcriptLines(session, 12);
    writeFileSync(
      path.join(projects, `${session}.jsonl`),
      lines.map((line) => line.replace('"/repo/app"', JSON.stringify(repository.folder))).join(""),
    );
    const home = tempFolder();
    const before = openTestApp({ home, platform: { env: { ...process.env, COUNTERSIGN_KEY_PROTECTION: "file" } } });
    await must(before.invoke("ingest.paths", { paths: [projects] }));
    before.close();
    running = await launchCountersign({ home, env: { COUNTERSIGN_KEY_PROTECTION: "file" } });
    const { page } = running;
    await openTask(page, session);
    await page.keyboard.press("Shift+T");
    const dialog = page.getByRole("dialog", { name: "Take to foreground" });
    await dialog.getByText(`claude --resume ${session}`).waitFor();
    await dialog.getByText("can run what the repository brings").waitFor();
    expect(await serious(page)).toEqual([]);
    await dialog.getByRole("textbox", { name: "Why you take it over" }).fill("I finish it.");
    await dialog.getByRole("button", { name: "Take to foreground" }).click();
    await dialog.getByText(/1 file written; entry \d+ says that you took it over\./).waitFor();
    const made = dialog.getByRole("region", { name: "Folders made of it" });
    const folder = (await made.locator(".mono").first().textContent()) ?? "";
    expect(folder.startsWith(path.join(home, "foreground"))).toBe(true);
    expect(readFileSync(path.join(folder, "a.js"), "utf8")).toBe("two\n");
    expect(execFileSync("git", ["-C", folder, "rev-parse", "HEAD"]).toString().trim()).toBe(head);
    expect(await serious(page)).toEqual([]);
    writeFileSync(path.join(folder, "mine"), "x");
    await made.getByRole("button", { name: "Delete" }).click();
    await made.getByText(/work in the folder that is nowhere else/).waitFor();
    expect(existsSync(path.join(folder, "mine"))).toBe(true);
    await made.getByRole("button", { name: /Delete it with the work/ }).click();
    await expect.poll(() => existsSync(folder)).toBe(false);
  });
});
