import { AxeBuilder } from "@axe-core/playwright";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Locator, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight, openRepository, type GitHubNight } from "../support/github/night";
import { headOf } from "../support/github/world";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { chord, inboxGrid, recordByKey } from "../support/sample-window";
import { drawerOf, openTask, showView, toInbox } from "../support/scenes/scene";

/*
 * A night on GitHub in one window, by keyboard: signed in and connected in the evening; in the morning three attempts of one issue are one
 * task, one of them is approved and its review posted, another approval is held because its head moved and its label with it, and
 * what nobody here can answer goes to someone else with a time. GitHub is the double, on this machine.
 */

const token = "github_pat_11NIGHT0000000000000_e2e";
const folder = mkdtempSync(path.join(tmpdir(), "countersign-test-"));
const github = new FakeGitHub();
let night: GitHubNight;
let launched: LaunchedApp;
const errors: string[] = [];

beforeAll(async () => {
  await github.start();
  const { repository } = openRepository(github, "ghu_night0001");
  github.token(token, github.world.person("ilse"), {
    repositories: [repository],
    expiresAt: "2099-01-02 03:04:05 UTC",
  });
  launched = await launchCountersign({
    home: path.join(folder, "home"),
    env: {
      COUNTERSIGN_KEY_PROTECTION: "file",
      COUNTERSIGN_GITHUB_API: github.address,
      COUNTERSIGN_OUTBOX_SETTLE_MS: "300",
      GITHUB_TOKEN: "",
    },
  });
  launched.page.on("pageerror", (error) => errors.push(error.message));
});

afterEach(async ({ task }) => {
  // What the window showed when a step did not come: the first thing one wants to see.
  if (task.result?.state === "fail")
    await launched.page.screenshot({ path: `test-results/github ${task.name.slice(0, 20)}.png` });
});

afterAll(async () => {
  await launched.close();
  await github.stop();
  rmSync(folder, { recursive: true, force: true });
});

const refunds = "Refund retries must not pay twice";
const swiss = "Use the Swiss date format on invoices";

/** Goes to a control with Tab alone, as who has no mouse does. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor();
  for (let step = 0; step < 60; step += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never came to ${String(control)}`);
}

/** Writes the reason in the drawer that is open, once what would be sent is offered there. */
async function giveReason(page: Page, offered: RegExp, reason: string): Promise<void> {
  const drawer = drawerOf(page);
  await drawer.getByRole("checkbox", { name: offered }).first().waitFor();
  await drawer.getByRole("textbox", { name: /reason/i }).fill(reason);
}

/** Records what the drawer holds and waits until what it sends is in a state. */
async function record(page: Page, state: RegExp): Promise<void> {
  await recordByKey(page);
  await drawerOf(page)
    .getByText(/entry\s*\d/i)
    .first()
    .waitFor();
  await expect
    .poll(() => drawerOf(page).getByRole("list", { name: "What is sent" }).textContent(), { timeout: 30_000 })
    .toMatch(state);
  await page.keyboard.press("Escape");
  await drawerOf(page).waitFor({ state: "detached" });
}

const effectMark = String.raw`<!-- countersign:effect:[0-9a-f-]{36} -->$`;

