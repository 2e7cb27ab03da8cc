import { installDependencies, SetupError } from "./install-dependencies.mjs";
import { say } from "./processes.mjs";
import { runTypeScript } from "./run-typescript.mjs";

// npm run sample: makes the sample night in resources/sample anew.
try {
  await installDependencies();
  process.exitCode = await runTypeScript("scripts/make-sample.ts", process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
