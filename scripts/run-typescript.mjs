import { inProject, node24 } from "./places.mjs";
import { run } from "./processes.mjs";
import { pathToFileURL } from "node:url";

/**
 * Runs one TypeScript file of the project under the pinned Node, which strips the types itself.
 * @param {string} file relative to the project
 * @param {readonly string[]} args
 * @param {readonly string[]} [nodeOptions]
 * @returns {Promise<number>} exit code
 */
export async function runTypeScript(file, args, nodeOptions = []) {
  const hooks = pathToFileURL(inProject("scripts/resolve-typescript.mjs")).href;
  const { code } = await run(node24, ["--import", hooks, ...nodeOptions, inProject(file), ...args]);
  return code;
}