describe("a night on GitHub", () => {
  it("begins in the evening: a token is pasted in the settings, and the repository connected, by keyboard", async () => {
    const { page } = launched;
    await page.getByRole("heading").first().waitFor();
    await chord(page, "g", "s");
    await tabTo(page, page.getByRole("button", { name: "GitHub", exact: true }));
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByRole("textbox", { name: "Token", exact: true }));
    await page.keyboard.insertText(token);
    await page.keyboard.press("Enter");
    await page.getByText("ilse on github.com").first().waitFor();
    expect(await page.getByRole("textbox", { name: "Token", exact: true }).inputValue()).toBe("");
    expect(await page.content()).not.toContain(token);

    // In a field letters are text.
    await tabTo(page, page.getByRole("button", { name: "Make a token at GitHub" }));
    await chord(page, "g", "r");
    await page.getByText("Nothing is connected.").waitFor();
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "Add a connection" });
    await tabTo(page, dialog.getByRole("radio", { name: "Folder of transcripts" }));
    for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowRight");
    await tabTo(page, dialog.getByRole("textbox", { name: "Repository" }));
    await page.keyboard.insertText("demo/app");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("demo/app").first().waitFor();
  });

  it("brings its pull requests by the morning: three attempts of one issue are one task", async () => {
    const { page } = launched;
    night = layOutNight(github, "ghu_night0001");
    await page.keyboard.press("Shift+S");
    await page
      .getByText(/4 of 5 pull requests listed/)
      .first()
      .waitFor({ timeout: 60_000 });
    await toInbox(page);
    await expect.poll(() => inboxGrid(page).textContent(), { timeout: 30_000 }).toMatch(/3 attempts/);
    await openTask(page, refunds);
    await showView(page, "Diff");
    for (const letter of ["A", "B", "C"])
      await page.getByRole("radio", { name: `Attempt ${letter}`, exact: true }).waitFor();
  });

  it("has one of the three approved, and its review stands there once, at the commit that was judged", async () => {
    const { page } = launched;
    // The one whose workflow left a report of its tests.
    const [chosen] = night.attempts;
    const judged = headOf(chosen)?.sha ?? "";
    for (const letter of ["A", "B", "C"]) {
      await page.getByRole("radio", { name: `Attempt ${letter}`, exact: true }).click();
      await page.getByText(/keepsOneKey|idempotent\(\)|triesThrice/).waitFor();
      if ((await page.getByText("keepsOneKey").count()) > 0) break;
    }
    // What it touches is about money: every file is read, and the commit that is meant is typed.
    await page.keyboard.press("Shift+V");
    await page.getByText("1 of 2 files").waitFor();
    await page.keyboard.press("Shift+V");
    await page.getByText("2 of 2 files").waitFor();
    await page.keyboard.press("a");
    await giveReason(page, /^Approve demo\/app#/, "Small, tested, and what was asked.");
    await drawerOf(page)
      .getByRole("textbox", { name: /of the head, to confirm/ })
      .fill(judged.slice(0, 7));
    await record(page, /Posted as a review/);
    const approvals = night.attempts.flatMap((pull) => pull.reviews.filter(({ by }) => by.login === "ilse"));
    expect(approvals).toHaveLength(1);
    const [review] = chosen.reviews.filter(({ by }) => by.login === "ilse");
    expect(review).toMatchObject({ state: "APPROVED", commit: judged });
    expect(review?.body).toMatch(new RegExp(String.raw`Small, tested, and what was asked\.[\s\S]*${effectMark}`));
    expect(github.asked("POST", /\/reviews$/)).toHaveLength(1);
  });

  it("has an approval held where the head moved, and its label with it: nothing is posted, and the outbox says why", async () => {
    const { page } = launched;
    const { moving } = night;
    const judged = headOf(moving)?.sha ?? "";
    await chord(page, "g", "x");
    await tabTo(page, page.getByRole("checkbox", { name: /Offer labels/ }));
    await page.keyboard.press("Space");
    await toInbox(page);
    await openTask(page, swiss);
    await page.keyboard.press("a");
    await giveReason(page, /^Approve demo\/app#/, "Small, tested, and what was asked.");
    await drawerOf(page).getByRole("checkbox", { name: /label/i }).first().check();
    // Someone pushes while it is judged.
    const moved = github.world.push(night.repository, moving, {
      by: moving.issue.by,
      patch: headOf(moving)?.patch ?? "",
      message: "More",
    });
    await record(page, new RegExp(`${judged.slice(0, 7)}.*head is now ${moved.sha.slice(0, 7)}`));
    expect(moving.reviews).toEqual([]);
    expect(moving.issue.labels.has("countersign:approved")).toBe(false);
    await chord(page, "g", "x");
    await page
      .getByText(/head is now/)
      .first()
      .waitFor();
    const label = page.getByRole("row", { name: /label/i }).first();
    expect(await label.textContent()).toMatch(/Waits/);
    const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    expect(
      found.violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id }) => id),
    ).toEqual([]);
  });

  it("goes to someone else with a question and a time, on the pull request too", async () => {
    const { page } = launched;
    await toInbox(page);
    await openTask(page, swiss);
    await page.keyboard.press("e");
    const drawer = drawerOf(page);
    await drawer.getByRole("textbox", { name: "Person or team it is escalated to" }).fill("@bruno");
    await drawer.getByLabel("Answer wanted by").fill("2099-01-02T09:00");
    await giveReason(
      page,
      /^Comment on demo\/app#\d+ that it is escalated to @bruno/,
      "Is this the format that was asked for?",
    );
    await record(page, /Posted as a comment[\s\S]*Review asked for|Review asked for[\s\S]*Posted as a comment/);
    const { moving } = night;
    expect([...moving.reviewers]).toEqual(["bruno"]);
    const said = moving.issue.comments.filter(({ by }) => by.login === "ilse");
    expect(said).toHaveLength(1);
    expect(said[0]?.body).toMatch(new RegExp(String.raw`@bruno[\s\S]*2099-01-0[\s\S]*${effectMark}`));
  });

  it("breaks no rule of GitHub's, and nothing in the page", () => {
    expect(errors).toEqual([]);
    expect(github.complaints).toEqual([]);
  });
});
