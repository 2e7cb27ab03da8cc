import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentFor, findElectron } from "../../../scripts/electron-runtime.mjs";
import { root } from "../../../scripts/places.mjs";

// An app started as a person would, without a debugger: under the tests' one a page's scripts run twice to three times as long.

/** An app that is another one, and also writes down what was seen of its window. */
export interface WatchedApp {
  /** Folder with its package.json. */
  readonly at: string;
  readonly seen: string;
}

/**
 * Makes an app around another one. In: a folder for it, the other's entry, and source of an async function of the window's `webContents`, called in
 * Electron's own process once the page's document is read. What it gives is written down as JSON, then the app ends.
 */
export function watchedApp(folder: string, name: string, entry: string, watch: string): WatchedApp {
  const at = join(folder, name);
  const seen = join(at, "seen.json");
  mkdirSync(at);
  writeFileSync(join(at, "package.json"), JSON.stringify({ name, version: "1.0.0", main: "main.cjs" }));
  writeFileSync(
    join(at, "main.cjs"),
    `const { app } = require("electron");
const { writeFileSync } = require("node:fs");
const watch = ${watch};
app.once("browser-window-created", (_event, { webContents }) => {
  webContents.once("dom-ready", () => {
    watch(webContents)
      .then(
        (seen) => writeFileSync(${JSON.stringify(seen)}, JSON.stringify(seen)),
        (error) => console.error(error),
      )
      .finally(() => app.quit());
  });
});
require(${JSON.stringify(entry)});
`,
  );
  return { at, seen };
}

/** Starts such an app on a data folder, with a new browser profile, and waits for its end. Out: what it saw, as it was written down. */
export async function startWatched(app: WatchedApp, home: string, timeoutMs = 60_000): Promise<unknown> {
  const electron = await findElectron();
  const { executable, args } = electron.prepare(app.at);
  const asRoot = process.platform === "linux" && process.getuid?.() === 0;
  const profile = mkdtempSync(join(app.at, "profile-"));
  rmSync(app.seen, { force: true });
  const ended = spawnSync(
    executable,
    // Chromium refuses its sandbox to root.
    [...args, ...(asRoot ? ["--no-sandbox"] : []), `--user-data-dir=${profile}`, "--home", home],
    {
      cwd: root,
      env: { ...process.env, ...environmentFor(electron) },
      encoding: "utf8",
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    },
  );
  if (!existsSync(app.seen)) throw new Error(`Nothing was seen of the window.\n${ended.stdout}${ended.stderr}`);
  return JSON.parse(readFileSync(app.seen, "utf8"));
}
