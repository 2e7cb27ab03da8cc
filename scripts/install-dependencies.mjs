import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { inProject, node24 } from "./places.mjs";
import { environmentOfMachine, run, say } from "./processes.mjs";

const stampFile = inProject("node_modules/.countersign-install.json");

/** Thrown for what the person at the terminal can repair; scripts print its message alone. */
export class SetupError extends Error {}

/**
 * Installs the exact dependencies of package-lock.json when they are missing or stale.
 * @returns {Promise<boolean>} whether anything was installed
 * @throws {SetupError} when npm fails
 */
export async function installDependencies() {
  const wanted = {
    lock: createHash("sha256")
      .update(readFileSync(inProject("package-lock.json")))
      .digest("hex"),
    platform: `${process.platform}-${process.arch}`,
  };
  const stamp = readJson(stampFile);
  const stamped = stamp?.lock === wanted.lock && stamp?.platform === wanted.platform;
  let installed = false;
  if (!stamped && !installedByHand()) {
    say("Installing dependencies (npm ci). The first time takes about a minute.");
    const { code } = await run("npm", ["ci", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"], {
      // The binaries of Electron and browsers are not npm's to fetch: electron-runtime.mjs finds an Electron itself.
      env: { ...environmentOfMachine(), ELECTRON_SKIP_BINARY_DOWNLOAD: "1", PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" },
      output: "stderr",
    });
    if (code !== 0) throw new SetupError("npm ci failed. Its own message is above; nothing else was done.");
    installed = true;
  }
  await ensureNode24();
  if (!stamped) {
    mkdirSync(inProject("node_modules"), { recursive: true });
    writeFileSync(stampFile, JSON.stringify(wanted));
  }
  return installed;
}

/** True when someone ran `npm ci` or `npm install` themselves and the result is what the lockfile asks for. */
function installedByHand() {
  const wanted = readJson(inProject("package-lock.json"))?.packages;
  const present = readJson(inProject("node_modules/.package-lock.json"))?.packages;
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(
    ([path, entry]) => path === "" || entry.optional === true || present[path]?.version === entry.version,
  );
}

/**
 * The `node` package places its binary in an install script, and .npmrc lets no install script run: this is the one that
 * is needed. Afterwards `node` is Node 24 in every npm script, as npm would have linked it.
 */
async function ensureNode24() {
  const works = existsSync(node24) && (await run(node24, ["--version"], { output: "capture" })).code === 0;
  if (!works) {
    say("Fetching the pinned Node 24.");
    const { code } = await run("node", ["installArchSpecificPackage"], {
      cwd: inProject("node_modules/node"),
      env: environmentOfMachine(),
      output: "stderr",
    });
    if (code !== 0 || !existsSync(node24)) {
      throw new SetupError(
        "The pinned Node 24 could not be installed. Run `npm rebuild node --ignore-scripts=false` and look at its message.",
      );
    }
  }
  const link = inProject("node_modules/.bin/node");
  if (process.platform === "win32" || existsSync(link)) return;
  try {
    symlinkSync("../node/bin/node", link);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(link)) throw error;
  }
}

/** @param {string} path @returns {any} the parsed file, or undefined when it is missing or not JSON */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
