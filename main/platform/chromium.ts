import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { err, ok, type Result } from "../../shared/result";

/** Turns an HTML file into a PDF file. In: absolute paths. */
export type PrintPage = (htmlFile: string, pdfFile: string) => Promise<Result<undefined>>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Environment variable that names the browser to print with. */
const named = "COUNTERSIGN_CHROMIUM";
/** How long a report may take to print, in milliseconds: about 6,000 decisions. */
export const printLimitMs = 300_000;
/** What went wrong with a report that took longer. */
export const tookTooLong = "it took longer than five minutes, so choose a shorter period";

/** Names that Chromium and its relatives go by, on the PATH and where installers put them. */
const commands = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
  "brave-browser",
];
const places: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
    "C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe",
  ],
};

/** The browser to print with: the one the environment names, else the first that is there. Null where there is none. */
export function findChromium(env: Environment, platform: NodeJS.Platform = process.platform): string | null {
  const own = env[named];
  if (own !== undefined && own !== "") return isProgram(own) ? own : null;
  const ending = platform === "win32" ? ".exe" : "";
  const folders = (env["PATH"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const onPath = commands.flatMap((command) => folders.map((folder) => path.join(folder, `${command}${ending}`)));
  return [...onPath, ...(places[platform] ?? [])].find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Prints through a Chromium of this machine: no window, a profile of its own that is gone afterwards, no name ever looked
 * up. That no script runs is the page's own policy. In: the environment, and after how many milliseconds it is ended.
 * Problems `no-chromium`, `print-failed`.
 */
export function chromiumPrinter(env: Environment, limitMs = printLimitMs): PrintPage {
  return async (htmlFile, pdfFile) => {
    const browser = findChromium(env);
    if (browser === null)
      return err({
        code: "no-chromium",
        message:
          env[named] === undefined || env[named] === ""
            ? "A PDF is printed by a browser, and none was found."
            : `A PDF is printed by a browser, and ${named} names none that can be run.`,
        remedy: `Install Chromium, Chrome or Edge, or name one with ${named}. The HTML report prints from any browser.`,
      });
    const profile = mkdtempSync(path.join(tmpdir(), "countersign-print-"));
    try {
      const done = await run(browser, printArguments(profile, htmlFile, pdfFile), env, limitMs);
      return done.ok && !existsSync(pdfFile) ? failed(browser, "it ended without a file") : done;
    } finally {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  };
}

function printArguments(profile: string, htmlFile: string, pdfFile: string): string[] {
  return [
    "--headless",
    `--user-data-dir=${profile}`,
    `--print-to-pdf=${pdfFile}`,
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    // Chromium refuses to run as root with its sandbox on. The page is this program's own, without script.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    pathToFileURL(htmlFile).href,
  ];
}

function failed(browser: string, problem: string): Result<never> {
  return err({
    code: "print-failed",
    message: `The browser could not print the report: ${problem}.`,
    place: browser,
    remedy: "The HTML report prints from any browser.",
  });
}

function run(browser: string, args: readonly string[], env: Environment, limitMs: number): Promise<Result<undefined>> {
  return new Promise((resolve) => {
    const child = spawn(browser, args, { stdio: ["ignore", "ignore", "pipe"], env: { ...env }, windowsHide: true });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-2_000);
    });
    let late = false;
    const limit = setTimeout(() => {
      late = child.kill("SIGKILL");
    }, limitMs);
    const done = (problem: string | null): void => {
      clearTimeout(limit);
      resolve(problem === null ? ok(undefined) : failed(browser, problem));
    };
    child.on("error", (error) => {
      done(error.message);
    });
    child.on("close", (code, signal) => {
      if (late) {
        done(tookTooLong);
        return;
      }
      const last = said.trim().split("\n").at(-1) ?? "";
      done(
        code === 0 ? null : `it ended with ${signal ?? String(code)}${last === "" ? "" : `, "${last.slice(0, 300)}"`}`,
      );
    });
  });
}
