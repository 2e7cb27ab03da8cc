import { AxeBuilder } from "@axe-core/playwright";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "playwright";
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { askPage } from "../support/ask-page";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { chord, inboxGrid, openSampleWindow } from "../support/sample-window";
import { tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/report.png" });
  await running?.close();
  running = null;
});

const dialogOf = (page: Page) => page.getByRole("dialog", { name: "Export" });

async function seriousProblems(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return found.violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

/** Asks the core from within the page. Out: the value, held against a form. */
async function ask<T extends z.ZodType>(page: Page, name: string, input: unknown, value: T): Promise<z.output<T>> {
  const raw = await askPage(page, name, input);
  return value.parse(z.object({ ok: z.literal(true), value: z.unknown() }).parse(raw).value);
}

/** Records a request for changes on the first attempt of a task, with a reason. */
async function decide(page: Page, filter: string, reason: string): Promise<void> {
  const row = z.object({ taskId: z.string(), focusAttempt: z.string() });
  const inbox = await ask(
    page,
    "inbox.list",
    { filter },
    z.object({ groups: z.array(z.object({ rows: z.array(row) })) }),
  );
  const found = inbox.groups.flatMap(({ rows }) => rows)[0];
  if (found === undefined) throw new Error(`no task for ${filter}`);
  const subject = { kind: "request-changes", taskId: found.taskId, attemptId: found.focusAttempt };
  const { nonce } = await ask(page, "decision.sheet", subject, z.object({ nonce: z.string() }));
  await ask(
    page,
    "decision.record",
    { ...subject, nonce, reason, person: null, until: null, confirm: null },
    z.object({ seq: z.int() }),
  );
}

/** The files that the dialog says were written: path and digest, as it shows them. */
async function written(page: Page): Promise<{ path: string; digest: string }[]> {
  const items = dialogOf(page).getByRole("list", { name: "Files written" }).getByRole("listitem");
  return Promise.all(
    (await items.all()).map(async (item) => {
      const text = (await item.innerText()).split("\n");
      return {
        path: text.find((line) => line.startsWith("/")) ?? "",
        digest: /sha256 ([0-9a-f]{64})/.exec(text.join("\n"))?.[1] ?? "",
      };
    }),
  );
}

const browserPath = process.env.COUNTERSIGN_CHROMIUM ?? "/usr/bin/chromium";

describe("the export dialog", () => {
  it("previews, leaves out, writes HTML, PDF and CSV with their digests, and records each", async () => {
    const home = tempFolder();
    running = await openSampleWindow(home);
    const { page } = running;
    await decide(page, "PAY-118", "Two tests fail. Ask ilse.vogt@payments.example.org about the retries.");
    await decide(page, "SRCH-114", "The check is older than the last edit.");

    await chord(page, "g", "a");
    await page.getByRole("button", { name: "Export", exact: true }).waitFor();
    await page.keyboard.press("x");
    const dialog = dialogOf(page);
    await dialog.waitFor();
    const preview = dialog.getByRole("region", { name: "Preview" });
    await expect
      .poll(async () => preview.textContent())
      .toMatch(/2 decisions in the log, 2 in the period, 0 filtered out, 2 in this report/);
    const paper = dialog.frameLocator('iframe[title="Page of the report"]');
    await paper.getByRole("heading", { name: "Decision report" }).waitFor();
    await expect.poll(async () => paper.locator("main").textContent()).toContain("ilse.vogt@payments.example.org");
    expect(await seriousProblems(page)).toEqual([]);

    // Keys in the frame are not the page's: Escape leaves the frame for where the focus was, and only the next one closes the dialog.
    const held = () => page.evaluate("document.activeElement?.tagName");
    const email = dialog.getByRole("checkbox", { name: /^E-mail/ });
    // The driver's keys do not come to a frame of another process, and keys that Electron makes come to the page as well. A key that is
    // pressed there is told to the window's process alone: as here.
    const { app } = running;
    const escape = () =>
      app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        window?.webContents.emit("before-input-event", {}, { type: "keyDown", key: "Escape" });
      });
    await email.focus();
    await paper.getByRole("heading", { name: "Decision report" }).click();
    await expect.poll(held).toBe("IFRAME");
    await escape();
    await expect.poll(() => email.evaluate((box) => box === document.activeElement)).toBe(true);
    await paper.getByRole("heading", { name: "Decision report" }).click();
    await expect.poll(held).toBe("IFRAME");
    await escape();
    await expect.poll(held).toBe("INPUT");
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.press("x");
    await paper.getByRole("heading", { name: "Decision report" }).waitFor();

    // A rule changes preview and count, before anything is written.
    await dialog.getByRole("checkbox", { name: /^E-mail/ }).check();
    await expect.poll(async () => paper.locator("main").textContent()).toContain("[e-mail]");
    expect(await paper.locator("main").textContent()).not.toContain("ilse.vogt@");
    await expect.poll(async () => dialog.textContent()).toMatch(/E-mail addresses\s*[1-9]\d* times?/);

    // A filter that leaves one out is said in the population.
    await dialog.locator("summary").click();
    await dialog.getByRole("checkbox", { name: "Medium" }).check();
    await expect.poll(async () => preview.textContent()).toMatch(/2 in the period, 1 filtered out, 1 in this report/);
    expect(await seriousProblems(page)).toEqual([]);
    await dialog.getByRole("checkbox", { name: "Medium" }).uncheck();
    await dialog.locator("summary").click();
    await expect.poll(async () => preview.textContent()).toMatch(/0 filtered out, 2 in this report/);
    await paper.getByRole("heading", { name: "Each decision" }).waitFor();

    await dialog.getByRole("checkbox", { name: "PDF" }).check();
    await dialog.getByRole("checkbox", { name: "CSV, decisions" }).check();
    await dialog.getByRole("button", { name: "Write report, 3 files" }).click();
    await expect.poll(async () => dialog.textContent(), { timeout: 60_000 }).toContain("3 files written, 2 decisions.");
    await expect
      .poll(async () =>
        dialog.getByRole("button", { name: "Close export" }).evaluate((button) => button === document.activeElement),
      )
      .toBe(true);
    expect(await seriousProblems(page)).toEqual([]);

    const files = await written(page);
    expect(files.map((file) => path.extname(file.path)).sort()).toEqual([".csv", ".html", ".pdf"]);
    for (const file of files) {
      const bytes = readFileSync(file.path);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(file.digest);
      expect(path.dirname(file.path)).toBe(path.join(home, "reports"));
      expect(bytes.includes("ilse.vogt@")).toBe(false);
    }
    const printed = readFileSync(files.find((file) => file.path.endsWith(".pdf"))?.path ?? "").toString("latin1");
    expect(printed.startsWith("%PDF-")).toBe(true);
    expect(printed.match(/\/Type \/Page\b(?!s)/g)?.length ?? 0).toBeGreaterThanOrEqual(4);
    // Text, not a picture of it: fonts that can be mapped back, and headings that a reader can go to.
    expect(printed).toContain("/ToUnicode");
    for (const heading of ["Population", "Summary", "Appendix: how to verify", "What this does not prove"])
      expect(printed).toContain(`/Title (${heading})`);
    expect(existsSync(`${files[0]?.path ?? ""}.printing.html`)).toBe(false);

    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    const log = await ask(
      page,
      "audit.list",
      { filter: "kind:export", before: null, limit: 10 },
      z.object({ rows: z.array(z.object({ on: z.string() })) }),
    );
    expect(log.rows).toHaveLength(3);
  });

  it("writes the bundle, and says where and under which digest", async () => {
    const home = tempFolder();
    running = await openSampleWindow(home);
    const { page } = running;
    await decide(page, "PAY-118", "Two tests fail.");
    await chord(page, "g", "a");
    await page.getByRole("button", { name: "Export", exact: true }).waitFor();
    await page.keyboard.press("x");
    const dialog = dialogOf(page);
    await dialog.getByRole("radio", { name: "Bundle to verify" }).click();
    expect(await seriousProblems(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Write bundle" }).click();
    await expect
      .poll(async () => dialog.textContent(), { timeout: 60_000 })
      .toMatch(/Bundle written: entries 0 to \d+, 1 decision/);
    const [bundle] = await written(page);
    expect(existsSync(bundle?.path ?? "")).toBe(true);
    expect(await dialog.textContent()).toContain("countersign.invalid/");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  it("closes by Escape without writing, and gives the focus back", async () => {
    const home = tempFolder();
    running = await launchCountersign({ home });
    const { page } = running;
    await page.getByRole("button", { name: /open the sample night/i }).click();
    await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
    await chord(page, "g", "a");
    await page.getByRole("button", { name: "Export", exact: true }).waitFor();
    await page.keyboard.press("x");
    await dialogOf(page).waitFor();
    await expect.poll(() => dialogOf(page).evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
    await page.keyboard.press("Escape");
    await dialogOf(page).waitFor({ state: "detached" });
    expect(existsSync(path.join(home, "reports"))).toBe(false);
  });
});

describe("the HTML report on a phone and on paper", () => {
  it.skipIf(!existsSync(browserPath))(
    existsSync(browserPath)
      ? "has nothing beside the page at 375 px and on A4"
      : `skipped: no browser at ${browserPath} (set COUNTERSIGN_CHROMIUM)`,
    async () => {
      const home = tempFolder();
      running = await openSampleWindow(home);
      const { page } = running;
      await decide(page, "PAY-118", `Long ${"x".repeat(400)} word, and two tests fail.`);
      const filters = { from: null, to: null, repositories: [], reviewers: [], owners: [], tiers: [], kinds: [] };
      const { files } = await ask(
        page,
        "report.write",
        { formats: ["html"], filters, redaction: [], out: null },
        z.object({ files: z.tuple([z.object({ path: z.string() })]) }),
      );
      const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
      try {
        const phone = await browser.newPage({ viewport: { width: 375, height: 800 } });
        await phone.goto(pathToFileURL(files[0].path).href);
        expect(await phone.evaluate("document.documentElement.scrollWidth")).toBe(375);
        const small = await phone.evaluate(
          "[...document.querySelectorAll('main p, main dd')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.rows, .code')).length",
        );
        expect(small).toBe(0);
        // 182 mm between the margins of A4, at 96 px to the inch.
        const paper = await browser.newPage({ viewport: { width: 688, height: 1_000 } });
        await paper.emulateMedia({ media: "print" });
        await paper.goto(pathToFileURL(files[0].path).href);
        expect(await paper.evaluate("document.documentElement.scrollWidth")).toBe(688);
        const wide = await paper.evaluate(
          "[...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 120))",
        );
        expect(wide).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );
});
