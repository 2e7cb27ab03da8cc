import { AxeBuilder } from "@axe-core/playwright";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { askPage } from "../support/ask-page";
import { writeEveryState } from "../support/diff-night";
import { FakeGitHub } from "../support/github/fake-github";
import { launchCountersign, type LaunchedApp } from "../support/launch-electron";
import { writeAttempts } from "../support/many-attempts";
import { inboxGrid, openSampleWindow } from "../support/sample-window";
import { attemptScenes } from "../support/scenes/attempt-scenes";
import { deskScenes } from "../support/scenes/desk-scenes";
import { gitHubScenes, openGitHubNight } from "../support/scenes/github-scenes";
import { openLaterNight, openTroubledNight, troubledScenes, viewedScenes } from "../support/scenes/log-scenes";
import { resize, type Scene, type Theme } from "../support/scenes/scene";
import { stateScenes } from "../support/scenes/state-scenes";
import { enter, inEveryTheme } from "../support/scenes/walk-scenes";
import { openTestApp } from "../support/temp-home";

let home = "";
let launched: LaunchedApp;

/** The window of a night, at the size the pictures have. A reviewer is invented: pictures do not name the account. */
function night(open: (home: string) => Promise<LaunchedApp>): void {
  // A test of its own: the folders that packs are made in are gone when it is over.
  it("opens", async () => {
    home = mkdtempSync(path.join(tmpdir(), "countersign-test-"));
    launched = await open(home);
    await askPage(launched.page, "app.settings", { reviewerName: "ilse" });
    await resize(launched, 1440, 900);
  });
  afterAll(async () => {
    await launched.close();
    rmSync(home, { recursive: true, force: true });
  });
}

/** What axe calls serious or critical, as short sentences. Of the other themes only the colours: all else is the same page. */
async function seriousProblems(theme: Theme): Promise<string[]> {
  // Electron cannot open the extra page that axe's newer mode wants.
  const axe = new AxeBuilder({ page: launched.page }).setLegacyMode(true);
  const found = await (theme === "light" ? axe : axe.withRules(["color-contrast"])).analyze();
  return found.violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
}

function walk(scenes: readonly Scene[]): void {
  it.each(scenes)("$name has no serious accessibility problem in any theme", async (scene) => {
    await enter(scene, launched, home);
    await inEveryTheme(scene, launched, async (theme) => {
      expect(await seriousProblems(theme), theme).toEqual([]);
    });
  });
}

describe("before anything is connected", () => {
  night((folder) => launchCountersign({ home: folder }));
  walk([
    {
      name: "first-run",
      goesOn: true,
      open: (page) => page.getByRole("button", { name: /open the sample night/i }).waitFor(),
    },
  ]);
});

describe("the sample night's desk", () => {
  night(openSampleWindow);
  walk(deskScenes);
});

describe("the sample night's attempts", () => {
  night(async (folder) => {
    const opened = await openSampleWindow(folder);
    await opened.page.getByRole("button", { name: "Not now" }).click();
    return opened;
  });
  walk(attemptScenes);
});

describe("a night on GitHub", () => {
  const github = new FakeGitHub();
  night(async (folder) => {
    await github.start();
    return openGitHubNight(folder, github);
  });
  afterAll(() => github.stop());
  walk(gitHubScenes);
});

describe("a log that is not whole", () => {
  night(openTroubledNight);
  walk(troubledScenes);
});

describe("a night that is only looked at", () => {
  night(openLaterNight);
  walk(viewedScenes);
});

describe("packs of this machine", () => {
  night(async (folder) => {
    const packs = mkdtempSync(path.join(tmpdir(), "countersign-test-"));
    const app = openTestApp({ home: folder });
    writeAttempts(path.join(packs, "attempts"), 12);
    writeEveryState(path.join(packs, "states"));
    await ingestPaths(app.core, [packs], { job: "test", isSource: anySource, cancelled: () => false });
    app.close();
    rmSync(packs, { recursive: true, force: true });
    const opened = await launchCountersign({ home: folder });
    await inboxGrid(opened.page).getByRole("row", { selected: true }).waitFor();
    return opened;
  });
  walk(stateScenes);
});
