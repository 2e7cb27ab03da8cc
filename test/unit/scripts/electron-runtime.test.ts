import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { environmentFor, findElectron } from "../../../scripts/electron-runtime.mjs";
import { node24 } from "../../../scripts/places.mjs";

const executableName =
  process.platform === "darwin"
    ? "Electron.app/Contents/MacOS/Electron"
    : process.platform === "win32"
      ? "electron.exe"
      : "electron";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-dist-"));
  vi.stubEnv("ELECTRON_OVERRIDE_DIST_PATH", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function writeDist(version: string): void {
  const executable = join(folder, executableName);
  mkdirSync(dirname(executable), { recursive: true });
  writeFileSync(executable, "");
  writeFileSync(join(folder, "version"), version);
}

test("the folder named in the environment is used, and takes the app as its first argument", async () => {
  writeDist("45.4.1");
  const electron = await findElectron();
  expect(electron).toMatchObject({ kind: "official", version: "45.4.1", needsNode: false, dist: folder });
  expect(electron.prepare("/some/app")).toEqual({ executable: join(folder, executableName), args: ["/some/app"] });
  expect(environmentFor(electron)).toEqual({});
});

test("an Electron older than 40 gets the pinned Node for the core", async () => {
  writeDist("v33.2.1\n");
  const electron = await findElectron();
  expect(electron).toMatchObject({ version: "33.2.1", needsNode: true });
  expect(environmentFor(electron)).toEqual({ COUNTERSIGN_NODE: node24 });
});

test("a folder without an Electron is refused by name, not replaced by another", async () => {
  await expect(findElectron()).rejects.toThrow(`ELECTRON_OVERRIDE_DIST_PATH is ${folder}, but there is no`);
});
