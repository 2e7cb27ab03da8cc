import { ensureBuilt } from "./build.mjs";
import { installDependencies, SetupError } from "./install-dependencies.mjs";
import { bundles, node24 } from "./places.mjs";
import { run, say } from "./processes.mjs";

// npm run -s countersign -- COMMAND: standard output holds nothing but what the command prints.
try {
  await installDependencies();
  await ensureBuilt({ quiet: true });
  const { code } = await run(node24, [bundles.cli, ...process.argv.slice(2)], {
    // npm starts scripts in the project; relative paths mean the folder the person stands in.
    cwd: process.env["INIT_CWD"] ?? process.cwd(),
  });
  process.exitCode = code;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
