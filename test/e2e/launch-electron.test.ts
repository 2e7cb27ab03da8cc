import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findElectron } from "../../scripts/electron-runtime.mjs";
import { launchCountersign } from "../support/launch-electron";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-tiny-app-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An app of a dozen lines: it proves the launcher and the runtime apart from Countersign itself. */
function writeTinyApp(): string {
  const appDir = join(folder, "app");
  mkdirSync(appDir);
  writeFileSync(join(appDir, "package.json"), JSON.stringify({ name: "tiny", version: "1.0.0", main: "main.cjs" }));
  writeFileSync(
    join(appDir, "preload.cjs"),
    `require("electron").contextBridge.exposeInMainWorld("tiny", { double: (n) => n * 2 });`,
  );
  writeFileSync(join(appDir, "page.html"), "<!doctype html><title>Tiny</title><h1>Tiny</h1>");
  writeFileSync(
    join(appDir, "main.cjs"),
    `const { app, BrowserWindow } = require("electron");
     app.whenReady().then(() => {
       setInterval(() => {
         console.log("home is " + process.argv[process.argv.indexOf("--home") + 1]);
         console.log("core node is " + process.env.COUNTERSIGN_NODE);
       }, 200);
       new BrowserWindow({ webPreferences: { preload: __dirname + "/preload.cjs", sandbox: true, contextIsolation: true } })
         .loadFile(__dirname + "/page.html");
     });
     app.on("window-all-closed", () => app.quit());`,
  );
  return appDir;
}

test("an app opens in the Electron that was found, with its preload script, its data folder and the pinned Node", async () => {
  const electron = await findElectron();
  const { app, page, output, close } = await launchCountersign({ home: join(folder, "home"), appDir: writeTinyApp() });
  try {
    await page.waitForLoadState("load");
    expect(await page.textContent("h1")).toBe("Tiny");
    expect(await page.evaluate("globalThis.tiny.double(21)")).toBe(42);
    expect(await page.evaluate("typeof require")).toBe("undefined");
    expect(await app.evaluate(() => process.versions.electron)).toBe(electron.version);
    await expect.poll(output).toContain(`home is ${join(folder, "home")}`);
    if (electron.needsNode) expect(output()).toMatch(/core node is \S*node/);
  } finally {
    await close();
  }
});

test("an app that shows no window fails with its own words", async () => {
  const appDir = writeTinyApp();
  writeFileSync(join(appDir, "main.cjs"), `setInterval(() => console.log("nothing to show"), 200);`);
  await expect(launchCountersign({ home: folder, appDir, timeoutMs: 4000 })).rejects.toThrow(/nothing to show/);
});
