import { spawn } from "node:child_process";
import { ensureBuilt } from "./build.mjs";
import { ensureElectronCanRun, hasDisplay, refuseRoot } from "./display.mjs";
import { environmentFor, findElectron } from "./electron-runtime.mjs";
import { installDependencies, SetupError } from "./install-dependencies.mjs";
import { inProject, node24, root } from "./places.mjs";
import { say } from "./processes.mjs";

const devUrl = "http://127.0.0.1:5173/";

/**
 * npm run dev: the page comes from Vite and changes while it runs; a change in main/ or shared/ restarts the app.
 * @param {string[]} args passed on to the app
 */
async function dev(args) {
  await installDependencies();
  await ensureBuilt();
  if (!hasDisplay())
    throw new SetupError("npm run dev needs a display. xvfb-run -a npm run dev gives it a pretended one.");
  refuseRoot(args);
  const electron = await findElectron();
  await ensureElectronCanRun(electron.executable);
  say(`Developing in ${electron.sentence}.`);

  const vite = spawn(node24, [inProject("node_modules/vite/bin/vite.js")], { cwd: root, stdio: ["ignore", 2, 2] });
  const bundler = spawn(node24, [inProject("scripts/bundle-main.mjs"), "--watch"], {
    cwd: root,
    stdio: ["ignore", "pipe", 2],
  });
  const prepared = electron.prepare(root);
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let app;
  let restarting = false;
  let stopping = false;

  const stop = () => {
    if (stopping) return;
    stopping = true;
    for (const child of [app, vite, bundler]) child?.kill();
  };
  const open = async () => {
    restarting = false;
    await untilAnswers(devUrl);
    app = spawn(prepared.executable, [...prepared.args, ...args], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...environmentFor(electron), COUNTERSIGN_DEV_URL: devUrl },
    });
    app.on("exit", () => {
      if (restarting && !stopping) void open();
      else stop();
    });
  };
  /** @type {NodeJS.Timeout | undefined} */
  let settle;
  bundler.stdout?.on("data", () => {
    // A change in shared/ makes all bundles anew, one after the other; one restart is enough.
    clearTimeout(settle);
    settle = setTimeout(() => {
      if (app === undefined) void open();
      else {
        restarting = true;
        app.kill();
      }
    }, 500);
  });
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  for (const child of [vite, bundler]) child.on("exit", stop);
}

/** @param {string} url */
async function untilAnswers(url) {
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

try {
  await dev(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
