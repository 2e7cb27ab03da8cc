import { spawn, type ChildProcess } from "node:child_process";
import { devNull } from "node:os";
import path from "node:path";
import { err, ok, type Problem, type Result } from "../../shared/result";

/**
 * Running git on what others wrote. It runs only in a bare store that is ours, never inside the repository that is read;
 * its environment is built from nothing, and no configuration but ours is trusted.
 */

/** Older versions let a repository that is fetched from start programs of its own (lazy fetching on the serving side). */
const oldest = [2, 39, 4] as const;

export interface GitRun {
  /** The environment of this process: of it only the search path is passed on. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of the store; git starts there. */
  readonly store: string;
  readonly args: readonly string[];
  readonly cancelled: () => boolean;
  /** Standard input; none without it. */
  readonly input?: string;
  /** Whether another repository on this machine may be read: for listing and fetching alone. */
  readonly allowFile?: boolean;
  /** A repository that a person named may be reached in this one way, with these variables. */
  readonly remote?: {
    readonly protocol: "file" | "http" | "https" | "ssh";
    readonly env: Readonly<Record<string, string>>;
  };
  /** Milliseconds until it is ended; one minute without it. */
  readonly timeoutMs?: number;
  /** Bytes of output at most; more is a problem, not a shortened answer. */
  readonly maxBytes?: number;
}

/** Settings given on every command line: they win over every file that git might read. */
const settings: readonly string[] = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.symlinks=false",
  "core.attributesFile=/dev/null",
  "core.pager=cat",
  "core.askPass=",
  "credential.helper=",
  "safe.bareRepository=explicit",
  "protocol.version=2",
  "protocol.allow=never",
  "transfer.fsckObjects=true",
  "transfer.credentialsInUrl=die",
  // Old slips in honest histories; none of them can hide a change.
  "fetch.fsck.zeroPaddedFilemode=warn",
  "fetch.fsck.badTimezone=warn",
  "fetch.fsck.missingSpaceBeforeDate=warn",
  "fetch.fsck.missingSpaceBeforeEmail=warn",
  "fetch.recurseSubmodules=false",
  "submodule.recurse=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "log.showSignature=false",
  "diff.external=",
  "diff.ignoreSubmodules=none",
];

function environment(run: GitRun): Record<string, string> {
  const { env } = run;
  // A relative entry would let a folder choose the program.
  const search = (env["PATH"] ?? env["Path"] ?? "").split(path.delimiter).filter((entry) => path.isAbsolute(entry));
  const root = env["SystemRoot"];
  return {
    PATH: search.join(path.delimiter),
    HOME: run.store,
    // Whatever lies around the data folder is no repository of ours.
    GIT_CEILING_DIRECTORIES: path.dirname(run.store),
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    // Reaches the serving side too, which the settings above do not.
    GIT_ALLOW_PROTOCOL: run.remote?.protocol ?? (run.allowFile === true ? "file" : "none"),
    ...run.remote?.env,
    ...(root === undefined ? {} : { SystemRoot: root }),
  };
}

/** Ends git and what it started. */
function end(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== "win32") process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // It had ended by itself.
  }
}

function commandOf(run: GitRun): string {
  return run.args.find((arg, at) => !arg.startsWith("-") && run.args[at - 1] !== "-c") ?? "";
}

function failed(run: GitRun, said: string): Problem {
  const line = said
    .split("\n")
    .map((part) => part.trim())
    .find((part) => /^(fatal|error):/.test(part));
  return {
    code: "git-failed",
    message: `git ${commandOf(run)} failed: ${(line ?? said.trim()).slice(0, 300).replace(/\.$/, "") || "it said nothing"}.`,
    place: run.store,
    remedy: "Check the repository with git fsck; without it, the recorded edits are shown.",
  };
}

export const gitMissing: Problem = {
  code: "git-missing",
  message: "git was not found on this machine, so repositories are not read.",
  remedy: `Install git ${oldest.join(".")} or newer and sync again.`,
};

const wasCancelled: Problem = {
  code: "cancelled",
  message: "Reading the repository was cancelled.",
  remedy: "Sync again to read it.",
};

/** Runs one git command. Out: what it wrote to standard output, or why there is nothing. */
export async function runGit(run: GitRun): Promise<Result<Buffer>> {
  const timeoutMs = run.timeoutMs ?? 60_000;
  const maxBytes = run.maxBytes ?? 64 * 1024 * 1024;
  if (run.cancelled()) return err(wasCancelled);
  const child = spawn("git", [...settings.flatMap((one) => ["-c", one]), ...run.args], {
    cwd: run.store,
    env: environment(run),
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  return new Promise((resolve) => {
    const out: Buffer[] = [];
    let size = 0;
    let said = "";
    let stopped: Problem | null = null;
    const stop = (why: Problem) => {
      stopped ??= why;
      end(child);
    };
    const timer = setTimeout(() => {
      stop({
        code: "git-timeout",
        message: `git ${commandOf(run)} was ended after ${String(Math.round(timeoutMs / 1000))} seconds.`,
        place: run.store,
        remedy: "Sync again when the machine has less to do.",
      });
    }, timeoutMs);
    const watch = setInterval(() => {
      if (run.cancelled()) stop(wasCancelled);
    }, 100);
    const settle = (result: Result<Buffer>) => {
      clearTimeout(timer);
      clearInterval(watch);
      resolve(result);
    };
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) out.push(chunk);
      else
        stop({
          code: "git-output-too-large",
          message: `git ${commandOf(run)} gave more than ${String(maxBytes)} bytes.`,
          place: run.store,
          remedy: "Nothing was taken of it; look at this change with git itself.",
        });
    });
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-16_384);
    });
    // A child that ended before it read its input closes the pipe: its exit code says why.
    child.stdin.on("error", () => undefined);
    child.stdin.end(run.input ?? "");
    child.on("error", (error) => {
      settle(err("code" in error && error.code === "ENOENT" ? gitMissing : failed(run, `fatal: ${error.message}`)));
    });
    child.on("close", (code) => {
      if (stopped !== null) settle(err(stopped));
      else if (code === 0) settle(ok(Buffer.concat(out)));
      else settle(err(failed(run, said)));
    });
  });
}

/** Versions that were asked for, by the search path: git is not exchanged between two sessions. */
const checked = new Map<string, string>();

/** Whether git is here and new enough to be run on what others wrote. In: as for `runGit`, without arguments. */
export async function checkGit(run: Omit<GitRun, "args">): Promise<Result<string>> {
  const search = environment({ ...run, args: [] })["PATH"] ?? "";
  const known = checked.get(search);
  if (known !== undefined) return ok(known);
  const answer = await runGit({ ...run, args: ["version"] });
  if (!answer.ok) return answer;
  const version = /(\d+)\.(\d+)\.(\d+)/.exec(answer.value.toString("utf8"));
  const parts = [1, 2, 3].map((at) => Number(version?.[at] ?? 0));
  const firstOther = oldest.findIndex((least, at) => parts[at] !== least);
  if (firstOther !== -1 && (parts[firstOther] ?? 0) < (oldest[firstOther] ?? 0))
    return err({
      code: "git-too-old",
      message: `git ${parts.join(".")} lets a repository that is read start programs, so repositories are not read with it.`,
      remedy: `Install git ${oldest.join(".")} or newer and sync again.`,
    });
  checked.set(search, parts.join("."));
  return ok(parts.join("."));
}
