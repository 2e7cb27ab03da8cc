import { existsSync } from "node:fs";
import { join, sep } from "node:path";

const bundles = import.meta.dirname;

/** Folder of the built page. */
export const pageFolder = join(bundles, "..", "renderer");

/** The script that runs before the page, in the same process but another world. */
export const preloadScript = join(bundles, "preload.cjs");

/**
 * Entry of the core and its resources. A plain Node cannot look into an app.asar, so the unpacked twins are used
 * where the packager made them.
 */
export function corePlaces(): { entry: string; resources: string } {
  return { entry: unpacked(join(bundles, "core.cjs")), resources: unpacked(join(bundles, "..", "..", "resources")) };
}

function unpacked(path: string): string {
  const twin = path.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`);
  return twin !== path && existsSync(twin) ? twin : path;
}
