import { AxeBuilder } from "@axe-core/playwright";
import path from "node:path";
import type { Page } from "playwright";
import { afterEach, expect, it } from "vitest";
import { assembleFromSession } from "../../main/services/assemble-attempt";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { event, messageDetail } from "../builders/event";
import { storeSession } from "../builders/search";
import { writeEveryState } from "../support/diff-night";
import { gitEnv, testRepository } from "../support/git-repository";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { inboxGrid, moveCursorTo, openSampleWindow } from "../support/sample-window";
import { openTestApp, tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/diff.png" });
  await running?.close();
  running = null;
});

/** Where a run with COUNTERSIGN_PICTURES keeps pictures to be looked at. */
const pictures = process.env["COUNTERSIGN_PICTURES"];

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  await page.waitForTimeout(700);
  await page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

/** From the inbox to the diff of the task under the cursor, by keyboard. */
async function openDiff(page: Page): Promise<void> {
  page.setDefaultTimeout(15_000);
  await page.keyboard.press("Enter");
  await page.getByText("Files", { exact: true }).first().waitFor();
  // The task's own keys are there only when all of it was read.
  const code = page.locator(".diff-code").first();
  for (let tries = 0; tries < 4 && !(await code.isVisible()); tries += 1) {
    await page.keyboard.press("Enter");
    await code.waitFor({ timeout: 5_000 }).catch(() => undefined);
  }
  await page.getByRole("region", { name: "Diff" }).waitFor();
  await code.waitFor();
}

/** The window on a patch with a file in every state, its diff open. */
async function openEveryState(): Promise<Page> {
  const home = tempFolder();
  const folder = path.join(tempFolder(), "packs");
  const app = openTestApp({ home });
  writeEveryState(folder);
  await ingestPaths(app.core, [folder], { job: "test", isSource: anySource, cancelled: () => false });
  app.close();
  running = await launchCountersign({ home });
  const { page } = running;
  await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
  await openDiff(page);
  return page;
}

/** Brings a file's header to the top by the file tree, and gives the text on screen. */
async function openFile(page: Page, file: string): Promise<string> {
  const tree = page.getByRole("navigation", { name: "Files" });
  await tree.getByRole("textbox", { name: "Filter files" }).fill(file);
  await tree.locator(".diff-tree-list .diff-tree-file:not(.diff-tree-folder) .diff-tree-open").first().click();
  await page.waitForTimeout(250);
  return (await page.getByRole("region", { name: "Diff" }).textContent()) ?? "";
}

async function seriousProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
}

it("every state of a file is said in both layouts, and generated and lock files are folded with a reason", async () => {
  const page = await openEveryState();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  for (const layout of ["Unified", "Split"]) {
    await page.getByRole("radio", { name: layout }).click();
    expect(await openFile(page, "package-lock.json")).toContain("Lock file, folded by name.");
    expect(await openFile(page, "model.pb.go")).toContain("Generated, folded by name.");
    expect(await openFile(page, "header.ts")).toContain("Generated, folded by its header, line 1.");
    expect(await openFile(page, "vendor/lib")).toContain("Vendored, folded by its folder, vendor/.");
    expect(await openFile(page, "run.sh")).toContain("Mode changed from 100644 to 100755: a file that can be run now.");
    expect(await openFile(page, "libs/shared")).toContain("Submodule added at commit a1a1a1a.");
    expect(await openFile(page, "latest")).toContain("Link to echo run.");
    expect(await openFile(page, "new-name")).toMatch(/renamed.*from src\/old-name\.ts.*9\d % alike/);
    expect(await openFile(page, "moved/only")).toContain("Renamed without changes. 100 % alike.");
    expect(await openFile(page, "data.bin")).toMatch(/Binary file, blob \w{7} before, \w{7} after/);
    expect(await openFile(page, "empty.txt")).toContain("Added empty.");
    expect(await openFile(page, "merged.ts")).toContain("Conflict markers of a merge were committed: 3 lines");
    expect(await openFile(page, "hidden.ts")).toContain("1 hidden character");
    await openFile(page, "logo.png");
    await page.getByRole("img", { name: "Picture before, logo.png" }).waitFor();
    await page.getByRole("radio", { name: "Difference" }).click();
    await page.getByText(/pixels differ, .* % of 96 × 96/).waitFor();
    await picture(page, `states-${layout.toLowerCase()}`);
    await page.getByRole("radio", { name: "Side by side" }).click();
  }
  await openFile(page, "package-lock.json");
  await page.getByRole("button", { name: "Show anyway" }).first().click();
  await page
    .getByText(/dependency-1": "1\.1\.1"/)
    .first()
    .waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  expect(errors).toEqual([]);
});

it("a diff opens as it stays: neither the layout nor the width of its lines changes once they are drawn", async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), "packs");
  const app = openTestApp({ home });
  writeEveryState(folder);
  await ingestPaths(app.core, [folder], { job: "test", isSource: anySource, cancelled: () => false });
  app.close();
  running = await launchCountersign({ home });
  const { page } = running;
  await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
  // Every frame in which there are lines, from the first one on, for as long as answers about them arrive.
  const seen = page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const places = new Set<string>();
        let first = Infinity;
        const look = (now: number) => {
          const pane = document.querySelector(".diff-pane");
          if (pane !== null && document.querySelector(".diff-code") !== null) {
            first = Math.min(first, now);
            const { left, width } = pane.getBoundingClientRect();
            places.add(`${pane.classList.contains("diff-split") ? "split" : "unified"} ${left} ${width}`);
          }
          if (now - first > 1_500) resolve([...places]);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
  await openDiff(page);
  await page.getByRole("complementary", { name: "Provenance" }).waitFor();
  expect(await seen).toHaveLength(1);
});

