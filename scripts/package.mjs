import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { withFreshBuild } from "./build.mjs";
import { findElectron } from "./electron-runtime.mjs";
import { installDependencies, SetupError } from "./install-dependencies.mjs";
import { inProject, node24 } from "./places.mjs";
import { run, say } from "./processes.mjs";

/**
 * npm run package [-- --linux AppImage deb | --mac | --win]: without arguments, an unpacked folder for this machine.
 * With the fallback Electron the result is a trial package: its core needs the pinned Node, which cannot read an asar
 * archive, so that package has none and the fuses that demand one stay as they are.
 * @param {string[]} args electron-builder's own
 * @returns {Promise<number>} exit code
 */
async function makePackage(args) {
  await installDependencies();
  const electron = await findElectron();
  say(`Packaging with ${electron.sentence}.`);
  const trial = electron.needsNode;
  const builder = [
    inProject("node_modules/electron-builder/cli.js"),
    ...(args.length > 0 ? args : ["--dir"]),
    "--publish=never",
    `-c.electronDist=${electron.dist}`,
    `-c.electronVersion=${electron.version}`,
    ...(trial
      ? [
          "-c.asar=false",
          "-c.electronFuses.onlyLoadAppFromAsar=false",
          "-c.electronFuses.enableEmbeddedAsarIntegrityValidation=false",
          // The end-to-end smoke test attaches to this package.
          "-c.electronFuses.enableNodeCliInspectArguments=true",
          `-c.extraResources.from=${node24}`,
          "-c.extraResources.to=node",
        ]
      : []),
  ];
  const env = { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: "false" };
  const { code } = await withFreshBuild(() => run(node24, builder, { output: "stderr", env }));
  const folder = inProject("release/linux-unpacked");
  if (code === 0 && trial && existsSync(folder)) {
    const starter = `${folder}/countersign-trial`;
    writeFileSync(
      starter,
      '#!/bin/sh\nhere=$(dirname "$(readlink -f "$0")")\nCOUNTERSIGN_NODE="$here/resources/node" exec "$here/countersign" "$@"\n',
    );
    chmodSync(starter, 0o755);
    say(`This is a trial package on Electron ${electron.version}. Start it with ${starter}.`);
  }
  return code;
}

try {
  process.exitCode = await makePackage(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
