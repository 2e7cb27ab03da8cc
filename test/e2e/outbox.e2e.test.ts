import { AxeBuilder } from "@axe-core/playwright";
import { afterEach, expect, it, onTestFinished } from "vitest";
import { FakeGitHub } from "../support/github/fake-github";
import { datePatch, layOutNight } from "../support/github/night";
import { headOf } from "../support/github/world";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { chord, inboxGrid, recordByKey } from "../support/sample-window";
import { openTask } from "../support/scenes/scene";
import { openTestApp, tempFolder } from "../support/temp-home";

let running: LaunchedApp | null = null;

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await running?.page.screenshot({ path: "test-results/outbox.png" });
  await running?.close();
  running = null;
});

/** What axe calls serious or critical of a part of the window. */
async function axe(page: LaunchedApp["page"], part: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).include(part).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

it("a decision's effects are seen word for word, left out or sent once; what is held is told and cancelled by keyboard", async () => {
  const github = new FakeGitHub();
  await github.start();
  onTestFinished(() => github.stop());
  const night = layOutNight(github, "ghu_reviewer");
  const { moving, repository } = night;
  const home = tempFolder();
  const env = {
    COUNTERSIGN_KEY_PROTECTION: "file",
    GITHUB_TOKEN: "ghu_reviewer",
    COUNTERSIGN_GITHUB_API: github.address,
    COUNTERSIGN_OUTBOX_SETTLE_MS: "0",
  };
  const prepared = openTestApp({ home, platform: { env } });
  const connected = await prepared.invoke("runners.connect", { kind: "github", path: "demo/app" });
  expect(connected).toMatchObject({ ok: true });
  prepared.close();

  running = await launchCountersign({ home, env });
  const { page } = running;
  await inboxGrid(page).getByRole("row", { selected: true }).waitFor();
  await openTask(page, moving.issue.title);
  await page.keyboard.press("r");
  const sheet = page.getByRole("complementary", { name: "Decision" });
  const sent = sheet.getByRole("region", { name: "What is sent" });
  await sent.getByText("1 effect goes into the outbox", { exact: false }).waitFor();
  await sheet.getByRole("textbox", { name: /Reason/ }).fill("The format is the account's, @bruno.");
  await sent.getByText("as ilse, tells @bruno").waitFor();
  const title = `Request changes on demo/app#${String(moving.issue.number)}`;
  await sent.getByRole("checkbox", { name: new RegExp(title) }).press("Space");
  await sent.getByText("Nothing is sent: the decision stands in this log alone.").waitFor();
  await sent.getByRole("checkbox", { name: new RegExp(title) }).press("Space");
  await sent.getByRole("button", { name: /^Exact text/ }).press("Enter");
  await sent.getByText("The format is the account's, @bruno.", { exact: false }).waitFor();
  await sent.getByText(/Countersign-Checkpoint: /).waitFor();
  expect(await axe(page, ".decide")).toEqual([]);
  await recordByKey(page);
  const done = sheet.getByRole("list", { name: "What is sent" });
  await done.getByText("Done", { exact: true }).waitFor();
  expect(moving.reviews).toMatchObject([{ state: "CHANGES_REQUESTED", commit: headOf(moving)?.sha }]);
  expect(moving.reviews[0]?.body).toContain("The format is the account's, @bruno.");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "1 of 1 effects: done" }).waitFor();

  // The head moves before the next one is sent.
  const by = github.world.person("google-labs-jules[bot]", "Bot");
  github.world.push(repository, moving, { by, patch: datePatch("export const format = () => 'now';") });
  await page.keyboard.press("r");
  await sheet.getByRole("textbox", { name: /Reason/ }).fill("Again.");
  await sent.getByText("1 effect goes into the outbox", { exact: false }).waitFor();
  await recordByKey(page);
  await done.getByText("Held back", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "1 held" }).waitFor();
  await chord(page, "g", "x");
  await page.getByRole("heading", { level: 1, name: "Outbox" }).waitFor();
  const row = page.getByRole("row", { name: new RegExp(`^Held back, ${title}.*nothing was sent`) });
  await row.waitFor();
  await page.getByText(/and no other: a newer head needs a decision of its own/).waitFor();
  expect(await axe(page, ".app")).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await axe(page, ".app")).toEqual([]);
  await row.press("x");
  await page.getByRole("row", { name: new RegExp(`^Cancelled, ${title}`) }).waitFor();
  await page.getByRole("button", { name: "1 held" }).waitFor({ state: "detached" });
  expect(moving.reviews).toHaveLength(1);
  expect(github.complaints.filter((one) => !one.startsWith("GET "))).toEqual([]);
});
