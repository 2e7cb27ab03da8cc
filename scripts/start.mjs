import { join, resolve } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureElectronCanRun, hasDisplay, refuseRoot } from "./display.mjs";
import { environmentFor, findElectron } from "./electron-runtime.mjs";
import { installDependencies, SetupError } from "./install-dependencies.mjs";
import { bundles, node24, root } from "./places.mjs";
import { run, say } from "./processes.mjs";

/**
 * npm start [-- --home DIR]: from a fresh clone to the open window.
 * @param {string[]} args passed on to the app
 * @returns {Promise<number>} exit code
 */
async function start(args) {
  await installDependencies();
  await ensureBuilt();
  if (!hasDisplay()) {
    say(
      "This machine has no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so Countersign runs in the terminal.",
    );
    return tourInTerminal(args);
  }
  refuseRoot(args);
  const electron = await findElectron();
  await ensureElectronCanRun(electron.executable);
  say(`Starting Countersign in ${electron.sentence}.`);
  const app = electron.prepare(root);
  const started = Date.now();
  const { code } = await run(app.executable, [...app.args, ...args], {
    env: { ...process.env, ...environmentFor(electron) },
  });
  if (code !== 0 && process.platform === "linux" && Date.now() - started < 10_000) {
    say(
      `Electron ended with code ${code}. If it speaks of its sandbox above, this system denies unprivileged user namespaces; once and for all:\n` +
        `  sudo chown root ${sandboxHelper(app.executable)} && sudo chmod 4755 ${sandboxHelper(app.executable)}`,
    );
  }
  return code;
}

/** @param {string} executable */
const sandboxHelper = (executable) => join(executable, "..", "chrome-sandbox");

/**
 * The main job without a window: the sample night, its triage table, its report.
 * @param {string[]} args `--home DIR` is passed on
 * @returns {Promise<number>}
 */
async function tourInTerminal(args) {
  const at = args.indexOf("--home");
  const home = at >= 0 && args[at + 1] !== undefined ? ["--home", resolve(args[at + 1] ?? "")] : [];
  const report = resolve("countersign-report.html");
  const steps = [
    ["sample", "open", ...home],
    ["inbox", ...home],
    ["report", "--format", "html", "--out", report, ...home],
  ];
  for (const step of steps) {
    const { code } = await run(node24, [bundles.cli, ...step]);
    if (code !== 0) {
      say(`countersign ${step.join(" ")} ended with code ${code}.`);
      return code;
    }
  }
  process.stdout.write(`\nThe report of the night is in ${report}\n`);
  return 0;
}

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
