import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";

const project = path.resolve(import.meta.dirname, "../../..");
const source = path.join(project, "test/bench/rivals");
const installed = path.join(project, ".cache/bench/rivals");

/**
 * Installs the libraries the diff is measured against, where they are not, and gives the folder of their pages. They live
 * outside the source tree, so that no check of the project walks them. Throws where npm cannot install.
 */
export function rivalPages(): string {
  mkdirSync(installed, { recursive: true });
  const lock = path.join(installed, "package-lock.json");
  const wanted = readFileSync(path.join(source, "package-lock.json"), "utf8");
  const stands =
    existsSync(path.join(installed, "node_modules")) && existsSync(lock) && readFileSync(lock, "utf8") === wanted;
  cpSync(source, installed, { recursive: true });
  if (!stands)
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: installed, stdio: "inherit" });
  return path.join(installed, "pages");
}
