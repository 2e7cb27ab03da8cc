import { AxeBuilder } from "@axe-core/playwright";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { RunnerServer } from "../support/runner-server";
import { chord } from "../support/sample-window";

const sample = path.resolve(import.meta.dirname, "..", "..", "resources", "sample");
const folder = mkdtempSync(path.join(tmpdir(), "countersign-test-"));
const home = path.join(folder, "home");
const sessions = path.join(folder, "sessions");
const server = new RunnerServer();
let launched: LaunchedApp;

beforeAll(async () => {
  cpSync(path.join(sample, "runners", "codex", "sessions"), sessions, { recursive: true });
  server.put("web-123-a", path.join(sample, "packs", "web-123-a"));
  await server.start();
  // An empty home folder: what is on this machine is not this test's.
  launched = await launchCountersign({ home, env: { HOME: folder } });
  await launched.page.getByRole("button", { name: /open the sample night/i }).waitFor();
  await chord(launched.page, "g", "r");
});

afterAll(async () => {
  await launched.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const rows = () => launched.page.getByRole("grid", { name: "Connections" }).getByRole("row");

/** What axe calls serious or critical, as short sentences. */
async function seriousProblems(): Promise<string[]> {
  const found = await new AxeBuilder({ page: launched.page }).setLegacyMode(true).analyze();
  return found.violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
}

/** Drops files as the system does: trusted events, with real paths behind them. */
async function drop(files: readonly string[]): Promise<void> {
  const session = await launched.page.context().newCDPSession(launched.page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  const at = { x: 500, y: 300, data };
  await session.send("Input.dispatchDragEvent", { type: "dragEnter", ...at });
  await session.send("Input.dispatchDragEvent", { type: "dragOver", ...at });
  await launched.page.getByText(/Drop transcripts, packs or folders/).waitFor();
  await session.send("Input.dispatchDragEvent", { type: "drop", ...at });
  await session.detach();
}

describe("runners in the window", () => {
  it("connects a folder by the form, and says in place why it cannot be", async () => {
    const { page } = launched;
    await page.getByText("Nothing is connected.").waitFor();
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "Add a connection" });
    await dialog.waitFor();
    expect(await seriousProblems()).toEqual([]);
    expect(await dialog.getByText("The folder is missing").isVisible()).toBe(true);
    await dialog.getByLabel("Folder", { exact: true }).fill(path.join(folder, "nowhere"));
    await page.keyboard.press("Enter");
    await dialog.getByText(/it does not exist/).waitFor();
    await dialog.getByLabel("Folder", { exact: true }).fill(sessions);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await rows().first().waitFor();
    expect(await rows().first().getAttribute("aria-label")).toMatch(/Folder of transcripts, Up to date.*1 session/);
    await page.getByText(/Last reading: Folder of transcripts/).waitFor();
    await page.getByText(/records? recognised in 1 session/).waitFor();
    expect(await seriousProblems()).toEqual([]);
  });

  it("pauses and resumes with p", async () => {
    const { page } = launched;
    await rows().first().click();
    await page.keyboard.press("p");
    await page.getByText(/neither synced nor followed/).waitFor();
    expect(await rows().first().getAttribute("aria-label")).toMatch(/Paused/);
    await page.keyboard.press("p");
    await page.getByText(/neither synced nor followed/).waitFor({ state: "detached" });
  });

  it("connects an HTTP runner, and says why an address cannot be", async () => {
    const { page } = launched;
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "Add a connection" });
    await dialog.getByRole("radio", { name: "HTTP runner" }).click();
    await dialog.getByLabel("Address").fill("http://runner.example.org");
    await page.keyboard.press("Enter");
    await dialog.getByText(/in clear/).waitFor();
    await dialog.getByLabel("Address").fill(server.address);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Night shift").first().waitFor();
    expect(await rows().count()).toBe(2);
  });

  it("shows what an HTTP runner adds by itself", async () => {
    const { page } = launched;
    const row = page.getByRole("row", { name: /Night shift, Up to date, following.*1 session/ });
    await row.waitFor();
    server.put("pay-121-a", path.join(sample, "packs", "pay-121-a"));
    await page
      .getByRole("row", { name: /Night shift, Up to date, following.*2 sessions/ })
      .waitFor({ timeout: 10_000 });
  });

  it("reads files that are dropped, and names what could not be read", async () => {
    const { page } = launched;
    const file = path.join(folder, "dropped.jsonl");
    writeFileSync(file, "this is no transcript\n");
    await drop([path.join(sample, "runners", "claude-code"), file, path.join(folder, "gone.jsonl")]);
    const dialog = page.getByRole("dialog", { name: "Dropped files" });
    await dialog.getByText(/Read \d+ files?/).waitFor();
    expect(await dialog.getByText(/problems?; everything else was read/).isVisible()).toBe(true);
    expect(
      await dialog
        .getByText(/gone\.jsonl: it does not exist|gone\.jsonl/)
        .first()
        .isVisible(),
    ).toBe(true);
    expect(await seriousProblems()).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    // Dropping connects nothing.
    expect(await rows().count()).toBe(2);
  });

  it("a page cannot pretend that files were dropped", async () => {
    const { page } = launched;
    const heard = await page.evaluate(async () => {
      const { countersign } = window as unknown as {
        countersign: { subscribe(topic: string, listener: (payload: unknown) => void): () => void };
      };
      let told = 0;
      const stop = countersign.subscribe("dropped", () => (told += 1));
      const transfer = new DataTransfer();
      transfer.items.add(new File(["x"], "passwd"));
      window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve, 100));
      stop();
      return told;
    });
    expect(heard).toBe(0);
    expect(page.url()).toMatch(/^app:\/\//);
  });

  it("removes a connection after saying what stays", async () => {
    const { page } = launched;
    await rows().first().click();
    await page.getByRole("button", { name: "Remove Folder of transcripts" }).click();
    const dialog = page.getByRole("dialog", { name: "Remove connection" });
    await dialog.getByText(/archived sources, the inbox and every decision stay/).waitFor();
    await dialog.getByRole("button", { name: "Remove connection" }).click();
    await rows().nth(1).waitFor({ state: "detached" });
    expect(await rows().count()).toBe(1);
    await chord(page, "g", "i");
    await page.getByRole("grid", { name: "Tasks" }).getByRole("row").first().waitFor();
  });
});
