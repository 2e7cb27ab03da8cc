import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { build, context } from "esbuild";
import { bundles, inProject } from "./places.mjs";

// Bundles live two folders below the application's root: `resources/` is at ../../resources from each of them,
// in a checkout and in a package alike.

/** @type {import("esbuild").BuildOptions} */
const common = {
  bundle: true,
  platform: "node",
  format: "cjs",
  sourcemap: true,
  legalComments: "none",
  logLevel: "warning",
  // Native code, and what Electron provides itself.
  external: ["electron", "better-sqlite3"],
  absWorkingDir: inProject(),
  // The sources are ES modules; give the bundles what import.meta means there.
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  define: {
    "import.meta.url": "importMetaUrl",
    "import.meta.dirname": "__dirname",
    "import.meta.filename": "__filename",
  },
};

const noBanner = { banner: {}, define: {} };

/** @type {import("esbuild").BuildOptions} */
const asModule = {
  format: "esm",
  // CommonJS packages inside the bundle still call require for what Node brings.
  banner: {
    js: 'import { createRequire as requireOfBundle } from "node:module"; const require = requireOfBundle(import.meta.url);',
  },
  define: {},
};

/** @type {{ source: string, options: import("esbuild").BuildOptions }[]} */
const entries = [
  // The fallback Electron brings Node 20.18.
  { source: "main/electron/main.ts", options: { outfile: bundles.electron, target: "node20.18" } },
  // A sandboxed preload script has no file system and no node:url.
  { source: "main/electron/preload.ts", options: { outfile: bundles.preload, target: "chrome130", ...noBanner } },
  { source: "main/core.ts", options: { outfile: bundles.core, target: "node24" } },
  { source: "main/reader.ts", options: { outfile: bundles.reader, target: "node24" } },
  { source: "main/evidence-reader.ts", options: { outfile: bundles.evidenceReader, target: "node24" } },
  // A program of the terminal waits for its work at the top of its file, which only a module may.
  { source: "main/cli.ts", options: { outfile: bundles.cli, target: "node24", ...asModule } },
];

const present = entries.filter(({ source }) => existsSync(inProject(source)));
const optionsOf = (/** @type {(typeof entries)[number]} */ { source, options }) => ({
  ...common,
  ...options,
  entryPoints: [inProject(source)],
});

mkdirSync(inProject("dist/main"), { recursive: true });
// package.json says "type": "module" for the sources; what ends in .cjs or .js here is CommonJS.
writeFileSync(inProject("dist/main/package.json"), '{ "type": "commonjs" }\n');

if (process.argv.includes("--watch")) {
  let built = 0;
  for (const entry of present) {
    const watching = await context({
      ...optionsOf(entry),
      plugins: [
        {
          name: "tell",
          setup(build) {
            build.onEnd(({ errors }) => {
              built += 1;
              // dev.mjs (re)starts the app at each of these lines: none before every bundle is there.
              if (errors.length === 0 && built >= present.length) process.stdout.write(`built ${entry.source}\n`);
            });
          },
        },
      ],
    });
    await watching.watch();
  }
} else {
  await Promise.all(present.map((entry) => build(optionsOf(entry))));
}
