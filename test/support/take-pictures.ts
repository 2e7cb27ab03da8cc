import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { launchCountersign } from "./launch-electron.ts";

/*
 * npm run pictures [-- FOLDER light|dark]: opens the sample night in the real app and takes the pictures of the documentation.
 * Needs a display (on a server: xvfb-run -a npm run pictures).
 */

const folder = resolve(process.argv[2] ?? "docs/images");
const home = mkdtempSync(join(tmpdir(), "countersign-pictures-"));
mkdirSync(folder, { recursive: true });

const { page, app, close } = await launchCountersign({ home });
const shoot = async (name: string) => {
  // Lets fonts, colours and the worker's highlighting arrive.
  await page.waitForTimeout(900);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  process.stdout.write(`${name}\n`);
};

async function step(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    await shoot(name);
  } catch (error) {
    process.stdout.write(`${name}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}\n`);
    await page.screenshot({ path: join(folder, `${name}-failed.png`) });
  }
}

try {
  page.on("console", (message) => process.stdout.write(`  page: ${message.text()}\n`));
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900);
  });
  // Pictures show an invented reviewer, not the account they were taken by.
  await page.waitForFunction(() => "countersign" in window);
  await page.evaluate('window.countersign.invoke("app.settings", { reviewerName: "ilse" })');
  const theme = process.argv[3] ?? "light";
  await page.emulateMedia({ colorScheme: theme === "dark" ? "dark" : "light" });
  const name = (screen: string) => `${screen}-${theme}`;
  await step(name("first-run"), async () => {
    await page.getByRole("button", { name: /sample night/i }).waitFor();
  });
  await step(name("inbox"), async () => {
    await page.getByRole("button", { name: /sample night/i }).click();
    await page.getByText("Make refund retries idempotent").first().waitFor();
  });
  await step(name("task"), async () => {
    await page.keyboard.press("Enter");
    await page.getByText("Files", { exact: true }).first().waitFor({ timeout: 5000 });
  });
  await step(name("conformance"), async () => {
    await page.locator("#task-conformance").scrollIntoViewIfNeeded();
    await page.locator("#task-conformance").evaluate((section) => {
      section.scrollIntoView({ block: "start" });
    });
    await page.getByText("Will parallel attempts help?").waitFor({ timeout: 5000 });
  });
  await step(name("contract"), async () => {
    await page.keyboard.press("Shift+C");
    await page.getByRole("textbox", { name: "Contract as text" }).waitFor({ timeout: 5000 });
    await page.getByLabel("Declared risk").waitFor({ timeout: 5000 });
  });
  await step(name("diff"), async () => {
    await page.keyboard.press("Escape");
    await page.getByText("Files", { exact: true }).first().waitFor({ timeout: 5000 });
    await page.keyboard.press("Enter");
    await page.getByText("refund-service.js").first().waitFor({ timeout: 5000 });
  });
  await step(name("decision"), async () => {
    await page.keyboard.press("d");
    await page.getByRole("complementary", { name: "Decision" }).waitFor({ timeout: 5000 });
  });
  await step(name("timeline"), async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("t");
    await page
      .getByRole("button", { name: /failed/i })
      .first()
      .waitFor({ timeout: 5000 });
  });
  await step(name("reading"), async () => {
    await page.getByRole("button", { name: "How they were read" }).click();
    await page.getByText("records recognised").first().waitFor({ timeout: 5000 });
  });
  await step(name("evidence"), async () => {
    for (let back = 0; back < 4 && !(await page.getByText("Decide on B").isVisible()); back += 1) {
      await page.keyboard.press("Escape");
      await page.waitForTimeout(200);
    }
    await page.keyboard.press("1");
    await page.keyboard.press("v");
    await page.getByRole("grid", { name: "Test cases" }).waitFor({ timeout: 5000 });
  });
  await step(name("search"), async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Shift+F");
    await page.getByRole("combobox").or(page.getByRole("searchbox")).or(page.getByRole("textbox")).first().waitFor();
    await page.keyboard.type("failed:true refund");
    await page.getByText("PAY-118").first().waitFor({ timeout: 5000 });
    await page.keyboard.press("ArrowDown");
  });
  await step(name("audit"), async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await page.getByText("Log created").first().waitFor({ timeout: 5000 });
  });
  await step(name("policy"), async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("y");
    await page.getByRole("table", { name: "Rules" }).waitFor({ timeout: 5000 });
  });
  // These two show paths of this machine: they are for looking at, not for the documentation.
  await step(name("runners"), async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await page.getByText("Evidence packs").first().waitFor({ timeout: 5000 });
  });
  await step(name("settings"), async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await page.waitForTimeout(200);
  });
} finally {
  await close();
  rmSync(home, { recursive: true, force: true });
}
