import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Everything in scripts/ that can run before dependencies are installed uses the built-ins of Node 20 alone.

/** Absolute path of the project. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Absolute path of a file or folder of the project. @param {...string} parts */
export const inProject = (...parts) => join(root, ...parts);

/** Node 24, pinned by the `node` dependency: everything but the first installation runs under it. */
export const node24 =
  process.platform === "win32" ? inProject("node_modules/node/bin/node.exe") : inProject("node_modules/node/bin/node");

/** The bundles that `npm run build` writes. */
export const bundles = {
  electron: inProject("dist/main/electron.cjs"),
  preload: inProject("dist/main/preload.cjs"),
  core: inProject("dist/main/core.cjs"),
  reader: inProject("dist/main/reader.cjs"),
  evidenceReader: inProject("dist/main/evidence-reader.cjs"),
  cli: inProject("dist/main/cli.mjs"),
  page: inProject("dist/renderer/index.html"),
};

/**
 * Folder for downloads that outlive one clone, as the platform's habit has it.
 * COUNTERSIGN_CACHE overrides it.
 * @param {...string} parts
 */
export function inUserCache(...parts) {
  const { env, platform } = process;
  const base =
    env["COUNTERSIGN_CACHE"] ??
    (platform === "darwin"
      ? join(homedir(), "Library", "Caches", "countersign")
      : platform === "win32"
        ? join(env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "countersign", "Cache")
        : join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "countersign"));
  return join(base, ...parts);
}
