import { existsSync, readdirSync } from "node:fs";
import { ensureBuilt } from "./build.mjs";
import { installDependencies, SetupError } from "./install-dependencies.mjs";
import { inProject } from "./places.mjs";
import { say } from "./processes.mjs";
import { runTypeScript } from "./run-typescript.mjs";

// npm run bench [-- WORD]: every benchmark whose name holds WORD, one after the other, so that none disturbs another.
try {
  await installDependencies();
  await ensureBuilt();
  const word = process.argv[2] ?? "";
  const folder = inProject("test/bench");
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".bench.ts") && name.includes(word))
        .sort()
    : [];
  if (files.length === 0)
    throw new SetupError(`There is no benchmark in test/bench${word === "" ? "" : ` named like ${word}`}.`);
  let failed = 0;
  for (const file of files) {
    say(`\n== ${file}`);
    if ((await runTypeScript(`test/bench/${file}`, [], ["--expose-gc"])) !== 0) failed += 1;
  }
  if (failed > 0) say(`${failed} of ${files.length} benchmarks failed.`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
