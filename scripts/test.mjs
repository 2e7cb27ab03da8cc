import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureBuilt } from "./build.mjs";
import { runChecks } from "./check-steps.mjs";
import { ensureElectronCanRun, hasDisplay, withDisplay } from "./display.mjs";
import { environmentFor, findElectron } from "./electron-runtime.mjs";
import { installDependencies, SetupError } from "./install-dependencies.mjs";
import { inProject, node24 } from "./places.mjs";
import { run, say } from "./processes.mjs";
import { addTallies, closingLine, failuresOf, tallyOf, withoutFiles } from "./tally.mjs";

/** @typedef {import("./tally.mjs").Tally} Tally */
/** @typedef {import("./tally.mjs").Failure} Failure */
/** @typedef {{ tally: Tally, failures: Failure[], report: unknown }} Suite what one run of Vitest came to */

const withoutWindow = ["unit", "contract", "migrations", "integration"];

/**
 * npm test [-- unit|e2e|check]: prepares the machine, runs every suite, and ends with one line that counts them all.
 * @param {string[]} wanted names of parts; none means all
 * @returns {Promise<Tally>}
 */
async function test(wanted) {
  const all = wanted.length === 0;
  await installDependencies();
  /** @type {Tally[]} */
  const tallies = [];
  if (all || wanted.includes("check")) tallies.push(await runChecks());
  tallies.push(await part("build", () => ensureBuilt({ force: false })));
  if (all || wanted.includes("unit")) {
    const suite = await vitest("unit", withoutWindow, [], (args) => ({ command: node24, args }), {});
    tell(suite.failures);
    tallies.push(suite.tally);
  }
  if (all || wanted.includes("e2e")) tallies.push(await endToEnd());
  return addTallies(tallies);
}

/** @returns {Promise<Tally>} */
async function endToEnd() {
  try {
    const electron = await findElectron();
    await ensureElectronCanRun(electron.executable);
    say(`End-to-end tests run in ${electron.sentence}.`);
    // A display that a person uses is one; where there is none, two halves run on two made ones: windows are mostly waited for.
    const halves = hasDisplay() ? 1 : 2;
    const environment = environmentFor(electron);
    const running = Array.from({ length: halves }, async (_, half) => {
      // Each looks for a free display: not in the same moment.
      await sleep(half * 4000);
      return vitest(`e2e-${half + 1}`, ["e2e"], [`--shard=${half + 1}/${halves}`], onDisplay, environment);
    });
    const suites = await Promise.all(running);
    return await lookAgain(suites, environment);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`The end-to-end tests could not run. ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** @param {string[]} args */
const onDisplay = (args) => withDisplay(node24, args);

/**
 * A few end-to-end files that failed beside other windows run once more, alone: what fails then has failed. What passes is counted as
 * passed and named as unsteady, with what it said the first time, for that is a fault to find: in the test or in the product.
 * @param {Suite[]} suites of the first run
 * @param {Record<string, string>} environment
 * @returns {Promise<Tally>}
 */
async function lookAgain(suites, environment) {
  const tally = addTallies(suites.map((suite) => suite.tally));
  const failures = suites.flatMap((suite) => suite.failures);
  const files = [...new Set(failures.map(({ file }) => file))];
  // More than a few have a cause in common; a failure that names no file cannot be looked at again.
  if (files.length === 0 || files.length > 3 || tally.failed !== failures.length) {
    tell(failures);
    return tally;
  }
  say(`Failed, and run once more alone: ${files.join(", ")}`);
  const again = await vitest("e2e-again", ["e2e"], files, onDisplay, environment);
  const failedAgain = new Set(again.failures.map(({ file, name }) => `${file} ${name}`));
  const unsteady = failures.filter(({ file, name }) => !failedAgain.has(`${file} ${name}`));
  // A second run that ended otherwise than by its tests has shown nothing of them.
  const shown = again.tally.failed === again.failures.length;
  tell(unsteady, shown ? "UNSTEADY (failed once beside others, passed alone)" : undefined);
  tell(again.failures);
  return addTallies([...suites.map(({ report }) => tallyOf(withoutFiles(report, files), 0)), again.tally]);
}

/** Names what failed, last of a suite: the end of the output is what is read. @param {Failure[]} failures @param {string} [as] */
function tell(failures, as = "FAILED") {
  for (const { file, name, message } of failures) say(`${as}: ${file}${name === "" ? "" : ` > ${name}`}: ${message}`);
}

/**
 * @param {string} name of the result file
 * @param {string[]} projects
 * @param {string[]} more of Vitest's arguments: files, a shard
 * @param {(args: string[]) => { command: string, args: string[] }} wrap
 * @param {Record<string, string>} extra environment
 * @returns {Promise<Suite>}
 */
async function vitest(name, projects, more, wrap, extra) {
  const file = inProject(".cache/test", `${name}.json`);
  mkdirSync(inProject(".cache/test"), { recursive: true });
  rmSync(file, { force: true });
  const { command, args } = wrap([
    inProject("node_modules/vitest/vitest.mjs"),
    "run",
    ...projects.flatMap((project) => ["--project", project]),
    ...more,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  const { code } = await run(command, args, { env: { ...process.env, ...extra } });
  let report;
  try {
    report = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    say(`The ${name} tests wrote no result.`);
  }
  return { tally: tallyOf(report, code), failures: failuresOf(report), report };
}

/** A step that either works or stops the run with a reason. @param {string} name @param {() => Promise<unknown>} work @returns {Promise<Tally>} */
async function part(name, work) {
  try {
    await work();
    return { passed: 0, failed: 0, skipped: 0 };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`${name}: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** @type {Tally} */
let tally = { passed: 0, failed: 1, skipped: 0 };
try {
  tally = await test(process.argv.slice(2));
} catch (error) {
  say(error instanceof SetupError ? error.message : String(error instanceof Error ? error.stack : error));
}
process.exitCode = tally.failed > 0 ? 1 : 0;
// Last of all, whatever happened.
process.stdout.write(`${closingLine(tally)}\n`);
