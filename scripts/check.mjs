import { runChecks } from "./check-steps.mjs";
import { installDependencies, SetupError } from "./install-dependencies.mjs";
import { say } from "./processes.mjs";
import { closingLine } from "./tally.mjs";

try {
  await installDependencies();
  const tally = await runChecks();
  process.exitCode = tally.failed > 0 ? 1 : 0;
  process.stdout.write(`${closingLine(tally)}\n`);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
