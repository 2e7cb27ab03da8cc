import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join, sep } from "node:path";
import { root } from "./places.mjs";

/**
 * Prints a progress line. Standard output stays free for what a command is asked for.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs a command and waits for its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, output?: "inherit" | "stderr" | "capture", timeoutMs?: number }} [options]
 *   `inherit` shares this terminal, `stderr` sends both streams to standard error, `capture` returns both as text.
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} `code` is 127 when the command is not there, 124 on timeout
 */
export function run(command, args, options = {}) {
  const { cwd = root, env = process.env, output = "inherit", timeoutMs } = options;
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd,
      env,
      stdio: output === "inherit" ? "inherit" : output === "stderr" ? ["ignore", 2, 2] : ["ignore", "pipe", "pipe"],
      // npm is a .cmd file on Windows, which only a shell starts.
      shell: process.platform === "win32" && !command.endsWith(".exe"),
    });
    let stdout = "";
    let stderr = "";
    let timedOut = false;
    child.stdout?.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text) => (stderr += text));
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill("SIGKILL");
          }, timeoutMs);
    const finish = (/** @type {number} */ code) => {
      clearTimeout(timer);
      resolve({ code: timedOut ? 124 : code, stdout, stderr });
    };
    child.on("error", (error) => {
      stderr += `${error.message}\n`;
      finish(127);
    });
    child.on("close", (code, signal) => {
      finish(code ?? (signal === null ? 1 : 128));
    });
  });
}

/**
 * Finds a program on the PATH.
 * @param {string} name
 * @returns {string | undefined} absolute path
 */
export function which(name) {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    if (folder === "") continue;
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/**
 * The environment without this project's node_modules/.bin on the PATH: an installation deletes and rewrites that folder,
 * so npm must run under the Node of the machine.
 */
export function environmentOfMachine() {
  const kept = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.startsWith(join(root, "node_modules") + sep));
  return { ...process.env, PATH: kept.join(delimiter) };
}
