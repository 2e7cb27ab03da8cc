import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright";
import { connectRepository, type Ask } from "../github/desk";
import type { FakeGitHub } from "../github/fake-github";
import { layOutNight, openRepository } from "../github/night";
import { launchCountersign, type LaunchedApp } from "../launch-electron";
import { chord, inboxGrid } from "../sample-window";
import { openTestApp } from "../temp-home";
import { drawerOf, openTask, type Scene } from "./scene";

const refunds = "Refund retries must not pay twice";
const swiss = "Use the Swiss date format on invoices";
const token = "ghu_night0001";

const rota = `version: 1
timeZone: Europe/Berlin
people:
  ilse: { name: Ilse Vogt, github: ilse, aka: [ilse] }
  tomas: { name: Tomas Reyes, github: tomas }
  marit: { name: Marit Solheim, github: marit }
teams:
  payments: { name: Payments, github: demo/payments, members: [ilse, tomas] }
  web: { name: Web, members: [marit] }
unowned: web
rotations:
  - { team: payments, name: primary, start: 2026-11-02, everyDays: 3, people: [ilse, tomas] }
  - team: web
    name: nights
    start: 2026-11-02
    hours: [{ days: [mon, tue, wed, thu, fri], from: "18:00", to: "08:00" }]
`;

/** The window of a reviewer whose agents opened pull requests overnight, on a double of GitHub that runs. All of them have arrived. */
export async function openGitHubNight(home: string, github: FakeGitHub): Promise<LaunchedApp> {
  openRepository(github, token);
  const env = { COUNTERSIGN_KEY_PROTECTION: "file", COUNTERSIGN_GITHUB_API: github.address, GITHUB_TOKEN: "" };
  const app = openTestApp({ home, platform: { env } });
  const ask: Ask = async (name, input) => {
    const answer = await app.invoke(name, input);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
    return answer.value;
  };
  await connectRepository(ask, token, "demo/app");
  app.close();
  writeFileSync(path.join(home, "oncall.yaml"), rota);
  layOutNight(github, token);
  const launched = await launchCountersign({ home, env });
  await arrived(launched.page);
  return launched;
}

/** Lets in what waits behind the seam until every pull request is there. */
async function arrived(page: Page): Promise<void> {
  const grid = inboxGrid(page);
  const more = page.getByRole("button", { name: /Show what changed/ });
  const isWhole = async () =>
    (await grid.getByText(swiss).count()) > 0 && (await grid.getByText("3 attempts").count()) > 0;
  for (let tries = 0; tries < 120 && !(await isWhole()); tries += 1) {
    if (await more.isVisible()) await page.keyboard.press(".");
    await page.waitForTimeout(500);
  }
}

/** Pull requests of agents, and what decisions do to them. */
export const gitHubScenes: readonly Scene[] = [
  { name: "task-github", open: (page) => openTask(page, refunds) },
  {
    name: "escalate-github",
    goesOn: true,
    open: async (page) => {
      await page.keyboard.press("e");
      await drawerOf(page).getByText("What you record").waitFor();
    },
  },
  {
    name: "owners",
    open: async (page) => {
      await openTask(page, refunds);
      await page.keyboard.press("Shift+W");
      await page.getByRole("dialog", { name: "Who answers for it" }).getByText("CODEOWNERS").first().waitFor();
    },
  },
  {
    name: "approvals",
    goesOn: true,
    open: async (page) => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Shift+A");
      await page.getByRole("dialog", { name: "Approvals" }).getByRole("button").first().waitFor();
    },
  },
  {
    name: "foreground",
    goesOn: true,
    open: async (page) => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Shift+T");
      await page.getByRole("dialog", { name: "Take to foreground" }).getByRole("button").first().waitFor();
    },
  },
  {
    name: "rota",
    open: async (page) => {
      await chord(page, "g", "t");
      await page.getByText("Ilse Vogt").first().waitFor();
    },
  },
  {
    name: "decide-github-several",
    open: async (page) => {
      await page.keyboard.press("Home");
      await page.keyboard.press("x");
      await page.keyboard.press("Shift+J");
      await page.keyboard.press("a");
      await drawerOf(page).getByText("Decide on 2 tasks").waitFor();
      await drawerOf(page).getByRole("button", { name: "As proposed" }).waitFor();
    },
  },
  ...["GitHub", "Webhooks"].map((section): Scene => ({
    name: `settings-${section.toLowerCase()}`,
    open: async (page) => {
      await chord(page, "g", "s");
      await page
        .getByRole("navigation", { name: "Sections" })
        .getByRole("button", { name: section, exact: true })
        .click();
    },
  })),
  {
    name: "decide-github",
    open: async (page) => {
      await openTask(page, swiss);
      await page.keyboard.press("a");
      await drawerOf(page)
        .getByRole("checkbox", { name: /^Approve demo\/app#/ })
        .waitFor();
      await drawerOf(page)
        .getByRole("textbox", { name: /reason/i })
        .fill("Small, tested, and what was asked.");
    },
  },
  {
    name: "outbox",
    goesOn: true,
    open: async (page) => {
      await page.keyboard.press("Control+Enter");
      await drawerOf(page)
        .getByText(/Posted as a review/)
        .waitFor();
      await page.keyboard.press("Escape");
      await chord(page, "g", "x");
      await page.getByText("Exact text").waitFor();
    },
  },
  {
    name: "runners-github",
    open: async (page) => {
      await chord(page, "g", "r");
      await page.getByText("How GitHub is asked").waitFor();
    },
  },
];
