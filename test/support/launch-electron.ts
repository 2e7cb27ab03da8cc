import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, errors, type ElectronApplication, type Page } from "playwright";
import { environmentFor, findElectron } from "../../scripts/electron-runtime.mjs";
import { root } from "../../scripts/places.mjs";

export interface LaunchOptions {
  /** The data folder, passed to the app as `--home`. */
  home: string;
  /** Added to the environment of the app. */
  env?: Record<string, string>;
  /** Arguments after `--home DIR`. */
  args?: string[];
  /** Folder with the app's package.json; the project itself unless told. */
  appDir?: string;
  /** A packaged app's executable: started as it is, instead of an Electron with an app. */
  executable?: string;
  /** How long the first window may take, in milliseconds. */
  timeoutMs?: number;
  /** Called before a start that stood still is made anew: what it wrote may be in the way. */
  beforeAnew?: () => void;
}

export interface LaunchedApp {
  app: ElectronApplication;
  page: Page;
  /** What the app wrote to its standard output and error since Playwright attached; its first lines are not in it. */
  output: () => string;
  /** Closes the app as a person would. Safe to call twice. */
  close: () => Promise<void>;
}

/** A start that hangs in the debugger's attachment is given up after this many milliseconds, and made anew: with two of them at once that is one start in ten. */
const hangsAfter = 20_000;
const mostStarts = 5;

/**
 * Starts the built app in a real Electron and waits for its first window.
 * On a busy machine Electron now and then stands still while the test's debugger attaches to it, before any of the app's code ran
 * or before the page answers; without a debugger it does not. Such a start is ended, said aloud and made anew.
 * Throws with the app's own output when no window appears.
 */
export async function launchCountersign(options: LaunchOptions): Promise<LaunchedApp> {
  for (let start = 1; ; start += 1) {
    const launched = await launchOnce(options);
    if (launched !== null) return launched;
    if (start === mostStarts) throw new Error(`Electron stood still in ${String(mostStarts)} starts.`);
    process.stderr.write("Electron stood still while the debugger attached; started again.\n");
    options.beforeAnew?.();
  }
}

/** One start. Out: the app, or null where it stood still. */
async function launchOnce(options: LaunchOptions): Promise<LaunchedApp | null> {
  const electron = await findElectron();
  const prepared =
    options.executable === undefined
      ? electron.prepare(options.appDir ?? root)
      : { executable: options.executable, args: [] };
  const asRoot = process.platform === "linux" && process.getuid?.() === 0;
  // Settings of Chromium itself must not leak from one test to the next.
  const profile = mkdtempSync(join(tmpdir(), "countersign-profile-"));
  const timeout = options.timeoutMs ?? 30_000;
  let output = "";

  const app = await _electron
    .launch({
      executablePath: prepared.executable,
      args: [
        ...prepared.args,
        // Chromium refuses its sandbox to root. Only tests may go without it.
        ...(asRoot ? ["--no-sandbox"] : []),
        `--user-data-dir=${profile}`,
        "--home",
        options.home,
        ...(options.args ?? []),
      ],
      env: { ...definedEnvironment(), ...environmentFor(electron), ...options.env },
      timeout: hangsAfter,
    })
    .catch((error: unknown) => {
      if (error instanceof errors.TimeoutError) return null;
      throw error;
    });
  if (app === null) return null;
  const child = app.process();
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));

  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await app.close();
    rmSync(profile, { recursive: true, force: true });
  };
  try {
    const page = await app.firstWindow({ timeout });
    if (await opens(page)) return { app, page, output: () => output, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw new Error(`No window appeared within ${timeout} ms. The app wrote:\n${output}`, { cause: error });
  }
  child.kill("SIGKILL");
  rmSync(profile, { recursive: true, force: true });
  return null;
}

/** Whether the page runs: it answers, and what stands in it before any of the app is there has given way. A page that says why it did not is one that ran. */
async function opens(page: Page): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<false>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, hangsAfter);
  });
  const opened = page
    .waitForFunction('document.getElementById("start-said")?.textContent !== "Opening"', null, { timeout: 0 })
    .then(
      () => true,
      () => true,
    );
  const answered = await Promise.race([opened, waited]);
  clearTimeout(timer);
  return answered;
}

/** process.env without the entries that are undefined, as Playwright wants it. */
function definedEnvironment(): Record<string, string> {
  const defined: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) defined[name] = value;
  return defined;
}
