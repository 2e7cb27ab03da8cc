import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./temp-home";

/** The page for auditors, whose commands are run as they stand there. */
const page = readFileSync(path.join(projectRoot, "docs/verify-by-hand.md"), "utf8");

interface Step {
  readonly title: string;
  readonly command: string;
}

/** The commands to be pasted into a shell, each under its heading. */
export const steps: readonly Step[] = page.split(/^## /m).flatMap((section) => {
  const title = section.split("\n", 1)[0] ?? "";
  return [...section.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, command = ""]) => ({ title, command }));
});

/** The commands that the page shows with what they answer. */
export const shown: readonly string[] = [...page.matchAll(/^\$ (.+)$/gm)].map(([, command = ""]) => command);

/** The variables that the page asks for. */
export type ByHand = Readonly<Record<"BUNDLE" | "SEQ" | "REVIEWER_KEY" | "LOG_KEY", string>>;

/** Runs the page from its top to the first error. Out: the heading under which it stopped, null where it went to its end. */
export function byHand(given: ByHand): { readonly stopped: string | null; readonly said: string } {
  const script = steps.map(({ command }, at) => `echo '@@ ${String(at)}'\n${command}`).join("");
  const run = inShell(`set -euo pipefail\n${script}`, given);
  const reached = Number([...run.said.matchAll(/^@@ (\d+)$/gm)].at(-1)?.[1] ?? "0");
  return { stopped: run.status === 0 ? null : (steps[reached]?.title ?? ""), said: run.said };
}

/** Runs a command in bash with these variables and no others but the path. */
export function inShell(
  command: string,
  given: Readonly<Record<string, string>>,
): { status: number | null; said: string } {
  const env = { PATH: process.env["PATH"], ...given };
  const run = spawnSync("bash", ["-c", command], { encoding: "utf8", env });
  return { status: run.status, said: `${run.stdout}${run.stderr}` };
}

/** Why the page cannot be followed here; null where it can. */
export function cannotByHand(): string | null {
  const version = spawnSync("openssl", ["version"], { encoding: "utf8" });
  if (version.status !== 0) return "openssl is not on this machine";
  const [, major = "0"] = /^OpenSSL (\d+)\./.exec(version.stdout) ?? [];
  if (Number(major) < 3) return "openssl is older than 3.0";
  if (spawnSync("bash", ["-c", "true"]).status !== 0) return "bash is not on this machine";
  return spawnSync("python3", ["--version"]).status === 0 ? null : "python3 is not on this machine";
}
