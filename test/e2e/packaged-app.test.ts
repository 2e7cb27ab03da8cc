import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findElectron } from "../../scripts/electron-runtime.mjs";
import { inProject, node24 } from "../../scripts/places.mjs";
import { askPage } from "../support/ask-page";
import { launchCountersign } from "../support/launch-electron";
import { keptVectors } from "../trust/vector-files";
import { nodeVerifierFile, pythonVerifierFile } from "../trust/verifiers";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "countersign-packaged-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test("a package holds one native dependency and both verifiers, starts without the checkout, and shows its page", async (context) => {
  const electron = await findElectron();
  // Playwright attaches through the inspector, which the fuses of a release package switch off.
  context.skip(!electron.needsNode || process.platform !== "linux", "only a trial package can be attached to");

  const made = spawnSync(node24, [inProject("scripts/package.mjs")], { encoding: "utf8" });
  expect(made.status, made.stderr).toBe(0);
  const folder = inProject("release/linux-unpacked");
  expect(readdirSync(join(folder, "resources/app/node_modules"))).toEqual(["better-sqlite3"]);

  const shipped = join(folder, "resources/app/main/verify");
  expect(readdirSync(shipped).sort()).toEqual(["node", "python"]);
  expect(readdirSync(join(shipped, "python")).sort()).toEqual(["README.md", "countersign_verify.py"]);
  const nodeVerifier = join(shipped, "node/countersign-verify.mjs");
  expect(readFileSync(nodeVerifier).equals(readFileSync(nodeVerifierFile))).toBe(true);
  expect(readFileSync(join(shipped, "python/countersign_verify.py")).equals(readFileSync(pythonVerifierFile))).toBe(
    true,
  );
  const bundle = keptVectors().find(({ exit }) => exit === 10);
  if (bundle === undefined) throw new Error("no vector is CONSISTENT");
  // By the Node that the package brings: the one whoever has only the package has.
  const judged = spawnSync(join(folder, "resources/node"), [nodeVerifier, bundle.bundle, ...bundle.args]);
  expect(judged.status, judged.stderr.toString()).toBe(10);

  const { page, close } = await launchCountersign({
    home,
    executable: join(folder, "countersign"),
    env: { COUNTERSIGN_NODE: join(folder, "resources/node") },
  });
  try {
    await expect.poll(() => page.textContent("body"), { timeout: 20_000 }).toContain("sample night");
    expect(page.url()).toMatch(/^app:/);
    // The window's own judgement is that verifier's, found beside the package's resources.
    const opened = await askPage(page, "audit.openBundle", { path: bundle.bundle });
    expect(opened).toMatchObject({ ok: true, value: { verdict: "UNPINNED" } });
  } finally {
    await close();
  }
});
