import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LaunchedApp } from "../support/launch-electron";
import { chord, moveCursorTo, openSampleWindow } from "../support/sample-window";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

let launched: LaunchedApp;
const home = mkdtempSync(path.join(tmpdir(), "countersign-test-"));

beforeAll(async () => {
  launched = await openSampleWindow(home);
});

afterAll(async () => {
  await launched.close();
  rmSync(home, { recursive: true, force: true });
});

/** What axe calls serious or critical, as short sentences. */
async function seriousProblems(): Promise<string[]> {
  // Electron cannot open the extra page that axe's newer mode wants.
  const found = await new AxeBuilder({ page: launched.page }).setLegacyMode(true).analyze();
  return found.violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
}

/** The task is on screen: its title alone would not show that, the inbox's peek has it too. */
async function atTask(): Promise<void> {
  await launched.page.getByRole("heading", { name: /Make refund retries idempotent/ }).waitFor();
  await launched.page.getByText("Decide on B").waitFor();
}

/** Leaves a view of an attempt for its task, as a person does: by Escape. */
async function backToTask(): Promise<void> {
  await launched.page.keyboard.press("Escape");
  await atTask();
}

const screens: readonly (readonly [string, () => Promise<void>])[] = [
  ["inbox", () => Promise.resolve()],
  [
    "task",
    async () => {
      await moveCursorTo(launched.page, "Make refund retries idempotent");
      await launched.page.keyboard.press("Enter");
      await atTask();
    },
  ],
  [
    "diff",
    async () => {
      await launched.page.keyboard.press("Enter");
      await launched.page.getByRole("heading", { name: /refund-service\.js/ }).waitFor();
    },
  ],
  [
    "decision",
    async () => {
      await launched.page.keyboard.press("d");
      await launched.page.getByRole("complementary", { name: "Decision" }).waitFor();
    },
  ],
  [
    "timeline",
    async () => {
      await launched.page.keyboard.press("Escape");
      await launched.page.getByRole("complementary", { name: "Decision" }).waitFor({ state: "detached" });
      await backToTask();
      await launched.page.keyboard.press("t");
      await launched.page
        .getByText(/npm test|node --test/)
        .first()
        .waitFor();
    },
  ],
  [
    "evidence",
    async () => {
      await backToTask();
      await launched.page.keyboard.press("v");
      await launched.page
        .getByText(/28 passed/)
        .first()
        .waitFor();
    },
  ],
  [
    "audit log",
    async () => {
      await chord(launched.page, "g", "a");
      await launched.page.getByText("Log created").first().waitFor();
    },
  ],
  [
    "policy",
    async () => {
      await chord(launched.page, "g", "y");
      await launched.page.getByRole("table", { name: "Rules" }).waitFor();
    },
  ],
  [
    "runners",
    async () => {
      await chord(launched.page, "g", "r");
      await launched.page.getByText("Evidence packs").first().waitFor();
    },
  ],
  [
    "settings",
    async () => {
      await chord(launched.page, "g", "s");
      await launched.page.getByText("Theme").first().waitFor();
    },
  ],
];

describe("every screen, in both themes", () => {
  it.each(screens)("%s has no serious accessibility problem", async (_name, open) => {
    await open();
    for (const colorScheme of ["light", "dark"] as const) {
      await launched.page.emulateMedia({ colorScheme });
      expect(await seriousProblems(), colorScheme).toEqual([]);
    }
  });
});
