import { mkdirSync } from "node:fs";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { buildSync } from "esbuild";

/**
 * Bundles a benchmark of the core as the core itself is bundled, and runs it in a process of its own: what is measured
 * is what ships, and its memory is not that of the tools around it. In: a file of this folder, without its ending.
 */
export function runBundled(name: string, args: readonly string[]): void {
  const project = path.resolve(import.meta.dirname, "../../..");
  const folder = path.join(project, ".cache/bench");
  const outfile = path.join(folder, `${name}.mjs`);
  mkdirSync(folder, { recursive: true });
  for (const thread of ["reader", "evidence-reader"])
    buildSync({
      entryPoints: [path.join(project, `main/${thread}.ts`)],
      outfile: path.join(folder, `${thread}.cjs`),
      bundle: true,
      platform: "node",
      target: "node24",
      format: "cjs",
      external: ["better-sqlite3"],
      logLevel: "warning",
    });
  buildSync({
    entryPoints: [path.join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    external: ["better-sqlite3"],
    banner: {
      js: 'import { createRequire as bundledRequire } from "node:module"; const require = bundledRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  const { status } = spawnSync(process.execPath, ["--expose-gc", outfile, ...args], { stdio: "inherit", cwd: project });
  process.exitCode = status ?? 1;
}
