import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { constants } from "node:os";
import { withoutSecrets } from "./own-secrets";

const keptEach = 512 * 1024;
const graceMs = 2_000;

/** What a command wrote, standard output and error as they came. */
export interface CommandOutput {
  /** Its text, or both ends of it with a line between that says what is left out. */
  readonly kept: Buffer;
  readonly bytes: number;
  /** Of all of it. */
  readonly sha256: string;
}

export interface CommandRun {
  /** As a shell has it: 128 and more for a signal. */
  readonly exitCode: number;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly ended: "by itself" | "time limit" | "cancelled";
  readonly output: CommandOutput;
}

/**
 * Runs a person's own command through their shell, as their terminal or their CI would, with their environment but for what is
 * Countersign's own: nothing holds it back. It and everything it started is ended at its time limit, and when `cancelled` turns true.
 */
export async function runCommand(options: {
  readonly command: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly cancelled: () => boolean;
}): Promise<CommandRun> {
  const startedAt = new Date();
  const began = performance.now();
  const child = spawn(options.command, {
    shell: true,
    cwd: options.folder,
    env: withoutSecrets(options.env),
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  const keeper = new OutputKeeper();
  const take = (chunk: Buffer): void => {
    keeper.take(chunk);
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  return new Promise((resolve) => {
    let ended: CommandRun["ended"] = "by itself";
    let code = 127;
    let grace: NodeJS.Timeout | null = null;
    const endSoon = (): void => {
      grace ??= setTimeout(() => {
        signal(child, "SIGKILL");
        child.stdout.destroy();
        child.stderr.destroy();
      }, graceMs);
    };
    const stop = (why: CommandRun["ended"]): void => {
      if (ended !== "by itself") return;
      ended = why;
      signal(child, "SIGTERM");
      endSoon();
    };
    const limit = setTimeout(() => {
      stop("time limit");
    }, options.timeoutMs);
    const watch = setInterval(() => {
      if (options.cancelled()) stop("cancelled");
    }, 50);
    child.on("error", (error) => {
      keeper.take(Buffer.from(`${error.message}\n`));
    });
    child.on("exit", (exited, signalled) => {
      code = exited ?? 128 + (signalled === null ? 0 : constants.signals[signalled]);
      // What it left running may hold its output open for ever.
      endSoon();
    });
    child.on("close", () => {
      clearTimeout(limit);
      clearInterval(watch);
      if (grace !== null) clearTimeout(grace);
      resolve({
        exitCode: ended === "time limit" ? 124 : code,
        startedAt,
        durationMs: Math.round(performance.now() - began),
        ended,
        output: keeper.end(),
      });
    });
  });
}

/** Ends a command and what it started: they are one group. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined && process.platform !== "win32") process.kill(-child.pid, name);
    else child.kill(name);
  } catch {
    // It had ended by itself.
  }
}

/** Keeps the beginning and the end of what passes by. */
class OutputKeeper {
  readonly #hash = createHash("sha256");
  readonly #first: Buffer[] = [];
  #firstBytes = 0;
  #last: Buffer[] = [];
  #lastBytes = 0;
  #bytes = 0;

  take(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    const room = keptEach - this.#firstBytes;
    if (room > 0) {
      const part = chunk.subarray(0, room);
      this.#first.push(Buffer.from(part));
      this.#firstBytes += part.length;
    }
    const rest = chunk.subarray(Math.max(0, room));
    if (rest.length === 0) return;
    this.#last.push(Buffer.from(rest));
    this.#lastBytes += rest.length;
    if (this.#lastBytes > 4 * keptEach) this.#shorten();
  }

  #shorten(): void {
    const whole = Buffer.concat(this.#last);
    this.#last = [whole.subarray(Math.max(0, whole.length - keptEach))];
    this.#lastBytes = this.#last[0]?.length ?? 0;
  }

  end(): CommandOutput {
    this.#shorten();
    const left = this.#bytes - this.#firstBytes - this.#lastBytes;
    const between = left > 0 ? [Buffer.from(`\n[countersign: ${String(left)} bytes left out here]\n`)] : [];
    return {
      kept: Buffer.concat([...this.#first, ...between, ...this.#last]),
      bytes: this.#bytes,
      sha256: this.#hash.digest("hex"),
    };
  }
}
