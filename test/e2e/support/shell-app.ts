import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import type { Page } from "playwright";
import { launchCountersign } from "../../support/launch-electron";
import type { LaunchedApp } from "../../support/launch-electron";

const project = join(import.meta.dirname, "../../..");
const appFolder = join(project, ".cache", "shell-test-app");

/** The real window process and preload around a page of one heading and a core of a few lines. */
async function buildApp(): Promise<void> {
  rmSync(appFolder, { recursive: true, force: true });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(appFolder, path)), { recursive: true });
    writeFileSync(join(appFolder, path), text);
  };
  write(
    "package.json",
    JSON.stringify({
      name: "countersign",
      productName: "Countersign",
      version: "0.0.0",
      main: "dist/main/electron.cjs",
    }),
  );
  write("dist/main/package.json", '{ "type": "commonjs" }');
  write(
    "dist/renderer/index.html",
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="theme-color" content="#123456"><title>Test</title>' +
      '<link rel="stylesheet" crossorigin href="./assets/page.css"><body><h1>Shell</h1><script type="module" crossorigin src="./assets/page.js"></script></body></html>',
  );
  write("dist/renderer/assets/page.css", "h1 { color: rgb(1, 2, 3); }");
  write(
    "dist/renderer/assets/page.js",
    `window.violations = [];
     document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
     window.loaded = true;`,
  );
  write("dist/renderer/assets/worker.js", "postMessage('worker ran');");
  write("secret.txt", "outside of the page");
  const bundle = (source: string, outfile: string, preload = false) =>
    build({
      entryPoints: [join(project, source)],
      outfile: join(appFolder, "dist/main", outfile),
      bundle: true,
      platform: "node",
      format: "cjs",
      target: preload ? "chrome130" : "node20.18",
      external: ["electron"],
      logLevel: "error",
      define: { "import.meta.dirname": "__dirname" },
    });
  await Promise.all([
    bundle("main/electron/main.ts", "electron.cjs"),
    bundle("main/electron/preload.ts", "preload.cjs", true),
    bundle("test/e2e/support/shell-core.ts", "core.cjs"),
  ]);
}

let built: Promise<void> | undefined;

export interface ShellApp extends LaunchedApp {
  readonly home: string;
}

/** Builds the test app once. @returns its folder */
export async function buildShellApp(): Promise<string> {
  built ??= buildApp();
  await built;
  return appFolder;
}

/** A new empty data folder. */
export function newHome(): string {
  return mkdtempSync(join(tmpdir(), "countersign-shell-"));
}

/**
 * Starts the shell and waits for its page.
 * @param options `home`: data folder, a new one if not given; `env`: added to the environment; `utility`: run the core as a
 * utility process even under an Electron whose Node is too old for the real store (the test core needs none)
 */
export async function startShell(
  options: { home?: string; env?: Record<string, string>; utility?: boolean } = {},
): Promise<ShellApp> {
  await buildShellApp();
  const home = options.home ?? newHome();
  const launched = await launchCountersign({
    // Tests count what is in a new folder's logs.
    beforeAnew: () => {
      if (options.home === undefined)
        for (const name of readdirSync(home)) rmSync(join(home, name), { recursive: true });
    },
    home,
    appDir: appFolder,
    env: { ...(options.utility === true ? { COUNTERSIGN_NODE: "" } : {}), ...options.env },
  });
  await pageLoaded(launched.page);
  return { ...launched, home };
}

/**
 * Waits for the page's script to have run. Asked by the clock, not by frames: a window that is not painted yet, or is
 * covered by one that is just closing, draws none.
 */
export async function pageLoaded(page: Page): Promise<void> {
  await page.waitForFunction("window.loaded === true", undefined, { polling: 100 });
}
