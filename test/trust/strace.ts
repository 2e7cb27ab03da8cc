import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

/*
 * Recording in a process of its own under strace: what it asks of the disk is written down, or made to fail.
 */

const calls = "pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename,openat";

export interface TracedRun {
  readonly signal: NodeJS.Signals | null;
  /** Lines that the process wrote: "ack SEQ LEAFHASH" and "err CODE". */
  readonly said: readonly string[];
  /** Lines of the trace: the main thread's, on files of the data folder. */
  readonly trace: readonly string[];
  /** A call was made to fail. */
  readonly injected: boolean;
}

/** Why nothing can be traced here, or null. */
export function noStrace(): string | null {
  if (process.platform !== "linux") return "strace is there on Linux only";
  const tried = spawnSync("strace", ["-o", "/dev/null", "-e", "trace=none", "true"]);
  if (tried.error !== undefined) return "strace is not installed (Debian: apt-get install strace)";
  return tried.status === 0 ? null : `strace may not trace here: ${tried.stderr.toString("utf8").trim()}`;
}

/**
 * Runs `append-child HOME COUNT MODE` under strace. In: the data folder, what it does, where the trace goes; a fault as strace's own
 * words (`fsync:error=EIO:when=2`), and whether whole writes are wanted in the trace.
 */
export function traced(
  home: string,
  count: number,
  options: { readonly mode?: string; readonly fault?: string; readonly whole?: boolean; readonly out: string },
): TracedRun {
  const child = path.join(import.meta.dirname, "append-child.ts");
  const hooks = path.join(import.meta.dirname, "..", "..", "scripts", "resolve-typescript.mjs");
  const node = ["--disable-warning=ExperimentalWarning", "--experimental-transform-types", "--import", hooks];
  const run = spawnSync(
    "strace",
    [
      ...["-f", "-y", "-o", options.out, "-e", `trace=${calls}`],
      ...(options.whole === true ? ["-xx", "-s", "70000"] : ["-s", "8"]),
      ...(options.fault === undefined ? [] : ["-e", `inject=${options.fault}`]),
      ...[process.execPath, ...node, child, home, String(count), options.mode ?? "end"],
    ],
    { encoding: "utf8" },
  );
  const lines = readFileSync(options.out, "utf8").split("\n");
  const main = lines[0]?.split(" ")[0] ?? "";
  const said = run.stdout.trimEnd().split("\n");
  return {
    signal: run.signal,
    said: said.filter((line) => line.startsWith("ack ") || line.startsWith("err ")),
    trace: lines.filter((line) => line.startsWith(`${main} `)).map((line) => line.slice(main.length).trimStart()),
    injected: lines.some((line) => line.includes("(INJECTED)") || line.includes("killed by SIGKILL")),
  };
}