it("moved blocks point at each other, white space is left out in steps and counted, searches list files", async () => {
  const page = await openEveryState();
  await page.getByRole("radio", { name: "Unified" }).click();
  await openFile(page, "settle.ts");
  const moved = page.getByRole("button", { name: /moved from src\/amounts\.ts:41, 5 lines/ });
  await moved.waitFor();
  expect(await page.locator(".diff-moved.diff-look-add").count()).toBe(5);
  await picture(page, "moved");
  await moved.click();
  await page.getByRole("button", { name: /moved to src\/settle\.ts:3, 5 lines/ }).waitFor();

  const pane = page.getByRole("region", { name: "Diff" });
  await openFile(page, "space.py");
  await pane.focus();
  const facts = page.locator(".diff-facts");
  await page.keyboard.press("w");
  await expect.poll(() => facts.textContent()).toContain("4 lines differ in how much white space there is only");
  await page.keyboard.press("w");
  await expect.poll(() => facts.textContent()).toContain("4 lines differ in white space only");
  expect(await page.locator('[aria-label="white space differs"]').count()).toBe(4);
  await picture(page, "space");
  await page.keyboard.press("w");
  await expect.poll(() => facts.textContent()).not.toContain("white space");

  await page.keyboard.press("/");
  await page.getByRole("textbox", { name: "Find in this patch" }).fill("export const");
  const found = page.getByRole("list", { name: /Found in \d+ files/ });
  await found.waitFor();
  expect(await found.getByRole("button", { name: /src\/merged\.ts/ }).count()).toBe(0);
  expect(await found.getByRole("button", { name: /src\/names\.ts 16 lines/ }).count()).toBe(1);
  await picture(page, "found");
  await page.keyboard.press("Escape");

  // Without a repository the context cannot be shown, and it is said why.
  await openFile(page, "names.ts");
  await pane.focus();
  await page.keyboard.press("x");
  await page.keyboard.press("a");
  await expect.poll(() => facts.textContent()).toContain("Context not kept here: no session of this attempt names");

  // Long lines are cut, and moved sideways together.
  await page.keyboard.press("Shift+w");
  await page.locator(".diff-pane.diff-cut").waitFor();
  await page.locator(".diff-sideways").evaluate((bar) => bar.scrollTo(120, 0));
  await expect.poll(() => pane.evaluate((element) => element.style.getPropertyValue("--diff-x"))).toBe("120px");
  await page.keyboard.press("Shift+w");
});

/** A session's change of two lines far apart in a file of a hundred and twenty, read from its repository. */
async function writeRepositoryChange(home: string): Promise<void> {
  const repository = testRepository();
  const lines = (changed: readonly number[]) =>
    Array.from({ length: 120 }, (_, at) => {
      const line = String(at + 1);
      return `export const line${line} = ${changed.includes(at + 1) ? `"${line}"` : line};\n`;
    }).join("");
  repository.write("src/lines.ts", lines([]));
  repository.commit("base");
  repository.git("checkout", "--quiet", "-b", "agent/work");
  repository.at("2026-11-21T02:30:00Z");
  repository.write("src/lines.ts", lines([30, 90]));
  repository.commit("work");
  const app = openTestApp({ home, platform: { env: gitEnv } });
  // A window that has read no file asks what to read first.
  const folder = path.join(tempFolder(), "packs");
  writeEveryState(folder);
  await ingestPaths(app.core, [folder], { job: "test", isSource: anySource, cancelled: () => false });
  const about = {
    id: "S-AAAA1",
    runnerSessionId: "one",
    cwd: repository.folder,
    branch: "agent/work",
    prompt: "Change two lines",
  };
  storeSession(app.core, about, [
    event(messageDetail("Change two lines", "person"), { seq: 1, at: "2026-11-21T02:00:00Z", actor: "person" }),
    event(messageDetail("Done.", "agent"), { seq: 2, at: "2026-11-21T02:40:00Z" }),
  ]);
  await assembleFromSession(app.core, "S-AAAA1");
  app.close();
}

