import { installDependencies, SetupError } from "./install-dependencies.mjs";
import { say } from "./processes.mjs";
import { runTypeScript } from "./run-typescript.mjs";

// npm run judge [-- --wrong] [-- --json] [-- WORD]: precision and recall of the engines on the labelled cases.
try {
  await installDependencies();
  // The core's classes declare fields in their constructors, which takes more than leaving types out.
  const options = ["--disable-warning=ExperimentalWarning", "--experimental-transform-types"];
  process.exitCode = await runTypeScript("test/support/judgement/judge.ts", process.argv.slice(2), options);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
