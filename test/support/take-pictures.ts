import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { withDisplay } from "../../scripts/display.mjs";
import { environmentFor, findElectron } from "../../scripts/electron-runtime.mjs";
import { inProject, node24 } from "../../scripts/places.mjs";
import { run, say, which } from "../../scripts/processes.mjs";

/*
 * npm run pictures [-- FOLDER]: takes a picture of every screen and state, in every theme, into FOLDER (.cache/pictures unless told),
 * renews those that docs/images has by the same name, and lays every scene in the light theme into docs/images/all. The scenes are those of the accessibility tests (test/support/scenes), which
 * are walked here without looking for problems; what could not be taken is said at the end. Wants a built app: npm run build.
 */

const folder = resolve(process.argv[2] ?? inProject(".cache/pictures"));
const documented = inProject("docs/images");
const gallery = join(documented, "all");
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
for (const name of renewed) await copyPicture(name, join(documented, name), 256);
const shown = taken.filter((name) => name.endsWith("-light.png"));
// What is no scene any more goes; after a run that failed nobody knows which those are.
if (code === 0) rmSync(gallery, { recursive: true, force: true });
mkdirSync(gallery, { recursive: true });
for (const name of shown) await copyPicture(name, join(gallery, name.replace("-light.png", ".png")), 64);
writeFileSync(join(gallery, "README.md"), galleryPage());
say(
  `${String(taken.length)} pictures in ${folder}; ${String(renewed.length)} of docs/images and ${String(shown.length)} of docs/images/all are new.`,
);
if (code !== 0) say("Not all could be taken: the tests that failed above name the scenes.");
const old = readdirSync(documented).filter((name) => name.endsWith(".png") && !taken.includes(name));
if (old.length > 0) say(`Not taken, docs/images keeps the old one: ${old.join(", ")}.`);
process.exitCode = code === 0 ? 0 : 1;

/** Copies a picture to the documentation, with so many colours where a tool for that is there. */
async function copyPicture(name: string, to: string, colors: number): Promise<void> {
  const from = join(folder, name);
  const fewer = [from, "-dither", "None", "-colors", String(colors), `PNG8:${to}`];
  const made = which("convert") !== undefined && (await run("convert", fewer)).code === 0;
  if (!made) copyFileSync(from, to);
  const bytes = existsSync(to) ? statSync(to).size : 0;
  if (bytes === 0 || bytes > mostBytes) say(`${name}: ${String(bytes)} bytes, which is too large or too small.`);
}

/** A page with every picture of the gallery under its scene's name. */
function galleryPage(): string {
  const names = readdirSync(gallery).filter((name) => name.endsWith(".png"));
  const parts = names.map((name) => {
    const scene = name.slice(0, -".png".length);
    return `## ${scene}\n\n![${scene}](${name})\n`;
  });
  return [
    "# Every screen and state",
    "",
    "Taken of the real app by `npm run pictures`, each as a test reached it, in the light theme at 1440 x 900.",
    "",
    ...parts,
  ].join("\n");
}
