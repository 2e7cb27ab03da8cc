import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build, context } from "esbuild";
import { bundles, inProject } from "./places.mjs";

// Bundles live two folders below the application's root: `resources/` is at ../../resources from each of them,
// in a checkout and in a package alike.

/** What is kept between starts because the code that made it is the same goes by this. */
const digest = { BUILD_DIGEST: JSON.stringify(sourceDigest()) };

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
    ...digest,
    "import.meta.url": "importMetaUrl",
    "import.meta.dirname": "__dirname",
    "import.meta.filename": "__filename",
  },
};

const noBanner = { banner: {}, define: digest };

/** @type {import("esbuild").BuildOptions} */
const asModule = {
  format: "esm",
  // CommonJS packages inside the bundle still call require for what Node brings.
  banner: {
    js: 'import { createRequire as requireOfBundle } from "node:module"; const require = requireOfBundle(import.meta.url);',
  },
  define: digest,
};

/**
 * Works a file out while bundling: what is left of it are its exports' values, as data. For lists that are made of much code.
 * @param {string} source
 * @returns {import("esbuild").Plugin}
 */
const workedOut = (source) => ({
  name: "worked-out",
  setup({ onLoad }) {
    onLoad({ filter: new RegExp(`${source.replaceAll(/[/.]/g, "[/\\\\.]")}$`) }, async ({ path }) => {
      const { outputFiles, metafile } = await build({
        entryPoints: [path],
        absWorkingDir: inProject(),
        bundle: true,
        platform: "node",
        format: "esm",
        write: false,
        metafile: true,
        logLevel: "warning",
      });
      const code = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
      /** @type {Record<string, unknown>} */
      const values = await import(`data:text/javascript;base64,${code}`);
      const lines = Object.entries(values).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`);
      return { contents: lines.join("\n"), watchFiles: Object.keys(metafile.inputs).map((name) => inProject(name)) };
    });
  },
});

/** @type {{ source: string, options: import("esbuild").BuildOptions }[]} */
const entries = [
  // The fallback Electron brings Node 20.18.
  {
    source: "main/electron/main.ts",
    options: { outfile: bundles.electron, target: "node20.18", plugins: [workedOut("main/electron/wall-names.ts")] },
  },
  // A sandboxed preload script has no file system and no node:url.
  { source: "main/electron/preload.ts", options: { outfile: bundles.preload, target: "chrome130", ...noBanner } },
  { source: "main/core.ts", options: { outfile: bundles.core, target: "node24" } },
  { source: "main/reader.ts", options: { outfile: bundles.reader, target: "node24" } },
  { source: "main/evidence-reader.ts", options: { outfile: bundles.evidenceReader, target: "node24" } },
  // A program of the terminal waits for its work at the top of its file, which only a module may.
  { source: "main/cli.ts", options: { outfile: bundles.cli, target: "node24", ...asModule } },
];

function sourceDigest() {
  const hash = createHash("sha256");
  for (const folder of ["main", "shared"])
    for (const name of readdirSync(inProject(folder), { recursive: true, encoding: "utf8" }).sort())
      if (name.endsWith(".ts")) hash.update(name).update(readFileSync(inProject(`${folder}/${name}`)));
  return hash.digest("hex");
}

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
        ...(entry.options.plugins ?? []),
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
