import { SetupError } from "./install-dependencies.mjs";
import { run, say, which } from "./processes.mjs";

/** @returns {boolean} whether a window can be shown: always, except on a Linux without X or Wayland */
export function hasDisplay() {
  return process.platform !== "linux" || Boolean(process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"]);
}

/** @returns {boolean} */
function isRoot() {
  return process.getuid?.() === 0;
}

/**
 * Chromium has no sandbox for root, and this app shows text that agents wrote: it is not dropped in silence.
 * @param {readonly string[]} args `--no-sandbox`, typed by the person, is their own decision
 * @throws {SetupError} saying what to do instead
 */
export function refuseRoot(args) {
  if (process.platform !== "linux" || !isRoot() || args.includes("--no-sandbox")) return;
  throw new SetupError(
    "Countersign does not open its window as root: Chromium has no sandbox there, and this app shows text that agents wrote.\n" +
      "Run npm start as an ordinary user. The command line works for root too: npm run -s countersign -- --help",
  );
}

// Debian 13 and Ubuntu 24.04 renamed some libraries when their time type grew (t64).
const libraries = [["libgtk-3-0", "libgtk-3-0t64"], ["libnss3"], ["libasound2", "libasound2t64"], ["libgbm1"]];
const virtualDisplay = [["xvfb"], ["xauth"]];

/**
 * Makes sure that Electron finds its libraries, and Xvfb where there is no display. Installs them when that is
 * possible (root and apt-get), else says which command does it.
 * @param {string} executable Electron's
 * @returns {Promise<void>}
 * @throws {SetupError} naming the one command to run
 */
export async function ensureElectronCanRun(executable) {
  if (process.platform !== "linux") return;
  const problem = await missing(executable);
  if (problem === undefined) return;
  const groups = [...(hasDisplay() ? [] : virtualDisplay), ...libraries];
  if (which("apt-get") === undefined) {
    throw new SetupError(
      `${problem} Install these with this system's package manager: ${groups.map((g) => g[0]).join(" ")}`,
    );
  }
  if (!isRoot()) {
    const names = await packageNames(groups);
    throw new SetupError(
      `${problem} Run this once: sudo apt-get install -y --no-install-recommends ${names.join(" ")}`,
    );
  }
  say(`${problem} Installing what Electron needs with apt-get.`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { env, output: "stderr" });
  const names = await packageNames(groups);
  const install = ["install", "-y", "-qq", "--no-install-recommends", ...names];
  const { code } = await run("apt-get", install, { env, output: "stderr" });
  const still = code === 0 ? await missing(executable) : problem;
  if (still !== undefined) throw new SetupError(`${still} apt-get could not repair it: apt-get ${install.join(" ")}`);
}

/** @param {string} executable @returns {Promise<string | undefined>} a sentence saying what is not there */
async function missing(executable) {
  const { stdout } = await run("ldd", [executable], { output: "capture" });
  const absent = [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
  if (absent.length > 0) return `Electron needs libraries that are not here (${absent.join(", ")}).`;
  if (
    !hasDisplay() &&
    (which("xvfb-run") === undefined || which("Xvfb") === undefined || which("xauth") === undefined)
  ) {
    return "There is no display, and no Xvfb to stand in for one.";
  }
  return undefined;
}

/** @param {readonly (readonly string[])[]} groups names of one package, oldest first @returns {Promise<string[]>} the names this release knows */
async function packageNames(groups) {
  const names = [];
  for (const group of groups) {
    let name = group[0] ?? "";
    for (const candidate of group.slice(1)) {
      const { stdout } = await run("apt-cache", ["search", "--names-only", `^${candidate}$`], { output: "capture" });
      if (stdout.trim() !== "") name = candidate;
    }
    names.push(name);
  }
  return names;
}

/**
 * Wraps a command so that it has a display.
 * @param {string} command @param {readonly string[]} args
 * @returns {{ command: string, args: string[] }}
 */
export function withDisplay(command, args) {
  if (hasDisplay()) return { command, args: [...args] };
  return { command: "xvfb-run", args: ["-a", "-s", "-screen 0 2560x1600x24", command, ...args] };
}
