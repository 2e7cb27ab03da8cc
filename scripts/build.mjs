import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { installDependencies, SetupError } from "./install-dependencies.mjs";
import { bundles, inProject, node24, root } from "./places.mjs";
import { run, say } from "./processes.mjs";

const stampFile = inProject("dist/build-stamp.json");
const lockFolder = inProject(".cache/build.lock");
const sources = [
  "main",
  "renderer",
  "shared",
  "package.json",
  "package-lock.json",
  "vite.config.ts",
  "scripts/bundle-main.mjs",
];

/** @typedef {Record<string, { mtimeMs: number, size: number, hash: string }>} Stamp */

/**
 * Builds when a source differs from what was built last. Only one process builds at a time.
 * @param {{ force?: boolean, quiet?: boolean }} [options]
 * @returns {Promise<boolean>} whether anything was built
 * @throws {SetupError} when a bundle could not be made
 */
export async function ensureBuilt({ force = false, quiet = false } = {}) {
  if (!force && isFresh()) return false;
  return withBuildLock(async () => {
    if (!force && isFresh()) return false;
    await build(quiet);
    return true;
  });
}

/**
 * Builds anew and hands the result to some work, while no other process may build over it.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @throws {SetupError} when a bundle could not be made
 */
export async function withFreshBuild(work) {
  return withBuildLock(async () => {
    await build(false);
    return work();
  });
}

/** @param {boolean} quiet */
async function build(quiet) {
  if (!quiet) say("Building.");
  const stamp = takeStamp(readStamp());
  rmSync(stampFile, { force: true });
  const steps = [[inProject("scripts/bundle-main.mjs")]];
  // Until there is a page, the command line alone is worth building.
  if (existsSync(inProject("renderer/index.html"))) {
    steps.push([inProject("node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn"]);
  }
  for (const args of steps) {
    const { code, stdout, stderr } = await run(node24, args, { output: "capture" });
    if (code !== 0) throw new SetupError(`The build failed.\n${stdout}${stderr}`);
    if (!quiet && stderr.trim() !== "") say(stderr.trim());
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify(stamp));
}

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withBuildLock(work) {
  await takeLock();
  try {
    return await work();
  } finally {
    rmSync(lockFolder, { recursive: true, force: true });
  }
}

/** @returns {boolean} */
function isFresh() {
  const built = readStamp();
  if (built === undefined || !existsSync(bundles.cli)) return false;
  const now = takeStamp(built);
  const names = Object.keys(now);
  return names.length === Object.keys(built).length && names.every((name) => now[name]?.hash === built[name]?.hash);
}

/** Describes every source; files whose time and size did not change keep the digest they had. @param {Stamp | undefined} known @returns {Stamp} */
function takeStamp(known) {
  /** @type {Stamp} */
  const stamp = {};
  for (const name of sources.flatMap(listFiles)) {
    const { mtimeMs, size } = statSync(join(root, name));
    const before = known?.[name];
    const hash =
      before !== undefined && before.mtimeMs === mtimeMs && before.size === size
        ? before.hash
        : createHash("sha256")
            .update(readFileSync(join(root, name)))
            .digest("hex");
    stamp[name] = { mtimeMs, size, hash };
  }
  return stamp;
}

/** @param {string} name relative to the project @returns {string[]} */
function listFiles(name) {
  const path = join(root, name);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [name];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? listFiles(`${name}/${entry.name}`) : [`${name}/${entry.name}`],
  );
}

/** @returns {Stamp | undefined} */
function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return undefined;
  }
}

/** Waits until no other process builds. A lock whose owner is gone is taken over. */
async function takeLock() {
  mkdirSync(dirname(lockFolder), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lockFolder);
      writeFileSync(join(lockFolder, "pid"), String(process.pid));
      return;
    } catch {
      if (ownerIsGone()) rmSync(lockFolder, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

function ownerIsGone() {
  try {
    process.kill(Number(readFileSync(join(lockFolder, "pid"), "utf8")), 0);
    return false;
  } catch (error) {
    // The owner writes its number right after making the folder; give it five seconds.
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code !== "ENOENT") return code === "ESRCH";
    return existsSync(lockFolder) && Date.now() - statSync(lockFolder).mtimeMs > 5000;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await installDependencies();
    await ensureBuilt({ force: process.argv.includes("--force") });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
