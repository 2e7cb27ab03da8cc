import { existsSync, readdirSync } from "node:fs";
import { ensureBuilt } from "./build.mjs";
import { installDependencies, SetupError } from "./install-dependencies.mjs";
import { inProject } from "./places.mjs";
import { say } from "./processes.mjs";
import { runTypeScript } from "./run-typescript.mjs";

// npm run bench [-- WORD [OPTIONS]]: every benchmark whose name holds WORD, one after the other, so that none disturbs another.
// A benchmark named WORD is run alone. OPTIONS go to the benchmarks.
try {
  await installDependencies();
  await ensureBuilt();
  // Benchmarks sign in folders of their own, on machines that may have no keychain.
  process.env["COUNTERSIGN_KEY_PROTECTION"] ??= "file";
  const word = process.argv[2] ?? "";
  const folder = inProject("test/bench");
  const named = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".bench.ts") && name.includes(word))
        .sort()
    : [];
  const files = named.includes(`${word}.bench.ts`) ? [`${word}.bench.ts`] : named;
  if (files.length === 0)
    throw new SetupError(`There is no benchmark in test/bench${word === "" ? "" : ` named like ${word}`}.`);
  let failed = 0;
  for (const file of files) {
    say(`\n== ${file}`);
    if ((await runTypeScript(`test/bench/${file}`, process.argv.slice(3), ["--expose-gc"])) !== 0) failed += 1;
  }
  if (failed > 0) say(`${failed} of ${files.length} benchmarks failed.`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
