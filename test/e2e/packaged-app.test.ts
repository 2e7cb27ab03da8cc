import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findElectron } from "../../scripts/electron-runtime.mjs";
import { inProject, node24 } from "../../scripts/places.mjs";
import { launchCountersign } from "../support/launch-electron";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "countersign-packaged-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test("a package holds one native dependency, starts without the checkout, and shows its page", async (context) => {
  const electron = await findElectron();
  // Playwright attaches through the inspector, which the fuses of a release package switch off.
  context.skip(!electron.needsNode || process.platform !== "linux", "only a trial package can be attached to");

  const made = spawnSync(node24, [inProject("scripts/package.mjs")], { encoding: "utf8" });
  expect(made.status, made.stderr).toBe(0);
  const folder = inProject("release/linux-unpacked");
  expect(readdirSync(join(folder, "resources/app/node_modules"))).toEqual(["better-sqlite3"]);

  const { page, close } = await launchCountersign({
    home,
    executable: join(folder, "countersign"),
    env: { COUNTERSIGN_NODE: join(folder, "resources/node") },
  });
  try {
    await expect.poll(() => page.textContent("body"), { timeout: 20_000 }).toContain("sample night");
    expect(page.url()).toMatch(/^app:/);
  } finally {
    await close();
  }
});
