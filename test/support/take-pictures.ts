import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { withDisplay } from "../../scripts/display.mjs";
import { environmentFor, findElectron } from "../../scripts/electron-runtime.mjs";
import { inProject, node24 } from "../../scripts/places.mjs";
import { run, say, which } from "../../scripts/processes.mjs";

/*
 * npm run pictures [-- FOLDER]: takes a picture of every screen and state, in every theme, into FOLDER (.cache/pictures unless told),
 * and renews those that docs/images has by the same name. The scenes are those of the accessibility tests (test/support/scenes), which
 * are walked here without looking for problems; what could not be taken is said at the end. Wants a built app: npm run build.
 */

const folder = resolve(process.argv[2] ?? inProject(".cache/pictures"));
const documented = inProject("docs/images");
const mostBytes = 250_000;
mkdirSync(folder, { recursive: true });
const began = Date.now();

const electron = await findElectron();
const { command, args } = withDisplay(node24, [
  inProject("node_modules/vitest/vitest.mjs"),
  "run",
  "--project",
  "e2e",
  inProject("test/e2e/accessibility.e2e.test.ts"),
]);
const env = { ...process.env, ...environmentFor(electron), COUNTERSIGN_PICTURES: folder };
const { code } = await run(command, args, { env });

const taken = readdirSync(folder).filter((name) => statSync(join(folder, name)).mtimeMs >= began);
const renewed = readdirSync(documented).filter((name) => taken.includes(name));
for (const name of renewed) await renew(name);
say(`${String(taken.length)} pictures in ${folder}; ${String(renewed.length)} of docs/images are new.`);
if (code !== 0) say("Not all could be taken: the tests that failed above name the scenes.");
const old = readdirSync(documented).filter((name) => name.endsWith(".png") && !taken.includes(name));
if (old.length > 0) say(`Not taken, docs/images keeps the old one: ${old.join(", ")}.`);
process.exitCode = code === 0 ? 0 : 1;

/** Copies a picture to the documentation, with fewer colours where a tool for that is there. */
async function renew(name: string): Promise<void> {
  const [from, to] = [join(folder, name), join(documented, name)];
  if (which("convert") === undefined) copyFileSync(from, to);
  else await run("convert", [from, "-dither", "None", "-colors", "256", `PNG8:${to}`]);
  const bytes = existsSync(to) ? statSync(to).size : 0;
  if (bytes === 0 || bytes > mostBytes) say(`${name}: ${String(bytes)} bytes, which is too large or too small.`);
}
