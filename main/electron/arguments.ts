import { isAbsolute, resolve } from "node:path";

/** What the command line of the window says. */
export interface ShellArguments {
  /** Absolute path of the data folder. */
  readonly home: string;
}

/**
 * Reads `--home DIR` or `--home=DIR`; the last one given counts. Everything else on the line is Chromium's or ignored:
 * a second instance's arguments reach the first one, so they must not be able to do anything.
 * @param argv the arguments after the executable
 * @param defaultHome absolute path used when none is given
 * @param cwd folder that a relative path is relative to
 */
export function parseArguments(argv: readonly string[], defaultHome: string, cwd: string): ShellArguments {
  let home = defaultHome;
  argv.forEach((argument, index) => {
    const given = argument === "--home" ? argv[index + 1] : /^--home=(.+)$/s.exec(argument)?.[1];
    if (given === undefined || given === "" || given.startsWith("--")) return;
    home = isAbsolute(given) ? given : resolve(cwd, given);
  });
  return { home };
}

/**
 * The address of the development server, or null. Only a server on this machine is taken, and never in a package:
 * the page it serves can reach the core.
 */
export function developmentServer(address: string | undefined, packaged: boolean): URL | null {
  if (packaged || address === undefined || !URL.canParse(address)) return null;
  const url = new URL(address);
  const local = url.hostname === "127.0.0.1" || url.hostname === "localhost";
  return url.protocol === "http:" && local && url.username === "" ? url : null;
}
