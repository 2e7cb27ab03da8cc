import path from "node:path";
import { Worker } from "node:worker_threads";
import * as z from "zod";
import { err, ok, type Result } from "../../shared/result";
import type { Platform } from "../views/core";

/*
 * The verifier that strangers are given, run as they run it: the same file, unchanged, with nothing of this program in it. What it
 * says is handed on.
 */

/** The verifier's file: beside the resources in a checkout and in a package alike. */
export function verifierFile(platform: Pick<Platform, "resources">): string {
  return path.join(platform.resources, "..", "main", "verify", "node", "countersign-verify.mjs");
}

const verdictSchema = z.looseObject({
  verdict: z.string(),
  exit: z.int(),
  proved: z.array(z.string()),
  notProved: z.array(z.string()),
  problems: z.array(z.looseObject({ file: z.unknown(), place: z.unknown(), message: z.string() })),
  counts: z.looseObject({ decisions: z.int().nonnegative() }),
});
export type Verdict = z.infer<typeof verdictSchema>;

const mostOutput = 16 * 1024 * 1024;

/**
 * Runs the verifier in a thread of its own: it reads files and answers, and cannot hold this program up. In: its arguments without
 * `--json`. Out: what it says. Codes: "verifier-failed".
 */
export function runVerifier(platform: Pick<Platform, "resources">, args: readonly string[]): Promise<Result<Verdict>> {
  return new Promise((resolve) => {
    const file = verifierFile(platform);
    const fail = (why: string): void => {
      resolve(
        err({
          code: "verifier-failed",
          message: `The verifier gave no verdict: ${why}.`,
          place: file,
          remedy: "Run it by hand: node countersign-verify.mjs BUNDLE.",
        }),
      );
    };
    let text = "";
    let worker: Worker;
    try {
      worker = new Worker(file, { argv: [...args, "--json"], env: {}, stdin: false, stdout: true, stderr: true });
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
      return;
    }
    worker.stdout.setEncoding("utf8");
    worker.stdout.on("data", (piece: string) => {
      if (text.length < mostOutput) text += piece;
    });
    worker.stderr.resume();
    worker.on("error", (error: unknown) => {
      fail(error instanceof Error ? error.message : String(error));
    });
    worker.on("exit", (code) => {
      const verdict = read(text);
      if (verdict === null) fail(`it ended with ${String(code)} and said nothing that can be read`);
      else if (verdict.exit !== code) fail(`it said ${String(verdict.exit)} and ended with ${String(code)}`);
      else resolve(ok(verdict));
    });
  });
}

function read(text: string): Verdict | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return verdictSchema.safeParse(value).data ?? null;
}
