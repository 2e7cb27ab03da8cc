import { existsSync, readdirSync } from "node:fs";
import { ensureBuilt } from "./build.mjs";
import { installDependencies, SetupError } from "./install-dependencies.mjs";
import { inProject } from "./places.mjs";
import { say } from "./processes.mjs";
import { runTypeScript } from "./run-typescript.mjs";

// npm run trust [-- NAME [OPTIONS]]: the proofs of what the audit log promises, in full; --quick runs the form that is in npm test.
try {
  await installDependencies();
  await ensureBuilt();
  const [name, ...options] = process.argv.slice(2);
  const ending = ".trust.ts";
  const known = existsSync(inProject("test/trust"))
    ? readdirSync(inProject("test/trust")).filter((file) => file.endsWith(ending))
    : [];
  const files = name === undefined ? known.sort() : known.filter((file) => file === `${name}${ending}`);
  if (files.length === 0)
    throw new SetupError(
      `There is no ${name ?? "proof"} in test/trust. There are: ${known.map((file) => file.slice(0, -ending.length)).join(", ")}.`,
    );
  // The core's classes declare fields in their constructors, which takes more than leaving types out.
  const flags = ["--disable-warning=ExperimentalWarning", "--experimental-transform-types", "--expose-gc"];
  let failed = 0;
  for (const file of files) {
    say(`\n== ${file}`);
    if ((await runTypeScript(`test/trust/${file}`, options, flags)) !== 0) failed += 1;
  }
  if (files.length > 1) say(`${files.length - failed} of ${files.length} hold.`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