it("lines that a patch leaves out are shown out of the repository, twenty at a time, then all, by keyboard and by button", async () => {
  const home = tempFolder();
  await writeRepositoryChange(home);
  running = await launchCountersign({ home });
  const { page } = running;
  await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
  await moveCursorTo(page, "Change two lines");
  await openDiff(page);
  await page.getByRole("radio", { name: "Unified" }).click();
  const pane = page.getByRole("region", { name: "Diff" });
  const extra = page.locator(".diff-extra");
  const numbers = async () => (await extra.locator(".diff-no-new").allTextContents()).map(Number).sort((a, b) => a - b);
  const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
  await expect
    .poll(() => page.locator(".diff-gap-count").allTextContents())
    .toEqual(["26 lines above", "53 lines above"]);
  expect(await extra.count()).toBe(0);

  await pane.getByText('line90 = "90"').click();
  await pane.focus();
  await page.keyboard.press("x");
  await page.keyboard.press("a");
  await expect.poll(numbers).toEqual(upTo(67, 86));
  await pane.getByText("line67 = 67").waitFor();
  // Comments stand on lines of the patch: the number of another line begins none.
  await extra.locator(".diff-no-new").first().click();
  expect(await page.getByRole("textbox", { name: /comment/i }).count()).toBe(0);
  await expect
    .poll(() => page.locator(".diff-gap-count").allTextContents())
    .toEqual(["26 lines above", "33 lines above"]);
  await page.getByRole("button", { name: "Show 20 lines below the hunk above" }).click();
  await expect.poll(numbers).toEqual([...upTo(34, 53), ...upTo(67, 86)]);
  await picture(page, "context");
  expect(await seriousProblems(page)).toEqual([]);

  await page.keyboard.press("x");
  await page.keyboard.press("x");
  await expect.poll(() => page.locator(".diff-gap-count").count()).toBe(0);
  await page.keyboard.press("p");
  await page.keyboard.press("p");
  await pane.getByText('line30 = "30"').waitFor();
  await expect.poll(async () => (await numbers()).filter((line) => line < 27).length).toBeGreaterThan(0);
  expect(await pane.locator(".diff-gap").count()).toBe(0);
});

it("files are ticked from the tree by keyboard, folders with them, and copying gives clean code", async () => {
  const page = await openEveryState();
  const tree = page.getByRole("navigation", { name: "Files" });
  const head = tree.locator(".diff-tree-head");
  await page.getByRole("radio", { name: "Unified" }).click();
  const total = Number(/0 of (\d+) files/.exec((await head.textContent()) ?? "")?.[1]);
  expect(total).toBeGreaterThan(18);
  await tree.getByRole("textbox", { name: "Filter files" }).fill("vendor");
  await tree.getByRole("textbox", { name: "Filter files" }).press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press(" ");
  await expect.poll(() => head.textContent()).toContain(`1 of ${String(total)} files`);
  await tree.getByRole("textbox", { name: "Filter files" }).fill("src/");
  await tree.getByRole("checkbox", { name: "Read all of src", exact: true }).click();
  await expect
    .poll(() => tree.getByRole("checkbox", { name: "Read all of src", exact: true }).getAttribute("aria-checked"))
    .toBe("true");
  await picture(page, "tree");

  await openFile(page, "space.py");
  const copied = await page.getByRole("region", { name: "Diff" }).evaluate((pane) => {
    const rows = [...pane.querySelectorAll(".diff-look-add .diff-code")].filter((code) =>
      code.textContent.includes("sum"),
    );
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) return "nothing to select";
    const range = document.createRange();
    range.setStart(first, 0);
    range.setEnd(last, last.childNodes.length);
    const selection = document.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    const data = new DataTransfer();
    pane.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
    return data.getData("text/plain");
  });
  expect(copied).toBe("  sum = 0\n  for item in items:\n    sum += item\n  return sum");
});

it("the contract, the summary and what was allowed are read before the code, with marks of their own", async () => {
  running = await openSampleWindow(tempFolder());
  const { page } = running;
  await page.getByRole("button", { name: "Not now" }).click();
  await inboxGrid(page).focus();
  await moveCursorTo(page, "Make refund retries idempotent");
  await openDiff(page);
  const first = page.getByRole("group", { name: "Read first" });
  await first.getByRole("button", { name: /Contract/ }).waitFor();
  await picture(page, "sample-diff");
  await first.getByRole("button", { name: /Agent summary/ }).click();
  const summary = page.getByRole("region", { name: "Agent summary" });
  await summary.waitFor();
  expect(await summary.locator(".claim").count()).toBeGreaterThan(0);
  await picture(page, "pinned");
  await page.keyboard.press("v");
  await expect
    .poll(() => first.getByRole("checkbox", { name: "Read Agent summary" }).getAttribute("aria-checked"))
    .toBe("true");
  await page.keyboard.press("[");
  await page.getByRole("region", { name: "Contract" }).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
});
